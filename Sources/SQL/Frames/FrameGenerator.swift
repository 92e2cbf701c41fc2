internal import Language
internal import Market
internal import Query

/// Writes any bound question as named relations, one made from those before: the evaluator's frames, as tables.
///
/// It holds the meaning of the whole language; SQLGenerator is a shorter way for a question about one window.
final class FrameGenerator {
  let market: Market
  let today: Day
  let dialect: Dialect
  /// Whether the columns of the answer have the names that a reader gives them; a program counts them.
  let isNamed: Bool
  /// Whether prices of different days ever stand on different scales, and whether bars state changes of their own.
  let hasFactors: Bool
  let hasReports: Bool
  /// The relations so far, each made from those before it.
  private(set) var steps: [(name: String, text: String)] = []
  private var numbers: [String: Int] = [:]
  var indices: [String: (name: String, keys: [String])] = [:]
  var heldDays: [BoundExpression: String] = [:]
  /// What `of group` means.
  var condition: BoundExpression?
  var includesAllKinds = false
  var setKeys: [(column: String, key: Int)] = []

  init(market: Market, today: Day, dialect: Dialect, isNamed: Bool = true) {
    (self.market, self.today, self.dialect, self.isNamed) = (market, today, dialect, isNamed)
    (hasFactors, hasReports) = (market.bars.hasFactors, market.bars.hasReferencePrices)
  }

  /// A name that no other column or relation has.
  func fresh(_ hint: String) -> String {
    numbers[hint, default: 0] += 1
    return "\(hint)\(numbers[hint] ?? 0)"
  }

  /// Adds a relation.
  func add(_ hint: String, _ text: String) -> String {
    let name = fresh(hint)
    steps.append((name, text))
    return name
  }

  func refusal(_ construct: String, _ range: SourceRange) -> Diagnostic { Diagnostic(.notInSQL(construct), at: range) }

  /// A SELECT of columns.
  func select(
    _ columns: [String], from source: String, where conditions: [String] = [], groupBy keys: [String] = [],
    distinct: Bool = false
  ) -> String {
    var lines = ["SELECT\(distinct ? " DISTINCT" : "") \(columns.joined(separator: ", "))", "FROM \(source)"]
    if !conditions.isEmpty { lines.append("WHERE \(conditions.joined(separator: " AND "))") }
    if !keys.isEmpty { lines.append("GROUP BY \(keys.joined(separator: ", "))") }
    return lines.joined(separator: "\n")
  }

  /// Two relations joined by columns of the same names; crossed where there are none.
  func joined(_ left: String, _ right: String, on keys: [String], keepsLeft: Bool = false) -> String {
    if keys.isEmpty { return "\(left) CROSS JOIN \(right)" }
    let words = keepsLeft ? dialect.leftJoin : dialect.innerJoin
    return "\(left)\n\(words) \(right) USING (\(keys.joined(separator: ", ")))"
  }

  func nested(_ text: String) -> String {
    dialect.nested(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n  "), fresh("t"))
  }

  /// Makes all columns that were asked for part of the stage's relation.
  func flush(_ stage: Stage) {
    guard !stage.pending.isEmpty else { return }
    var joins = stage.joins
    for fold in stage.folds where !fold.columns.isEmpty { joins.append(folded(stage, fold)) }
    for bars in stage.barsOfDay where !bars.columns.isEmpty { joins.append(barsJoin(stage, bars)) }
    var source = stage.name
    var columns = stage.columns
    for (number, join) in joins.enumerated() {
      if number > 0, dialect.joinsTwoAtATime { source = nested(select(columns, from: source)) }
      source = joined(source, join.relation, on: join.on, keepsLeft: true)
      columns += join.columns
    }
    let computed = stage.computed.map { "\($0.expression) AS \($0.name)" }
    let base = stage.name.prefix { !$0.isNumber }
    stage.name = add(String(base), select(columns + computed, from: source))
    stage.columns = columns + stage.computed.map(\.name)
    (stage.joins, stage.computed) = ([], [])
    for place in stage.folds.indices { stage.folds[place].columns = [] }
    stage.barsOfDay = []
  }

  /// Makes sure that texts read only what the stage's relation has.
  func settle(_ stage: Stage, _ texts: String...) {
    let pending = stage.pending
    if !pending.isEmpty, texts.contains(where: { $0.mentions(anyOf: pending) }) { flush(stage) }
  }

  /// An expression as a column of the stage; a column is itself.
  func column(_ stage: Stage, _ expression: String, _ hint: String) -> String {
    if stage.columns.contains(expression) { return expression }
    let key = "= \(expression)"
    if let known = stage.known[key] { return known }
    settle(stage, expression)
    let name = fresh(hint)
    stage.computed.append((expression, name))
    stage.known[key] = name
    return name
  }

  /// A column of a relation of the stage's keys, joined to it.
  func attach(_ relation: String, _ columns: [String], to stage: Stage, on keys: [String]? = nil) {
    stage.joins.append((relation, keys ?? stage.keys, columns))
  }

  /// A value to find rows by: engines join columns of one type only.
  private func joinable(_ column: String, _ text: String) -> String {
    ["day", "number", "position"].contains(column) ? dialect.wholeKey(text) : text
  }

  /// A value of a table, found by values of the row.
  func lookup(_ table: String, _ value: String, by pairs: [(column: String, text: String)], _ stage: Stage) -> String {
    let key = "\(table) \(value) \(pairs)"
    if let known = stage.known[key] { return known }
    let keys = pairs.map { (column: $0.column, name: column(stage, joinable($0.column, $0.text), "by_" + $0.column)) }
    settle(stage, keys.map(\.name).joined(separator: " "))
    let name = fresh(value)
    let columns = keys.map { "\($0.column) AS \($0.name)" } + ["\(value) AS \(name)"]
    attach(nested("SELECT \(columns.joined(separator: ", ")) FROM \(table)"), [name], to: stage, on: keys.map(\.name))
    stage.known[key] = name
    return name
  }
}

extension String {
  /// Whether any of some names stands in it as a word.
  func mentions(anyOf names: Set<String>) -> Bool {
    split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains { names.contains(String($0)) }
  }
}
