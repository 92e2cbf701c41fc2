import Market
import Query

// A set of companies is a company: its index.
extension NaiveInterpreter {
  /// The number of the company that a set is taken as.
  func index(of set: BoundSet, _ group: Int) -> Int {
    switch set.members {
    case .company(let company): return company
    case .group, .condition:
      let group = set.members == .group ? group : -1
      for index in indices where index.set == set && index.group == group { return index.company }
      series.append(makeIndex(of: set, group))
      indices.append((set, group, series.count - 1))
      return series.count - 1
    }
  }

  /// Each day's change is the mean of the members' changes, equal or weighted; members and weights are those of the
  /// trading day before on each company's own exchange.
  private func makeIndex(of set: BoundSet, _ group: Int) -> NaiveMarket.Company {
    let pool: [Int]
    let condition: BoundExpression?
    switch set.members {
    case .company: return series[0]
    case .group: (pool, condition) = (universe, self.condition)
    case .condition(let expression, let includesAllKinds):
      pool = universe(includesAllKinds: includesAllKinds)
      condition = expression
    }
    var bars: [NaiveMarket.Bar] = []
    var level = 100.0
    for day in market.allDays {
      let before = NaiveContext(
        members: pool.map { company in
          let yesterday = market.companies[company].tradingDay(before: day)
          var days = NaiveDays(first: yesterday, last: yesterday)
          // Members on a day are those that were members when the day before it ended.
          days.attributeDay = day.advanced(by: -1)
          return NaiveContext.Member(company: company, days: days)
        }, groupDays: NaiveDays(first: day.advanced(by: -1), last: day.advanced(by: -1)), set: 0)
      var changes: [Double] = []
      var weights: [Double] = []
      for (place, company) in pool.enumerated() {
        if group >= 0, !belongs(before.members[place], to: groups[group].labels, of: groups[group].keys) { continue }
        let gain = bar(.gain, of: company, in: NaiveDays(first: day, last: day), 0).figure
        if gain.isNaN { continue }
        if let condition, value(condition, place, before).truth != true { continue }
        let weight = set.weight.map { value($0, place, before).figure } ?? 1
        guard weight > 0 else { continue }
        changes.append(weight * gain)
        weights.append(weight)
      }
      guard !weights.isEmpty else { continue }
      let last = level
      level *= 1 + sum(changes) / sum(weights)
      var bar = NaiveMarket.Bar(day: day, close: level)
      // The first bar is measured from the level before it.
      if bars.isEmpty { bar.previous = last }
      bars.append(bar)
    }
    return NaiveMarket.Company(bars: bars, calendar: bars.map(\.day))
  }
}
