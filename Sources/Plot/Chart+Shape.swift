public import Market
internal import Rendering

extension Chart {
  /// How many lines of one picture can be told apart.
  static let seriesLimit = 6
  /// How many rows are still drawn as a bar each; more are a distribution.
  static let barLimit = 60

  /// The picture of an answer: of the kind asked for, or else of the kind that its rows call for.
  ///
  /// Rows along days are lines; otherwise two figures that are no counts place points, and one figure or more than two
  /// are bars, or where there are too many rows for bars their distribution. O(rows log rows).
  public init(of answer: Answer, as kind: ChartKind? = nil) throws(ChartProblem) {
    let rows = ChartRows(answer.table)
    guard !rows.figures.isEmpty else { throw .noFigure }
    self.answer = answer
    switch kind ?? rows.kind {
    case .bars:
      let (panels, omissions) = rows.barPanels()
      (content, self.omissions) = (.bars(panels), omissions)
    case .lines:
      guard let places = rows.places else { throw .noDays }
      let (panels, omissions) = rows.linePanels(places)
      (content, self.omissions) = (.lines(panels), omissions)
    case .histogram:
      let (histogram, omissions) = rows.histogram()
      (content, self.omissions) = (.histogram(histogram), omissions)
    case .scatter:
      guard rows.figures.count > 1 else { throw .oneFigure }
      let (scatter, omissions) = rows.scatter()
      (content, self.omissions) = (.scatter(scatter), omissions)
    }
  }

  /// Whether there is nothing to draw: no row, or none with a figure.
  var isEmpty: Bool {
    switch content {
    case .bars(let panels): return panels.allSatisfy(\.bars.isEmpty)
    case .lines(let panels): return panels.allSatisfy(\.values.isEmpty)
    case .histogram(let histogram): return histogram.counts.isEmpty
    case .scatter(let scatter): return scatter.points.isEmpty
    }
  }
}

/// The rows of an answer, read for drawing.
struct ChartRows {
  struct Figures {
    let measure: Measure
    let values: [Double]
  }

  let table: Table
  /// The columns that hold figures and are no keys. An infinite figure has no place, as a missing one.
  let figures: [Figures]
  /// The columns that are neither keys nor figures.
  let others: [String]
  /// The key along which lines run.
  let timeKey: Int?

  init(_ table: Table) {
    self.table = table
    var figures: [Figures] = []
    var others: [String] = []
    for column in table.columns where !column.isKey {
      if case .numbers(let values, let unit, let direction) = column.values {
        let measure = Measure(name: printable(column.name), unit: unit, direction: direction)
        figures.append(Figures(measure: measure, values: values.map { $0.isFinite ? $0 : .nan }))
      } else {
        others.append(printable(column.name))
      }
    }
    self.figures = figures
    self.others = others
    timeKey = table.columns.firstIndex { $0.isKey && $0.days != nil }
  }

  /// Where each row stands in time; nil where the rows are not along days.
  var places: [Double]? { timeKey.flatMap { table.columns[$0].days } }

  var kind: ChartKind {
    if timeKey != nil { return table.rowCount > 1 ? .lines : .bars }
    // A count says how many, and is no place.
    if figures.count == 2 && table.rowCount > 2 && !figures.contains(where: { $0.measure.unit == .count }) {
      return .scatter
    }
    return figures.count == 1 && table.rowCount > Chart.barLimit ? .histogram : .bars
  }

  /// What the rows are called, apart from their place in time where `leavesOutTime`.
  func labels(leavesOutTime: Bool = false) -> [String] {
    let keys = table.columns.enumerated().filter { $0.element.isKey && !(leavesOutTime && $0.offset == timeKey) }
      .map { CellColumn($0.element, rows: Array(0..<table.rowCount)).cells }
    return (0..<table.rowCount).map { row in keys.map { $0[row].text(style: Style()) }.joined(separator: " ") }
  }

  func name(_ row: Int) -> String {
    table.rowNames.isEmpty ? "" : printable(table.rowNames[row] ?? "")
  }

  /// A sentence on the columns that can't be drawn.
  var omitted: [String] {
    others.isEmpty ? [] : ["not drawn, since no figures: \(others.joined(separator: ", "))"]
  }

  /// `3 without a figure: AAPL, IBM, FB`
  func without(_ rows: [Int]) -> [String] {
    guard !rows.isEmpty else { return [] }
    let labels = labels()
    let named = rows.prefix(8).map { labels[$0] }.filter { !$0.isEmpty }.joined(separator: ", ")
    let rest = rows.count > 8 ? " and \(rows.count - 8) more" : ""
    return ["\(rows.count) without a figure" + (named.isEmpty ? "" : ": \(named)\(rest)")]
  }
}

extension Table.Column {
  /// The column as places in time: days, days from an event, or the first days of periods. Nil where it is none of
  /// them.
  fileprivate var days: [Double]? {
    switch values {
    case .days(let days):
      let known = days.compactMap { $0.map { Double($0.number) } }
      return known.count == days.count ? known : nil
    case .numbers(let numbers, _, _): return name == "day" && !numbers.contains { $0.isNaN } ? numbers : nil
    case .texts(let texts):
      guard ["week", "month", "quarter", "year"].contains(name) else { return nil }
      let starts = texts.compactMap { $0.flatMap(periodStart) }
      return starts.count == texts.count ? starts.map { Double($0.number) } : nil
    case .flags: return nil
    }
  }

  /// Whether the column counts days from an event.
  var isOffsets: Bool {
    if case .numbers = values { return isKey && name == "day" }
    return false
  }
}

/// The first day of `2026`, `2026Q1`, `2026-02` or `2026-W09`; nil for any other text.
func periodStart(_ text: String) -> Day? {
  guard let year = Int(text.prefix(4)), text.utf8.count >= 4 else { return nil }
  let rest = text.dropFirst(4)
  if rest.isEmpty { return Day(year: year, month: 1, day: 1) }
  if rest.hasPrefix("Q"), let quarter = Int(rest.dropFirst()) { return Day(year: year, month: 3 * quarter - 2, day: 1) }
  if rest.hasPrefix("-W"), let week = Int(rest.dropFirst(2)), let fourth = Day(year: year, month: 1, day: 4) {
    // The week of the year's fourth day is its first.
    return fourth.advanced(by: 1 - fourth.weekday + 7 * (week - 1))
  }
  if rest.hasPrefix("-"), let month = Int(rest.dropFirst()) { return Day(year: year, month: month, day: 1) }
  return nil
}
