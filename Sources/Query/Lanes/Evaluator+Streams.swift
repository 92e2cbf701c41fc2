internal import Language
internal import Market

// Questions by group and period, answered by reading the companies one after the other.
extension Evaluator {
  /// The rows of a question about groups in successive periods; nil where they have to be asked cell by cell.
  mutating func streamedRows(of query: BoundQuery) throws(Diagnostic) -> (rows: Rows, asked: Asked)? {
    guard query.unit != .company, let period = query.period, period.nameCount == nil, query.window.days == nil,
      !query.window.isRelative, isStreamable(query)
    else { return nil }
    // What was made and noted on the way is dropped where the way ends.
    let start = self
    if let rows = try streamedRows(of: query, by: period) { return rows }
    self = start
    return nil
  }

  private func isStreamable(_ query: BoundQuery) -> Bool {
    guard query.keys.allSatisfy({ !market.attributes[$0].isDated }) else { return false }
    var expressions = query.columns.map(\.expression) + query.sort.map(\.expression).filter { $0.level != .company }
    if let condition = query.condition { expressions.append(condition) }
    guard !(query.condition?.containsAggregate ?? false) else { return false }
    // Amounts in several currencies are looked at cell by cell.
    return hasOneCurrency || !expressions.contains(where: \.foldsMoney)
  }

  private var hasOneCurrency: Bool {
    guard let attribute = market.attribute(named: "currency") else { return true }
    if case .text(_, let dictionary) = market.attributes[attribute].values { return dictionary.count <= 1 }
    return false
  }

  private mutating func streamedRows(
    of query: BoundQuery, by period: Period
  ) throws(Diagnostic) -> (rows: Rows, asked: Asked)? {
    let universe = universe(includesAllKinds: query.includesAllKinds)
    var whole = try cells(of: query.window, for: universe, by: nil, hasClosed: false).whole
    guard whole.days.allSatisfy({ $0.picked == nil && $0.spanPicked == nil && $0.attributeDay == nil }) else {
      return nil
    }
    let periods = StreamPeriods(period, whole, self)
    let keys = query.keys
    let combinations = whole.companies.map { keyLabels(of: $0, by: keys) }
    let labels = Set(combinations.joined()).sorted { $0.lexicographicallyPrecedes($1) }
    let numbers = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, $0) })
    if !keys.isEmpty {
      question.members = labels.map { GroupMembers(keys: keys, labels: $0) }
      question.sets = question.members.map { candidates(for: $0, among: question.sets[0]) }
    }
    for expression in query.columns.map(\.expression) + query.sort.map(\.expression)
      + [query.condition].compactMap({ $0 })
    {
      try makeIndices(in: expression, for: Set(labels.indices))
    }
    var members: [GroupStream.Member] = []
    for cell in 0..<whole.count {
      members += periods.members(cell, of: whole, groups: combinations[cell].compactMap { numbers[$0] })
    }
    let isStatic = query.condition?.isStatic(in: market) ?? true
    let isTogether = Set(whole.days).count <= 1
    let exchanges = Set(whole.companies.map { market.exchanges[$0] })
    let calendar =
      isStatic && isTogether && (labels.count == 1 || exchanges.count == 1)
      ? Set(exchanges.flatMap { market.calendar.tradingDays[$0] }).sorted() : nil
    let groupDays = periods.numbers.map { period.days($0, of: whole.groupDays[0]) }
    let stream = GroupStream(
      lanes: LaneEvaluator(evaluator: self), members: members, periods: groupDays, groupCount: labels.count,
      condition: query.condition, calendar: calendar)
    guard let presence = stream.presence() else { return nil }
    whole = whole.gathered((0..<whole.count).filter { presence.companies.contains(whole.companies[$0]) })
    noteSeveral(keys, among: whole.companies)
    let asked = Asked(
      frame: Frame(groupDays: groupDays), periods: periods.numbers, whole: whole, withoutBase: presence.withoutBase)
    // Without keys each period has a row; with keys those that somebody is in.
    let places = (0..<groupDays.count).flatMap { period in
      labels.indices.map { $0 * groupDays.count + period }.filter { keys.isEmpty || presence.isPopulated[$0] }
    }
    let rowLabels = places.map { [GroupLabel.period($0 % groupDays.count)] + labels[$0 / groupDays.count] }
    var isComplete = true
    noteFolds(of: query, presence)
    let rows = try groupRows(of: query, asked, rowLabels) { _, expression in
      guard let values = stream.values(of: expression) else {
        isComplete = false
        return .numbers(Array(repeating: .nan, count: places.count))
      }
      let figures = places.map { values[$0] }
      return expression.type == .flag ? .flags(figures.map { Truth($0.isNaN ? nil : $0 == 1) }) : .numbers(figures)
    }
    return isComplete ? (rows, asked) : nil
  }

  /// The combinations of values that a company has of the keys.
  private func keyLabels(of company: Int, by keys: [Int]) -> [[GroupLabel]] {
    keys.reduce([[]]) { prefixes, key in
      let own = labels(of: company, key, on: .last)
      return prefixes.flatMap { prefix in own.map { prefix + [$0] } }
    }
  }

  private mutating func noteSeveral(_ keys: [Int], among companies: [Int]) {
    for key in keys {
      let several = companies.count { labels(of: $0, key, on: .last).count > 1 }
      if several > 0 { noteSeveral(several, key) }
    }
  }

  /// What the folds of companies note.
  private mutating func noteFolds(of query: BoundQuery, _ presence: GroupStream.Presence) {
    let expressions = query.columns.map(\.expression) + query.sort.map(\.expression)
    if presence.hasUnlisted, expressions.contains(where: \.countsListed) { noteUnlisted() }
    if market.attribute(named: "currency") != nil, expressions.contains(where: \.sumsPrices) { noteSumOfPrices() }
  }
}

