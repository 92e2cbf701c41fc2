internal import Language
internal import Market

// A set of companies is a company: its index has bars of its own, and every measure means the same on them.
extension Evaluator {
  /// The bars of a company. Numbers behind the market's are indices of sets.
  func series(of company: Int) -> Series {
    company < market.companyCount ? market.series[company] : indices[company - market.companyCount]
  }

  /// The operand of each cell's, or each group's, set.
  mutating func evaluate(
    _ operand: BoundExpression, of set: BoundSet, over frame: Frame, at place: Place
  ) throws(Diagnostic) -> Vector {
    let count = place == .cells ? frame.count : frame.groupCount
    var target = Frame(groupDays: frame.groupDays, groupSets: frame.groupSets)
    for item in 0..<count {
      if item.isMultiple(of: Evaluator.checkInterval) { try proceed() }
      let group = place == .cells ? frame.groups[item] : item
      let company = try index(of: set, for: frame.groupSets[group])
      target.append(
        company: company, days: place == .cells ? frame.days[item] : frame.groupDays[item], group: group)
    }
    return try evaluate(operand, over: target, at: .cells)
  }

  /// The company number of a set whose index was made before.
  func knownIndex(of set: BoundSet, for group: Int) -> Int? {
    if case .company(let company) = set.members { return company }
    return indexNumbers[IndexKey(set: set, group: set.members == .group ? group : 0)]
  }

  /// Makes the indices of all sets in an expression, for each of the groups.
  mutating func makeIndices(in expression: BoundExpression, for groups: Set<Int>) throws(Diagnostic) {
    if case .of(let set, _) = expression.kind {
      for group in groups.sorted() { _ = try index(of: set, for: group) }
    }
    for operand in expression.operands { try makeIndices(in: operand, for: groups) }
  }

  /// The company number of a set's index, which is made where it is asked for first.
  private mutating func index(of set: BoundSet, for group: Int) throws(Diagnostic) -> Int {
    if case .company(let company) = set.members { return company }
    let isGroup = set.members == .group
    let key = IndexKey(set: set, group: isGroup ? group : 0)
    if let known = indexNumbers[key] { return known }
    let makers = makers(of: set, for: group)
    let first = question.firstIndexDay ?? .first
    var series = try makeIndex(of: makers, weight: set.weight, from: first)
    // Where it misses days, going so many of its own days back may reach further.
    if first != .first, !isWhole(series, from: first) {
      series = try makeIndex(of: makers, weight: set.weight, from: .first)
    }
    indices.append(series)
    indexNumbers[key] = market.companyCount + indices.count - 1
    return market.companyCount + indices.count - 1
  }

  /// Who can be in a set, and on what that depends.
  private struct IndexMakers {
    let candidates: [Int]
    let universe: [Int]
    let condition: BoundExpression?
    let dated: GroupMembers?
  }

  private mutating func makers(of set: BoundSet, for group: Int) -> IndexMakers {
    switch set.members {
    case .company(let company):
      return IndexMakers(candidates: [company], universe: [company], condition: nil, dated: nil)
    case .group:
      // Keys without dates have said already who can be in the group.
      let keys = question.members.isEmpty ? nil : question.members[group]
      let dated = keys.flatMap { $0.keys.contains { market.attributes[$0].isDated } ? $0 : nil }
      return IndexMakers(
        candidates: keys.map { candidates(for: $0, among: question.companies) } ?? question.companies,
        universe: question.companies, condition: question.condition, dated: dated)
    case .condition(let condition, let includesAllKinds):
      let candidates = universe(includesAllKinds: includesAllKinds)
      return IndexMakers(candidates: candidates, universe: candidates, condition: condition, dated: nil)
    }
  }

  /// How many companies can be in a set.
  mutating func candidateCount(of set: BoundSet, for group: Int) -> Int { makers(of: set, for: group).universe.count }

  /// Who makes a set's change of each of some days, with the weights. O(days × companies that can be in it).
  mutating func indexMembers(
    of set: BoundSet, for group: Int, on days: ArraySlice<Day>
  ) throws(Diagnostic) -> [[(company: Int, weight: Double, change: Double)]] {
    let makers = makers(of: set, for: group)
    let foldsCompanies = [makers.condition, set.weight].contains { $0?.containsAggregate ?? false }
    var members = Array(repeating: [(company: Int, weight: Double, change: Double)](), count: days.count)
    for batch in stride(from: days.startIndex, to: days.endIndex, by: Evaluator.indexBatch) {
      try proceed()
      let begin = batch - days.startIndex
      try addChanges(
        of: foldsCompanies ? makers.universe : makers.candidates,
        on: days[batch..<min(batch + Evaluator.indexBatch, days.endIndex)], where: makers.condition,
        weight: set.weight, among: foldsCompanies ? Set(makers.candidates) : nil, dated: makers.dated
      ) { company, day, weight, change in members[begin + day].append((company, weight, change)) }
    }
    return members
  }

