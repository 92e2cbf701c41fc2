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
    var results: [Double] = []
    results.reserveCapacity(job.lane.valueCount)
    for company in job.lane.companies {
      if evaluator.isInterrupted { return nil }
      let places = BarPlaces(evaluator.series(of: company))
      let bars = places.series.bars
      if measure.isPrice, bars.hasFactors { return nil }
      guard let run = bars.figures(of: measure)?[places.series.number] else { return nil }
      let held = places.bars(on: union)
      if held.isEmpty {
        results.append(contentsOf: repeatElement(.nan, count: ends.count))
        continue
      }
      let (days, calendar) = (bars.days.checked(held), places.series.tradingDays)
      let isDone = run.appendTrailingSums(
        of: held, on: days.span.extracting(held), among: calendar.span.extracting(union),
        length: min(length, union.count), from: first, isMean: job.fold == .mean, to: &results)
      guard isDone else { return nil }
    }
    return results
  }
}
