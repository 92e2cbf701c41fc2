internal import Language
internal import Market
internal import Query

// The columns of the answer, their order, and how many rows are kept.
extension FrameGenerator {
  func answer(_ query: BoundQuery, over frame: SQLFrame) throws(Diagnostic) -> String {
    let isCompany = query.unit == .company
    let side = try side(frame, isCompany ? .cells : .groups)
    var columns: [(expression: String, name: String)] = []
    var keyNames: [(column: String, name: String, expression: String)] = []
    if let period = query.period {
      let name = periodName(period, isRelative: query.window.isRelative, side.stage)
      keyNames.append((name, period.rawValue, name))
    }
    var labels: (relation: String, name: String)?
    if isCompany, let key = query.top?.key {
      labels = (self.labels(of: key, named: "top_key", side.stage, side.days), "top_key")
      keyNames.append(("top_key", market.attributes[key].name, shown("top_key", key)))
    }
    if !isCompany {
      for (column, key) in setKeys { keyNames.append((column, market.attributes[key].name, shown(column, key))) }
    }
    for (number, column) in query.columns.enumerated() {
      columns.append((try output(column.expression, frame, isCompany), "c\(number)"))
    }
    var order: [(name: String, isDescending: Bool, isText: Bool)] = []
    for (number, key) in query.sort.enumerated() {
      if !isCompany, case .attribute(let attribute) = key.expression.kind,
        let place = query.keys.firstIndex(of: attribute)
      {
        let (column, _) = setKeys[place]
        columns.append((shown(column, attribute), "s\(number)"))
        order.append(("s\(number)", key.isDescending, market.attributes[attribute].typeName == "text"))
      } else {
        columns.append((try output(key.expression, frame, isCompany), "s\(number)"))
        order.append(("s\(number)", key.isDescending, key.expression.type == .text))
      }
    }
    if query.sort.isEmpty, let first = query.columns.firstIndex(where: { $0.expression.type.isNumber }) {
      order = [("c\(first)", true, false)]
    }
    let asksTicker = query.columns.contains {
      if case .attribute(let attribute) = $0.expression.kind {
        market.attributes[attribute].name == "ticker"
      } else {
        false
      }
    }
    if isCompany {
      let ticker = lookup("companies", "ticker", by: [("company", "company")], side.stage)
      if !asksTicker { keyNames.append((ticker, "ticker", ticker)) }
    }
    flush(side.stage)
    var source = side.stage.name
    if let labels { source = joined(source, labels.relation, on: side.stage.keys) }
    let rowKeys = (query.period != nil ? ["period"] : []) + (labels.map { [$0.name] } ?? []) + setKeys.map(\.column)
    let kept = keyNames.map(\.column) + rowKeys + (isCompany ? ["company"] : [])
    var seen: Set<String> = []
    let carried = kept.filter { seen.insert($0).inserted && (isCompany || $0 != "company") }
    let values = add("answer", select(carried + columns.map { "\($0.expression) AS \($0.name)" }, from: source))
    return ordered(query, values, keyNames, order, rowKeys)
  }

  /// What a row's period is called.
  private func periodName(_ period: Period, isRelative: Bool, _ stage: Stage) -> String {
    func chosen(_ names: [String]) -> String {
      let cases = names.enumerated().map { "WHEN period = \($0 + 1) THEN '\($1)'" }
      return column(stage, "CASE \(cases.joined(separator: " ")) END", "name")
    }
    switch period {
    case .weekday: return chosen(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
    case .calendarMonth:
      return chosen([
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
      ])
    case .week, .month, .quarter, .year:
      return isRelative ? "period" : lookup("dates", "\(period.rawValue)_name", by: [("day", "period")], stage)
    case .day: return "period"
    }
  }

  /// A key's value, as it was before none had a value too.
  private func shown(_ column: String, _ key: Int) -> String {
    "nullif(\(column), \(keyColumn(key).none))"
  }

  private func output(_ expression: BoundExpression, _ frame: SQLFrame, _ isCompany: Bool) throws(Diagnostic) -> String
  {
    if case .attribute(let attribute) = expression.kind, market.attributes[attribute].name == "ticker", isCompany {
      return lookup("companies", "ticker", by: [("company", "company")], try frame.cells.get().stage)
    }
    let text = try evaluate(expression, over: frame, at: isCompany ? .cells : .groups)
    return expression.type == .flag ? "CASE WHEN \(text) THEN 1 WHEN \(dialect.negated(text)) THEN 0 END" : text
  }

  private func ordered(
    _ query: BoundQuery, _ values: String, _ keys: [(column: String, name: String, expression: String)],
    _ order: [(name: String, isDescending: Bool, isText: Bool)], _ rowKeys: [String]
  ) -> String {
    let isCompany = query.unit == .company
    let isWhole = query.top.map { !$0.isPerPeriod && $0.key == nil } ?? false
    var blocks: [String] = []
    if !isWhole {
      if query.period != nil { blocks.append("period") }
      if let key = query.top?.key {
        blocks.append(isCompany ? "top_key" : setKeys.first { $0.key == key }?.column ?? "period")
      }
    }
    /// A key to order by: its missing value comes last, though a sign stands for it.
    func inOrder(_ column: String) -> [String] {
      let key = column == "top_key" ? query.top?.key : setKeys.first { $0.column == column }?.key
      guard let key else { return ["\(column) ASC"] }
      let order = market.attributes[key].typeName == "text" ? dialect.byteOrder : ""
      let none = keyColumn(key).none
      return ["CASE WHEN \(column) = \(none) THEN 1 ELSE 0 END ASC", "\(column)\(order) ASC"]
    }
    var levels = blocks.flatMap(inOrder)
    levels += order.map {
      "\($0.name)\($0.isText ? dialect.byteOrder : "") \($0.isDescending ? "DESC" : "ASC") NULLS LAST"
    }
    levels += rowKeys.filter { !blocks.contains($0) }.flatMap(inOrder)
    if isCompany { levels.append("company ASC") }
    func named(_ column: String, _ name: String) -> String {
      isNamed ? "\(column) AS \(dialect.identifier(name))" : column
    }
    var columns = keys.map { named($0.expression, $0.name) }
    columns += query.columns.enumerated().map { named("c\($0)", $1.name) }
    let conditions = query.top == nil ? [] : order.prefix(1).map { "\($0.name) IS NOT NULL" }
    var statement: String
    let sorted = levels.isEmpty ? "" : "\nORDER BY \(levels.joined(separator: ", "))"
    if let top = query.top, !blocks.isEmpty {
      statement = dialect.firstOfEach(
        select(columns, from: values, where: conditions), columns, values, conditions, blocks, levels, top.count)
    } else {
      statement = select(columns, from: values, where: conditions) + sorted
      if let top = query.top { statement += "\nLIMIT \(top.count)" }
    }
    return statement
  }
}
