/// Rows with named columns: what each step of a question makes of those before it.
indirect enum Relation: Sendable {
  /// A table of the market.
  case table(String)
  /// The rows of one relation, each with those of another of the same company; without any, one with missing values.
  case joined(Relation, Relation)
  /// Columns made of a relation's rows.
  case selection(Selection)

  /// Columns of the rows that conditions keep, folded by keys, put in order and cut.
  struct Selection: Sendable {
    var columns: [(expression: String, name: String)]
    var from: Relation
    var conditions: [String] = []
    var keys: [String] = []
    var order: [String] = []
    var limit: Int?
  }
}

/// Writes relations as SQL, indented by how deep they stand.
struct RelationPrinter {
  let dialect: Dialect
  private var aliases = 0

  init(_ dialect: Dialect) { self.dialect = dialect }

  mutating func statement(_ selection: Relation.Selection) -> String { text(selection, "") + dialect.ending + ";" }

  private mutating func text(_ selection: Relation.Selection, _ margin: String) -> String {
    let columns = selection.columns.map { $0.name == $0.expression ? $0.name : "\($0.expression) AS \($0.name)" }
    var lines = ["SELECT", columns.map { "\(margin)  \($0)" }.joined(separator: ",\n")]
    if columns.isEmpty { lines = ["SELECT *"] }
    lines.append("\(margin)FROM \(source(selection.from, margin))")
    if !selection.conditions.isEmpty {
      lines.append("\(margin)WHERE \(selection.conditions.joined(separator: "\n\(margin)  AND "))")
    }
    if !selection.keys.isEmpty { lines.append("\(margin)GROUP BY \(selection.keys.joined(separator: ", "))") }
    if !selection.order.isEmpty { lines.append("\(margin)ORDER BY \(selection.order.joined(separator: ", "))") }
    if let limit = selection.limit { lines.append("\(margin)LIMIT \(limit)") }
    return lines.joined(separator: "\n")
  }

  private mutating func source(_ relation: Relation, _ margin: String) -> String {
    switch relation {
    case .table(let name): return name
    case .selection(let selection):
      aliases += 1
      let alias = "t\(aliases)"
      return "(\n\(margin)  \(text(selection, margin + "  "))\n\(margin)) AS \(alias)"
    case .joined(let left, let right):
      let first = nested(left, margin)
      let second = nested(right, margin)
      return "\(first)\n\(margin)\(dialect.leftJoin) \(second) USING (company)"
    }
  }

  /// A side of a join: a join stands in a query of its own, as old engines join two tables at a time.
  private mutating func nested(_ relation: Relation, _ margin: String) -> String {
    guard case .joined = relation else { return source(relation, margin) }
    return source(.selection(Relation.Selection(columns: [], from: relation)), margin)
  }
}
