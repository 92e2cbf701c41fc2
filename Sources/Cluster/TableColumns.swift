internal import Market

/// How the tables of a market are made on a server.
struct TableColumns {
  let table: String
  let columns: [(name: String, type: String)]

  /// The columns that are never missing, in any of the tables.
  private static let required: Set<String> = [
    "company", "exchange", "day", "factor", "is_first", "rescales", "base_known", "is_default", "ticker",
  ]

  /// What rows are in the order of, so that few are read: bars by day, and the bars of a day by company.
  private static let order = [
    "bars": "(day, company)", "companies": "company", "attributes": "(attribute, company)",
    "calendar": "(exchange, day)",
    "dates": "day", "events": "name", "market": "position",
  ]

  var order: String { TableColumns.order[table] ?? "tuple()" }

  func isNullable(_ column: String) -> Bool {
    if table == "attributes", column == "day" { return true }
    return !TableColumns.required.contains(column)
      && !order.split(whereSeparator: { "(), ".contains($0) }).contains(column[...])
  }

  /// `company Int32, ticker String, …`
  var specification: String {
    columns.map { name, type in
      let own = type == "text" ? "String" : type == "whole" ? "Int32" : "Float64"
      return "\(name) \(isNullable(name) ? "Nullable(\(own))" : own)"
    }.joined(separator: ", ")
  }

  /// The statement that makes the table under some name.
  func creation(named name: String) -> String {
    "CREATE TABLE \(name) (\(specification)) ENGINE = MergeTree() ORDER BY \(order)"
  }

  /// A row, whose values are texts.
  func put(_ row: [String?], into rows: inout RowBinary) {
    for (value, column) in zip(row, columns) {
      func put(_ rows: inout RowBinary) {
        switch column.type {
        case "whole": rows.put(value.flatMap { Int32($0) } ?? 0)
        case "figure": rows.put(value.flatMap { Double($0) } ?? .nan)
        default: rows.put(value ?? "")
        }
      }
      if isNullable(column.name) { rows.put(isMissing: value == nil, put) } else { put(&rows) }
    }
  }
}
