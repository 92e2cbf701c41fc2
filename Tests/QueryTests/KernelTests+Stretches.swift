import CKernels
import Testing

// Passes that go from stretch to stretch of the days that have a bar each.
extension KernelTests {
  /// Some of so many places, most of them.
  mutating func places(of count: Int) -> [Int] {
    let share = random.next() % 40 + 2
    return (0..<count).filter { _ in random.next() % share != 0 }
  }

  /// The stretches of bars on some places, one by one.
  static func stretches(of places: [Int], _ count: Int) -> [kernel_stretch] {
    var result: [kernel_stretch] = []
    for (bar, place) in places.enumerated() where bar == 0 || places[bar - 1] + 1 != place {
      result.append(kernel_stretch(place: Int32(place), bar: Int32(bar)))
    }
    return result + [kernel_stretch(place: Int32((places.last ?? -1) + 1), bar: Int32(places.count))]
  }

  @Test func daysFindTheirStretches() {
    var tests = self
    for count in KernelTests.lengths {
      let calendar = (0..<Int32(count)).map { $0 * 2 }
      let places = tests.places(of: count)
      let days = places.map { calendar[$0] }
      var found = Array(repeating: kernel_stretch(), count: days.count + 2)
      let expected = KernelTests.stretches(of: places, count)
      let number = unsafe kernel_find_stretches(days, days.count, calendar, count, &found)
      #expect(number == expected.count - 1)
      #expect(zip(found, expected).allSatisfy { $0.place == $1.place && $0.bar == $1.bar } || days.isEmpty)
      // A day that is none of the calendar's is told, between others and behind them.
      for strange in [1, Int32(2 * count + 1)] {
        let all = (days + [strange]).sorted()
        #expect(unsafe kernel_find_stretches(all, all.count, calendar, count, &found) == -1)
      }
    }
  }

  @Test func figuresFindTheirPlaces() {
    var tests = self
    for count in KernelTests.lengths {
      let traded = tests.places(of: count)
      let values = traded.map { Double($0) }
      let stretches = KernelTests.stretches(of: traded, count)
      // All places, and some from the middle.
      for first in [0, count / 3] {
        let places = first..<max(first, count - first / 2)
        let held = traded.indices.filter { places.contains(traded[$0]) }
        let own = held.map { values[$0] }
        var target = Array(repeating: 0.5, count: places.count)
        unsafe kernel_spread(
          own, held.first ?? 0, held.count, stretches, stretches.count - 1, first, places.count, &target)
        let expected = places.map { traded.contains($0) ? Double($0) : .nan }
        #expect(agree(target, expected))
        // The same of whole numbers, of which one is missing.
        let steps = own.map { $0 == 8 ? Int32.min : Int32($0) }
        target = Array(repeating: 0.5, count: places.count)
        unsafe kernel_spread_ticks(
          steps, held.first ?? 0, held.count, stretches, stretches.count - 1, first, places.count, 0.5, 0.25, true,
          &target)
        #expect(agree(target, expected.map { $0 == 8 ? .nan : $0 * 0.75 }))
      }
    }
  }

  @Test func figuresOfBarsAreCombinedOnTheirPlaces() {
    var tests = self
    let operations = [
      kernel_add_each, kernel_subtract_each, kernel_multiply_each, kernel_divide_each, kernel_equal_each,
      kernel_not_equal_each, kernel_less_each, kernel_less_or_equal_each, kernel_greater_each,
      kernel_greater_or_equal_each,
    ]
    for count in KernelTests.lengths {
      let traded = tests.places(of: count)
      let stretches = KernelTests.stretches(of: traded, count)
      let steps = traded.map { _ in Int32(tests.random.next() % 9) - 4 }
      let others = tests.figures(count, from: 0)
      var bars = Array(repeating: 0.5, count: count)
      unsafe kernel_spread_ticks(
        steps, 0, steps.count, stretches, stretches.count - 1, 0, count, 0.5, 0.25, false, &bars)
      for operation in operations {
        var (first, second) = (bars, others)
        unsafe kernel_combine(operation, &first, others, count)
        unsafe kernel_combine(operation, &second, bars, count)
        for (isFirst, expected) in [(true, first), (false, second)] {
          var target = others
          unsafe kernel_combine_ticks(
            operation, isFirst, steps, 0, steps.count, stretches, stretches.count - 1, 0, count, 0.5, 0.25, &target)
          #expect(zip(target, expected).allSatisfy { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) })
        }
      }
    }
  }

