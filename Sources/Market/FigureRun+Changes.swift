internal import CKernels

// The change of each bar from the one before it, of figures as they are kept.
extension FigureRun {
  /// Puts the change to each of some of the company's bars from the bar before it into a span from `place` on.
  ///
  /// False, and nothing put that is worth anything, where the figures are not kept as whole numbers, where one is missing, or 0. Traps
  /// for the company's first bar, which has none before it. O(n).
  public func copyChanges(_ some: Range<Int>, into target: inout MutableSpan<Double>, at place: Int) -> Bool {
    precondition(place >= 0 && place + some.count <= target.count, "outside the span")
    guard let steps = unsafe steps(before: some) else { return false }
    return unsafe target.withUnsafeMutableBufferPointer { buffer in
      let target = unsafe buffer.baseAddress.map { unsafe $0 + place }
      return unsafe kernel_tick_changes(steps, some.count, step.high, step.low, target)
    }
  }

  /// The same with each change on the place of its bar's day among some trading days, and NaN on the others; false also where a day
  /// is none of the trading days. O(trading days).
  public func spreadChanges(
    _ some: Range<Int>, of days: borrowing Span<Day>, on tradingDays: borrowing Span<Day>,
    into target: inout MutableSpan<Double>, at place: Int
  ) -> Bool {
    precondition(place >= 0 && place + tradingDays.count <= target.count, "outside the span")
    precondition(days.count == some.count, "a change a day")
    guard let steps = unsafe steps(before: some) else { return false }
    let count = tradingDays.count
    return unsafe days.withUnsafeBytes { days in
      unsafe tradingDays.withUnsafeBytes { tradingDays in
        unsafe target.withUnsafeMutableBufferPointer { buffer in
          unsafe kernel_spread_tick_changes(
            steps, days.baseAddress?.assumingMemoryBound(to: Int32.self), days.count / MemoryLayout<Day>.stride,
            tradingDays.baseAddress?.assumingMemoryBound(to: Int32.self), count, step.high, step.low,
            buffer.baseAddress.map { unsafe $0 + place })
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
