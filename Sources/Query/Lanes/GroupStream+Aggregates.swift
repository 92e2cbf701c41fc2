internal import Language
internal import Market

// Companies folded into groups, one after the other.
extension GroupStream {
  /// An aggregate that is asked of each group and period.
  struct Fold {
    let aggregate: Aggregate
    let operands: [BoundExpression]
    let condition: BoundExpression?

    /// Nil for any other expression, and for an aggregate that no stream has a pass for.
    init?(_ expression: BoundExpression) {
      guard case .aggregate(let aggregate, let operands, let condition, let within) = expression.kind, within.isEmpty,
        aggregate != .rank, operands.allSatisfy({ $0.type != .text })
      else { return nil }
      self.init(aggregate, operands, condition)
    }

    private init(_ aggregate: Aggregate, _ operands: [BoundExpression], _ condition: BoundExpression?) {
      (self.aggregate, self.operands, self.condition) = (aggregate, operands, condition)
    }

    /// The same for a part of the work, which counts references of its own.
    func copied() -> Fold { Fold(aggregate, operands.map { $0.copied() }, condition.map { $0.copied() }) }
  }

  /// The values of all aggregates in some expressions that are made of running folds, where there are several: companies are read
  /// once for all of them.
  func foldedTogether(in expressions: [BoundExpression]) -> [BoundExpression: [Double]] {
    // In the order in which they are written, which is the same in each run.
    var asked: [(expression: BoundExpression, fold: Fold)] = []
    for expression in expressions.flatMap(\.groupAggregates)
    where !asked.contains(where: { $0.expression == expression }) {
      if let fold = Fold(expression), !fold.aggregate.needsFigures { asked.append((expression, fold)) }
    }
    // Of many places each has much memory.
    guard asked.count > 1, asked.count * placeCount <= GroupStream.placesTogether,
      let values = folded(asked.map(\.fold))
    else { return [:] }
    return Dictionary(uniqueKeysWithValues: zip(asked.map(\.expression), values))
  }

  /// Over so many places the running folds of several aggregates would take more memory than they save time.
  private static let placesTogether = 1 << 18

  /// An aggregate over the companies of each group in each period.
  func folded(_ fold: Fold) -> [Double]? {
    fold.aggregate.needsFigures ? gathered(fold) : folded([fold])?.first
  }

  /// Aggregates that are made of running folds.
  private func folded(_ asked: [Fold]) -> [[Double]]? {
    evaluator.interruption?.passes.begin(members.count)
    let pipeline = pipeline(of: asked)
    let results = evaluator.concurrency.mapParts(of: members.count, atMost: mostParts) {
      part -> [[RunningFolds?]]? in
      // For each aggregate those of each pattern, nil where no company was put into them.
      var folds = asked.map { _ in [RunningFolds?](repeating: nil, count: patterns.count) }
      var members = members[part]
      if let pipeline {
        guard let made = self.folds(of: members, by: pipeline) else { return nil }
        members = made.others[...]
        for (pattern, made) in made.folds.enumerated() {
          guard let made else { continue }
          for number in asked.indices { folds[number][pattern] = made.runningFolds(asked[number].aggregate, number) }
        }
      }
      // In plain numbers: what all cores count references at they would wait for.
      let slices = windows.map { (pattern: $0.pattern, first: $0.periods.lowerBound) }
      let counts = patterns.map(\.count)
      let numbers = groupNumbers.map { $0 }
      let isDone = forEachValues(of: members, asked) { number, members, values, weights in
        let member = members[members.startIndex]
        // Companies of one exchange have slices of the same periods, whose folds stand one after the other.
        let (pattern, first) = slices[member.windows]
        let count = counts[pattern]
        if folds[number][pattern] == nil {
          folds[number][pattern] = RunningFolds(asked[number].aggregate, groupCount * count)
        }
        for place in member.groups {
          folds[number][pattern]?.add(values, weights, rows: members.count, from: numbers[place] * count + first)
        }
      }
      return isDone ? folds : nil
    }
    var totals = asked.map { RunningFolds($0.aggregate, placeCount) }
    for part in results {
      guard let part, !evaluator.isInterrupted else { return nil }
      for (number, folds) in part.enumerated() {
        for (pattern, folds) in folds.enumerated() {
          if let folds { totals[number].join(folds, at: places(of: pattern)) }
        }
      }
    }
    return totals.map(\.values)
  }

  /// Where the groups' folds of a pattern's periods stand among those of all periods.
  private func places(of pattern: Int) -> [Int] {
    (0..<groupCount).flatMap { group in patterns[pattern].map { group * periods.count + $0 } }
  }

  /// Of how many companies figures are gathered together: so few that a core has those of all periods at hand, to each of which a
  /// company adds one, and so many that the counts of each group are few beside the figures.
  private var gatheredTogether: Int { max(128, 8 * groupCount) }

