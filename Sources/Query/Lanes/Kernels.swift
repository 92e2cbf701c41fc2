internal import CKernels
internal import Market

// Passes that the vector unit is quick at, as the evaluator asks for them.
extension [Double] {
  /// Each figure with the one at the same place of another array of the same length.
  mutating func combine(_ operation: kernel_operation, _ others: [Double]) {
    precondition(count == others.count, "arrays of one lane are of one length")
    unsafe withUnsafeMutableBufferPointer { figures in
      unsafe kernel_combine(operation, figures.baseAddress, others, figures.count)
    }
  }

  /// Each figure with one that stands beside all, and is the first of the two where `isFirst`.
  mutating func combine(_ operation: kernel_operation, with constant: Double, isFirst: Bool) {
    unsafe withUnsafeMutableBufferPointer { figures in
      unsafe kernel_combine_constant(operation, figures.baseAddress, constant, isFirst, figures.count)
    }
  }

  /// Of so many places up to each place the sum or the mean of the known figures.
  func trailingSums(_ length: Int, isMean: Bool) -> [Double] {
    let length = Swift.min(length, count)
    return unsafe withScratch(3 * count + 2 * length + 1) { source, scratch, target in
      unsafe kernel_trailing_sums(source, count, length, isMean, scratch, target)
    }
  }

  /// Of so many places up to each place the largest or the smallest known figure.
  func trailingExtremes(_ length: Int, isHighest: Bool) -> [Double] {
    let length = Swift.min(length, count)
    return unsafe withScratch(2 * (count + length)) { source, scratch, target in
      unsafe kernel_trailing_extremes(source, count, length, isHighest, scratch, target)
    }
  }

  /// Each missing figure from a place on becomes the one before it, `first` before all; an infinite one stands for one that is
  /// not known, and is missing from there on.
  mutating func carryForward(from place: Int, _ first: Double) {
    let count = count
    unsafe withUnsafeMutableBufferPointer { figures in
      guard place < count, let start = figures.baseAddress else { return }
      unsafe kernel_carry_forward(start + place, count - place, first)
    }
  }

  /// What a pass puts on the places of these figures; nothing where there are none.
  @inline(__always)
  private func withScratch(
    _ size: Int,
    _ pass: (UnsafePointer<Double>?, UnsafeMutablePointer<Double>?, UnsafeMutablePointer<Double>?) -> Void
  ) -> [Double] {
    if isEmpty { return [] }
    return unsafe Array(unsafeUninitializedCapacity: count) { target, written in
      unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: size) { scratch in
        unsafe withUnsafeBufferPointer { source in
          unsafe pass(source.baseAddress, scratch.baseAddress, target.baseAddress)
        }
      }
      written = count
    }
  }

  /// Each figure over the one before it, less 1, from the second on; nil where one of them is not finite.
  func changes() -> [Double]? {
    if count < 2 { return [] }
    var strange = 0
    let changes = unsafe Array(unsafeUninitializedCapacity: count - 1) { target, written in
      unsafe withUnsafeBufferPointer { source in
        unsafe strange = kernel_changes(source.baseAddress, count - 1, target.baseAddress)
      }
      written = count - 1
    }
    return strange == 0 ? changes : nil
  }
}

extension ArraySlice<Double> {
  /// The sum of the known figures, and how many they are.
  var knownSum: (sum: Double, count: Double) {
    var known = 0.0
    let sum = unsafe withUnsafeBufferPointer { unsafe kernel_sum($0.baseAddress, $0.count, &known) }
    return (sum, known)
  }

  /// The standard deviation of the known figures, with N-1; NaN for fewer than two.
  var knownDeviation: Double {
    let (sum, count) = knownSum
    guard count >= 2 else { return .nan }
    let squares = unsafe withUnsafeBufferPointer { unsafe kernel_squares($0.baseAddress, $0.count, sum / count) }
    return (squares / (count - 1)).squareRoot()
  }

  /// The largest known figure, or the smallest; NaN where none is known.
  func knownExtreme(isHighest: Bool) -> Double {
    let extreme = unsafe withUnsafeBufferPointer { unsafe kernel_extreme($0.baseAddress, $0.count, isHighest) }
    return extreme.isFinite ? extreme : .nan
  }

  /// The deepest fall of a value that stands at 1 before and at 1 + gain on each day; NaN where no gain is known.
  var deepestFall: Double { unsafe withUnsafeBufferPointer { unsafe kernel_deepest($0.baseAddress, $0.count) } }
}
