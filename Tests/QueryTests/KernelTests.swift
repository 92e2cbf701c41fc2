import CKernels
import Testing

@testable import Query

/// The passes in C against plain loops: every length from 0 to 130, beginning at each place of a vector, with figures missing
/// here and there.
@Suite struct KernelTests {
  static let lengths = 0...130
  var random = SplitMix64(state: 17)

  /// So many figures behind `offset` others, one in six missing, and where they begin.
  mutating func figures(_ count: Int, from offset: Int) -> [Double] {
    (0..<offset + count).map { _ in
      random.next() % 6 == 0 ? .nan : Double(random.next() % 2000) / 8 - 100
    }
  }

  /// Figures at each length and alignment, whose first `offset` are not meant.
  func runs() -> [(all: [Double], offset: Int)] {
    var tests = self
    return KernelTests.lengths.flatMap { count in (0..<4).map { (tests.figures(count, from: $0), $0) } }
  }

  func agree(_ results: [Double], _ expected: [Double]) -> Bool {
    results.count == expected.count
      && zip(results, expected).allSatisfy {
        $0.isNaN == $1.isNaN && ($0.isNaN || abs($0 - $1) <= 1e-9 * max(1, abs($1)))
      }
  }

  @Test func trailingSumsAreSums() {
    var window = 0
    for (all, offset) in runs() {
      let run = Array(all[offset...])
      if run.isEmpty { continue }
      window = (window * 7 + 3) % run.count
      let (count, length) = (run.count, window + 1)
      for isMean in [false, true] {
        var scratch = Array(repeating: Double.nan, count: 3 * count + 2 * length + 1)
        var results = Array(repeating: 0.5, count: count)
        unsafe all.withUnsafeBufferPointer { source in
          unsafe kernel_trailing_sums(source.baseAddress! + offset, count, length, isMean, &scratch, &results)
        }
        let expected = run.indices.map { end -> Double in
          let known = run[max(0, end + 1 - length)...end].filter { !$0.isNaN }
          let sum = known.reduce(0, +)
          return known.isEmpty ? .nan : isMean ? sum / Double(known.count) : sum
        }
        #expect(agree(results, expected), "\(count) figures, \(length) a window, offset \(offset)")
      }
    }
  }

  @Test func trailingExtremesAreExtremes() {
    var window = 0
    for (all, offset) in runs() {
      let run = Array(all[offset...])
      if run.isEmpty { continue }
      window = (window * 5 + 2) % run.count
      let (count, length) = (run.count, window + 1)
      for isHighest in [false, true] {
        var scratch = Array(repeating: Double.nan, count: 2 * (count + length))
        var results = Array(repeating: 0.5, count: count)
        unsafe all.withUnsafeBufferPointer { source in
          unsafe kernel_trailing_extremes(source.baseAddress! + offset, count, length, isHighest, &scratch, &results)
        }
        let expected = run.indices.map { end -> Double in
          let known = run[max(0, end + 1 - length)...end].filter { !$0.isNaN }
          return (isHighest ? known.max() : known.min()) ?? .nan
        }
        #expect(agree(results, expected), "\(count) figures, \(length) a window, offset \(offset)")
      }
    }
  }

  @Test func runningFoldsAreFolds() {
    for (all, offset) in runs() {
      let run = Array(all[offset...])
      let start = run.indices.map { Double($0) }
      var (sums, counts, ones, known) = (start, start, start, start)
      var (means, squares, folded) = (start, start, start.map { $0 + 1 })
      unsafe all.withUnsafeBufferPointer { buffer in
        let source = unsafe buffer.baseAddress.map { unsafe $0 + offset }
        unsafe kernel_add(source, 1, run.count, &sums, &counts)
        unsafe kernel_add_ones(source, 1, run.count, &ones, &known)
        unsafe kernel_add_squares(source, 1, run.count, &means, &squares, &folded)
      }
      for (place, value) in run.enumerated() {
        let old = start[place]
        let (isKnown, part, distance) = (!value.isNaN, 1 / (old + 2), value - old)
        #expect(sums[place] == (isKnown ? old + value : old) && counts[place] == old + (isKnown ? 1 : 0))
        #expect(ones[place] == old + (value == 1 ? 1 : 0) && known[place] == old + (isKnown ? 1 : 0))
        #expect(folded[place] == old + (isKnown ? 2 : 1))
        #expect(means[place] == (isKnown ? old + distance * part : old))
        #expect(squares[place] == (isKnown ? old + distance * distance * ((old + 1) * part) : old))
      }
    }
  }

