package import Language
internal import Market

// What an answer notes of the money and the companies that a server folds.
extension ServerQuestion {
  /// What is asked where money of several currencies may be folded into one: how many figures of each there are. Nil where that
  /// can't be, as the companies have one currency.
  package mutating func currencyQuestion() throws(Diagnostic) -> BoundQuery? {
    guard let attribute = market.attribute(named: "currency") else { return nil }
    let folds = moneyFolds
    let companies = try cells().whole.companies
    guard !folds.isEmpty, !groupKeys.contains(attribute),
      Set(companies.flatMap { market.attributes[attribute].texts(of: $0) }).count > 1
    else {
      return nil
    }
    let columns = folds.map { fold in
      BoundQuery.Column(
        name: "known",
        expression: BoundExpression(
          .aggregate(.count, [fold.operand], condition: fold.condition, within: []), .number(.count), level: .group,
          at: fold.operand.range), naturalAggregate: nil)
    }
    return BoundQuery(
      columns: columns, condition: query.condition, includesAllKinds: query.includesAllKinds, window: query.window,
      period: query.period, across: nil, benchmark: nil, keys: groupKeys + [attribute], sort: [], top: nil,
      unit: .group,
      notes: [])
  }

  /// Tells the rows of `currencyQuestion`; false where they make no sense.
  package mutating func setCurrencies(_ columns: [[String?]]) -> Bool {
    let keyCount = (query.period == nil ? 0 : 1) + groupKeys.count
    guard columns.count == keyCount + 1 + moneyFolds.count else { return false }
    currencies = []
    for counts in columns[(keyCount + 1)...] {
      guard let counts = numbers(counts) else { return false }
      var groups: [[String]: Set<String>] = [:]
      for (row, count) in counts.enumerated() where count > 0 {
        let group = columns[..<keyCount].map { $0[row] ?? "" }
        groups[group, default: []].formUnion([columns[keyCount][row]].compactMap { $0 })
      }
      // The group that mixes the most is told, the first of them where several do.
      let mixed = groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { $0.value.sorted() }
        .filter { $0.count > 1 }.min { $0.count > $1.count }
      currencies.append(mixed)
    }
    return true
  }

  private var groupKeys: [Int] { query.unit == .company ? [] : query.keys }

  /// The aggregates of money that fold the question's own rows.
  private var moneyFolds: [(aggregate: Aggregate, operand: BoundExpression, condition: BoundExpression?)] {
    query.expressions.flatMap(\.moneyFolds)
  }

  /// What the folds of companies note.
  mutating func noteFolds(over whole: Frame) {
    let keys = query.unit == .company ? (query.top?.key).list : query.keys
    if !keys.isEmpty { _ = evaluator.groupLabels(of: whole, by: keys) }
    let hasUnlisted = hasUnlisted(whole)
    let hasCurrencies = market.attribute(named: "currency") != nil
    var number = 0
    for expression in query.expressions {
      if hasUnlisted, expression.countsListed { evaluator.noteUnlisted() }
      for fold in expression.moneyFolds {
        if currencies.indices.contains(number), let mixed = currencies[number] {
          evaluator.note(
            "\(fold.aggregate.rawValue) folds money in \(mixed.joined(separator: ", ")) as if it were one currency")
        } else if hasCurrencies, fold.aggregate == .sum, fold.operand.type == .number(.price) {
          evaluator.noteSumOfPrices()
        }
        number += 1
      }
    }
  }

  /// Whether a company that is kept has no bar up to the end of the window, or of its first period.
  private func hasUnlisted(_ whole: Frame) -> Bool {
    (0..<whole.count).contains { cell in
      let (company, days) = (whole.companies[cell], whole.days[cell])
      guard let first = market.bars.span(of: company)?.first else { return true }
      guard let period = query.period, query.unit != .company, !query.window.isRelative, kept == nil,
        let day = evaluator.tradingDays(of: company, in: days).first
      else { return first > days.last }
      return first > period.days(period.number(of: day), of: days).last
    }
  }
}

extension BoundExpression {
  /// The aggregates of money that fold the rows it is asked of.
  fileprivate var moneyFolds: [(aggregate: Aggregate, operand: BoundExpression, condition: BoundExpression?)] {
    switch kind {
    // Inside they fold other days.
    case .within, .fold, .of: return []
    case .aggregate(let aggregate, let operands, let condition, _):
      guard aggregate != .count, let operand = operands.first, case .number(let unit) = operand.type, unit.isMoney
      else {
        return operands.flatMap(\.moneyFolds)
      }
      return [(aggregate, operand, condition)]
    default: return operands.flatMap(\.moneyFolds)
    }
  }
}
