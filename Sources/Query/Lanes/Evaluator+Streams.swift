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
    try proceed()
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

  /// Whether all companies that have a currency have the same.
  var hasOneCurrency: Bool {
    guard let attribute = market.attribute(named: "currency") else { return true }
    if case .text(_, let dictionary) = market.attributes[attribute].values { return dictionary.count <= 1 }
    return false
  }

  private mutating func streamedRows(
    of query: BoundQuery, by period: Period
  ) throws(Diagnostic) -> (rows: Rows, asked: Asked)? {
    let universe = universe(includesAllKinds: query.includesAllKinds)
    var whole = try cells(of: query.window, for: universe, by: nil, hasClosed: false).whole
    guard whole.days.held.allSatisfy({ $0.picked == nil && $0.spanPicked == nil && $0.attributeDay == nil }) else {
      return nil
    }
    let name = StreamLayout.Name(
      period: period, keys: query.keys, asksOwnGroup: query.expressions.contains(where: \.asksOwnGroup))
    let layout = try layout(name, of: whole)
    if !query.keys.isEmpty {
      question.members = layout.labels.map { GroupMembers(keys: query.keys, labels: $0) }
    }
    for expression in query.expressions + query.condition.list {
      try makeIndices(in: expression, for: Set(layout.labels.indices))
    }
    let calendar = try groupCalendar(of: whole, where: query.condition, groupCount: layout.labels.count)
    let stream = GroupStream(layout, LaneEvaluator(evaluator: self), condition: query.condition, calendar: calendar)
    let telling = GroupStream.Telling(
      withoutBase: BarUse(query.columns).measuresChange, unlisted: query.expressions.contains(where: \.countsListed))
    guard let presence = try presence(of: stream, name, telling, of: whole) else { return nil }
    let kept = presence.kept(of: whole)
    // Where everybody is kept the frame stays the same one, of which something may be known.
    if kept.count < whole.count { whole = whole.gathered(kept) }
    noteSeveral(query.keys, among: whole.companies)
    noteFolds(of: query, presence)
    let asked = Asked(
      frame: Frame(groupDays: layout.periods), periods: layout.numbers, whole: whole, withoutBase: presence.withoutBase)
    guard let rows = try rows(of: query, asked, stream, presence, layout.labels) else { return nil }
    return (rows, asked)
  }

  /// The companies of a frame with their windows and groups.
  private mutating func layout(_ name: StreamLayout.Name, of whole: Frame) throws(Diagnostic) -> StreamLayout {
    try kept(.layout(name), of: whole, if: \.isSmall) { evaluator throws(Diagnostic) in
      evaluator.foundLayout(name, of: whole)
    }
  }

  private mutating func foundLayout(_ name: StreamLayout.Name, of whole: Frame) -> StreamLayout {
    var periods = StreamPeriods(name.period, whole, self)
    let groups = groupLabels(of: whole, by: name.keys, isNoted: true)
    var members: [GroupStream.Member] = []
    members.reserveCapacity(whole.count)
    for cell in 0..<whole.count {
      let own = groups.places(of: cell)
      guard name.asksOwnGroup else {
        periods.addMembers(cell, of: whole, groups: own, to: &members)
        continue
      }
      // What asks a company for its own group has a value for each group that the company is in.
      for place in own { periods.addMembers(cell, of: whole, groups: place..<place + 1, to: &members) }
    }
    return StreamLayout(
      numbers: periods.numbers, periods: periods.numbers.map { name.period.days($0, of: whole.groupDays[0]) },
      labels: groups.labels.map { Array($0.dropFirst()) }, members: members, windows: periods.windows,
      patterns: periods.patterns, groupNumbers: groups.numbers)
  }

  /// Who is there; nil where that can't be told. Where everybody is kept it is the same in each question.
  private mutating func presence(
    of stream: GroupStream, _ name: StreamLayout.Name, _ telling: GroupStream.Telling, of whole: Frame
  ) throws(Diagnostic) -> GroupStream.Presence? {
    guard stream.condition == nil else { return stream.presence(telling) }
    let few = 32 * stream.members.count
    return try kept(.presence(name, telling), of: whole, if: { $0.map { $0.isPopulated.count <= few } ?? false }) {
      _ throws(Diagnostic) in
      stream.presence(telling)
    }
  }

  /// The days on which any member of a group trades: members have to be the same on all of them, and the groups' days
  /// the same; nil otherwise.
  private mutating func groupCalendar(
    of whole: Frame, where condition: BoundExpression?, groupCount: Int
  ) throws(Diagnostic) -> [Day]? {
    guard condition?.isStatic(in: market) ?? true, whole.days.held.count <= 1 else { return nil }
    let flags = try condition.map { condition throws(Diagnostic) in
      try evaluate(condition, over: whole, at: .cells).flags
    }
    let kept = (0..<whole.count).filter { flags?[$0] == .yes || flags == nil }
    // A group without companies has the days of all exchanges.
    if kept.isEmpty { return market.calendar.allDays }
    let calendars = market.calendar.tradingDays
    var isHeld = Array(repeating: false, count: calendars.count)
    for cell in kept { isHeld[market.exchanges[whole.companies[cell]]] = true }
    let held = calendars.indices.filter { isHeld[$0] }
    guard groupCount == 1 || held.count == 1 else { return nil }
    return held.count == 1 ? calendars[held[0]] : Set(held.flatMap { calendars[$0] }).sorted()
  }

  /// The rows of the groups that anybody is in; nil where a column can't be streamed.
  private mutating func rows(
    of query: BoundQuery, _ asked: Asked, _ stream: GroupStream, _ presence: GroupStream.Presence,
    _ labels: [[GroupLabel]]
  ) throws(Diagnostic) -> Rows? {
    let count = asked.periods.count
    var places: [Int] = []
    for period in 0..<count {
      try proceed()
      // Without keys each period has a row.
      for place in stride(from: period, to: labels.count * count, by: count)
      where query.keys.isEmpty || presence.isPopulated[place] { places.append(place) }
    }
    let rowGroups = RowGroups(periods: places.map { $0 % count }, sets: labels, numbers: places.map { $0 / count })
    var isComplete = true
    let folds = stream.foldedTogether(in: query.expressions)
    let rows = try groupRows(of: query, asked, rowGroups) { _, expression in
      guard isComplete, let values = stream.values(of: expression, folds) else {
        isComplete = false
        return .numbers(Array(repeating: .nan, count: places.count))
      }
      let figures = places.map { values[$0] }
      return expression.type == .flag ? .flags(figures.map { Truth($0.isNaN ? nil : $0 == 1) }) : .numbers(figures)
    }
    return isComplete ? rows : nil
  }

  /// What the folds of companies note.
  private mutating func noteFolds(of query: BoundQuery, _ presence: GroupStream.Presence) {
    if presence.hasUnlisted { noteUnlisted() }
    if market.attribute(named: "currency") != nil, query.expressions.contains(where: \.sumsPrices) { noteSumOfPrices() }
  }
}

extension BoundExpression {
  /// Whether it is the same on every day: it reads attributes without dates only.
  func isStatic(in market: Market) -> Bool {
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

  /// Whether it asks for the index of the row's own group.
  var asksOwnGroup: Bool {
    if case .of(let set, _) = kind, set.members == .group { return true }
    return operands.contains(where: \.asksOwnGroup)
  }

  var countsListed: Bool {
    if case .aggregate(.count, let operands, _, _) = kind, operands.isEmpty { return true }
    return operands.contains(where: \.countsListed)
  }

  var sumsPrices: Bool {
    if case .aggregate(.sum, let operands, _, _) = kind, operands.first?.type == .number(.price) { return true }
    return operands.contains(where: \.sumsPrices)
  }
}
