internal import CKernels

// Elements by the place where they would stand if all were in order. None is NaN.
extension [Double] {
  /// The element at a place of the order, and the one behind it; nil where it is the last. Mostly O(n), never more than O(n log n).
  ///
  /// A sample tells between which two elements the place lies; one pass keeps those between, which are searched in the same way.
  ///
  /// Source: Floyd and Rivest, Expected Time Bounds for Selection, 1975.
  func ordered(at place: Int) -> (element: Double, next: Double?) {
    var (rest, place) = (self, place)
    while rest.count > worthSampling {
      let (kept, below) = rest.between(rest.bracket(of: place))
      // A sample that misleads is rare; then all are searched.
      guard below <= place, place < below + kept.count, kept.count <= rest.count / 2 else { break }
      place -= below
      rest = kept
    }
    let element = rest.selected(place)
    // What is behind it is no smaller.
    if let next = rest[(place + 1)...].min() { return (element, next) }
    return (element, rest.count == count ? nil : lazy.filter { $0 > element }.min())
  }

  /// Between which elements the one at a place most likely is.
  private func bracket(of place: Int) -> ClosedRange<Double> {
    let sample = (0..<sampleSize).map { self[$0 * count / sampleSize] }.sorted()
    let expected = place * sampleSize / count
    // Three times as far as the place is expected to stray.
    let (low, high) = (expected - sampleSize / 8, expected + sampleSize / 8)
    return (low < 0 ? -.infinity : sample[low])...(high >= sampleSize ? .infinity : sample[high])
  }

  /// The elements in a range, and how many are below it.
  private func between(_ range: ClosedRange<Double>) -> (kept: [Double], below: Int) {
    var below = 0
    let kept = unsafe Array(unsafeUninitializedCapacity: count) { target, kept in
      unsafe kept = kernel_between(self, count, range.lowerBound, range.upperBound, target.baseAddress, &below)
    }
    return (kept, below)
  }

  /// The element at a place: the array is put in so much order that those behind the place are no smaller.
  ///
  /// Source: Hoare, Algorithm 65: Find, 1961.
  private mutating func selected(_ place: Int) -> Double {
    var (low, high) = (0, count - 1)
    var rounds = 0
    while high - low > 32, rounds < 64 {
      rounds += 1
      let middle = low + (high - low) / 2
      let (first, second, third) = (self[low], self[middle], self[high])
      let pivot = Swift.max(Swift.min(first, second), Swift.min(Swift.max(first, second), third))
      var (left, right) = (low, high)
      while left <= right {
        while self[left] < pivot { left += 1 }
        while self[right] > pivot { right -= 1 }
        if left <= right {
          swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if place <= right { high = right } else if place >= left { low = left } else { return self[place] }
    }
    self[low...high].sort()
    return self[place]
  }
}

/// From so many elements on a sample pays.
private let worthSampling = 8 * sampleSize
/// How many elements a sample has.
private let sampleSize = 128
