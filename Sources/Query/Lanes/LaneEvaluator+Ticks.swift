internal import CKernels
internal import Language
internal import Market

// Passes over figures of bars as they are kept, in whole numbers.
extension LaneEvaluator {
  /// What is made of two operands one of which is a figure of single days' bars: the other's values become it, without figures of
  /// the bars in between. Nil for anything else.
  func combinedWithBars(_ expression: BoundExpression, over lane: Lane) -> [Double]? {
    guard case .days(let days) = lane.spans, let (operation, left, right) = expression.kernelPair else { return nil }
    let isFirst = right.barFigure == nil
    let other = isFirst ? right : left
    guard let measure = (isFirst ? left : right).barFigure, !other.isConstant,
      var values = values(of: other, over: lane)
    else { return nil }
    var target = values.mutableSpan
    for (row, company) in lane.companies.enumerated() {
      if evaluator.isInterrupted { return nil }
      let (bars, place) = (placed(company, in: lane), row * lane.count)
      if bars.places.areKnown, !measure.isPrice || !bars.series.bars.hasFactors,
        let run = bars.series.bars.figures(of: measure)?[bars.series.number],
        run.combine(operation, isFirst: isFirst, bars.places, on: days, into: &target, at: place)
      {
        continue
      }
      let own = barValues(of: measure, over: lane.alone(company))
      let others = own.indices.map { target[place + $0] }
      var results = isFirst ? own : others
      results.combine(operation, isFirst ? others : own)
      for number in results.indices { target[place + number] = results[number] }
    }
    return values
  }

  /// The sum or mean of a bar's figure over trailing windows; nil for any other fold, or where figures are no whole numbers.
  func trailingSums(_ job: FoldJob) -> [Double]? {
    guard case .trailing(let length, let ends) = job.ranges, job.fold == .mean || job.fold == .total,
      job.operands.count == 1, case .bar(let measure) = job.operands[0].kind, measure != .gain
    else { return nil }
    let union = job.ranges.union
    let first = ends.lowerBound - union.lowerBound
    var isDone = true
    let results = [Double](valueCount: job.lane.valueCount) { target in
      for (row, company) in job.lane.companies.enumerated() {
        if evaluator.isInterrupted { isDone = false }
        let place = row * ends.count
        guard isDone else { return target.forget(place..<target.count) }
        isDone = put(
          measure, evaluator.series(of: company), length, union, from: first, isMean: job.fold == .mean,
          into: &target, at: place)
      }
    }
    return isDone ? results : nil
  }

  /// Puts the sums or means of one company from the day at `first` of some on into a span; false where they can't be had here.
  private func put(
    _ measure: BarMeasure, _ series: Series, _ length: Int, _ days: Range<Int>, from first: Int, isMean: Bool,
    into target: inout MutableSpan<Double>, at place: Int
  ) -> Bool {
    let bars = series.bars
    guard series.places.areKnown, !measure.isPrice || !bars.hasFactors else { return false }
    guard let run = bars.figures(of: measure)?[series.number] else { return false }
    if series.places.bars(on: days).isEmpty {
      target.forget(place..<place + days.count - first)
      return true
    }
    return run.copyTrailingSums(
      series.places, on: days, length: min(length, days.count), from: first, isMean: isMean, into: &target, at: place)
  }
}

extension BoundExpression {
  /// Two operands and the pass that makes one figure of them; nil for any other expression.
  fileprivate var kernelPair: (kernel_operation, BoundExpression, BoundExpression)? {
    switch kind {
    case .arithmetic(let operation, let left, let right): operation.kernel.map { ($0, left, right) }
    case .comparison(let operation, let left, let right): operation.kernel.map { ($0, left, right) }
    default: nil
    }
  }

  /// The figure of a bar that it is, one that a bar has by itself; nil for any other expression.
  fileprivate var barFigure: BarMeasure? {
    if case .bar(let measure) = kind, measure.isKept { measure } else { nil }
  }

  fileprivate var isConstant: Bool {
    if case .constant = kind { true } else { false }
  }
}