  @Test func rowsAddUpOneAfterTheOther() {
    for (all, offset) in runs() {
      let (rows, figures) = (all.count % 4 + 1, Array(all[offset...]))
      let count = figures.count / rows
      let start = (0..<count).map { Double($0) }
      var (sums, counts, ones, known) = (start, start, start, start)
      var (expected, expectedOnes) = ((sums: start, counts: start), (sums: start, counts: start))
      unsafe figures.withUnsafeBufferPointer { source in
        unsafe kernel_add(source.baseAddress, rows, count, &sums, &counts)
        unsafe kernel_add_ones(source.baseAddress, rows, count, &ones, &known)
        for row in 0..<rows {
          let own = unsafe source.baseAddress.map { unsafe $0 + row * count }
          unsafe kernel_add(own, 1, count, &expected.sums, &expected.counts)
          unsafe kernel_add_ones(own, 1, count, &expectedOnes.sums, &expectedOnes.counts)
        }
      }
      var (means, squares, folded) = (start, start.map { $0 + 3 }, start)
      unsafe kernel_add_squares(figures, rows, count, &means, &squares, &folded)
      for place in 0..<count {
        let known = (0..<rows).map { figures[$0 * count + place] }.filter { !$0.isNaN }
        let number = start[place] + Double(known.count)
        let mean = number == 0 ? 0 : (start[place] * start[place] + known.reduce(0, +)) / number
        let distances = start[place] * (start[place] - mean) * (start[place] - mean)
        let all = known.reduce(start[place] + 3 + distances) { $0 + ($1 - mean) * ($1 - mean) }
        #expect(folded[place] == number)
        #expect(agree([means[place], squares[place]], [mean, all]))
      }
      #expect(sums == expected.sums && counts == expected.counts)
      #expect(ones == expectedOnes.sums && known == expectedOnes.counts)
    }
  }

  @Test func operationsAreThoseOfTwoFigures() {
    typealias Operation = (kernel: kernel_operation, of: (Double, Double) -> Double)
    func truth(_ compare: @escaping (Double, Double) -> Bool) -> (Double, Double) -> Double {
      { $0.isNaN || $1.isNaN ? .nan : compare($0, $1) ? 1 : 0 }
    }
    let operations: [Operation] = [
      (kernel_add_each, { $0 + $1 }), (kernel_subtract_each, { $0 - $1 }), (kernel_multiply_each, { $0 * $1 }),
      (kernel_divide_each, { ($0 / $1).isFinite ? $0 / $1 : .nan }),
      (kernel_equal_each, truth(==)), (kernel_not_equal_each, truth(!=)), (kernel_less_each, truth(<)),
      (kernel_less_or_equal_each, truth(<=)), (kernel_greater_each, truth(>)),
      (kernel_greater_or_equal_each, truth(>=)),
    ]
    var tests = self
    for count in KernelTests.lengths {
      // Few different figures, so that some are equal and some are 0.
      let first = tests.figures(count, from: 0).map { ($0 / 40).rounded() }
      let second = tests.figures(count, from: 0).map { ($0 / 40).rounded() }
      for (kernel, operation) in operations {
        var (both, left, right) = (first, first, first)
        unsafe kernel_combine(kernel, &both, second, count)
        unsafe kernel_combine_constant(kernel, &left, 2, true, count)
        unsafe kernel_combine_constant(kernel, &right, 2, false, count)
        #expect(agree(both, zip(first, second).map(operation)))
        #expect(agree(left, first.map { operation(2, $0) }))
        #expect(agree(right, first.map { operation($0, 2) }))
      }
    }
    let truths = [0, 1, .nan]
    let (first, second) = (truths.flatMap { Array(repeating: $0, count: 3) }, truths + truths + truths)
    var (all, any) = (first, first)
    unsafe kernel_combine(kernel_and_each, &all, second, 9)
    unsafe kernel_combine(kernel_or_each, &any, second, 9)
    #expect(agree(all, [0, 0, 0, 0, 1, .nan, 0, .nan, .nan]))
    #expect(agree(any, [0, 1, .nan, 1, 1, 1, .nan, 1, .nan]))
  }

