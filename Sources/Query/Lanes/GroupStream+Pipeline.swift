internal import CKernels
internal import Language
internal import Market

// Aggregates of single days made of bars, without a lane of figures for each company.
extension GroupStream {
  /// What makes the figures of some aggregates, and how they are put together.
  struct FoldPipeline: Sendable {
    let pipeline: Pipeline
    /// For each aggregate the step of its figures, and its fold.
    let steps: [Int]
    let kinds: [kernel_fold_kind]
    /// What keeps a company on all days or on none.
    let condition: BoundExpression?
  }

  /// Over so many places of all groups what is held of each fold would take more memory than it saves time.
  private static let mostPlaces = 1 << 18

  /// The pipeline of some aggregates; nil where one can't be made so.
  func pipeline(of asked: [Fold]) -> FoldPipeline? {
    let market = evaluator.market
    guard placeCount <= GroupStream.mostPlaces, windows.allSatisfy({ $0.isClosed || $0.spans.areDays }) else {
      return nil
    }
    var pipeline = Pipeline()
    let isFixed = condition?.isStatic(in: market) ?? true
    var (steps, kinds): ([Int], [kernel_fold_kind]) = ([], [])
    for fold in asked {
      guard let operand = fold.operands.first, fold.operands.count == 1, operand.isMissingOnDaysWithoutBar,
        let kind = fold.aggregate.kind(ofFlags: operand.type == .flag), var step = pipeline.step(of: operand)
      else { return nil }
      for condition in (isFixed ? nil : condition).list + fold.condition.list {
        guard let truth = pipeline.step(of: condition), let kept = pipeline.step(step, where: truth) else { return nil }
        step = kept
      }
      steps.append(step)
      kinds.append(kind)
    }
    // A change that a bar reports is no other figure's, and prices of several days may stand on several scales.
    if pipeline.measuresChanges, market.bars.hasReferencePrices { return nil }
    if pipeline.hasWindows, market.bars.hasFactors { return nil }
    return FoldPipeline(pipeline: pipeline, steps: steps, kinds: kinds, condition: isFixed ? condition : nil)
  }

  /// Puts companies into the folds of each pattern of their windows; with them come those who can't be put so. Nil where it should stop.
  func folds(of members: ArraySlice<Member>, by own: FoldPipeline) -> (folds: [PlaceFolds?], others: [Member])? {
    let interruption = evaluator.interruption
    let condition = own.condition?.copied()
    var work = PipelineWork(own, self)
    var others: [Member] = []
    for number in members.indices {
      if evaluator.isInterrupted { return nil }
      if number + 1 < members.endIndex { work.prefetch(members[number + 1]) }
      let member = members[number]
      guard let days = work.days(of: member) else { continue }
      if let condition {
        guard let isKept = keeps(member, onAll: days, condition) else { return nil }
        if !isKept { continue }
      }
      if !work.fold(on: days, of: member, self) { others.append(member) }
    }
    interruption?.passes.advance(by: members.count - others.count)
    return (work.folds, others)
  }

  /// Whether a company is kept by a condition that holds on all days or on none; nil where that can't be told here.
  private func keeps(_ member: Member, onAll days: Range<Int>, _ condition: BoundExpression) -> Bool? {
    var lane = lane(of: member)
    lane.spans = .days(days.prefix(1))
    switch keeps(lane, isClosed: false, [condition]) {
    case nil: return nil
    case .everybody: return true
    case .nobody, .some: return false
    }
  }
}

/// One part of the companies on their way through a pipeline. What successive companies share is found once, and nothing is counted for a
/// company: what all cores count references at they would wait for.
private struct PipelineWork {
  /// What has to be known of windows, in plain numbers.
  private struct Windows {
    /// The places of the days; nil where nothing is asked of them.
    let days: Range<Int>?
    /// The first of their periods in the pattern.
    let first: Int
    let pattern: Int
  }

  /// The folds of a pattern's places.
  private struct Folds {
    var total: PlaceFolds
    /// Those of the last company's groups, from the first place of its windows on.
    var own: [kernel_place_fold] = []
    var last: GroupStream.Member?

