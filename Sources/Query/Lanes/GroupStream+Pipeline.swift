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
      for condition in [isFixed ? nil : condition, fold.condition].compactMap({ $0 }) {
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

  /// Puts companies into the folds of their windows' patterns; returns those who can't be put so, nil where it should stop.
  func fold(
    _ members: ArraySlice<Member>, by own: FoldPipeline, into folds: inout [Int: PlaceFolds]
  ) -> [Member]? {
    let passes = evaluator.interruption?.passes
    let condition = own.condition?.copied()
    var work = PipelineWork(own)
    var others: [Member] = []
    for member in members {
      if evaluator.isInterrupted { return nil }
      let windows = windows[member.windows]
      guard case .days(let days) = windows.spans, !windows.isClosed else {
        passes?.advance()
        continue
      }
      if let condition {
        guard let isKept = keeps(member, onAll: days, condition) else { return nil }
        if !isKept {
          passes?.advance()
          continue
        }
      }
      work.turn(to: windows.pattern, &folds) {
        PlaceFolds(own.kinds, groupCount: groupCount, count: patterns[windows.pattern].count)
      }
      let series = evaluator.series(of: member.company)
      if work.fold(series, on: days, in: windows.periods.lowerBound, of: member, self) {
        passes?.advance()
      } else {
        others.append(member)
      }
    }
    work.finish(&folds)
    return others
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

/// One part of the companies on their way through a pipeline. What successive companies share is found once.
private struct PipelineWork {
  // All of it is this part's own: what all cores count references at they would wait for.
  private let steps: [kernel_step]
  private let stepsOfFolds: [Int]
  private let sources: [BarMeasure]
  /// The pattern whose folds these are; those of others are put aside.
  private var pattern: Int?
  private var total = PlaceFolds([], groupCount: 0, count: 0)
  /// The folds of the last company's groups, from the first place of its windows on.
  private var folds: [kernel_place_fold] = []
  private var last: GroupStream.Member?
  /// The columns of the last company's bars.
  private var bars: Bars?
  private var columns: [Figures] = []

  init(_ own: GroupStream.FoldPipeline) {
    (steps, stepsOfFolds) = (own.pipeline.steps.map { $0 }, own.steps.map { $0 })
    sources = own.pipeline.sources.map { $0 }
  }

  /// Goes on with the folds of a pattern, which are made where there are none.
  mutating func turn(to pattern: Int, _ folds: inout [Int: PlaceFolds], _ make: () -> PlaceFolds) {
    if self.pattern == pattern { return }
    finish(&folds)
    (self.pattern, total, last) = (pattern, folds.removeValue(forKey: pattern) ?? make(), nil)
  }

  /// Puts the folds aside.
  mutating func finish(_ folds: inout [Int: PlaceFolds]) {
    if let pattern { folds[pattern] = total }
  }

  /// Puts one company into the folds of its groups, from a place of their rows on; false, and nothing put, where that can't be done.
  mutating func fold(
    _ series: Series, on days: Range<Int>, in first: Int, of member: GroupStream.Member, _ stream: GroupStream
  ) -> Bool {
    guard series.places.areKnown else { return false }
    if bars !== series.bars {
      bars = series.bars
      columns = sources.compactMap { series.bars.figures(of: $0) }
    }
    if last.map({ $0.windows != member.windows || !stream.shareGroups($0, member) }) ?? true {
      last = member
      folds = total.folds(of: stepsOfFolds, member.groups.lazy.map { stream.groupNumbers[$0] }, from: first)
    }
    return series.places.fold(steps, of: columns, series.number, on: days, into: folds, &total.held)
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
