internal import Language
internal import Market

/// Groups asked in successive periods, whose companies are read one after the other: no cell is made for a company and
/// period, only a figure for a group and period.
///
/// Like lanes it changes nothing and fails nowhere; what it has no pass for is nil, and the evaluator asks cell by cell.
/// The values of all groups stand one after the other, each group's in the order of the periods: a place is
/// `group * periods.count + period`. An object for the same reason as a `LaneEvaluator`.
final class GroupStream: Sendable {
  let lanes: LaneEvaluator
  /// The companies in their order; one with closed periods comes twice.
  let members: [Member]
  /// The windows that members have.
  let windows: [Windows]
  /// Periods that windows share, such as those of the days on which an exchange trades.
  let patterns: [[Int]]
  /// The groups of all members.
  let groupNumbers: [Int]
  /// The days of each period, for what is asked of a group as one.
  let periods: [Days]
  let groupCount: Int
  /// What keeps a company in a period.
  let condition: BoundExpression?
  /// The days on which any member of a group trades, for a fold over days; nil where that can't be had.
  let calendar: [Day]?

  init(
    lanes: LaneEvaluator, members: [Member], windows: [Windows], patterns: [[Int]], groupNumbers: [Int],
    periods: [Days], groupCount: Int, condition: BoundExpression?, calendar: [Day]?
  ) {
    (self.lanes, self.members, self.windows) = (lanes, members, windows)
    (self.patterns, self.groupNumbers) = (patterns, groupNumbers)
    (self.periods, self.groupCount) = (periods, groupCount)
    (self.condition, self.calendar) = (condition, calendar)
  }

  var evaluator: Evaluator { lanes.evaluator }
  var placeCount: Int { groupCount * periods.count }

  /// In how many parts companies are folded at most: each part has a fold for every place, and of a million of these 16 parts have all
  /// the memory that they should.
  var mostParts: Int { max(2, min(16, (1 << 24) / max(1, placeCount))) }

  /// The value of an expression for each group and period; what is known of aggregates in it is not asked again.
  func values(of expression: BoundExpression, _ known: [BoundExpression: [Double]] = [:]) -> [Double]? {
    switch expression.kind {
    case .constant(let value): return Array(repeating: value, count: placeCount)
    case .constantFlag(let value): return Array(repeating: value ? 1 : 0, count: placeCount)
    case .aggregate: return known[expression] ?? Fold(expression).flatMap { folded($0) }
    case .of(let set, let operand): return values(of: operand, of: set)
    case .fold(let fold, let operands, let window): return foldedDays(fold, operands, in: window)
    case .within, .bar, .day, .attribute, .hasText, .tradingDays: return nil
    case .negation, .arithmetic, .comparison, .isMissing, .not, .logical, .conditional, .function:
      return lanes.combined(expression) { values(of: $0, known) }
    }
  }

  /// The operand of each group's set, over the periods as one window each.
  private func values(of operand: BoundExpression, of set: BoundSet) -> [Double]? {
    guard let origin = periods.first?.origin else { return [] }
    var result: [Double] = []
    let windows = periods.map { Spans.Window(first: $0.first, last: $0.last) }
    for group in 0..<groupCount {
      guard let company = evaluator.knownIndex(of: set, for: group) else { return nil }
      let lane = Lane(
        company: company, spans: .windows(windows), origin: origin, spanStart: nil, scale: .own, groupSet: group)
      guard let values = lanes.values(of: operand, over: lane) else { return nil }
      result += values
    }
    return result
  }