    /// Goes on with the folds of a company's groups.
    mutating func turn(to member: GroupStream.Member, _ stream: GroupStream, from first: Int, of steps: [Int]) {
      if let last, last.windows == member.windows, stream.shareGroups(last, member) { return }
      last = member
      own = total.folds(of: steps, member.groups.lazy.map { stream.groupNumbers[$0] }, from: first)
    }

    /// Puts what the steps make of a company's bars into them.
    mutating func put(
      _ bars: BarPlaces, _ steps: [kernel_step], _ columns: [FigureRuns], _ company: Int, on days: Range<Int>
    ) -> Bool {
      bars.fold(steps, of: columns, company, on: days, into: own, &total.held)
    }
  }

  private let steps: [kernel_step]
  private let stepsOfFolds: [Int]
  /// Where bars lie, and the figures of them that the steps read.
  private let places: PlaceRuns
  private let columns: [FigureRuns]
  private let windows: [Windows]
  private var patterns: [Folds?]
  private let kinds: [kernel_fold_kind]

  init(_ own: GroupStream.FoldPipeline, _ stream: GroupStream) {
    (steps, stepsOfFolds, kinds) = (own.pipeline.steps.map { $0 }, own.steps.map { $0 }, own.kinds.map { $0 })
    let bars = stream.evaluator.market.bars
    // The stream holds the market, and with it all that these look at.
    unsafe places = PlaceRuns(bars)
    columns = own.pipeline.sources.compactMap { bars.figures(of: $0).map { unsafe FigureRuns($0) } }
    windows = stream.windows.map { windows in
      var days: Range<Int>?
      if case .days(let places) = windows.spans, !windows.isClosed { days = places }
      return Windows(days: days, first: windows.periods.lowerBound, pattern: windows.pattern)
    }
    patterns = stream.patterns.map { _ in nil }
  }

  /// The places of a company's days; nil where it has none to be asked of.
  func days(of member: GroupStream.Member) -> Range<Int>? { windows[member.windows].days }

  /// Asks for the memory of a company's bars: from one to the next it is far where days are few.
  func prefetch(_ member: GroupStream.Member) {
    guard let days = days(of: member) else { return }
    for column in columns { column[member.company].prefetch(places[member.company], on: days) }
  }

  /// The folds of each pattern, nil where no company was put into them.
  var folds: [PlaceFolds?] { patterns.map { $0?.total } }

  /// Puts one company into the folds of its groups, from a place of their rows on; false, and nothing put, where that can't be done.
  mutating func fold(on days: Range<Int>, of member: GroupStream.Member, _ stream: GroupStream) -> Bool {
    let bars = places[member.company]
    guard bars.areKnown else { return false }
    let (pattern, first) = (windows[member.windows].pattern, windows[member.windows].first)
    if patterns[pattern] == nil {
      let count = stream.patterns[pattern].count
      patterns[pattern] = Folds(total: PlaceFolds(kinds, groupCount: stream.groupCount, count: count))
    }
    patterns[pattern]?.turn(to: member, stream, from: first, of: stepsOfFolds)
    return patterns[pattern]?.put(bars, steps, columns, member.company, on: days) ?? false
  }
}

extension Pipeline {
  fileprivate var measuresChanges: Bool { steps.contains { $0.kind == kernel_take_change } }
  fileprivate var hasWindows: Bool { steps.contains { $0.length > 1 } }
}

extension Aggregate {
  /// How figures of one place are put together, or truths; nil where that needs more than a fold of each.
  fileprivate func kind(ofFlags areFlags: Bool) -> kernel_fold_kind? {
    switch self {
    case .avg, .sum: return areFlags ? nil : kernel_fold_sum
    case .count, .share: return areFlags ? kernel_fold_ones : self == .count ? kernel_fold_known : nil
    case .max: return kernel_fold_highest
    case .min: return kernel_fold_lowest
    case .dispersion: return kernel_fold_squares
    case .wavg, .median, .quantile, .hhi, .rank: return nil
    }
  }
}
