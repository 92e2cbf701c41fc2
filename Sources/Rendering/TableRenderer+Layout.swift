internal import Market

/// How wide each column is drawn, and which columns do not fit.
///
/// Where the width is short, long headings over figures take several lines; then the name beside a key is cut, then
/// the other texts, the widest first. Columns that still do not fit are left out from the right. A column named
/// `source` is never cut, since addresses are copied: where it does not fit, it stands last and runs over the edge.
struct TableLayout {
  /// Blank columns between two columns.
  static let gap = 2
  /// No text is cut below this.
  fileprivate static let shortest = 8
  /// No word of a heading over figures is cut below this.
  fileprivate static let shortestWord = 12
  /// The most lines of a heading.
  fileprivate static let headingHeight = 3

  enum Kind {
    case rowName
    case source
    case bar
    case other
  }

  struct Column {
    let name: String
    let nameSuffix: String
    let cells: [Cell]
    let isNumeric: Bool
    let kind: Kind
    /// Of figures: before the decimal point, from it on, and the mark with its blank.
    let leadWidth: Int
    let tailWidth: Int
    let markWidth: Int
    var width: Int
    /// What the width may shrink to.
    let minimum: Int

    var contentWidth: Int { leadWidth + tailWidth + markWidth }
  }

  private(set) var columns: [Column]
  /// The headings of the columns left out.
  private(set) var hidden: [String] = []

  /// The bars of the column of that kind, where there is one.
  private(set) var bar: TableBar?

  init(_ table: Table, rows: [Int], width: Int, hasBars: Bool, isUnicode: Bool) {
    columns = []
    var beyond: [String] = []
    for column in table.columns {
      let isSource = column.name == "source" && !column.isKey
      // Of thousands of columns those are not drawn that have no room however narrow they are.
      if !isSource, columns.count > width / TableLayout.gap {
        beyond.append(CellColumn(column, rows: []).name)
      } else {
        columns.append(Column(CellColumn(column, rows: rows), kind: isSource ? .source : .other))
      }
    }
    if !table.rowNames.isEmpty && !table.columns.contains(where: { $0.name == "name" }) {
      let cells = rows.map { table.rowNames[$0].map { Cell(lead: printable($0)) } ?? .missing }
      let place = table.columns.lastIndex(where: \.isKey).map { $0 + 1 } ?? 0
      let names = CellColumn(name: "", nameSuffix: "", cells: cells, isNumeric: false)
      columns.insert(Column(names, kind: .rowName), at: place)
    }
    if self.width > width { fit(into: width) }
    hidden += beyond
    if hasBars, hidden.isEmpty { addBars(table, rows: rows, width: width, isUnicode) }
  }

  /// Puts bars behind the figures that they draw, where there is room for them.
  private mutating func addBars(_ table: Table, rows: [Int], width: Int, _ isUnicode: Bool) {
    let room = width - self.width - TableLayout.gap
    guard let bar = TableBar(table, rows: rows, room: room, isUnicode: isUnicode) else { return }
    let name = table.columns[bar.column].name
    guard let place = columns.firstIndex(where: { $0.kind == .other && $0.isNumeric && $0.name == printable(name) })
    else { return }
    var column = Column(CellColumn(name: "", nameSuffix: "", cells: [], isNumeric: false), kind: .bar)
    column.width = bar.width
    columns.insert(column, at: place + 1)
    self.bar = bar
  }

  /// The width of the whole table.
  var width: Int {
    TableLayout.total(columns.map(\.width))
  }

  private static func total(_ widths: [Int]) -> Int {
    widths.reduce(0, +) + gap * max(0, widths.count - 1)
  }

  private mutating func fit(into width: Int) {
    columns = columns.filter { $0.kind != .source } + columns.filter { $0.kind == .source }
    leaveOut(beyond: width)
    var available = width
    if let source = columns.last, source.kind == .source, columns.count > 1 {
      // The others make room for a source only where that is enough for it.
      let others = TableLayout.total(columns.dropLast().map(\.minimum))
      let isFitting = others + TableLayout.gap + source.width <= width
      available -= TableLayout.gap + (isFitting ? source.width : source.minimum)
    }
    shrink(to: available) { $0.isNumeric }
    for index in columns.indices where columns[index].isNumeric { columns[index].tighten() }
    shrink(to: available) { $0.kind == .rowName }
    shrink(to: available) { $0.kind != .source }
  }

  private mutating func leaveOut(beyond width: Int) {
    func isTooWide() -> Bool {
      columns.count > 1 && TableLayout.total(columns.map(\.minimum)) > width
    }
    if isTooWide() { columns.removeAll { $0.kind == .rowName } }
    while isTooWide(), let last = columns.lastIndex(where: { $0.kind != .source }) {
      hidden.insert(columns.remove(at: last).name, at: 0)
    }
  }

  /// Lowers the widest of the chosen columns to one level, until all but the source fit.
  private mutating func shrink(to available: Int, _ isChosen: (Column) -> Bool) {
    let chosen = columns.indices.filter { isChosen(columns[$0]) }
    let natural = columns.map(\.width)
    func lower(to level: Int) {
      for index in chosen { columns[index].width = min(natural[index], max(level, columns[index].minimum)) }
    }
    func slack() -> Int {
      available - TableLayout.total(columns.filter { $0.kind != .source }.map(\.width))
    }
    var level = natural.max() ?? 0
    while slack() < 0 && level > 0 {
      level -= 1
      lower(to: level)
    }
    // What one step more would overdraw goes to the first of them.
    for index in chosen where slack() > 0 && columns[index].width < natural[index] { columns[index].width += 1 }
  }
}

extension TableLayout.Column {
  fileprivate init(_ column: CellColumn, kind: TableLayout.Kind) {
    name = column.name
    nameSuffix = column.nameSuffix
    cells = column.cells
    isNumeric = column.isNumeric
    self.kind = kind
    // One column at least, for the sign of a missing value.
    leadWidth = cells.reduce(1) { max($0, displayWidth($1.lead)) }
    tailWidth = cells.reduce(0) { max($0, displayWidth($1.tail)) }
    markWidth = cells.contains { $0.mark != nil } ? 2 : 0
    let content = leadWidth + tailWidth + markWidth
    width = max(displayWidth(column.heading), content)
    let longestWord = column.heading.split(separator: " ").map { displayWidth(String($0)) }.max() ?? 0
    if isNumeric {
      minimum = max(content, min(longestWord, TableLayout.shortestWord))
    } else {
      minimum = min(width, column.isWhole ? max(content, TableLayout.shortest) : TableLayout.shortest)
    }
  }

  /// Gives back what a heading in several lines does not need.
  fileprivate mutating func tighten() {
    let longestLine = wrapped(name + nameSuffix, width: width).map(displayWidth).max() ?? 0
    width = min(width, max(contentWidth, longestLine))
  }

  /// The heading within the column's width, its unit never cut off.
  func headingLines(ellipsis: String) -> [String] {
    var lines = wrapped(name + nameSuffix, width: width)
    if lines.count > TableLayout.headingHeight {
      lines.removeSubrange(TableLayout.headingHeight...)
      let room = width - displayWidth(nameSuffix) - displayWidth(ellipsis)
      lines[lines.count - 1] = truncated(lines[lines.count - 1], to: room, ellipsis: "") + ellipsis + nameSuffix
    }
    return lines.map { truncated($0, to: width, ellipsis: ellipsis) }
  }
}
