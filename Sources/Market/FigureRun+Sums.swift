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
      return (Double(sum) * stepSize, known)
    }
    return FigureRun.sum(of: values(some))
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

  private static func sum(of figures: [Double]) -> KnownSum {
    var known = 0.0
    let sum = unsafe figures.withUnsafeBufferPointer { unsafe kernel_sum($0.baseAddress, $0.count, &known) }
    return (sum, Int(known))
  }
}
