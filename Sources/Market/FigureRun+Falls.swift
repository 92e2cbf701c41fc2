internal import CKernels

// The fall of prices as they are kept.
extension FigureRun {
  /// The deepest fall over some of the company's bars of what is worth 1 at a price of `base`: to the last bit that of the changes
  /// from it.
  ///
  /// Nil where the figures are not kept as whole numbers, where one may be missing, or where nothing can be measured from `base`. Traps
  /// where one is another company's. O(n).
  func deepestFall(_ some: Range<Int>, from base: Double) -> Double? {
    guard base > 0, base < .infinity, let (counts, hasMissing) = unsafe ticks(some), !hasMissing else { return nil }
    return unsafe kernel_deepest_ticks(counts.baseAddress, counts.count, step.high, step.low, base)
  }
}
