internal import Language
internal import Market

// Lists of what went into a figure: whole where they are short, else both ends and the rows that decide.
extension Narrator {
  /// How many lines at each end of a long list are shown. A list of eleven is whole: the days from -5 to +5 of an event.
  static let shown = 5
  /// How many companies are a list that is shown whole.
  static let shownCompanies = 40

  /// Rows of a list by their places; `kept` are shown wherever they stand.
  static func listing(
    _ columns: [Table.Column], order: [Int], keeping kept: Set<Int> = [], noun: String, limit: Int = 2 * shown + 1
  ) -> Explanation.Listing {
    let isShort = order.count <= limit
    let places = order.indices.filter { place in
      isShort || place < shown || place >= order.count - shown || kept.contains(order[place])
    }
    var gaps: [Int: Int] = [:]
    for (row, place) in places.enumerated() {
      let before = row == 0 ? -1 : places[row - 1]
      if place > before + 1 { gaps[row] = place - before - 1 }
    }
    let rows = places.map { order[$0] }
    return Explanation.Listing(
      Table(
        columns: columns.map { Table.Column(name: $0.name, values: $0.values.gathered(rows), isKey: $0.isKey) },
        rowCount: rows.count), gaps: gaps, noun: noun)
  }

  /// The figures that a formula combines and that differ between the rows of a list, as columns in front of its own: whoever
  /// wants to redo a row finds them there. None where the formula only turns the sign, and none where they have no room.
  func columnsOfParts(
    of expression: BoundExpression, taken: [String], _ values: (BoundExpression) throws(Diagnostic) -> Table.Values
  ) throws(Diagnostic) -> [Table.Column] {
    if case .negation = expression.kind { return [] }
    let leaves = Narrator.leaves(of: expression)
    guard leaves != [expression] else { return [] }
    var columns: [Table.Column] = []
    for leaf in leaves where leaf.level > .constant {
      let name = words.text(leaf)
      guard !(taken + columns.map(\.name)).contains(name) else { continue }
      let column = Table.Column(name: name, values: try values(leaf))
      if case .numbers(let figures, _, _) = column.values, figures.contains(where: { $0 != figures[0] }) {
        columns.append(column)
      }
    }
    let width = (taken + columns.map(\.name)).reduce(0) { $0 + max($1.count, 9) + 2 }
    return width <= Narrator.listWidth ? columns : []
  }

  /// How wide a list may get by such columns, so that it has room further in, too.
  private static let listWidth = 70

  /// A table of one row.
  static func row(_ figures: [(name: String, value: Double, unit: Unit)]) -> Explanation.Listing {
    Explanation.Listing(
      Table(
        columns: figures.map { Table.Column(name: $0.name, values: .numbers([$0.value], $0.unit, .none)) }, rowCount: 1)
    )
  }
}
