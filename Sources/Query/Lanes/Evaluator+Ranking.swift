internal import Language
internal import Market

// Rows that `top` keeps, found before any other row is made.
extension Evaluator {
  /// The cells of the rows that `top` keeps in successive periods, as if nobody else had been asked; nil where they have
  /// to be found among all.
  ///
  /// What ranks is evaluated a company at a time, and for each part of the answer no more rows are remembered than it
  /// keeps. A tie is broken as in all answers: the earlier period, then the earlier ticker. O(companies × periods).
  mutating func rankedCells(of query: BoundQuery) throws(Diagnostic) -> Asked? {
    guard query.unit == .company, let top = query.top, let period = query.period, period.nameCount == nil,
      query.window.days == nil, !query.window.isRelative, let rank = Rank(of: query, in: market)
    else { return nil }
    let start = self
    if let asked = try rankedCells(of: query, top, by: period, rank) { return asked }
    self = start
    try proceed()
    return nil
  }

  private mutating func rankedCells(
    of query: BoundQuery, _ top: BoundQuery.Top, by period: Period, _ rank: Rank
  ) throws(Diagnostic) -> Asked? {
    let universe = universe(includesAllKinds: query.includesAllKinds)
    var whole = try cells(of: query.window, for: universe, by: nil, hasClosed: false).whole
    guard whole.days.held.allSatisfy({ $0.picked == nil && $0.spanPicked == nil && $0.attributeDay == nil }) else {
      return nil
    }
    for expression in [rank.expression] + query.condition.list {
      try makeIndices(in: expression, for: [0])
    }
    // A company has no row in a period in which its exchange is shut.
    var periods = StreamPeriods(period, whole, self, isOpenOnly: true)
    var members: [GroupStream.Member] = []
    for cell in 0..<whole.count { periods.addMembers(cell, of: whole, groups: 0..<1, to: &members) }
    let groupDays = periods.numbers.map { period.days($0, of: whole.groupDays[0]) }
    let stream = GroupStream(
      lanes: LaneEvaluator(evaluator: self), members: members, windows: periods.windows, patterns: periods.patterns,
      groupNumbers: [0], periods: groupDays, groupCount: 1,
      condition: query.condition, calendar: nil)
    let blocks = RankBlocks(
      top, periodCount: periods.numbers.count, companyCount: market.companyCount, codes: top.key.map { codes(of: $0) })
    guard stream.keepsFew(top.count, in: blocks) else { return nil }
    let telling = GroupStream.Telling(withoutBase: BarUse(query.columns).measuresChange, unlisted: false)
    guard let presence = stream.presence(telling), let kept = stream.kept(by: rank, top.count, in: blocks) else {
      return nil
    }

    let cells = Dictionary(uniqueKeysWithValues: whole.companies.enumerated().map { ($1, $0) })
    var frame = Frame(groupDays: groupDays)
    for row in kept {
      let (company, number) = (Int(row.company), Int(row.period))
      guard let cell = cells[company] else { continue }
      frame.append(company: company, days: period.days(periods.numbers[number], of: whole.days[cell]), group: number)
    }
    whole = whole.gathered(presence.kept(of: whole))
    if let key = top.key { noteSeveral([key], among: whole.companies) }
    return Asked(frame: frame, periods: periods.numbers, whole: whole, withoutBase: presence.withoutBase)
  }
}

/// What ranks the rows of a question: the one level of its order, a figure that looks at one company alone.
struct Rank {
  let expression: BoundExpression
  let isDescending: Bool

  /// Nil where more than that decides which rows are kept, or what is in them.
  init?(of query: BoundQuery, in market: Market) {
    let columns = query.columns.map(\.expression)
    let ranking: BoundExpression?
    switch query.sort.count {
    case 0:
      ranking = columns.first { if case .number = $0.type { true } else { false } }
      isDescending = true
    case 1:
      ranking = query.sort[0].expression
      isDescending = query.sort[0].isDescending
    default: return nil
    }
    guard let ranking, case .number = ranking.type,
      !(columns + [ranking] + query.condition.list).contains(where: \.containsAggregate),
      query.top?.key.map({ !market.attributes[$0].isDated }) ?? true
    else { return nil }
    expression = ranking
  }
}

