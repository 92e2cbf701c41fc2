internal import CKernels

// The change of each bar from the one before it, of figures as they are kept.
extension FigureRun {
  /// Puts the change to each of the company's bars on some places from the bar before it on its own, and NaN on the others and for the
  /// company's first bar, into a span from `place` on.
  ///
  /// False, and nothing put, where the figures are not kept as whole numbers, where one is missing, or 0. Traps
  /// where the bars are another company's, or are not known. O(places).
  public func spreadChanges(
    _ bars: BarPlaces, on places: Range<Int>, into target: inout MutableSpan<Double>, at place: Int
  ) -> Bool {
    precondition(bars.run == self.bars, "bars of another company")
    // The first bar of all has no change.
    let changed = bars.bars(on: places).clamped(to: bars.run.dropFirst())
    if changed.isEmpty {
      target.forget(place..<place + places.count)
      return true
    }
    guard let steps = unsafe steps(before: changed) else { return false }
    return unsafe target.withPlaces(at: place, places.count) { target in
      unsafe bars.withStretches(on: places) { stretches, count in
        unsafe kernel_spread_tick_changes(
          steps, changed.lowerBound - bars.run.lowerBound, changed.count, stretches, count, places.lowerBound,
          places.count, step.high, step.low, target)
      }
    }
  }

  /// The whole numbers of some bars, of which none is missing; the one before them stands before the first.
  @unsafe
  private func steps(before some: Range<Int>) -> UnsafePointer<Int32>? {
    guard let (counts, hasMissing) = unsafe ticks(some.lowerBound - 1..<some.upperBound), !hasMissing,
      let start = counts.baseAddress
    else { return nil }
    return unsafe start + 1
  }
}