  /// Whatever stretches say, nothing is read and put but what there is.
  @Test func strangeStretchesStayWithin() {
    var tests = self
    for count in KernelTests.lengths {
      let steps = (0..<Int32(count)).map { $0 + 1 }
      for _ in 0..<20 {
        let stretches = (0..<5).map { _ in
          kernel_stretch(
            place: Int32(truncatingIfNeeded: tests.random.next()) >> Int32(tests.random.next() % 32),
            bar: Int32(truncatingIfNeeded: tests.random.next()) >> Int32(tests.random.next() % 32))
        }
        var target = Array(repeating: 0.5, count: count + 1)
        unsafe kernel_spread_ticks(steps, 0, count, stretches, 4, 0, count, 1, 0, false, &target)
        #expect(target[count] == 0.5)
        #expect(target.dropLast().allSatisfy { $0.isNaN || ($0 >= 1 && $0 <= Double(count)) })
        var scratch = Array(repeating: Int64(0), count: 2 * (count + 1) + 2)
        unsafe kernel_trailing_tick_sums(
          steps, 0, count, stretches, 4, 0, count, 1, 0, 1, 0, false, true, &scratch, &target)
        #expect(target[count] == 0.5)
        #expect(target.dropLast().allSatisfy { $0.isNaN || ($0 >= 1 && $0 <= Double(count)) })
      }
    }
  }

  @Test func changesOfStepsAreChanges() {
    var tests = self
    for count in KernelTests.lengths {
      let traded = tests.places(of: count)
      let stretches = KernelTests.stretches(of: traded, count)
      let steps = traded.map { _ in Int32(tests.random.next() % 5000) + 1 }
      // The first bar has no change.
      let changed = max(0, traded.count - 1)
      let expected = (0..<count).map { place -> Double in
        guard let bar = traded.firstIndex(of: place), bar > 0 else { return .nan }
        return Double(steps[bar]) / Double(steps[bar - 1]) - 1
      }
      func changes(_ steps: [Int32]) -> [Double]? {
        var target = Array(repeating: 0.5, count: count)
        let isKnown = unsafe steps.withUnsafeBufferPointer { steps in
          unsafe kernel_spread_tick_changes(
            steps.baseAddress! + 1, 1, changed, stretches, stretches.count - 1, 0, count, 0.25, 0, &target)
        }
        return isKnown ? target : nil
      }
      if steps.isEmpty { continue }
      #expect(agree(changes(steps) ?? [], expected))
      if changed == 0 { continue }
      // From 0 no change is known, to 0 one is.
      for (place, isKnown) in [(0, false), (changed - 1, false), (changed, true)] {
        var steps = steps
        steps[place] = 0
        #expect((changes(steps) != nil) == isKnown)
      }
    }
  }

  /// Windows one behind the other, over one another, empty, and behind the last bar.
  @Test func changesOverWindowsAreThoseOfTheirEnds() {
    var tests = self
    for count in KernelTests.lengths where count > 0 {
      let traded = tests.places(of: count)
      if traded.isEmpty { continue }
      let stretches = KernelTests.stretches(of: traded, count)
      let steps = traded.map { _ in tests.random.next() % 5 == 0 ? Int32.min : Int32(tests.random.next() % 50) }
      let figures = steps.map { $0 == .min ? Double.nan : Double($0) * 0.75 }
      for firstBar in [0, traded.count / 2] {
        var last = traded[firstBar]
        let windows = (0..<12).map { _ -> Range<Int> in
          let start = tests.random.next() % 2 == 0 ? last : traded[firstBar] + Int(tests.random.next() % UInt64(count))
          last = start + Int(tests.random.next() % UInt64(count))
          return start..<last
        }
        let (starts, ends) = (windows.map { Int32($0.lowerBound) }, windows.map { Int32($0.upperBound) })
        let expected = windows.map { window -> Double in
          let own = traded.indices.last { window.contains(traded[$0]) && !figures[$0].isNaN }
          guard let own else { return .nan }
          let before = traded.indices.last { traded[$0] < window.lowerBound && $0 >= firstBar && !figures[$0].isNaN }
          guard let before else { return .nan }
          let change = figures[own] / figures[before] - 1
          return change.isFinite ? change : .nan
        }
        var (changes, others) = (Array(repeating: 0.5, count: 12), Array(repeating: 0.5, count: 12))
        unsafe kernel_window_tick_changes(
          steps, 0.5, 0.25, firstBar, stretches, stretches.count - 1, starts, ends, 12, &changes)
        unsafe kernel_window_changes(
          figures, firstBar, stretches, stretches.count - 1, starts, ends, 12, &others)
        for (change, expected) in zip(changes + others, expected + expected) {
          #expect(change.isNaN && expected.isNaN || abs(change - expected) < 1e-12)
        }
      }
    }
  }
}