  /// Single days of each group folded, where all members have been in it on every day.
  private func foldedDays(
    _ fold: DayFold, _ operands: [BoundExpression], in window: BoundWindow?
  ) -> [Double]? {
    guard let days = calendar, fold != .ema, fold != .wilder, !operands.contains(where: \.dependsOnSpan),
      window.map({ $0.days == nil && $0.isShared }) ?? true,
      !fold.needsSeveralDays || window != nil || !periods.allSatisfy(\.isSingle)
    else { return nil }
    // Prices of several days would have to stand on one scale in each window.
    if evaluator.market.bars.hasFactors, operands.contains(where: { !$0.isFreeOfScale }) { return nil }
    var count: Int?
    if case .tradingDays(let days) = window?.start { count = days }
    let windows = periods.map { period in window.map { evaluator.span(of: $0, for: nil, in: period) } ?? period }
    let ranges = SlidingWindows.list(
      windows.map { window in
        guard !window.isEmpty else { return 0..<0 }
        let end = Calendar.count(onOrBefore: window.last, in: days)
        if let count { return max(0, end - count)..<end }
        let start = Calendar.count(before: window.first, in: days)
        return start..<max(start, end)
      })
    let union = ranges.union
    let start = union.lowerBound
    guard let inner = onDays(days[union], origin: periods.first?.origin) else { return nil }
    var vectors: [[Double]] = []
    let folds = inner.foldedTogether(in: operands)
    for operand in operands {
      guard let vector = inner.values(of: operand, folds) else { return nil }
      vectors.append(vector)
    }
    let own = ranges.shifted(by: start)
    return (0..<groupCount).flatMap { group -> [Double] in
      let part = group * union.count..<(group + 1) * union.count
      let values = vectors.map { Array($0[part]) }
      return fold.slidingValues(values, own, count: count)
        ?? own.map { window in
          known(
            fold.value(
              of: FoldDays(
                days: days[start + window.lowerBound..<start + window.upperBound], values: values[0][window],
                seconds: values.count > 1 ? values[1][window] : [], count: count)))
        }
    }
  }

  /// The same groups on single days: companies have the days of their own exchange.
  private func onDays(_ days: ArraySlice<Day>, origin: Day?) -> GroupStream? {
    guard let first = days.first, let last = days.last, let origin else { return nil }
    let calendars = evaluator.market.calendar.tradingDays
    var windows: [Windows] = []
    var patterns: [[Int]] = []
    for (exchange, calendar) in calendars.enumerated() {
      let own = places(of: calendar, among: days, first, last)
      windows.append(
        Windows(
          spans: .days(own.places), origin: origin, periods: own.periods.indices, pattern: exchange, isClosed: false))
      patterns.append(own.periods)
    }
    let exchanges = evaluator.market.exchanges
    let members = members.compactMap { member in
      self.windows[member.windows].isClosed
        ? nil : Member(company: member.company, windows: exchanges[member.company], groups: member.groups)
    }
    return GroupStream(
      lanes: lanes, members: members, windows: windows, patterns: patterns, groupNumbers: groupNumbers,
      periods: days.map { Days(first: $0, last: $0, origin: origin) }, groupCount: groupCount, condition: condition,
      calendar: nil)
  }

  /// An exchange's trading days from one day to another, and their places among all days.
  private func places(
    of calendar: [Day], among days: ArraySlice<Day>, _ first: Day, _ last: Day
  ) -> (places: Range<Int>, periods: [Int]) {
    let start = Calendar.count(before: first, in: calendar)
    let places = start..<max(start, Calendar.count(onOrBefore: last, in: calendar))
    return (places, Calendar.places(of: calendar[places], among: days))
  }
}

extension BoundExpression {
  /// Whether no price is read in it that stands on the scale of a window around it.
  fileprivate var isFreeOfScale: Bool {
    if case .aggregate(_, let operands, let condition, _) = kind {
      return (operands + condition.list).allSatisfy { $0.priceDegree.fixed != .mixed }
    }
    return operands.isEmpty ? priceDegree.fixed != .mixed : operands.allSatisfy(\.isFreeOfScale)
  }

  /// Whether it is missing wherever a window holds no bar, whatever else.
  var isMissingWithoutBars: Bool {
    switch kind {
    case .bar: return true
    case .negation(let operand), .not(let operand): return operand.isMissingWithoutBars
    case .arithmetic(_, let left, let right), .comparison(_, let left, let right), .tradingDays(let left, let right):
      return left.isMissingWithoutBars || right.isMissingWithoutBars
    case .conditional(let condition, _, _): return condition.isMissingWithoutBars
    case .function(_, let operands): return operands.contains(where: \.isMissingWithoutBars)
    case .logical(_, let left, let right): return left.isMissingWithoutBars && right.isMissingWithoutBars
    // Days that are none are counted as none; any other fold of them is missing.
    case .fold(let fold, _, window: nil): return fold != .days && fold != .streak
    default: return false
    }
  }
}
