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

  /// Windows of places, each from its start up to, but not including, its end; those that hold none have an end that is no larger.
  public struct Windows: Sendable {
    fileprivate let starts, ends: [Int32]
    /// The places from the first to the last one of any.
    fileprivate let union: Range<Int>

    /// Those of some ranges.
    public init(_ ranges: [Range<Int>]) {
      starts = ranges.map { Int32(clamping: $0.lowerBound) }
      ends = ranges.map { Int32(clamping: $0.upperBound) }
      let held = ranges.filter { !$0.isEmpty }
      let first = held.map(\.lowerBound).min() ?? 0
      union = first..<max(first, held.map(\.upperBound).max() ?? first)
    }
  }

  /// Puts the change over each of some windows into a span from `place` on: from the last figure of the company's bars before it to its
  /// last one; NaN where it has none, and infinite where it has one, but none lies before it. Returns how many are infinite.
  ///
  /// Traps where the bars are another company's, or are not known. O(windows), mostly.
  public func putChanges(
    over windows: Windows, of bars: BarPlaces, into target: inout MutableSpan<Double>, at place: Int
  ) -> Int {
    precondition(bars.run == self.bars, "bars of another company")
    let held = bars.bars(on: windows.union)
    // The one that the first of them is measured from.
    let first = (bars.run.lowerBound..<held.lowerBound).last { isComplete || !self[$0].isNaN } ?? held.lowerBound
    if held.isEmpty {
      target.forget(place..<place + windows.starts.count)
      return 0
    }
    let (number, count) = (first - bars.run.lowerBound, windows.starts.count)
    return unsafe target.withPlaces(at: place, count) { target in
      unsafe bars.withStretches(on: windows.union) { stretches, stretchCount in
        if let (ticks, _) = unsafe ticks(first..<held.upperBound), let start = ticks.baseAddress {
          // As if all bars' were there; what is before the first of these is not looked at.
          return unsafe kernel_window_tick_changes(
            start - number, step.high, step.low, number, stretches, stretchCount, windows.starts, windows.ends, count,
            target)
        }
        return unsafe values(first..<held.upperBound).withUnsafeBufferPointer { values in
          unsafe kernel_window_changes(
            values.baseAddress.map { unsafe $0 - number }, number, stretches, stretchCount, windows.starts,
            windows.ends, count, target)
        }
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