  /// An aggregate that needs all figures of a place at once.
  private func gathered(_ fold: Fold) -> [Double]? {
    evaluator.interruption?.passes.begin(members.count)
    let partCount = mostParts < 16 ? mostParts : min(512, max(16, members.count / gatheredTogether))
    let results = evaluator.concurrency.mapParts(of: members.count, atMost: partCount) { part -> GatheredFigures? in
      var figures = GatheredFigures(self, members[part])
      let isDone = forEachValues(of: members[part], [fold]) { _, members, values, parts in
        let member = members[members.startIndex]
        for place in member.groups {
          figures.add(values, parts, rows: members.count, periods(of: member), groupNumbers[place])
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
        figures.reserveCapacity(held.reduce(0) { $0 + $1.count(at: place) })
        for part in held { part.append(place, to: &figures) }
        let part = hasParts ? held.lazy.compactMap { $0.part(at: place) }.first : nil
        return known(fold.aggregate.value(of: figures, part.map { [$0] } ?? []))
      }
    }
    return Array(values.joined())
  }

  /// Calls `body` for each of some aggregates, by its number, with members of the same groups, a row of values each, NaN where the
  /// member is not kept, and those of the second operand, on the same places where there are some; whether all could be told.
  @inline(__always)
  private func forEachValues(
    of members: ArraySlice<Member>, _ asked: [Fold],
    _ body: (Int, ArraySlice<Member>, _ values: ArraySlice<Double>, _ seconds: ArraySlice<Double>) -> Void
  ) -> Bool {
    let asked = asked.map { $0.copied() }
    let shared = asked.sharedBars
    return forEachLane(of: members, where: condition.list, with: nil) { members, lane, kept in
      let isClosed = windows[members[members.startIndex].windows].isClosed
      let bars = shared.map { ($0, lanes.barValues(of: $0, over: lane)) }
      for (number, fold) in asked.enumerated() {
        if isClosed, fold.operands.first?.isMissingWithoutBars ?? false { continue }
        guard let kept = narrowed(kept, lane, isClosed: isClosed, by: fold.condition, bars) else { return false }
        if case .nobody = kept { continue }
        guard let (values, seconds) = figures(of: fold, members, lane, kept, bars) else { return false }
        var row = 0
        while row < lane.rowCount {
          let (first, start) = (members.startIndex, row)
          let own = members[first + row]
          repeat { row += 1 } while row < lane.rowCount && shareGroups(members[first + row], own)
          let places = start * lane.count..<row * lane.count
          body(
            number, members[first + start..<first + row], values[places], seconds.isEmpty ? [] : seconds[places])
        }
      }
      return true
    }
  }

  /// Which windows are kept that are kept already and by a condition; nil where that can't be told here.
  private func narrowed(
    _ kept: Kept, _ lane: Lane, isClosed: Bool, by condition: BoundExpression?, _ bars: LaneEvaluator.KnownBars
  ) -> Kept? {
    guard let condition else { return kept }
    guard let own = keeps(lane, isClosed: isClosed, [condition], bars) else { return nil }
    switch (kept, own) {
    case (.nobody, _), (_, .nobody): return .nobody
    case (.everybody, let other), (let other, .everybody): return other
    case (.some(let flags), .some(let others)): return .some(flags.combined(others) { $0 == 1 && $1 == 1 ? 1 : 0 })
    }
  }

  /// The values of an aggregate's first operand for those who are kept, and those of its second one; nil where they can't be told here.
  private func figures(
    of fold: Fold, _ members: ArraySlice<Member>, _ lane: Lane, _ kept: Kept, _ bars: LaneEvaluator.KnownBars
  ) -> (values: [Double], seconds: [Double])? {
    var values: [Double]
    if let operand = fold.operands.first {
      guard let vector = lanes.values(of: operand, over: lane, bars) else { return nil }
      values = vector
      // Of figures the known ones are counted.
      if fold.aggregate == .count, operand.type != .flag { values = values.mapped { $0.isNaN ? .nan : 1 } }
    } else {
      values = members.flatMap { listed($0) }
    }
    if case .some(let flags) = kept { values = values.combined(flags) { $1 == 1 ? $0 : .nan } }
    guard fold.operands.count > 1 else { return (values, []) }
    return lanes.values(of: fold.operands[1], over: lane, bars).map { (values, $0) }
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
  func keeps(
    _ lane: Lane, isClosed: Bool, _ conditions: [BoundExpression], _ bars: LaneEvaluator.KnownBars = []
  ) -> Kept? {
    var flags: [Double]?
    for condition in conditions {
      if isClosed, condition.isMissingWithoutBars { return .nobody }
      guard let vector = lanes.values(of: condition, over: lane, bars) else { return nil }
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

extension [GroupStream.Fold] {
  /// The figures of bars that they ask for more than once.
  fileprivate var sharedBars: [BarMeasure] {
    let asked = flatMap { ($0.operands + $0.condition.list).flatMap(\.ownBars) }
    return BarMeasure.allCases.filter { measure in asked.count { $0 == measure } > 1 }
  }
}

extension BoundExpression {
  /// The aggregates that it is made of, place by place.
  fileprivate var groupAggregates: [BoundExpression] {
    if case .aggregate = kind { return [self] }
    return isMadePlaceByPlace ? operands.flatMap(\.groupAggregates) : []
  }

  /// The figures of bars that it is made of, place by place.
  fileprivate var ownBars: [BarMeasure] {
    if case .bar(let measure) = kind { return [measure] }
    return isMadePlaceByPlace ? operands.flatMap(\.ownBars) : []
  }
}
