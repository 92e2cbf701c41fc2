import Market
import Query

// Companies folded into one value.
extension NaiveInterpreter {
  /// Stocks, and whatever has no kind.
  var defaultUniverse: [Int] { universe(includesAllKinds: false) }

  func universe(includesAllKinds: Bool) -> [Int] {
    market.companies.indices.filter { company in
      guard !includesAllKinds, let kind = market.facts.attribute(named: "kind") else { return true }
      let kinds = market.labels(of: company, kind, on: today)
      return kinds.isEmpty || kinds.contains(.text("stock"))
    }
  }

  func fold(
    _ aggregate: Aggregate, _ operands: [BoundExpression], where condition: BoundExpression?, within keys: [Int],
    _ member: Int?, _ context: NaiveContext
  ) -> NaiveValue {
    let members = context.members.indices.filter { other in
      let shares = keys.allSatisfy { key in
        guard let member else { return true }
        return sharesValue(of: key, context.members[member], context.members[other])
      }
      return shares && (condition.map { value($0, other, context).truth == true } ?? true)
    }
    guard let operand = operands.first else {
      // Counted are those whose first bar is no later than the period's end.
      return .number(
        Double(
          members.count { other in
            let (company, days) = (context.members[other].company, context.members[other].days)
            return series[company].bars.contains { $0.day <= days.last }
          }))
    }
    let values = members.map { value(operand, $0, context) }
    if aggregate == .count {
      return .number(Double(values.count { operand.type == .flag ? $0.truth == true : $0 != .missing }))
    }
    if aggregate == .share {
      let (yes, no) = (values.count { $0.truth == true }, values.count { $0.truth == false })
      return NaiveValue(figure: Double(yes) / Double(yes + no))
    }
    let figures = values.map(\.figure).filter { !$0.isNaN }
    if aggregate == .rank {
      guard let member else { return .missing }
      let own = value(operand, member, context).figure
      if own.isNaN { return .missing }
      for figure in figures { notice(figure, own) }
      return .number(Double(figures.count { $0 > own } + 1))
    }
    guard !figures.isEmpty else { return .missing }
    let result = statistic(aggregate, figures) {
      // The second operand of those whose first is known.
      zip(members, values).filter { !$1.figure.isNaN }.map { self.value(operands[1], $0.0, context).figure }
    }
    return operand.type == .date && !result.isNaN ? .day(Day(number: Int32(result))) : NaiveValue(figure: result)
  }

  private func statistic(_ aggregate: Aggregate, _ figures: [Double], seconds: () -> [Double]) -> Double {
    switch aggregate {
    case .avg: return mean(figures)
    case .sum: return sum(figures)
    case .max: return figures.max() ?? .nan
    case .min: return figures.min() ?? .nan
    case .median:
      let sorted = figures.sorted()
      return quantile(sorted, 0.5)
    case .quantile: return quantile(figures, seconds().first ?? .nan)
    case .dispersion: return deviation(figures)
    case .wavg:
      let pairs = zip(figures, seconds()).filter { !$1.isNaN }
      let total = sum(pairs.map(\.1))
      noticeDivisor(total)
      return sum(pairs.map { $0.0 * $0.1 }) / total
    case .hhi:
      let total = sum(figures)
      noticeDivisor(total)
      return sum(figures.map { ($0 / total) * ($0 / total) })
    case .count, .share, .rank: return .nan
    }
  }

  /// Whether two companies share a value of a key; having none is shared too.
  private func sharesValue(of key: Int, _ one: NaiveContext.Member, _ other: NaiveContext.Member) -> Bool {
    let (first, second) = (labels(of: one, key), labels(of: other, key))
    if first.isEmpty { return second.isEmpty }
    return first.contains { second.contains($0) }
  }
}
