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
    if let next = rest.next(behind: element, at: place) { return (element, next) }
    return (element, rest.count == count ? nil : next(behind: element, at: count))
  }

  /// The places of the elements, none of which is missing and no more than an `Int32` counts, in the order of the elements: ascending, places
  /// of equal ones ascending, too. O(n).
  var ascendingPlaces: [Int32] {
    precondition(count <= Int32.max, "too many elements")
    if count < worthCounting { return (0..<Int32(count)).sorted { (self[Int($0)], $0) < (self[Int($1)], $1) } }
    return unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * count) { keys in
      unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { spare in
        unsafe Array<Int32>(unsafeUninitializedCapacity: count) { places, filled in
          unsafe kernel_order(self, count, places.baseAddress, keys.baseAddress, spare.baseAddress)
          filled = count
        }
      }
    }
  }

  /// The element behind the one at a place of the order; nil where that is the last.
  private func next(behind element: Double, at place: Int) -> Double? {
    var lowest = 0.0
    let above = unsafe kernel_above(self, count, element, &lowest)
    return place + 1 < count - above ? element : above > 0 ? lowest : nil
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

  /// The element at a place.
  private func selected(_ place: Int) -> Double {
    if self.count <= few { return sorted()[place] }
    var (place, count) = (place, count)
    return unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * count) { spare in
      unsafe withUnsafeBufferPointer { figures in
        let rest = unsafe kernel_narrow(figures.baseAddress, &count, &place, few, spare.baseAddress)
        return unsafe UnsafeBufferPointer(start: rest, count: count).sorted()[place]
      }
    }
  }
}

/// From so many elements on it pays to count the digits of all of them.
private let worthCounting = 256
/// So many elements are put in order.
private let few = 16
/// From so many elements on a sample pays.
private let worthSampling = 8 * sampleSize
/// How many elements a sample has.
private let sampleSize = 128