  /// The daily rebalanced index of some companies: each day the mean, or weighted mean, of its members' changes.
  ///
  /// A company is a member on a day when the condition held the trading day before, so that no set looks ahead; weights
  /// are of the day before too, and so are the values of dated attributes. `members` can be in it, and are among the
  /// `universe`. A day on which no member's change is known has no bar, and those before `first` are left out. O(bars of the
  /// members).
  private mutating func makeIndex(
    of makers: IndexMakers, weight: BoundExpression?, from first: Day
  ) throws(Diagnostic) -> Series {
    let (members, universe, condition, dated) = (makers.candidates, makers.universe, makers.condition, makers.dated)
    if dated == nil, let sums = try indexChanges(of: members, where: condition, weight: weight, from: first) {
      return Evaluator.series(days: sums.days, changes: sums.changes, weights: sums.weights)
    }
    // What is folded in a condition is the whole universe, not the group alone.
    let foldsCompanies = [condition, weight].contains { $0?.containsAggregate ?? false }
    let companies = foldsCompanies ? universe : members
    let candidates = foldsCompanies ? Set(members) : nil
    let days = market.calendar.allDays
    var changes = Array(repeating: 0.0, count: days.count)
    var weights = Array(repeating: 0.0, count: days.count)
    for batch in stride(from: Calendar.count(before: first, in: days), to: days.count, by: Evaluator.indexBatch) {
      try proceed()
      let range = batch..<min(batch + Evaluator.indexBatch, days.count)
      try addChanges(
        of: companies, on: days[range], where: condition, weight: weight, among: candidates, dated: dated
      ) { _, day, share, change in
        changes[batch + day] += share * change
        weights[batch + day] += share
      }
    }
    return Evaluator.series(days: days[...], changes: changes, weights: weights)
  }

  private static let indexBatch = 64

  /// Tells each member's change and weight on each of some days.
  private mutating func addChanges(
    of companies: [Int], on days: ArraySlice<Day>, where condition: BoundExpression?, weight: BoundExpression?,
    among candidates: Set<Int>?, dated: GroupMembers?, _ add: (Int, Int, Double, Double) -> Void
  ) throws(Diagnostic) {
    let today = dayFrame(of: companies, days)
    let gains = try barValues(of: .gain, over: today)
    let yesterday = dayBefore(today)
    let isMember = try condition.map { condition throws(Diagnostic) in
      try evaluate(condition, over: yesterday, at: .cells).flags
    }
    let shares = try weight.map { weight throws(Diagnostic) in
      try evaluate(weight, over: yesterday, at: .cells).numbers
    }
    for cell in 0..<today.count where isMember?[cell] != .no && isMember?[cell] != .missing {
      let share = shares?[cell] ?? 1
      guard !gains[cell].isNaN, share > 0, candidates?.contains(today.companies[cell]) ?? true else { continue }
      if let dated, !hasDatedValues(today.companies[cell], of: dated, on: today.days[cell].membershipDay) { continue }
      add(today.companies[cell], today.groups[cell], share, gains[cell])
    }
  }

  /// A cell for each company and day, each day a group.
  private func dayFrame(of companies: [Int], _ days: ArraySlice<Day>) -> Frame {
    var frame = Frame(groupDays: days.map { Days(first: $0, last: $0) })
    for (group, day) in days.enumerated() {
      for company in companies { frame.append(company: company, days: Days(first: day, last: day), group: group) }
    }
    return frame
  }

  /// Each cell's trading day before, on its company's own exchange: membership and weights are those of that day.
  private func dayBefore(_ frame: Frame) -> Frame {
    var result = frame.withoutSource
    for cell in 0..<frame.count {
      let day = frame.days[cell].first
      let calendar = tradingDays(of: frame.companies[cell])
      let place = Calendar.count(before: day, in: calendar)
      let before = place > 0 ? calendar[place - 1] : day.advanced(by: -1)
      result.days[cell] = Days(first: before, last: before)
      // Who is in on a day is who was in at the end of the day before, not of the day before that.
      result.days[cell].attributeDay = frame.days[cell].membershipDay
    }
    for (group, days) in frame.groupDays.enumerated() {
      let before = days.first.advanced(by: -1)
      let last = Calendar.last(onOrBefore: before, in: market.calendar.allDays) ?? before
      result.groupDays[group] = Days(first: last, last: last)
    }
    return result
  }

  private static func series(days: ArraySlice<Day>, changes: [Double], weights: [Double]) -> Series {
    var held: [Day] = []
    var close: [Double] = []
    var previous: [Double] = []
    var level = 100.0
    for (day, (change, weight)) in zip(days, zip(changes, weights)) where weight > 0 {
      // The first bar is measured from the level before it.
      previous.append(held.isEmpty ? level : .nan)
      level *= 1 + change / weight
      held.append(day)
      close.append(level)
    }
    let missing = Column(repeating: Double.nan, count: held.count)
    var columns = Bars.Columns()
    (columns.open, columns.high, columns.low, columns.volume) = (missing, missing, missing, missing)
    (columns.days, columns.close, columns.previous) = (Column(held), Column(close), Column(previous))
    columns.offsets = [0, held.count]
    let tradingDays = held
    let bars = Bars(certain: columns, tradingDays: { _ in tradingDays })
    let series = Series(of: bars, 0, in: tradingDays)
    let gains = LaneEvaluator.dayGains(PlacedBars(series), on: tradingDays.indices)
    return Series(of: bars, 0, in: tradingDays, dayGains: gains)
  }
}

/// What tells one index from another.
struct IndexKey: Hashable {
  let set: BoundSet
  let group: Int
}
