package import Language
package import Market
package import Query

/// Writes a bound question as SQL for tables as they are described in Sources/SQL/README.md.
///
/// The days of windows are found here, for each exchange; figures of companies are left to the engine.
package struct SQLGenerator {
  let market: Market
  let dialect: Dialect
  /// Whether the columns of the answer have the names that a reader gives them; a program counts them.
  let isNamed: Bool
  var evaluator: Evaluator
  /// What is folded from the bars of each company.
  var folded: [(expression: String, name: String)] = []
  /// The days of the bars that are read.
  var firstDay = Day.last
  var lastDay = Day.first
  /// The figures that attributes give to each company, one relation each.
  var attributes: [(relation: Relation, name: String, key: String)] = []

  /// A generator for questions asked on the day `today`.
  package init(market: Market, today: Day, dialect: Dialect, isNamed: Bool = true) {
    self.market = market
    self.dialect = dialect
    self.isNamed = isNamed
    evaluator = Evaluator(market: market, today: today)
  }

  /// The statement. Throws where the question can't be written so yet.
  package mutating func statement(for query: BoundQuery, at range: SourceRange) throws(Diagnostic) -> String {
    try refuseClauses(of: query, at: range)
    guard let days = try evaluator.exchangeDays(of: query.window, inside: nil) else {
      throw refusal("a window of each company's own, or of picked days,", range)
    }
    let scope = Scope(days: days, place: query.unit == .company ? .company : .group)
    let company = Scope(days: days, place: .company)
    var conditions: [String] = query.includesAllKinds ? [] : ["is_default = 1"]
    if let condition = query.condition {
      if condition.foldsCompanies { throw refusal("an aggregate in where", condition.range) }
      for part in condition.conjuncts { conditions.append("(\(try scalar(part, company)))") }
    }
    var keys: [String] = []
    for (number, key) in query.keys.enumerated() { keys.append(try keyColumn(key, number, days, range)) }
    var columns: [(expression: String, name: String)] = keys.map { ($0, $0) }
    if scope.place == .company { columns += [("company", "company"), ("ticker", "ticker")] }
    for (number, column) in query.columns.enumerated() {
      columns.append((try output(column.expression, scope), "c\(number)"))
    }
    var sorts: [(name: String, isDescending: Bool)] = []
    for (number, key) in query.sort.enumerated() {
      if case .attribute(let attribute) = key.expression.kind, let place = query.keys.firstIndex(of: attribute) {
        sorts.append((keys[place], key.isDescending))
      } else {
        columns.append((try output(key.expression, scope), "s\(number)"))
        sorts.append(("s\(number)", key.isDescending))
      }
    }
    if query.sort.isEmpty, let first = query.columns.firstIndex(where: { $0.expression.type.isNumber }) {
      sorts = [("c\(first)", true)]
    }
    var values = Relation.Selection(columns: columns, from: cells(), conditions: conditions)
    if query.unit != .company {
      values.keys = keys
      // Makes one row of the companies, where no column folds them.
      values.columns.append(("count(*)", "companies"))
    }
    return ordered(query, values, keys, sorts)
  }

  /// What tells the companies that a question's condition keeps. Throws where it can't be written so.
  mutating func companies(keptBy query: BoundQuery, at range: SourceRange) throws(Diagnostic) -> String {
    try refuseClauses(of: query, at: range)
    guard let condition = query.condition, !condition.foldsCompanies,
      let days = try evaluator.exchangeDays(of: query.window, inside: nil)
    else { throw refusal("this condition", range) }
    var conditions = query.includesAllKinds ? [] : ["is_default = 1"]
    for part in condition.conjuncts {
      conditions.append("(\(try scalar(part, Scope(days: days, place: .company))))")
    }
    var printer = RelationPrinter(dialect)
    return printer.statement(
      Relation.Selection(columns: [("company", "company")], from: cells(), conditions: conditions))
  }

  private func ordered(
    _ query: BoundQuery, _ values: Relation.Selection, _ keys: [String], _ sorts: [(name: String, isDescending: Bool)]
  ) -> String {
    func name(_ column: String, _ name: String) -> String { isNamed ? dialect.identifier(name) : column }
    var columns = zip(keys, query.keys).map { ($0, name($0, market.attributes[$1].name)) }
    let asksTicker = query.columns.contains {
      if case .attribute(let attribute) = $0.expression.kind {
        market.attributes[attribute].name == "ticker"
      } else {
        false
      }
    }
    if query.unit == .company, !asksTicker { columns.append(("ticker", "ticker")) }
    columns += query.columns.enumerated().map { ("c\($0)", name("c\($0)", $1.name)) }
    var outer = Relation.Selection(columns: columns.map { (expression: $0.0, name: $0.1) }, from: .selection(values))
    outer.order = sorts.map { "\(inOrder($0.name, query))\($0.isDescending ? " DESC" : " ASC") NULLS LAST" }
    outer.order += query.unit == .company ? ["company"] : keys.map { "\(inOrder($0, query)) ASC NULLS LAST" }
    if let top = query.top {
      outer.limit = top.count
      outer.conditions = sorts.prefix(1).map { "\($0.name) IS NOT NULL" }
    }
    // Old versions of ClickHouse leave out columns that nobody reads, and with the last aggregate the fold of the rows.
    if query.unit != .company, !query.columns.contains(where: { $0.expression.foldsCompanies }) {
      outer.conditions.append("companies >= 0")
    }
    var printer = RelationPrinter(dialect)
    return printer.statement(outer)
  }

  /// A column to order by: texts are in the order of their bytes.
  private func inOrder(_ name: String, _ query: BoundQuery) -> String {
    guard let kind = name.first, let number = Int(name.dropFirst()) else { return name }
    let isText: Bool
    switch kind {
    case "k": isText = market.attributes[query.keys[number]].typeName == "text"
    case "s": isText = query.sort[number].expression.type == .text
    default: isText = false
    }
    return isText ? name + dialect.byteOrder : name
  }

  /// A row for each company, with all figures that were asked for.
  private func cells() -> Relation {
    var result = Relation.table("companies")
    if !folded.isEmpty {
      let range = ["day >= \(firstDay.figure)", "day <= \(lastDay.figure)"]
      let bars = Relation.Selection(
        columns: [("company", "company")] + folded, from: .table("bars"), conditions: range, keys: ["company"])
      result = .joined(result, .selection(bars))
    }
    for attribute in attributes { result = .joined(result, attribute.relation) }
    return result
  }

  private func refuseClauses(of query: BoundQuery, at range: SourceRange) throws(Diagnostic) {
    if query.period != nil { throw refusal("each", range) }
    if query.across != nil { throw refusal("across", range) }
    if query.top?.key != nil { throw refusal("top per", range) }
  }

  func refusal(_ construct: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(.notInSQL(construct), at: range)
  }

  /// A condition prints as 1 or 0.
  private mutating func output(_ expression: BoundExpression, _ scope: Scope) throws(Diagnostic) -> String {
    let text = try scalar(expression, scope)
    return expression.type == .flag ? "CASE WHEN \(text) THEN 1 WHEN \(dialect.negated(text)) THEN 0 END" : text
  }
}

/// Where an expression is asked.
struct Scope {
  /// What there is a row of.
  enum Place { case company, group, bar }

  var days: ExchangeDays
  var place: Place
}

extension Day {
  /// The day as the tables hold it: 20260223.
  var figure: Int { civil.year * 10_000 + civil.month * 100 + civil.day }
}

extension BoundExpression {
  /// The conditions that all must hold where it is to hold.
  fileprivate var conjuncts: [BoundExpression] {
    if case .logical(.and, let left, let right) = kind { return left.conjuncts + right.conjuncts }
    return [self]
  }
}

extension ValueType {
  var isNumber: Bool { if case .number = self { true } else { false } }
}
