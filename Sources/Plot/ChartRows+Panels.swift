internal import Market
internal import Rendering

extension ChartRows {
  /// A panel for each column of figures; rows without one are named instead of drawn.
  func barPanels() -> ([BarPanel], [String]) {
    let labels = labels()
    let filled = (0..<table.rowCount).filter { row in figures.contains { !$0.values[row].isNaN } }
    let empty = (0..<table.rowCount).filter { row in figures.allSatisfy { $0.values[row].isNaN } }
    let panels = figures.map { column in
      BarPanel(
        measure: column.measure,
        bars: filled.filter { !column.values[$0].isNaN }.map {
          Bar(label: labels[$0].isEmpty ? column.measure.name : labels[$0], name: name($0), value: column.values[$0])
        })
    }
    return (panels, without(empty) + omitted)
  }

  /// Of one group, a line for each column, those of one unit together; of several, a panel for each column and a line
  /// for each group. The line that ends highest comes first.
  func linePanels(_ places: [Double]) -> ([LinePanel], [String]) {
    let isOffsets = timeKey.map { table.columns[$0].isOffsets } ?? false
    let groups = groups()
    var omissions: [String] = []
    func panel(_ measure: Measure, _ title: String, _ all: [Series]) -> LinePanel {
      let known = all.filter { $0.last != nil }.enumerated()
        .sorted { ($1.element.last?.y ?? 0, $0.offset) < ($0.element.last?.y ?? 0, $1.offset) }.map(\.element)
      let unknown = all.filter { $0.last == nil }.map(\.name)
      if !unknown.isEmpty {
        omissions.append("\(unknown.count) without a figure: \(unknown.prefix(8).joined(separator: ", "))")
      }
      if known.count > Chart.seriesLimit {
        omissions.append(
          "the \(Chart.seriesLimit) of \(known.count) lines that end highest are drawn; where picks others")
      }
      return LinePanel(
        title: title, measure: measure, isOffsets: isOffsets, series: Array(known.prefix(Chart.seriesLimit)))
    }
    func series(_ name: String, _ values: [Double], _ rows: [Int]) -> Series {
      Series(
        name: name, points: rows.map { Series.Point(x: places[$0], y: values[$0]) }.sorted { $0.x < $1.x })
    }
    let panels: [LinePanel]
    if groups.count > 1 {
      panels = figures.map { column in
        panel(
          column.measure, figures.count > 1 ? column.measure.name : "",
          groups.map { series($0.label, column.values, $0.rows) })
      }
    } else {
      var units: [Unit] = []
      for column in figures where !units.contains(column.measure.unit) { units.append(column.measure.unit) }
      let rows = Array(0..<table.rowCount)
      let group = groups.first?.label ?? ""
      panels = units.map { unit in
        let members = figures.filter { $0.measure.unit == unit }
        let isAlone = members.count == 1
        let title = !isAlone ? group : units.count > 1 ? members[0].measure.name : ""
        // A line that is alone is named by the heading, or by its group.
        return panel(
          members[0].measure, title,
          members.map { series(isAlone ? group : $0.measure.name, $0.values, rows) })
      }
    }
    return (panels, omissions.uniqued + omitted)
  }

  /// The rows of each combination of the keys other than the time, in the order of first appearance.
  private func groups() -> [(label: String, rows: [Int])] {
    var places: [String: Int] = [:]
    var groups: [(label: String, rows: [Int])] = []
    for (row, label) in labels(leavesOutTime: true).enumerated() {
      if let place = places[label] {
        groups[place].rows.append(row)
      } else {
        places[label] = groups.count
        groups.append((label, [row]))
      }
    }
    return groups
  }

  /// How often figures of the first column occur, in bins of a round width.
  func histogram() -> (Histogram, [String]) {
    let column = figures[0]
    let known = column.values.filter { !$0.isNaN }
    let missing = column.values.indices.filter { column.values[$0].isNaN }
    var omissions = without(missing)
    if figures.count > 1 {
      let rest = figures.dropFirst().map(\.measure.name).joined(separator: ", ")
      omissions.append("a histogram is of one figure; not drawn: \(rest)")
    }
    guard let edges = binEdges(known) else {
      return (Histogram(measure: column.measure, edges: [], counts: [], isWhole: false), omissions + omitted)
    }
    var counts = [Int](repeating: 0, count: edges.count - 1)
    for value in known {
      // The edges are few; a search by halves would find nothing sooner.
      let bin = edges.dropFirst().firstIndex { value < $0 } ?? edges.count - 1
      counts[bin - 1] += 1
    }
    let isWhole = known.allSatisfy { $0 == $0.rounded() }
    let histogram = Histogram(measure: column.measure, edges: edges, counts: counts, isWhole: isWhole)
    return (histogram, omissions + omitted)
  }

  /// A point for each row that has both of the first two figures: the first goes up, the second across.
  func scatter() -> (Scatter, [String]) {
    let (up, across) = (figures[0], figures[1])
    let labels = labels()
    let rows = 0..<table.rowCount
    let known = rows.filter { !up.values[$0].isNaN && !across.values[$0].isNaN }
    let points = known.map {
      Scatter.Point(label: labels[$0], name: name($0), x: across.values[$0], y: up.values[$0])
    }
    var omissions = without(rows.filter { up.values[$0].isNaN || across.values[$0].isNaN })
    if figures.count > 2 {
      let rest = figures.dropFirst(2).map(\.measure.name).joined(separator: ", ")
      omissions.append("a scatter plot is of two figures; not drawn: \(rest)")
    }
    return (Scatter(across: across.measure, up: up.measure, points: points), omissions + omitted)
  }
}

/// The edges of bins of a round width that hold all values; nil where there is no value.
///
/// Whole numbers lie at the lower edges of theirs. The width is about that of Freedman and Diaconis (1981), 2 IQR / cube
/// root of n, for at least 5 and at most 20 bins.
func binEdges(_ values: [Double]) -> [Double]? {
  guard let least = values.min(), let most = values.max() else { return nil }
  guard least < most else {
    let isWhole = least == least.rounded()
    let step = isWhole ? 1 : roundStep(atLeast: abs(least) * 0.05)
    let first = (least / step).rounded(.down)
    return [first * step, (first + 1) * step]
  }
  let sorted = values.sorted()
  func part(_ share: Double) -> Double { sorted[Int(share * Double(sorted.count - 1) + 0.5)] }
  var root = 1.0
  while root * root * root < Double(values.count) { root += 0.25 }
  let spread = most - least
  let width = min(max(2 * (part(0.75) - part(0.25)) / root, spread / 18), spread / 5)
  // Of whole numbers no bin is narrower than one, and the largest has a bin of its own.
  let isWhole = values.allSatisfy { $0 == $0.rounded() }
  let step = isWhole ? max(1, roundStep(atLeast: width * 0.8).rounded(.up)) : roundStep(atLeast: width * 0.8)
  let first = (least / step).rounded(.down)
  let last = max(first + 1, isWhole ? (most / step).rounded(.down) + 1 : (most / step).rounded(.up))
  return stride(from: first, through: last, by: 1).map { $0 * step }
}

extension [String] {
  fileprivate var uniqued: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
