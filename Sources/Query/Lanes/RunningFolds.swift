internal import CKernels
internal import Language

/// A running fold of companies for each place of a group stream.
struct RunningFolds: Sendable {
  private let aggregate: Aggregate
  /// How many figures, or how many conditions are known.
  private var counts: [Double]
  /// Sums, extremes, means, or how many conditions are true.
  private var firsts: [Double]
  /// Sums of weights, or squared distances from the mean.
  private var seconds: [Double]

  init(_ aggregate: Aggregate, _ count: Int) {
    self.aggregate = aggregate
    let start: Double
    switch aggregate {
    case .max: start = -.infinity
    case .min: start = .infinity
    default: start = 0
    }
    counts = Array(repeating: 0, count: count)
    firsts = Array(repeating: start, count: count)
    seconds = aggregate == .dispersion || aggregate == .wavg ? Array(repeating: 0, count: count) : []
  }

  /// Folds that were put together elsewhere.
  init(_ aggregate: Aggregate, counts: [Double], firsts: [Double], seconds: [Double] = []) {
    precondition(counts.count == firsts.count, "folds of the same places")
    (self.aggregate, self.counts, self.firsts, self.seconds) = (aggregate, counts, firsts, seconds)
  }

  /// Adds the values of some companies, a row each, to successive places from `start` on; a missing one adds nothing.
  mutating func add(_ values: ArraySlice<Double>, _ weights: ArraySlice<Double>, rows: Int = 1, from start: Int) {
    let count = values.count / rows
    precondition(start >= 0 && count * rows == values.count && start + count <= counts.count, "outside the places")
    if values.isEmpty { return }
    switch aggregate {
    case .avg, .sum:
      unsafe values.withUnsafeBufferPointer { values in
        unsafe kernel_add(values.baseAddress, rows, count, &firsts[start], &counts[start])
      }
    case .count, .share:
      unsafe values.withUnsafeBufferPointer { values in
        unsafe kernel_add_ones(values.baseAddress, rows, count, &firsts[start], &counts[start])
      }
    case .dispersion:
      unsafe values.withUnsafeBufferPointer { values in
        unsafe kernel_add_squares(
          values.baseAddress, rows, count, &firsts[start], &seconds[start], &counts[start])
      }
    case .max, .min, .wavg:
      for row in 0..<rows {
        let own = values.startIndex + row * count..<values.startIndex + (row + 1) * count
        let weighed = weights.startIndex + row * count
        addRow(values[own], weights.isEmpty ? weights : weights[weighed..<weighed + count], from: start)
      }
    case .median, .quantile, .hhi, .rank: break
    }
  }

  /// Adds one company's values by folds that take one after the other.
  private mutating func addRow(_ values: ArraySlice<Double>, _ weights: ArraySlice<Double>, from start: Int) {
    switch aggregate {
    case .max: add(values, from: start) { Swift.max($0, $1) }
    case .min: add(values, from: start) { Swift.min($0, $1) }
    case .wavg:
      for (number, (value, weight)) in zip(values, weights).enumerated() where !value.isNaN && !weight.isNaN {
        firsts[start + number] += value * weight
        seconds[start + number] += weight
        counts[start + number] += 1
      }
    case .avg, .sum, .count, .share, .dispersion, .median, .quantile, .hhi, .rank: break
    }
  }

  private mutating func add(_ values: ArraySlice<Double>, from start: Int, _ join: (Double, Double) -> Double) {
    for (number, value) in values.enumerated() where !value.isNaN {
      firsts[start + number] = join(firsts[start + number], value)
      counts[start + number] += 1
    }
  }

  /// Adds what other companies left, whose places are `places` of these.
  mutating func join(_ other: RunningFolds, at places: [Int]) {
    switch aggregate {
    case .avg, .sum, .count, .share: RunningFolds.join(&firsts, other.firsts, at: places, +)
    case .max: RunningFolds.join(&firsts, other.firsts, at: places) { Swift.max($0, $1) }
    case .min: RunningFolds.join(&firsts, other.firsts, at: places) { Swift.min($0, $1) }
    case .wavg:
      RunningFolds.join(&firsts, other.firsts, at: places, +)
      RunningFolds.join(&seconds, other.seconds, at: places, +)
    case .dispersion: joinSquares(other, at: places)
    case .median, .quantile, .hhi, .rank: break
    }
    RunningFolds.join(&counts, other.counts, at: places, +)
  }

  @inline(__always)
  private static func join(
    _ figures: inout [Double], _ others: [Double], at places: [Int], _ combine: (Double, Double) -> Double
  ) {
    for source in places.indices { figures[places[source]] = combine(figures[places[source]], others[source]) }
  }

  /// Joins means and squared distances, before the counts are.
  ///
  /// Source: Chan, Golub and LeVeque, Algorithms for Computing the Sample Variance, 1983.
  private mutating func joinSquares(_ other: RunningFolds, at places: [Int]) {
    for (source, place) in places.enumerated() where other.counts[source] > 0 {
      let (count, more) = (counts[place], other.counts[source])
      let distance = other.firsts[source] - firsts[place]
      firsts[place] += distance * more / (count + more)
      seconds[place] += other.seconds[source] + distance * distance * count * more / (count + more)
    }
  }

  /// The sum at each place, each figure times its weight where it has one.
  var sums: [Double] { firsts }

  /// The weights at each place; how many figures there are where they have none.
  var weights: [Double] { aggregate == .wavg ? seconds : counts }

  /// The value of each place; missing where nothing was added.
  var values: [Double] {
    counts.indices.map { place in
      let count = counts[place]
      switch aggregate {
      case .count: return firsts[place]
      case .share, .avg: return count == 0 ? .nan : known(firsts[place] / count)
      case .sum, .max, .min: return count == 0 ? .nan : known(firsts[place])
      case .dispersion: return count < 2 ? .nan : known((seconds[place] / (count - 1)).squareRoot())
      case .wavg: return count == 0 ? .nan : known(firsts[place] / seconds[place])
      case .median, .quantile, .hhi, .rank: return .nan
      }
    }
  }
}
