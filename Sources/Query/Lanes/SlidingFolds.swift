// Passes over the figures of successive days whose windows slide: each day enters and leaves once.
//
// A sum is kept as the sum of two parts, each of which is only ever added to, so that what has left a window leaves no
// error behind. A missing figure is NaN and is passed over.

extension [Range<Int>] {
  /// Whether neither start nor end ever moves back, so that a window can slide from one to the next.
  var isSliding: Bool {
    zip(self, dropFirst()).allSatisfy { $0.lowerBound <= $1.lowerBound && $0.upperBound <= $1.upperBound }
  }
}

extension [Double] {
  /// How many figures of each window are 1, and how many are known.
  func slidingCounts(_ windows: [Range<Int>]) -> (ones: [Double], known: [Double]) {
    var ones = [0]
    var known = [0]
    ones.reserveCapacity(count + 1)
    known.reserveCapacity(count + 1)
    for value in self {
      ones.append(ones[ones.count - 1] + (value == 1 ? 1 : 0))
      known.append(known[known.count - 1] + (value == value ? 1 : 0))
    }
    return (
      windows.map { Double(ones[$0.upperBound] - ones[$0.lowerBound]) },
      windows.map { Double(known[$0.upperBound] - known[$0.lowerBound]) }
    )
  }

  /// The sum or mean of each window's known figures.
  func slidingSums(_ windows: [Range<Int>], isMean: Bool) -> [Double] {
    var missing = 0
    for value in self where value.isNaN { missing += 1 }
    let figures = missing == 0 ? self : mapped { $0.isNaN ? 0 : $0 }
    let sums = figures.folded(windows, identity: 0) { $0 + $1 }
    if missing == 0 {
      guard isMean else { return sums.indices.map { windows[$0].isEmpty ? .nan : known(sums[$0]) } }
      return sums.indices.map { windows[$0].isEmpty ? .nan : known(sums[$0] / Double(windows[$0].count)) }
    }
    let counts = slidingCounts(windows).known
    return sums.combined(counts) { $1 == 0 ? .nan : known(isMean ? $0 / $1 : $0) }
  }

  /// The largest or smallest known figure of each window.
  func slidingExtremes(_ windows: [Range<Int>], isHighest: Bool) -> [Double] {
    let extremes =
      isHighest
      ? mapped { $0.isNaN ? -.infinity : $0 }.folded(windows, identity: -.infinity) { $0 > $1 ? $0 : $1 }
      : mapped { $0.isNaN ? .infinity : $0 }.folded(windows, identity: .infinity) { $0 < $1 ? $0 : $1 }
    return extremes.mapped { $0.isFinite ? $0 : .nan }
  }

  /// The standard deviation of each window's known figures, with N-1.
  func slidingDeviations(_ windows: [Range<Int>]) -> [Double] {
    let moments = map { $0.isNaN ? Moments() : Moments(of: $0) }.folded(windows, identity: Moments()) { $0.joined($1) }
    return moments.map { $0.count < 2 ? .nan : known(($0.squares / ($0.count - 1)).squareRoot()) }
  }

  /// For how many days in a row, up to each window's last, the condition held.
  func streaks(_ windows: [Range<Int>]) -> [Double] {
    var runs: [Int] = []
    runs.reserveCapacity(count)
    for value in self { runs.append(value == 1 ? (runs.last ?? 0) + 1 : 0) }
    return windows.map { $0.isEmpty ? 0 : Double(Swift.min(runs[$0.upperBound - 1], $0.count)) }
  }

  /// The exponential mean of each window's known figures; nil where the windows do not all begin together.
  func exponentialMeans(_ windows: [Range<Int>], weight: Double) -> [Double]? {
    guard let start = windows.first(where: { !$0.isEmpty })?.lowerBound,
      windows.allSatisfy({ $0.isEmpty || $0.lowerBound == start })
    else { return nil }
    var means: [Double] = []
    means.reserveCapacity(count - start)
    var mean = Double.nan
    for value in self[start...] {
      if !value.isNaN { mean = mean.isNaN ? value : mean + weight * (value - mean) }
      means.append(mean)
    }
    return windows.map { $0.isEmpty ? .nan : known(means[$0.upperBound - 1 - start]) }
  }
}

extension Array {
  /// Each window's elements joined, by a queue of two parts: the sums of the front from each element to its end, and
  /// one sum of the back. O(elements + windows).
  fileprivate func folded(
    _ windows: [Range<Int>], identity: Element, _ join: (Element, Element) -> Element
  ) -> [Element] {
    var suffixes = self
    var (middle, end) = (0, 0)
    var back = identity
    var results: [Element] = []
    results.reserveCapacity(windows.count)
    for window in windows {
      guard !window.isEmpty else {
        results.append(identity)
        continue
      }
      if window.lowerBound >= middle {
        // The front is used up, or lies behind: what is in the window so far becomes the front.
        middle = Swift.max(end, window.lowerBound)
        if window.lowerBound >= end { (middle, end) = (window.upperBound, window.upperBound) }
        var sum = identity
        for place in stride(from: middle - 1, through: window.lowerBound, by: -1) {
          sum = join(self[place], sum)
          suffixes[place] = sum
        }
        back = identity
      }
      while end < window.upperBound {
        back = join(back, self[end])
        end += 1
      }
      results.append(window.lowerBound < middle ? join(suffixes[window.lowerBound], back) : back)
    }
    return results
  }
}

/// Count, mean and squared distances from the mean, which join without cancelling.
///
/// Source: Chan, Golub and LeVeque, Algorithms for Computing the Sample Variance, 1983.
private struct Moments {
  var count = 0.0
  var mean = 0.0
  var squares = 0.0

  init() {}

  init(of value: Double) { (count, mean) = (1, value) }

  func joined(_ other: Moments) -> Moments {
    if count == 0 { return other }
    if other.count == 0 { return self }
    var result = Moments()
    let distance = other.mean - mean
    result.count = count + other.count
    result.mean = mean + distance * (other.count / result.count)
    result.squares = squares + other.squares + distance * distance * (count * other.count / result.count)
    return result
  }
}