/// The parts of an answer of which `top` keeps so many rows each: periods, the values of a key in each period, or one part.
struct RankBlocks: Sendable {
  let count: Int
  private let isPerPeriod: Bool
  /// For each company the numbers of its values of the key; one where there is no key.
  private let values: [[Int]]
  private let periodCount: Int

  /// `codes` are those of the key, where there is one.
  fileprivate init(_ top: BoundQuery.Top, periodCount: Int, companyCount: Int, codes: KeyCodes?) {
    isPerPeriod = top.keepsBlocks
    values = (0..<companyCount).map { company in codes.map { Array($0[company]) } ?? [0] }
    self.periodCount = periodCount
    count = isPerPeriod ? periodCount * (codes?.labels.count ?? 1) : 1
  }

  /// Calls `body` for each value of a company with the part that its row in the first period stands in, and how many parts
  /// further each period's is: they stand one after the other, as the periods come.
  @inline(__always)
  func forEachBlock(of company: Int, _ body: (_ start: Int, _ step: Int) -> Void) {
    guard isPerPeriod else { return body(0, 0) }
    for value in values[company] { body(value * periodCount, 1) }
  }
}

extension GroupStream {
  /// Whether so many rows of each block are few beside those that are looked at: else all are made as well, and put in order.
  fileprivate func keepsFew(_ limit: Int, in blocks: RankBlocks) -> Bool {
    let (kept, isTooMuch) = blocks.count.multipliedReportingOverflow(by: limit)
    if isTooMuch { return false }
    // Many rows of a block are sorted at one stretch, in which nobody can stop it.
    return kept <= 1 << 16 || kept <= rowCount / 4 && limit <= 1 << 18
  }

  /// How many rows the members have.
  private var rowCount: Int { members.reduce(0) { $0 + windows[$1.windows].periods.count } }

  /// The rows that are kept of each block; nil where they can't be told here.
  fileprivate func kept(by rank: Rank, _ limit: Int, in blocks: RankBlocks) -> [RankedRow]? {
    let passes = evaluator.interruption?.passes
    passes?.begin(members.count)
    // Each part remembers rows of its own, of which the first ones are kept only to go: there are two for each thread, or fewer where each
    // would have little to look at. Which rows are the best does not depend on it.
    let most = max(
      2, min(2 * evaluator.concurrency.threadCount, rowCount / max(1, 8 * blocks.count * min(limit, members.count))))
    let parts = evaluator.concurrency.mapParts(of: members.count, atMost: most) { part -> RankedRows? in
      let expression = rank.expression.copied()
      var rows = RankedRows(blocks.count, limit: limit)
      let isDone = forEachLane(of: members[part], where: condition.list, with: expression) {
        members, lane, kept in
        guard var values = lanes.values(of: expression, over: lane) else { return false }
        if case .some(let flags) = kept { values.combine(flags) { $1 == 1 ? $0 : .nan } }
        if !rank.isDescending { values.change { -$0 } }
        for (row, member) in members.enumerated() {
          add(values[row * lane.count..<(row + 1) * lane.count], of: member, in: blocks, to: &rows)
        }
        return true
      }
      return isDone ? rows : nil
    }
    var total = RankedRows(blocks.count, limit: limit)
    for part in parts {
      guard let part, !evaluator.isInterrupted else { return nil }
      total.join(part)
    }
    return total.all(unless: evaluator.interruption)
  }

  /// Adds the rows of a company in its periods, of which the largest value ranks first and a missing one nowhere.
  private func add(
    _ values: ArraySlice<Double>, of member: Member, in blocks: RankBlocks, to rows: inout RankedRows
  ) {
    let company = Int32(member.company)
    let periods = periods(of: member)
    let areSuccessive = periods.last.map { $0 - periods[periods.startIndex] + 1 == periods.count } ?? true
    blocks.forEachBlock(of: member.company) { start, step in
      if step == 1, areSuccessive, let first = periods.first {
        return rows.add(values, of: company, from: Int32(first), to: start + first)
      }
      for (value, period) in zip(values, periods) {
        rows.add(RankedRow(value: value, period: Int32(period), company: company), to: start + period * step)
      }
    }
  }
}