  @Test func trailingSumsOfStepsAreSums() {
    var tests = self
    var window = 0
    for count in KernelTests.lengths where count > 0 {
      let traded = tests.places(of: count)
      let steps = traded.map { _ in
        tests.random.next() % 7 == 0 ? .min : Int32(truncatingIfNeeded: tests.random.next()) >> 4
      }
      let stretches = KernelTests.stretches(of: traded, count)
      window = (window * 7 + 3) % count
      let (length, first) = (window + 1, window / 2)
      for (isMean, hasMissing) in [(false, false), (false, true), (true, false), (true, true)] {
        var scratch = Array(repeating: Int64(-1), count: 2 * (count + length) + 2)
        var results = Array(repeating: 0.5, count: count - first)
        unsafe kernel_trailing_tick_sums(
          steps, 0, steps.count, stretches, stretches.count - 1, 0, count, length, first, 0.5, 0.25, hasMissing, isMean,
          &scratch, &results)
        let known = zip(traded, steps).filter { !hasMissing || $0.1 != .min }
        let expected = (first..<count).map { end -> Double in
          let held = known.filter { $0.0 <= end && $0.0 >= max(0, end + 1 - length) }
          let sum = held.reduce(0) { $0 + Double($1.1) * 0.75 }
          return held.isEmpty ? .nan : isMean ? sum / Double(held.count) : sum
        }
        #expect(agree(results, expected), "\(count) places, \(length) a window, from \(first)")
        // Of the places from one on the windows know nothing of what was before it.
        let from = count / 3
        var late = Array(repeating: 0.5, count: count - from)
        let held = traded.firstIndex { $0 >= from } ?? traded.count
        unsafe kernel_trailing_tick_sums(
          Array(steps[held...]), held, steps.count - held, stretches, stretches.count - 1, from, count - from, 1, 0,
          0.5,
          0.25, hasMissing, isMean, &scratch, &late)
        let single = Dictionary(uniqueKeysWithValues: known)
        #expect(agree(late, (from..<count).map { single[$0].map { Double($0) * 0.75 } ?? .nan }))
      }
    }
  }

  /// Where all windows hold one price, each mean is that price to the last bit.
  @Test func meansOfOnePriceAreThatPrice() {
    let stretches = KernelTests.stretches(of: Array(0..<200), 200)
    for length in 1...130 {
      var scratch = Array(repeating: Int64(0), count: 2 * (200 + length) + 2)
      var results = Array(repeating: 0.5, count: 200)
      let steps = Array(repeating: Int32(length * 7919), count: 200)
      var price = [0.0]
      unsafe kernel_decode_ticks(steps, 1, 0.01, 1e-19, false, &price)
      unsafe kernel_trailing_tick_sums(
        steps, 0, 200, stretches, 1, 0, 200, length, 0, 0.01, 1e-19, false, true, &scratch, &results)
      #expect(results.allSatisfy { $0 == price[0] })
    }
  }

  /// The largest whole number is a price like any other.
  @Test func theLargestPriceHasItsFall() {
    let falls: [([Int32], Double)] = [([.max], 0), ([.max, .max], 0), ([5, .max, .max / 2], -0.5)]
    for (counts, expected) in falls {
      let fall = unsafe kernel_deepest_ticks(counts, counts.count, 1, 0, 4)
      #expect(abs(fall - expected) < 1e-9)
    }
  }

  /// Walks of prices that rise and fall, with long and with short falls, also below the base for good.
  @Test func deepestFallsOfTicksAreThoseOfTheirChanges() {
    var random = SplitMix64(state: 41)
    for count in 0...130 {
      for (low, drift) in [(0.0, 0), (1e-18, 3), (0.0, -3), (-1e-18, 1)] {
        var price: Int32 = 1000
        let all = (0..<count + 3).map { _ -> Int32 in
          price = max(0, price + Int32.random(in: -20...20, using: &random) + Int32(drift))
          return price
        }
        for offset in 0...3 {
          let counts = Array(all[offset..<offset + count])
          let base = 1000 * 0.01 + 1000 * low
          let gains = counts.map { (Double($0) * 0.01 + Double($0) * low) / base - 1 }
          let fall = unsafe all.withUnsafeBufferPointer { buffer in
            unsafe kernel_deepest_ticks(buffer.baseAddress.map { unsafe $0 + offset }, count, 0.01, low, base)
          }
          let expected = unsafe kernel_deepest(gains, count)
          #expect(fall == expected || fall.isNaN && expected.isNaN)
        }
      }
    }
  }