/// The periods of a question, and who is in which.
private struct StreamPeriods {
  let period: Period
  /// The numbers of the periods, ascending.
  let numbers: [Int]
  /// The trading days of all companies in their windows.
  private let allDays: [Day]
  private let tradingDays: [[Day]]
  private let exchanges: [Int]
  private let places: [Int: Int]

  init(_ period: Period, _ whole: Frame, _ evaluator: Evaluator) {
    self.period = period
    tradingDays = evaluator.market.calendar.tradingDays
    exchanges = evaluator.market.exchanges
    struct Part: Hashable {
      let exchange: Int
      let first: Day
      let last: Day
    }
    let parts = Set(
      zip(whole.companies, whole.days).map {
        Part(exchange: evaluator.market.exchanges[$0], first: $1.first, last: $1.last)
      })
    var days: Set<Day> = []
    for part in parts where part.first <= part.last {
      let calendar = tradingDays[part.exchange]
      let start = Calendar.count(before: part.first, in: calendar)
      days.formUnion(calendar[start..<max(start, Calendar.count(onOrBefore: part.last, in: calendar))])
    }
    allDays = days.sorted()
    numbers = Set(allDays.map { period.number(of: $0) }).sorted()
    places = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0) })
  }

  /// A company's windows: on the trading days of its own exchange, and apart from them where that is shut.
  func members(_ cell: Int, of whole: Frame, groups: [Int]) -> [GroupStream.Member] {
    let company = whole.companies[cell]
    let days = whole.days[cell]
    func member(_ spans: Spans, _ periods: [Int], isClosed: Bool) -> GroupStream.Member? {
      if periods.isEmpty { return nil }
      let lane = Lane(
        company: company, spans: spans, origin: days.origin, spanStart: nil, scale: .own, groupSet: groups.first ?? 0)
      return GroupStream.Member(lane: lane, periods: periods, isClosed: isClosed, groups: groups)
    }
    let asked = numbers.indices.filter { period.overlaps(numbers[$0], days) }
    guard period == .day else {
      let windows = asked.map { place -> Spans.Window in
        let part = period.days(numbers[place], of: days)
        return Spans.Window(first: part.first, last: part.last)
      }
      return [member(.windows(windows), asked, isClosed: false)].compactMap { $0 }
    }
    let calendar = tradingDays[exchanges[company]]
    let start = days.isEmpty ? 0 : Calendar.count(before: days.first, in: calendar)
    let open = start..<(days.isEmpty ? start : max(start, Calendar.count(onOrBefore: days.last, in: calendar)))
    var (own, shut): ([Int], [Int]) = ([], [])
    var next = open.lowerBound
    for place in asked {
      if next < open.upperBound, Int(calendar[next].number) == numbers[place] {
        own.append(place)
        next += 1
      } else {
        shut.append(place)
      }
    }
    let closed = shut.map { place -> Spans.Window in
      let day = Day(number: Int32(numbers[place]))
      return Spans.Window(first: day, last: day)
    }
    return [member(.days(open), own, isClosed: false), member(.windows(closed), shut, isClosed: true)].compactMap { $0 }
  }
}

