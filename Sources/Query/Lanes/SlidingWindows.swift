/// Windows over successive days, as ranges of the days' places.
///
/// Most windows follow a rule, which saves a range for each of them and tells a pass how they slide.
enum SlidingWindows {
  /// So many days that end on each of the places; fewer where there are none before place 0.
  case trailing(Int, ends: Range<Int>)
  /// From a place on to each of the places; none where that comes first.
  case since(Int, ends: Range<Int>)
  /// Any.
  case list([Range<Int>])

  var count: Int {
    switch self {
    case .trailing(_, let ends), .since(_, let ends): return ends.count
    case .list(let windows): return windows.count
    }
  }

  subscript(number: Int) -> Range<Int> {
    switch self {
    case .trailing(let count, let ends):
      let end = ends.lowerBound + number + 1
      return Swift.max(0, end - count)..<end
    case .since(let start, let ends): return SlidingWindows.range(from: start, to: ends.lowerBound + number)
    case .list(let windows): return windows[number]
    }
  }

  @inline(__always)
  private static func range(from start: Int, to end: Int) -> Range<Int> { end < start ? 0..<0 : start..<end + 1 }

  /// From the first place of any window to behind the last; empty where all are.
  var union: Range<Int> {
    switch self {
    case .trailing:
      // Neither end ever moves back.
      return count == 0 ? 0..<0 : self[0].lowerBound..<self[count - 1].upperBound
    case .since: return count == 0 ? 0..<0 : self[count - 1]
    case .list(let windows):
      let held = windows.lazy.filter { !$0.isEmpty }
      return (held.map(\.lowerBound).min() ?? 0)..<(held.map(\.upperBound).max() ?? 0)
    }
  }

  /// The windows among the places from `start` on, which no window begins before.
  func shifted(by start: Int) -> SlidingWindows {
    switch self {
    case .trailing(let count, let ends):
      return .trailing(count, ends: ends.lowerBound - start..<ends.upperBound - start)
    case .since(let first, let ends):
      return .since(first - start, ends: ends.lowerBound - start..<ends.upperBound - start)
    case .list(let windows):
      return .list(windows.map { $0.isEmpty ? 0..<0 : $0.lowerBound - start..<$0.upperBound - start })
    }
  }

  /// Whether neither start nor end ever moves back, so that a window can slide from one to the next.
  var isSliding: Bool {
    guard case .list(let windows) = self else { return true }
    return zip(windows, windows.dropFirst()).allSatisfy {
      $0.lowerBound <= $1.lowerBound && $0.upperBound <= $1.upperBound
    }
  }

  /// Something of each window.
  @inline(__always)
  func map<Result>(_ transform: (Range<Int>) -> Result) -> [Result] {
    var results: [Result] = []
    results.reserveCapacity(count)
    switch self {
    case .trailing(let count, let ends):
      for end in ends { results.append(transform(Swift.max(0, end + 1 - count)..<end + 1)) }
    case .since(let start, let ends):
      for end in ends { results.append(transform(SlidingWindows.range(from: start, to: end))) }
    case .list(let windows):
      for window in windows { results.append(transform(window)) }
    }
    return results
  }
}
