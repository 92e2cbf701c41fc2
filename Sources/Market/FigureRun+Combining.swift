package import CKernels

// Figures of bars made one with others, as they are kept.
extension FigureRun {
  /// Makes each of the figures in a span from `place` on one with the figure of the company's bar on its place, the second of the two
  /// unless `isFirst`; where there is no bar it becomes missing.
  ///
  /// False, and nothing done, where the figures are not kept as whole numbers, or one may be missing. Traps where the bars are another
  /// company's, or are not known. O(places).
  package func combine(
    _ operation: kernel_operation, isFirst: Bool, _ bars: BarPlaces, on places: Range<Int>,
    into target: inout MutableSpan<Double>, at place: Int
  ) -> Bool {
    precondition(bars.run == self.bars, "bars of another company")
    let held = bars.bars(on: places)
    if held.isEmpty {
      target.forget(place..<place + places.count)
      return true
    }
    guard let (counts, hasMissing) = unsafe ticks(held), !hasMissing else { return false }
    unsafe target.withPlaces(at: place, places.count) { target in
      unsafe bars.withStretches(on: places) { stretches, count in
        unsafe kernel_combine_ticks(
          operation, isFirst, counts.baseAddress, held.lowerBound - bars.run.lowerBound, counts.count, stretches, count,
          places.lowerBound, places.count, step.high, step.low, target)
      }
    }
    return true
  }
}
