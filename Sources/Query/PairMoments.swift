internal import CKernels

/// What a line through pairs is made of: of those of which both figures are known, the means, and the squares and products
/// of the distances from them.
struct PairMoments {
  private var moments = kernel_moments()

  /// The moments of pairs at the same places of two slices of one length.
  init(_ ys: ArraySlice<Double>, _ xs: ArraySlice<Double>) {
    precondition(ys.count == xs.count, "a y for each x")
    unsafe ys.withUnsafeBufferPointer { ys in
      unsafe xs.withUnsafeBufferPointer { xs in
        moments = unsafe kernel_pair_moments(ys.baseAddress, xs.baseAddress, ys.count)
      }
    }
  }

  /// How many pairs there are.
  var count: Double { moments.count }
  var xMean: Double { moments.x_mean }
  var yMean: Double { moments.y_mean }
  var xSquares: Double { moments.x_squares }
  var ySquares: Double { moments.y_squares }
  var products: Double { moments.products }

  // Squared distances from the mean are more than what rounding leaves of figures that are all the same, such as prices put
  // on one scale across a split.
  var isXSpread: Bool { moments.x_squares > 1e-24 * moments.x_sum_of_squares }
  var isYSpread: Bool { moments.y_squares > 1e-24 * moments.y_sum_of_squares }

  /// The sum of the squared distances of the same pairs from a line of some slope through their means.
  func residualSquares(_ ys: ArraySlice<Double>, _ xs: ArraySlice<Double>, slope: Double) -> Double {
    unsafe ys.withUnsafeBufferPointer { ys in
      unsafe xs.withUnsafeBufferPointer { xs in
        unsafe kernel_residual_squares(ys.baseAddress, xs.baseAddress, ys.count, slope, xMean, yMean)
      }
    }
  }
}
