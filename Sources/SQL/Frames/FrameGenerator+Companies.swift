internal import Language
internal import Market
internal import Query

// Companies folded into a value for each group: the rules of Evaluator+Companies.swift.
extension FrameGenerator {
  func foldCompanies(
    _ aggregate: Aggregate, _ operands: [BoundExpression], where condition: BoundExpression?, within keys: [Int],
    over frame: SQLFrame, at place: Place, range: SourceRange
  ) throws(Diagnostic) -> String {
    let cells = try frame.cells.get()
    let stage = cells.stage
    let kept = try condition.map { condition throws(Diagnostic) in
      try figure(condition, over: frame, at: .cells)
    }.map { column(stage, $0, "kept") }
    let operand = operands.first
    let value: String
    if let first = operand {
      if first.type == .text, aggregate != .count { throw refusal("a text in an aggregate", first.range) }
      if first.type == .date, ![.max, .min, .count, .rank].contains(aggregate) {
        throw refusal("\(aggregate.rawValue) of days", first.range)
      }
      try checkCurrencies(aggregate, first, conditions: [condition, self.condition], range)
      value = column(stage, try figure(first, over: frame, at: .cells), aggregate == .share ? "holds" : "value")
    } else {
      let last = bound(cells.days.last, stage)
      let listed: String
      if let company = stage.subject.company {
        listed = lookup("companies", "first_day", by: [("company", company)], stage)
      } else {
        listed = missing
      }
      value = column(stage, "CASE WHEN \(listed) <= \(last) THEN 1 ELSE 0 END", "listed")
    }
    var second: String?
    if aggregate == .quantile {
      second = try part(operands[1])
    } else if operands.count > 1 {
      second = column(stage, try figure(operands[1], over: frame, at: .cells), "weight")
    }
    flush(stage)
    let pool = try pooled(aggregate, stage, cells, value, second, kept, within: keys, frame)
    let values = Fold(
      relation: pool.relation, keys: pool.keys, day: nil, value: value, second: second, count: nil,
      conditions: pool.conditions)
    let target = place == .cells ? stage : try frame.groups.get().stage
    let on = keys.isEmpty ? frame.groupKeys : stage.keys
    if aggregate == .rank { return try rank(values, stage, pool, on: on) }
    let key = "aggregate \(aggregate) \(values) \(operand?.type == .flag)"
    if let known = target.known[key] { return known }
    let made = folded(aggregate, values, of: operand)
    attach(made.relation, [made.column], to: target, on: on)
    let isCount = aggregate == .count
    let text = isCount ? "coalesce(\(made.column), 0)" : made.column
    target.known[key] = text
    return text
  }

  /// The part of a quantile, which engines want to know beforehand.
  func part(_ expression: BoundExpression) throws(Diagnostic) -> String {
    guard case .constant(let part) = expression.kind else {
      throw refusal("a part that differs from row to row", expression.range)
    }
    return dialect.number(part)
  }

  private func folded(
    _ aggregate: Aggregate, _ values: Fold, of operand: BoundExpression?
  ) -> (relation: String, column: String) {
    let value = values.value
    func simple(_ text: String) -> (relation: String, column: String) { reduce(values, text, aggregate.rawValue) }
    switch aggregate {
    case .avg, .share: return simple("avg(\(value))")
    case .sum, .max, .min: return simple("\(aggregate.rawValue)(\(value))")
    case .count:
      return simple(operand == nil || operand?.type == .flag ? "sum(\(value))" : "count(\(value))")
    case .median: return simple(dialect.quantile(value, "0.5"))
    case .quantile: return simple(dialect.quantile(value, values.second ?? "0"))
    case .dispersion: return deviation(values, "dispersion")
    case .wavg:
      let weight = values.second ?? "1"
      let known = "CASE WHEN \(value) IS NOT NULL THEN \(weight) END"
      return simple("(\(quotient("sum(\(value) * \(weight))", "sum(\(known))")))")
    case .hhi: return simple("(\(quotient("sum(\(value) * \(value))", "(sum(\(value)) * sum(\(value)))")))")
    case .rank: return simple("count(\(value))")
    }
  }

