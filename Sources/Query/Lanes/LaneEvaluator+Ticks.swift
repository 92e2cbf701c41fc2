internal import Language
internal import Market

// Windows that slide over figures of bars as they are kept, in whole numbers.
extension LaneEvaluator {
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
