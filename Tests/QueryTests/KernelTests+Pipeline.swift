import CKernels
import Testing

// The pipeline of bars against a look at each bar alone.
extension KernelTests {
  /// A company's bars: where they lie, and two figures of each in whole numbers.
  struct PipelineBars {
    let places: [Int]
    let stretches: [kernel_stretch]
    let counts: [[Int32]]
    /// What one is worth.
    static let sizes = [(high: 0.25, low: 0.0), (high: 0.5, low: 0.125)]

    func figure(_ source: Int32, _ bar: Int) -> Double {
      let size = PipelineBars.sizes[Int(source)]
      return Double(counts[Int(source)][bar]) * size.high + Double(counts[Int(source)][bar]) * size.low
    }

    /// What a step makes of a bar.
    func value(_ number: Int32, of steps: [kernel_step], _ bar: Int) -> Double {
      let step = steps[Int(number)]
      switch step.kind {
      case kernel_take_figure: return figure(step.source, bar)
      case kernel_take_change:
        let change = bar == 0 ? .nan : figure(step.source, bar) / figure(step.source, bar - 1) - 1
        return change.isFinite ? change : .nan
      case kernel_take_trailing_sum, kernel_take_trailing_mean:
        let held = (0...bar).filter { places[$0] > places[bar] - Int(step.length) }
        let (sum, size) = (
          held.reduce(0) { $0 + Int(counts[Int(step.source)][$1]) }, PipelineBars.sizes[Int(step.source)]
        )
        let steps = step.kind == kernel_take_trailing_sum ? Double(sum) : Double(sum) / Double(held.count)
        return steps * size.high + steps * size.low
      case kernel_make_of_steps:
        return made(step.operation, value(step.first, of: steps, bar), value(step.second, of: steps, bar))
      case kernel_make_of_step_and_constant:
        return made(step.operation, value(step.first, of: steps, bar), step.constant)
      case kernel_make_of_constant_and_step:
        return made(step.operation, step.constant, value(step.second, of: steps, bar))
      case kernel_make_of_step_and_figure:
        return made(step.operation, value(step.first, of: steps, bar), figure(step.source, bar))
      default: return made(step.operation, figure(step.source, bar), value(step.second, of: steps, bar))
      }
    }

    private func made(_ operation: kernel_operation, _ first: Double, _ second: Double) -> Double {
      var result = [first]
      unsafe kernel_combine(operation, &result, [second], 1)
      return result[0]
    }
  }

  mutating func bars(on count: Int) -> PipelineBars {
    let places = places(of: count)
    // Small numbers, among them 0, from which no change is known.
    let counts = (0..<2).map { _ in places.map { _ in Int32(random.next() % 9) } }
    return PipelineBars(places: places, stretches: KernelTests.stretches(of: places, count), counts: counts)
  }

  /// Some steps: all that take, and then such as make figures of those before.
  mutating func steps() -> [kernel_step] {
    let operations = [
      kernel_add_each, kernel_subtract_each, kernel_multiply_each, kernel_divide_each, kernel_equal_each,
      kernel_not_equal_each, kernel_less_each, kernel_less_or_equal_each, kernel_greater_each,
      kernel_greater_or_equal_each,
    ]
    let ways = [
      kernel_make_of_steps, kernel_make_of_step_and_constant, kernel_make_of_constant_and_step,
      kernel_make_of_step_and_figure, kernel_make_of_figure_and_step,
    ]
    var steps: [kernel_step] = []
    for number in 0..<Int(kernel_most_steps) {
      var step = kernel_step()
      step.source = Int32(random.next() % 2)
      step.length = 0
      switch number {
      case 0: step.kind = kernel_take_figure
      case 1: step.kind = kernel_take_change
      case 2, 3:
        step.kind = number == 2 ? kernel_take_trailing_sum : kernel_take_trailing_mean
        step.length = Int32(random.next() % 40) + 1
      default:
        step.kind = ways[Int(random.next() % 5)]
        step.operation = operations[Int(random.next() % 10)]
        (step.first, step.second) = (Int32(random.next() % UInt64(number)), Int32(random.next() % UInt64(number)))
        step.constant = Double(random.next() % 5) - 1
      }
      steps.append(step)
    }
    return steps
  }

