internal import CKernels
internal import Language
internal import Market

// Passes over figures of bars as they are kept, in whole numbers.
extension LaneEvaluator {
  /// What is made of two operands one of which is a figure of single days' bars: the other's values become it, without figures of
  /// the bars in between.
  func combinedWithBars(_ pair: BarPair, on days: Range<Int>, over lane: Lane) -> [Double]? {
    let (operation, measure, isFirst) = (pair.operation, pair.measure, pair.isFirst)
    guard var values = values(of: pair.other, over: lane) else { return nil }
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

/// A figure of a bar and another operand, and the pass that makes one figure of both.
struct BarPair {
  let operation: kernel_operation
  let measure: BarMeasure
  let other: BoundExpression
  /// Whether the bar's figure is the first of the two.
  let isFirst: Bool
}

extension BoundExpression {
  /// Its operands where one of them is a figure that bars have as it is, and the other one is no constant; nil for any other
  /// expression.
  var barPair: BarPair? {
    let operation: kernel_operation?
    let (left, right): (BoundExpression, BoundExpression)
    switch kind {
    case .arithmetic(let own, let first, let second): (operation, left, right) = (own.kernel, first, second)
    case .comparison(let own, let first, let second): (operation, left, right) = (own.kernel, first, second)
    default: return nil
    }
    guard let operation else { return nil }
    let isFirst = right.keptFigure == nil
    let other = isFirst ? right : left
    guard let measure = (isFirst ? left : right).keptFigure, !other.isConstant else { return nil }
    return BarPair(operation: operation, measure: measure, other: other, isFirst: isFirst)
  }

  /// The figure that bars have as it is; nil for any other expression.
  private var keptFigure: BarMeasure? {
    if case .bar(let measure) = kind, measure.isKept { measure } else { nil }
  }

  private var isConstant: Bool {
    if case .constant = kind { true } else { false }
  }
}
