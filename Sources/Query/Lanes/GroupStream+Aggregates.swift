internal import Language
internal import Market

// Companies folded into groups, one after the other.
extension GroupStream {
  /// An aggregate over the companies of each group in each period.
  func folded(_ aggregate: Aggregate, _ operands: [BoundExpression], where condition: BoundExpression?) -> [Double]? {
    guard aggregate != .rank, operands.allSatisfy({ $0.type != .text }) else { return nil }
    evaluator.interruption?.passes.begin(members.count)
    if aggregate.needsFigures { return gathered(aggregate, operands, where: condition) }
    let results = evaluator.concurrency.mapParts(of: members.count) { part -> [Int: RunningFolds]? in
      var folds: [Int: RunningFolds] = [:]
      let isDone = forEachValues(of: members[part], aggregate, operands, where: condition) { members, values, weights in
        let member = members[members.startIndex]
        // Companies of one exchange have slices of the same periods, whose folds stand one after the other.
        let (pattern, first) = (windows[member.windows].pattern, windows[member.windows].periods.lowerBound)
        let count = patterns[pattern].count
        for group in groups(of: member) {
          folds[pattern, default: RunningFolds(aggregate, groupCount * count)]
            .add(values, weights, rows: members.count, from: group * count + first)
        }
      }
      return isDone ? folds : nil
    }
    var total = RunningFolds(aggregate, placeCount)
    for part in results {
      guard let part else { return nil }
      for (pattern, folds) in part.sorted(by: { $0.key < $1.key }) { total.join(folds, at: places(of: pattern)) }
    }
    return total.values
  }

  /// Where the groups' folds of a pattern's periods stand among those of all periods.
  private func places(of pattern: Int) -> [Int] {
    (0..<groupCount).flatMap { group in patterns[pattern].map { group * periods.count + $0 } }
  }

  /// Of how many companies figures are gathered together: so few that a core has those of all periods at hand, to each of which a
  /// company adds one, and so many that the counts of each group are few beside the figures.
  private var gatheredTogether: Int { max(128, 8 * groupCount) }

  /// An aggregate that needs all figures of a place at once.
  private func gathered(
    _ aggregate: Aggregate, _ operands: [BoundExpression], where condition: BoundExpression?
  ) -> [Double]? {
    let partCount = min(512, max(16, members.count / gatheredTogether))
    let results = evaluator.concurrency.mapParts(of: members.count, atMost: partCount) { part -> GatheredFigures? in
      var figures = GatheredFigures(self, members[part])
      let isDone = forEachValues(of: members[part], aggregate, operands, where: condition) { members, values, parts in
        let member = members[members.startIndex]
        for group in groups(of: member) {
          figures.add(values, parts, rows: members.count, periods(of: member), group)
        }
      }
      return isDone ? figures : nil
    }
    var parts: [GatheredFigures] = []
    for part in results {
      guard let part else { return nil }
      parts.append(part)
    }
    let held = parts
    let hasParts = held.contains(where: \.hasParts)
    let passes = evaluator.interruption?.passes
    passes?.begin(placeCount)
    let values = evaluator.concurrency.mapParts(of: placeCount, atMost: 256) { places in
      places.map { place -> Double in
        if evaluator.isInterrupted { return .nan }
        passes?.advance()
        var figures: [Double] = []
        for part in held { part.append(place, to: &figures) }
        let part = hasParts ? held.lazy.compactMap { $0.part(at: place) }.first : nil
        return known(aggregate.value(of: figures, part.map { [$0] } ?? []))
      }
    }
    return Array(values.joined())
  }

