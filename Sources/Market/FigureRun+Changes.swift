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

  /// Windows of places, each from its start up to, but not including, its end.
  public struct Windows: Sendable {
    @usableFromInline let starts, ends: [Int32]
    /// The places from the first to the last one of any.
    @usableFromInline let union: Range<Int>

    /// So many, of which `range` has each. O(count).
    @inlinable public init(count: Int, _ range: (Int) -> Range<Int>) {
      var (starts, ends): ([Int32], [Int32]) = ([], [])
      starts.reserveCapacity(count)
      ends.reserveCapacity(count)
      var (first, last) = (Int.max, 0)
      for number in 0..<count {
        let range = range(number)
        starts.append(Int32(clamping: range.lowerBound))
        ends.append(Int32(clamping: range.upperBound))
        if !range.isEmpty { (first, last) = (min(first, range.lowerBound), max(last, range.upperBound)) }
      }
      (self.starts, self.ends, union) = (starts, ends, min(first, last)..<last)
    }
  }

  /// Puts the change over each of some windows into a span from `place` on: from the last figure of the company's bars before it to its
  /// last one; NaN where it has none, or none lies before it.
  ///
  /// Traps where the bars are another company's, or are not known. O(windows), mostly.
  public func putChanges(
    over windows: Windows, of bars: BarPlaces, into target: inout MutableSpan<Double>, at place: Int
  ) {
    precondition(bars.run == self.bars, "bars of another company")
    let (held, count) = (bars.bars(on: windows.union), windows.starts.count)
    if held.isEmpty { return target.forget(place..<place + count) }
    // The one that the first of them is measured from.
    let first = (bars.run.lowerBound..<held.lowerBound).last { isComplete || !self[$0].isNaN } ?? held.lowerBound
    let number = first - bars.run.lowerBound
    unsafe target.withPlaces(at: place, count) { target in
      unsafe bars.withStretches(on: windows.union) { stretches, stretchCount in
        if let (ticks, _) = unsafe ticks(first..<held.upperBound), let start = ticks.baseAddress {
          // As if all bars' were there; what is before the first of these is not looked at.
          return unsafe kernel_window_tick_changes(
            start - number, step.high, step.low, number, stretches, stretchCount, windows.starts, windows.ends, count,
            target)
        }
        unsafe values(first..<held.upperBound).withUnsafeBufferPointer { values in
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
