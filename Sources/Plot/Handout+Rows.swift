internal import Market

extension Answer {
  /// How many rows without a figure are named.
  private static let namedRows = 12

  /// The answer for a page: rows at its end without any figure are no rows of the table, but a note says who they are.
  /// O(rows × columns).
  func withoutEmptyRows() -> Answer {
    let figures = table.columns.filter { !$0.isKey }
    var filled = table.rowCount
    while filled > 0, figures.allSatisfy({ $0.values.isMissing(filled - 1) }) { filled -= 1 }
    // One row costs no more than the note, and where nothing has a figure the rows are the answer.
    guard !figures.isEmpty, filled > 0, table.rowCount - filled > 1 else { return self }
    let keys = table.columns.filter(\.isKey)
    let labels = (filled..<table.rowCount).prefix(Answer.namedRows).map { row in
      keys.compactMap { $0.values.label(row) }.joined(separator: " ")
    }
    let count = table.rowCount - filled
    let rest = count > labels.count ? " and \(count - labels.count) more" : ""
    let columns = table.columns.map {
      Table.Column(name: $0.name, values: $0.values.prefix(filled), isKey: $0.isKey)
    }
    let note = "\(count) without a figure: \(labels.joined(separator: ", "))\(rest)"
    return Answer(
      table: Table(columns: columns, rowCount: filled, rowNames: Array(table.rowNames.prefix(filled))),
      heading: heading,
      notes: [note] + notes)
  }
}

extension Table.Values {
  fileprivate func prefix(_ count: Int) -> Table.Values {
    switch self {
    case .numbers(let values, let unit, let direction): return .numbers(Array(values.prefix(count)), unit, direction)
    case .texts(let values): return .texts(Array(values.prefix(count)))
    case .days(let values): return .days(Array(values.prefix(count)))
    case .flags(let values): return .flags(Array(values.prefix(count)))
    }
  }

  /// A key as it is named in a sentence.
  fileprivate func label(_ row: Int) -> String? {
    switch self {
    case .texts(let values): return values[row]
    case .days(let values): return values[row]?.description
    case .numbers(let values, _, _): return values[row].isNaN ? nil : "\(values[row])"
    case .flags(let values): return values[row].map { $0 ? "yes" : "no" }
    }
  }
}
