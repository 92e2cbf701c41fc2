// Passes over the figures of successive days whose windows slide: each day enters and leaves once.
//
// What has left a window leaves no error behind: nothing is ever taken off a sum again. A missing figure is NaN and is passed
// over.

extension [Double] {
  /// How many figures of each window are 1, and how many are known.
  func slidingCounts(_ windows: SlidingWindows) -> (ones: [Double], known: [Double]) {
    (
      slidingCounts(windows) { $0 == 1 },
      slidingCounts(windows) { $0 == $0 }
    )
  }

  /// How many figures of each window are known.
  func slidingKnownCounts(_ windows: SlidingWindows) -> [Double] { slidingCounts(windows) { $0 == $0 } }

  @inline(__always)
  private func slidingCounts(_ windows: SlidingWindows, _ isCounted: (Double) -> Bool) -> [Double] {
    if case .trailing(1, let ends) = windows { return Array(self[ends]).mapped { isCounted($0) ? 1 : 0 } }
    // Float64s hold the counts, since what is made of them are Float64s.
    var sums = [Double](repeating: 0, count: count + 1)
    var target = sums.mutableSpan
    let source = span
    var sum = 0.0
    for place in source.indices {
      sum += isCounted(source[place]) ? 1 : 0
      target[place + 1] = sum
    }
    let result = sums.span
    return windows.map { result[$0.upperBound] - result[$0.lowerBound] }
  }

  /// The sum or mean of each window's known figures.
  func slidingSums(_ windows: SlidingWindows, isMean: Bool) -> [Double] {
    // A single day is its own sum and mean.
    if case .trailing(1, let ends) = windows { return Array(self[ends]) }
    if case .trailing(let length, let ends) = windows { return trailingSums(length, isMean: isMean).part(ends) }
    var missing = 0
    for value in self { missing &+= value == value ? 0 : 1 }
    let sums = (missing == 0 ? self : mapped { $0 == $0 ? $0 : 0 }).slidingFold(windows, identity: 0) { $0 + $1 }
    let counts = missing == 0 ? windows.map { Double($0.count) } : slidingKnownCounts(windows)
    return isMean
      ? sums.combined(counts) { $1 == 0 ? .nan : known($0 / $1) } : sums.combined(counts) { $1 == 0 ? .nan : known($0) }
  }

  /// The largest or smallest known figure of each window.
  func slidingExtremes(_ windows: SlidingWindows, isHighest: Bool) -> [Double] {
    if case .trailing(1, let ends) = windows { return Array(self[ends]) }
    if case .trailing(let length, let ends) = windows {
      return trailingExtremes(length, isHighest: isHighest).part(ends)
    }
    let extremes =
      isHighest
      ? mapped { $0 == $0 ? $0 : -.infinity }.slidingFold(windows, identity: -.infinity) { $0 > $1 ? $0 : $1 }
      : mapped { $0 == $0 ? $0 : .infinity }.slidingFold(windows, identity: .infinity) { $0 < $1 ? $0 : $1 }
    return extremes.mapped { $0.isFinite ? $0 : .nan }
  }

  /// The figures on some of the places.
  private func part(_ places: Range<Int>) -> [Double] { places == indices ? self : Array(self[places]) }

  /// The standard deviation of each window's known figures, with N-1.
  func slidingDeviations(_ windows: SlidingWindows) -> [Double] {
    let moments = map { $0.isNaN ? Moments() : Moments(of: $0) }
      .slidingFold(windows, identity: Moments()) { $0.joined($1) }
    return moments.map { $0.count < 2 ? .nan : known(($0.squares / ($0.count - 1)).squareRoot()) }
  }

  /// For how many days in a row, up to each window's last, the condition held.
  func streaks(_ windows: SlidingWindows) -> [Double] {
    var runs: [Int] = []
    runs.reserveCapacity(count)
    for value in self { runs.append(value == 1 ? (runs.last ?? 0) + 1 : 0) }
    return windows.map { $0.isEmpty ? 0 : Double(Swift.min(runs[$0.upperBound - 1], $0.count)) }
  }