  /// The cells that are folded together: those of the group, or with keys, pairs of a cell and one that shares a value of
  /// each key with it.
  private func pooled(
    _ aggregate: Aggregate, _ stage: Stage, _ cells: Side, _ value: String, _ second: String?, _ kept: String?,
    within keys: [Int], _ frame: SQLFrame
  ) throws(Diagnostic) -> (relation: String, keys: [String], conditions: [String]) {
    let conditions = kept.map { ["\($0) = 1"] } ?? []
    guard !keys.isEmpty else { return (stage.name, frame.groupKeys, conditions) }
    let own = stage.keys.filter { !frame.groupKeys.contains($0) }
    let groups = frame.groupKeys.filter { !stage.keys.contains($0) }
    var pairs: String?
    for key in keys {
      let name = fresh("label")
      let labels = labels(of: key, named: name, stage, cells.days, with: frame.groupKeys)
      let others = nested(
        select(own.map { "\($0) AS other_\($0)" } + frame.groupKeys + [name], from: labels))
      let otherKeys = own.map { "other_\($0)" }
      let both = add(
        "pairs",
        select(
          stage.keys + groups + otherKeys, from: joined(labels, others, on: frame.groupKeys + [name]), distinct: true))
      if let before = pairs {
        pairs = add(
          "pairs",
          select(
            stage.keys + groups + otherKeys, from: joined(before, both, on: stage.keys + groups + otherKeys)))
      } else {
        pairs = both
      }
    }
    flush(stage)
    let columns = [value, aggregate == .quantile ? nil : second, kept].compactMap { $0 }
    let others = nested(
      select(own.map { "\($0) AS other_\($0)" } + frame.groupKeys + Array(Set(columns)).sorted(), from: stage.name))
    let relation = add(
      "pools",
      select(
        stage.keys + Array(Set(columns)).sorted(),
        from: joined(pairs ?? "", others, on: frame.groupKeys + own.map { "other_\($0)" })))
    return (relation, stage.keys, conditions)
  }

  /// Each cell's place among those of its pool; equal figures share the better place.
  private func rank(
    _ values: Fold, _ stage: Stage, _ pool: (relation: String, keys: [String], conditions: [String]), on: [String]
  ) throws(Diagnostic) -> String {
    let key = "rank \(values)"
    if let known = stage.known[key] { return known }
    let (own, name) = (fresh("own"), fresh("rank"))
    let mine = nested(
      select(
        stage.keys + on.filter { !stage.keys.contains($0) } + ["\(values.value) AS \(own)"], from: stage.name,
        where: ["\(values.value) IS NOT NULL"]))
    let carried = Array(Set(pool.keys + [values.value] + pool.conditions.map { String($0.prefix { $0 != " " }) }))
      .sorted()
    let others = pool.keys == stage.keys ? pool.relation : nested(select(carried, from: pool.relation))
    let above = "\(values.value) > \(own)"
    let test = (pool.conditions + [above]).joined(separator: " AND ")
    let relation = add(
      "ranks",
      select(
        stage.keys + ["sum(CASE WHEN \(test) THEN 1 ELSE 0 END) + 1 AS \(name)"],
        from: joined(mine, others, on: on), groupBy: stage.keys))
    attach(relation, [name], to: stage)
    stage.known[key] = name
    return name
  }

  /// Money in different currencies does not add up.
  private func checkCurrencies(
    _ aggregate: Aggregate, _ operand: BoundExpression, conditions: [BoundExpression?], _ range: SourceRange
  ) throws(Diagnostic) {
    guard aggregate == .sum, case .number(let unit) = operand.type, unit == .price || unit == .amount,
      let currency = market.attribute(named: "currency"), market.attributes[currency].textCounts(on: .last).count > 1
    else { return }
    // One currency is certain where a key or a condition says it; else only the data would show.
    if setKeys.contains(where: { $0.key == currency }) { return }
    if conditions.contains(where: { $0?.pinsText(of: currency) ?? false }) { return }
    throw refusal("a sum of money in a market of several currencies", range)
  }
}

extension BoundExpression {
  /// Whether a condition leaves one text of an attribute only.
  fileprivate func pinsText(of attribute: Int) -> Bool {
    switch kind {
    case .hasText(attribute, let codes): return codes.count == 1
    case .logical(.and, let left, let right): return left.pinsText(of: attribute) || right.pinsText(of: attribute)
    default: return false
    }
  }
}
