internal import CKernels

// Sums of figures as they are kept: a sum of whole numbers is exact, whatever a step is.
extension FigureRun {
  /// A sum of known figures, and how many they are.
  public typealias KnownSum = (sum: Double, count: Int)

  /// The sum of the known ones of some of the company's figures. Traps where one is another company's. O(n).
  public func sum(_ some: Range<Int>) -> KnownSum {
    if let (counts, hasMissing) = unsafe ticks(some) {
      var known = 0
      let sum = unsafe kernel_sum_ticks(counts.baseAddress, counts.count, hasMissing, &known)
      // The sum of one figure is that figure to the last bit.
      return (step.value(Double(sum)), known)
    }
    return FigureRun.sum(of: values(some))
  }

  /// The mean of the known ones of some of the company's figures; NaN where none is known. Traps where one is another company's. O(n).
  public func mean(_ some: Range<Int>) -> Double {
    guard let (counts, hasMissing) = unsafe ticks(some) else {
      let (sum, count) = FigureRun.sum(of: values(some))
      return sum / Double(count)
    }
    var known = 0
    let sum = unsafe kernel_sum_ticks(counts.baseAddress, counts.count, hasMissing, &known)
    // A mean of equal figures is that figure to the last bit: the division comes before the step.
    return step.value(Double(sum) / Double(known))
  }

  /// The sum of the products of these figures and the company's others on the same bars, where both are known. Traps where one is
  /// another company's. O(n).
  public func sumOfProducts(_ some: Range<Int>, with other: FigureRun) -> KnownSum {
    if let (first, firstMisses) = unsafe ticks(some), let (second, secondMisses) = unsafe other.ticks(some) {
      var known = 0
      let sum = unsafe kernel_sum_tick_products(
        first.baseAddress, second.baseAddress, some.count, firstMisses || secondMisses, &known)
      return (sum * (stepSize * other.stepSize), known)
    }
    return FigureRun.sum(of: zip(values(some), other.values(some)).map { $0 * $1 })
  }

  /// Of so many places up to each of some, from the one numbered `first` on, the sum or the mean of the figures of the company's
  /// bars, into a span from `place` on; NaN where no figure is known.
  ///
  /// False, and nothing put that is worth anything, where the figures are not kept as whole numbers, or for windows of half a million
  /// days. O(places). Traps where the bars are another company's, or are not known.
  public func copyTrailingSums(
    _ bars: BarPlaces, on places: Range<Int>, length: Int, from first: Int, isMean: Bool,
    into target: inout MutableSpan<Double>, at place: Int
  ) -> Bool {
    precondition(first >= 0 && bars.run == self.bars, "bars of another company")
    let held = bars.bars(on: places)
    guard length > 0, length <= 1 << 19, first < places.count, let (ticks, hasMissing) = unsafe ticks(held) else {
      return false
    }
    unsafe target.withPlaces(at: place, places.count - first) { target in
      unsafe bars.withStretches(on: places) { stretches, count in
        unsafe withUnsafeTemporaryAllocation(of: Int64.self, capacity: 2 * (places.count + length) + 2) { scratch in
          unsafe kernel_trailing_tick_sums(
            ticks.baseAddress, held.lowerBound - bars.run.lowerBound, ticks.count, stretches, count,
            places.lowerBound, places.count, length, first, step.high, step.low, hasMissing, isMean,
            scratch.baseAddress, target)
        }
      }
    }
    return true
  }

  private static func sum(of figures: [Double]) -> KnownSum {
    var known = 0.0
    let sum = unsafe figures.withUnsafeBufferPointer { unsafe kernel_sum($0.baseAddress, $0.count, &known) }
    return (sum, Int(known))
  }
}