  /// The exponential mean of each window's known figures; nil where the windows do not all begin together.
  func exponentialMeans(_ windows: SlidingWindows, weight: Double) -> [Double]? {
    let ranges = windows.map { $0 }
    guard let start = ranges.first(where: { !$0.isEmpty })?.lowerBound,
      ranges.allSatisfy({ $0.isEmpty || $0.lowerBound == start })
    else { return nil }
    var means: [Double] = []
    means.reserveCapacity(count - start)
    var mean = Double.nan
    for value in self[start...] {
      if !value.isNaN { mean = mean.isNaN ? value : mean + weight * (value - mean) }
      means.append(mean)
    }
    return ranges.map { $0.isEmpty ? .nan : known(means[$0.upperBound - 1 - start]) }
  }
}

extension Array {
  /// Each window's elements joined, the windows sliding. O(elements + windows).
  @inline(__always)
  fileprivate func slidingFold(
    _ windows: SlidingWindows, identity: Element, _ join: (Element, Element) -> Element
  ) -> [Element] {
    switch windows {
    case .trailing(let count, let ends): return trailingFold(count, ends, identity: identity, join)
    case .since(let start, let ends): return runningFold(from: start, ends, identity: identity, join)
    case .list(let windows): return queuedFold(windows, identity: identity, join)
    }
  }

  /// So many elements up to each of some places: the days stand in blocks as long as a window, so that each window is
  /// the end of a block and the beginning of the next.
  ///
  /// Source: van Herk, A Fast Algorithm for Local Minimum and Maximum Filters, 1992, for any join.
  @inline(__always)
  private func trailingFold(
    _ length: Int, _ ends: Range<Int>, identity: Element, _ join: (Element, Element) -> Element
  ) -> [Element] {
    guard let last = ends.last, length > 0 else { return Array(repeating: identity, count: ends.count) }
    // From each element to the end of its block, and from the beginning of its block to each element.
    var suffixes = self
    var prefixes = self
    var back = suffixes.mutableSpan
    var front = prefixes.mutableSpan
    let source = span
    var start = 0
    while start <= last {
      let end = Swift.min(start + Swift.min(length, last + 1), last + 1)
      var (left, right) = (identity, identity)
      for step in 0..<end - start {
        left = join(left, source[start + step])
        front[start + step] = left
        right = join(source[end - 1 - step], right)
        back[end - 1 - step] = right
      }
      start = end
    }
    var results = Array(repeating: identity, count: ends.count)
    var target = results.mutableSpan
    let whole = suffixes.span
    let part = prefixes.span
    // How far behind the beginning of its block each window begins.
    var phase = (ends.lowerBound + 1) % length
    for number in target.indices {
      let end = ends.lowerBound + number
      let first = end - length + 1
      // A window that begins with a block is that block, and one that begins before all days has them all so far.
      target[number] = first <= 0 || phase == 0 ? part[end] : join(whole[first], part[end])
      phase = phase + 1 == length ? 0 : phase + 1
    }
    return results
  }

  /// From one place on to each of the others.
  @inline(__always)
  private func runningFold(
    from start: Int, _ ends: Range<Int>, identity: Element, _ join: (Element, Element) -> Element
  ) -> [Element] {
    var results = Array(repeating: identity, count: ends.count)
    guard let last = ends.last, start <= last else { return results }
    var target = results.mutableSpan
    let source = span
    var sum = identity
    for place in Swift.max(0, start)...last {
      sum = join(sum, source[place])
      if place >= ends.lowerBound { target[place - ends.lowerBound] = sum }
    }
    return results
  }

  /// Any sliding windows, by a queue of two parts: the sums of the front from each element to its end, and one sum of
  /// the back.
  @inline(__always)
  private func queuedFold(
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
