import CKernels
import Testing

@testable import Query

// What is found by the order of figures.
extension KernelTests {
  @Test func figuresBetweenTwoAreKept() {
    for (all, offset) in runs() {
      let run = Array(all[offset...])
      for (low, high) in [(-50.0, 50.0), (-.infinity, 0), (20, .infinity), (1, 0)] {
        var kept = Array(repeating: 0.5, count: run.count)
        var below = 0
        let count = unsafe all.withUnsafeBufferPointer { buffer in
          unsafe kernel_between(buffer.baseAddress.map { unsafe $0 + offset }, run.count, low, high, &kept, &below)
        }
        #expect(Array(kept[..<count]) == run.filter { $0 >= low && $0 <= high })
        #expect(below == run.count { $0 < low })
      }
    }
  }

  @Test func figuresThatReachAMarkAreFound() {
    for (all, offset) in runs() {
      let run = Array(all[offset...])
      for marks in [run, run.map { -$0 }, run.map { _ in 0 }, run.map { _ in .infinity }, run.map { _ in -.infinity }] {
        var places = Array(repeating: Int32(-1), count: run.count)
        let count = unsafe all.withUnsafeBufferPointer { buffer in
          unsafe kernel_reaching(buffer.baseAddress.map { unsafe $0 + offset }, marks, run.count, &places)
        }
        #expect(places[..<count].map { Int($0) } == run.indices.filter { run[$0] >= marks[$0] })
      }
    }
  }

  @Test func figuresAreNarrowedToThoseAroundAPlace() {
    for (all, offset) in runs() {
      let run = all[offset...].filter { !$0.isNaN }
      let sorted = run.sorted()
      for place in Set([0, run.count / 3, run.count / 2, run.count - 1]) where run.indices.contains(place) {
        var (count, own) = (run.count, place)
        var spare = Array(repeating: 0.5, count: 2 * run.count)
        let left = unsafe spare.withUnsafeMutableBufferPointer { spare in
          let rest = unsafe kernel_narrow(run, &count, &own, 4, spare.baseAddress)
          return unsafe Array(UnsafeBufferPointer(start: rest, count: count)).sorted()
        }
        #expect(left.count <= 4)
        #expect(left[own] == sorted[place])
      }
      for figure in [-200.0, 0, 25, 200] {
        var next = 0.5
        let above = unsafe kernel_above(run, run.count, figure, &next)
        #expect(above == run.count { $0 > figure })
        #expect(next == run.filter { $0 > figure }.min() ?? .infinity)
      }
    }
  }

  /// Few figures and many, all different, many alike, all alike, in order and against it.
  @Test func orderedElementsAreThoseOfTheSortedArray() {
    var random = SplitMix64(state: 43)
    for count in Array(1...70) + [256, 1023, 1024, 1025, 2000, 5000] {
      let shapes: [[Double]] = [
        (0..<count).map { _ in Double(random.next() % 1_000_000) }, (0..<count).map { _ in Double(random.next() % 3) },
        Array(repeating: 7, count: count), (0..<count).map { Double($0) }, (0..<count).map { Double(-$0) },
        (0..<count).map { $0.isMultiple(of: count / 128 + 1) ? Double($0) : -1 },
      ]
      for figures in shapes {
        let sorted = figures.sorted()
        for place in Set([0, 1, count / 3, count / 2, count - 2, count - 1]) where (0..<count).contains(place) {
          let (element, next) = figures.ordered(at: place)
          #expect(element == sorted[place])
          #expect(next == (place + 1 < count ? sorted[place + 1] : nil))
        }
      }
    }
  }

  @Test func placesAreThoseOfTheSortedArray() {
    // Also so many that digits are counted.
    var tests = self
    for count in [Int](KernelTests.lengths) + [255, 256, 257, 300, 5000] {
      let figures = tests.figures(count, from: 0).map { value -> Double in
        // Zeros of both signs are equal, and the ends are figures, too.
        if value.isNaN { return -0.0 }
        return abs(value) < 1 ? 0.0 : value > 140 ? .infinity : value < -95 ? -.infinity : value * 1.1e-3
      }
      let expected = figures.indices.sorted { (figures[$0], $0) < (figures[$1], $1) }
      #expect(figures.ascendingPlaces.map { Int($0) } == expected, "\(count) figures")
      var (order, spare) = (Array(repeating: Int32(7), count: count), Array(repeating: Int32(7), count: count))
      var keys = Array(repeating: UInt64(7), count: 2 * count)
      unsafe kernel_order(figures, count, &order, &keys, &spare)
      #expect(order.map { Int($0) } == expected, "\(count) figures")
    }
  }
}