  @Test func pipelinesFoldWhatEachBarHas() {
    var tests = self
    let kinds = [
      kernel_fold_known, kernel_fold_sum, kernel_fold_ones, kernel_fold_highest, kernel_fold_lowest,
      kernel_fold_squares,
    ]
    for count in Array(KernelTests.lengths) + [256, 257, 700] {
      let companies = (0..<3).map { _ in tests.bars(on: count) }
      let steps = tests.steps()
      // All places, and some from the middle.
      for first in [0, count / 3] {
        let places = first..<max(first, count - first / 2)
        let size = places.count + 1
        var held: [Double] = []
        var folds: [kernel_place_fold] = []
        for (number, kind) in kinds.enumerated() {
          let start = held.count
          folds.append(
            kernel_place_fold(
              kind: kind, step: Int32(tests.random.next() % UInt64(steps.count)), results: start,
              squares: start + 3 * size, shifts: start + 4 * size, unset: start + 5 * size, edges: start + size,
              missing: start + 2 * size))
          let empty = number == 3 ? -Double.infinity : number == 4 ? .infinity : 0
          held += Array(repeating: empty, count: size) + Array(repeating: 0, count: 3 * size)
          held += Array(repeating: .nan, count: size) + [Double(places.count)]
        }
        for company in companies { company.fold(steps, on: places, into: folds, &held) }
        for fold in folds {
          var known = 0.0
          for number in places.indices.map({ $0 - first }) {
            let figures = companies.compactMap { company -> Double? in
              guard let bar = company.places.firstIndex(of: first + number) else { return nil }
              let value = company.value(fold.step, of: steps, bar)
              return value.isNaN ? nil : value
            }
            known += held[fold.edges + number]
            #expect(known - held[fold.missing + number] == Double(figures.count))
            let own = [fold.results, fold.squares, fold.shifts].map { held[$0 + number] }
            #expect(KernelTests.agrees(fold.kind, own, figures), "\(fold.kind) of \(count) places, \(number)")
          }
        }
      }
    }
  }

  /// Whether what is held of a place is the fold of some figures.
  private static func agrees(_ kind: kernel_fold_kind, _ held: [Double], _ figures: [Double]) -> Bool {
    func isNear(_ one: Double, _ other: Double) -> Bool { abs(one - other) <= 1e-9 * max(1, abs(other)) }
    switch kind {
    case kernel_fold_sum: return isNear(held[0], figures.reduce(0, +))
    case kernel_fold_ones: return held[0] == Double(figures.count { $0 == 1 })
    case kernel_fold_highest: return held[0] == figures.max() ?? -.infinity
    case kernel_fold_lowest: return held[0] == figures.min() ?? .infinity
    case kernel_fold_squares:
      if figures.isEmpty { return held[0] == 0 && held[1] == 0 && held[2].isNaN }
      let distances = figures.map { $0 - held[2] }
      return held[2] == figures[0] && isNear(held[0], distances.reduce(0, +))
        && isNear(held[1], distances.map { $0 * $0 }.reduce(0, +))
    default: return held[0] == 0
    }
  }
}

extension KernelTests.PipelineBars {
  /// Puts the bars on some places into folds.
  fileprivate func fold(
    _ steps: [kernel_step], on places: Range<Int>, into folds: [kernel_place_fold], _ held: inout [Double]
  ) {
    let own = self.places.indices.filter { places.contains(self.places[$0]) }
    var scratch = Array(repeating: Int64(0), count: 2 * (self.places.count + 1))
    unsafe counts[0].withUnsafeBufferPointer { first in
      unsafe counts[1].withUnsafeBufferPointer { second in
        unsafe stretches.withUnsafeBufferPointer { stretches in
          let sizes = KernelTests.PipelineBars.sizes
          let sources = unsafe [
            kernel_source(counts: first.baseAddress, high: sizes[0].high, low: sizes[0].low),
            kernel_source(counts: second.baseAddress, high: sizes[1].high, low: sizes[1].low),
          ]
          var company = unsafe kernel_company(
            stretches: stretches.baseAddress, stretch_count: stretches.count - 1, first_bar: own.first ?? 0,
            end_bar: (own.last ?? -1) + 1, first_stretch: 0, first_place: places.lowerBound)
          unsafe kernel_fold_bars(
            steps, steps.count, &company, sources, folds, folds.count, &scratch, &held)
        }
      }
    }
  }
}