  @Test func sumsChangesAndFallsAreThose() {
    for (all, offset) in runs() {
      let run = Array(all[offset...])
      var count = 0.0
      var changes = Array(repeating: 0.5, count: max(0, run.count - 1))
      var (sum, deepest, strange) = (0.0, 0.0, 0)
      unsafe all.withUnsafeBufferPointer { buffer in
        let source = unsafe buffer.baseAddress.map { unsafe $0 + offset }
        sum = unsafe kernel_sum(source, run.count, &count)
        deepest = unsafe kernel_deepest(source, run.count)
        strange = unsafe kernel_changes(source, changes.count, &changes)
      }
      let known = run.filter { !$0.isNaN }
      #expect(agree([sum, count], [known.reduce(0, +), Double(known.count)]))
      unsafe all.withUnsafeBufferPointer { buffer in
        let source = unsafe buffer.baseAddress.map { unsafe $0 + offset }
        let squares = unsafe kernel_squares(source, run.count, 2.5)
        #expect(agree([squares], [known.reduce(0) { $0 + ($1 - 2.5) * ($1 - 2.5) }]))
        #expect(unsafe kernel_extreme(source, run.count, true) == known.max() ?? -.infinity)
        #expect(unsafe kernel_extreme(source, run.count, false) == known.min() ?? .infinity)
      }
      var carried = run
      unsafe kernel_carry_forward(&carried, run.count, 7)
      var last = 7.0
      #expect(
        agree(
          carried,
          run.map { figure in
            last = figure.isNaN ? last : figure
            return last
          }))
      var (highest, fall) = (1.0, Double.nan)
      for gain in known {
        highest = max(highest, 1 + gain)
        fall = min(fall.isNaN ? .infinity : fall, (1 + gain) / highest - 1)
      }
      #expect(agree([deepest], [fall]))
      let expected = zip(run.dropFirst(), run).map { $0 / $1 - 1 }
      #expect(strange == expected.count { !$0.isFinite })
      #expect(zip(changes, expected).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
    }
  }

  @Test func pairsHaveTheirMoments() {
    var tests = self
    for count in KernelTests.lengths {
      let (ys, xs) = (tests.figures(count, from: 0), tests.figures(count, from: 0))
      let result = unsafe kernel_pair_moments(ys, xs, count)
      let pairs = zip(ys, xs).filter { !$0.isNaN && !$1.isNaN }
      guard let number = pairs.isEmpty ? nil : Double(pairs.count) else {
        #expect(result.count == 0)
        continue
      }
      let (yMean, xMean) = (pairs.reduce(0) { $0 + $1.0 } / number, pairs.reduce(0) { $0 + $1.1 } / number)
      let xx = pairs.reduce(0) { $0 + ($1.1 - xMean) * ($1.1 - xMean) }
      let xy = pairs.reduce(0) { $0 + ($1.1 - xMean) * ($1.0 - yMean) }
      let residual = pairs.reduce(0) { sum, pair in
        let error = pair.0 - yMean - 0.5 * (pair.1 - xMean)
        return sum + error * error
      }
      #expect(
        agree(
          [
            result.count, result.x_mean, result.y_mean, result.x_squares, result.products,
            unsafe kernel_residual_squares(ys, xs, count, 0.5, xMean, yMean),
          ],
          [number, xMean, yMean, xx, xy, residual]))
    }
  }

  @Test func stepsAreFigures() {
    var tests = self
    for count in KernelTests.lengths {
      var counts: [Int32] = []
      for _ in 0..<count {
        let isMissing = tests.random.next() % 7 == 0
        counts.append(isMissing ? .min : Int32(truncatingIfNeeded: tests.random.next()) >> 8)
      }
      for hasMissing in [false, true] {
        var figures = Array(repeating: 0.5, count: count)
        unsafe kernel_decode_ticks(counts, count, 0.25, 1.0 / 1024, hasMissing, &figures)
        let expected = counts.map { steps -> Double in
          if hasMissing && steps == .min { return .nan }
          let figure = Double(steps)
          return figure * 0.25 + figure / 1024
        }
        #expect(agree(figures, expected))
      }
    }
  }

  @Test func sumsOfStepsAreSums() {
    var tests = self
    for count in KernelTests.lengths {
      for offset in 0..<4 {
        var all: [[Int32]] = [[], []]
        for row in 0..<2 {
          for _ in 0..<offset + count {
            let isMissing = tests.random.next() % 7 == 0
            all[row].append(isMissing ? .min : Int32(truncatingIfNeeded: tests.random.next()) >> 8)
          }
        }
        let (first, second) = (all[0].dropFirst(offset), all[1].dropFirst(offset))
        for hasMissing in [false, true] {
          func isKnown(_ steps: Int32) -> Bool { !hasMissing || steps != .min }
          var (sum, products, known, pairs) = (Int64(0), 0.0, 0, 0)
          unsafe all[0].withUnsafeBufferPointer { left in
            unsafe all[1].withUnsafeBufferPointer { right in
              let left = unsafe left.baseAddress.map { unsafe $0 + offset }
              let right = unsafe right.baseAddress.map { unsafe $0 + offset }
              sum = unsafe kernel_sum_ticks(left, count, hasMissing, &known)
              products = unsafe kernel_sum_tick_products(left, right, count, hasMissing, &pairs)
            }
          }
          let both = zip(first, second).filter { isKnown($0) && isKnown($1) }
          #expect(sum == first.filter(isKnown).reduce(0) { $0 + Int64($1) })
          #expect(known == first.count(where: isKnown))
          #expect(agree([products], [both.reduce(0) { $0 + Double($1.0) * Double($1.1) }]))
          #expect(pairs == both.count)
        }
      }
    }
  }
}