extension GroupStream {
  /// Who is in which group and period, and what the heading says of them.
  struct Presence: Sendable {
    var isPopulated: [Bool]
    var companies: Set<Int>
    var withoutBase: [Int]
    var hasUnlisted: Bool
  }

  /// Who is kept in which period; nil where that can't be told here.
  func presence() -> Presence? {
    let parts = max(1, min(16, members.count))
    let results = evaluator.concurrency.map(parts) { part in
      presence(of: members[members.count * part / parts..<members.count * (part + 1) / parts])
    }
    var total = Presence(
      isPopulated: Array(repeating: false, count: placeCount), companies: [], withoutBase: [], hasUnlisted: false)
    for part in results {
      guard let part else { return nil }
      for place in total.isPopulated.indices where part.isPopulated[place] { total.isPopulated[place] = true }
      total.companies.formUnion(part.companies)
      total.withoutBase += part.withoutBase
      total.hasUnlisted = total.hasUnlisted || part.hasUnlisted
    }
    total.withoutBase = Set(total.withoutBase).sorted()
    return total
  }

  private func presence(of members: ArraySlice<Member>) -> Presence? {
    var result = Presence(
      isPopulated: Array(repeating: false, count: placeCount), companies: [], withoutBase: [], hasUnlisted: false)
    for member in members {
      guard let kept = keeps(member, nil) else { return nil }
      var isKept: [Double]?
      switch kept {
      case .nobody: continue
      case .everybody: break
      case .some(let flags): isKept = flags
      }
      result.companies.insert(member.lane.company)
      for group in member.groups {
        for (number, period) in member.periods.enumerated() where isKept?[number] ?? 1 == 1 {
          result.isPopulated[group * periods.count + period] = true
        }
      }
      let listed = listed(member)
      if listed.indices.contains(where: { listed[$0] == 0 && isKept?[$0] ?? 1 == 1 }) { result.hasUnlisted = true }
      if !member.isClosed, isWithoutBase(member, isKept) { result.withoutBase.append(member.lane.company) }
    }
    return result
  }

  /// Whether a window has a bar and nothing to measure its change from: only those that begin with the first bars can.
  private func isWithoutBase(_ member: Member, _ isKept: [Double]?) -> Bool {
    let series = evaluator.series(of: member.lane.company)
    let bars = series.bars
    let firstAnchor = series.run.first { bars.hasAnchor($0) }
    let last = firstAnchor.map { bars.days[$0] } ?? .last
    for number in 0..<member.lane.count where isKept?[number] ?? 1 == 1 {
      let days = member.lane.days(number, in: series.tradingDays)
      let positions = evaluator.positions(of: member.lane.company, in: days)
      // Behind the first close there is one to measure from.
      if days.first > last { return false }
      guard !positions.isEmpty else { continue }
      let measurement = evaluator.measurement(of: member.lane.company, positions, in: days)
      if measurement.endBar != nil, measurement.gain.isNaN { return true }
    }
    return false
  }
}

extension BoundExpression {
  /// Whether it is the same on every day: it reads attributes without dates only.
  fileprivate func isStatic(in market: Market) -> Bool {
    switch kind {
    case .constant, .constantFlag: return true
    case .attribute(let attribute), .hasText(let attribute, _): return !market.attributes[attribute].isDated
    case .negation, .arithmetic, .comparison, .isMissing, .not, .logical, .conditional, .function:
      return operands.allSatisfy { $0.isStatic(in: market) }
    case .bar, .day, .of, .tradingDays, .within, .aggregate, .fold: return false
    }
  }

  /// Whether amounts of money of several companies are folded into one.
  fileprivate var foldsMoney: Bool {
    if case .aggregate(_, let operands, _, _) = kind, let operand = operands.first,
      case .number(let unit) = operand.type, unit.isMoney
    {
      return true
    }
    return operands.contains(where: \.foldsMoney)
  }

  fileprivate var countsListed: Bool {
    if case .aggregate(.count, let operands, _, _) = kind, operands.isEmpty { return true }
    return operands.contains(where: \.countsListed)
  }

  fileprivate var sumsPrices: Bool {
    if case .aggregate(.sum, let operands, _, _) = kind, operands.first?.type == .number(.price) { return true }
    return operands.contains(where: \.sumsPrices)
  }
}