  /// Calls `body` with members of the same groups, a row of values each, NaN where the member is not kept, and those of the second
  /// operand, on the same places where there are some; whether all could be told.
  @inline(__always)
  private func forEachValues(
    of members: ArraySlice<Member>, _ aggregate: Aggregate, _ operands: [BoundExpression],
    where condition: BoundExpression?,
    _ body: (ArraySlice<Member>, _ values: ArraySlice<Double>, _ seconds: ArraySlice<Double>) -> Void
  ) -> Bool {
    let operands = operands.map { $0.copied() }
    let conditions = [self.condition, condition].compactMap { $0 }
    return forEachLane(of: members, where: conditions, with: operands.first) { members, lane, kept in
      var values: [Double]
      if let operand = operands.first {
        guard let vector = lanes.values(of: operand, over: lane) else { return false }
        values = vector
        // Of figures the known ones are counted.
        if aggregate == .count, operand.type != .flag { values = values.mapped { $0.isNaN ? .nan : 1 } }
      } else {
        values = members.flatMap { listed($0) }
      }
      if case .some(let flags) = kept { values = values.combined(flags) { $1 == 1 ? $0 : .nan } }
      var seconds: [Double] = []
      if operands.count > 1 {
        guard let vector = lanes.values(of: operands[1], over: lane) else { return false }
        seconds = vector
      }
      var row = 0
      while row < lane.rowCount {
        let (first, start) = (members.startIndex, row)
        let own = groups(of: members[first + row])
        repeat { row += 1 } while row < lane.rowCount && groups(of: members[first + row]) == own
        let places = start * lane.count..<row * lane.count
        body(members[first + start..<first + row], values[places], seconds.isEmpty ? [] : seconds[places])
      }
      return true
    }
  }

  /// Calls `body` with members that have the same windows and the lane that they share, where the conditions keep any of them and
  /// a figure may be known; whether all could be told.
  @inline(__always)
  func forEachLane(
    of members: ArraySlice<Member>, where conditions: [BoundExpression], with figure: BoundExpression?,
    _ body: (ArraySlice<Member>, Lane, Kept) -> Bool
  ) -> Bool {
    let passes = evaluator.interruption?.passes
    let conditions = conditions.map { $0.copied() }
    let isMissingWithoutBars = figure?.isMissingWithoutBars ?? false
    // Companies with the same windows stand together, wherever they were; their order is the same on any machine.
    let members = sortedByWindows(members)
    var next = members.startIndex
    while next < members.endIndex {
      if evaluator.isInterrupted { return false }
      let shared = sharedLane(of: members[next...])
      let own = next..<next + shared.lane.rowCount
      next = own.upperBound
      passes?.advance(by: own.count)
      if shared.isClosed, isMissingWithoutBars { continue }
      guard let kept = keeps(shared.lane, isClosed: shared.isClosed, conditions) else { return false }
      if case .nobody = kept { continue }
      guard body(members[own], shared.lane, kept) else { return false }
    }
    return true
  }

  /// The lane that the first of some members shares with those behind it that have the same windows.
  private func sharedLane(of members: ArraySlice<Member>) -> (lane: Lane, isClosed: Bool) {
    let first = members[members.startIndex]
    var lane = lane(of: first)
    let limit = Lane.rowLimit(windows: lane.count)
    for member in members.dropFirst() {
      guard lane.rowCount < limit, member.windows == first.windows, groupSet(of: member) == lane.groupSet else { break }
      lane.others.append(member.company)
    }
    return (lane, windows[first.windows].isClosed)
  }

  /// Which windows of a lane are kept.
  enum Kept {
    case everybody
    case nobody
    /// 1 where it is.
    case some([Double])
  }

  /// Whether some conditions keep the companies of a lane in its windows; nil where that can't be told here.
  func keeps(_ lane: Lane, isClosed: Bool, _ conditions: [BoundExpression]) -> Kept? {
    var flags: [Double]?
    for condition in conditions {
      if isClosed, condition.isMissingWithoutBars { return .nobody }
      guard let vector = lanes.values(of: condition, over: lane) else { return nil }
      flags = flags.map { $0.combined(vector) { $0 == 1 && $1 == 1 ? 1 : 0 } } ?? vector
    }
    guard let flags else { return .everybody }
    if flags.allSatisfy({ $0 == 1 }) { return .everybody }
    return flags.contains(1) ? .some(flags) : .nobody
  }

  /// 1 where the company's first bar comes no later than the window's end, else 0.
  func listed(_ member: Member) -> [Double] {
    let lane = lane(of: member)
    let unlisted = unlistedCount(lane)
    return Array(repeating: 0, count: unlisted) + Array(repeating: 1, count: lane.count - unlisted)
  }

  /// How many windows of a lane's company, which come first, end before its first bar. O(log n).
  func unlistedCount(_ lane: Lane) -> Int {
    let series = evaluator.series(of: lane.company)
    guard let first = series.span?.first else { return lane.count }
    return lane.firstWindow(endingFrom: first, in: series.tradingDays)
  }
}
