internal import Market

// Lists of what went into a figure: whole where they are short, else both ends and the rows that decide.
extension Narrator {
  /// How many lines at each end of a long list are shown.
  static let shown = 4

  /// Rows of a list by their places; `kept` are shown wherever they stand.
  static func listing(
    _ columns: [Table.Column], order: [Int], keeping kept: Set<Int> = [], noun: String
  ) -> Explanation.Listing {
    let isShort = order.count <= 2 * shown + 1
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

  /// A table of one row.
  static func row(_ figures: [(name: String, value: Double, unit: Unit)]) -> Explanation.Listing {
    Explanation.Listing(
      Table(
        columns: figures.map { Table.Column(name: $0.name, values: .numbers([$0.value], $0.unit, .none)) }, rowCount: 1)
    )
  }
}
