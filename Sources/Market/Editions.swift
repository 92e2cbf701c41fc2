/// Which values of a dated attribute hold on which days.
///
/// A company's values stand in a run of places, in the order of days; each holds until the next begins. A stretch without
/// a value is a place too, whose value is missing. O(rows), however many companies and days there are.
public struct Editions: Sendable, Hashable {
  /// The places of each company: from its offset to the next.
  private(set) var offsets: [Int] = [0]
  /// The first day of each place. A company's first place begins with the first day that can be written.
  private(set) var starts: [Day] = []

  /// Editions of no company yet.
  init() {}

  /// Editions as they were written; nil where they make no sense.
  init?(offsets: [Int], starts: [Day]) {
    guard offsets.first == 0, offsets.last == starts.count else { return nil }
    for company in offsets.indices.dropLast() {
      let (begin, end) = (offsets[company], offsets[company + 1])
      guard begin < end, end <= starts.count, starts[begin] == .first else { return nil }
      guard zip(starts[begin..<end], starts[begin..<end].dropFirst()).allSatisfy(<) else { return nil }
    }
    (self.offsets, self.starts) = (offsets, starts)
  }

  /// Adds the places of the next company, which begin on `days`: in ascending order, all behind the first day there is.
  mutating func append(beginningOn days: [Day]) {
    starts.append(.first)
    starts += days
    offsets.append(starts.count)
  }

  /// How many places there are.
  var count: Int { starts.count }

  /// All places of a company.
  func places(of company: Int) -> Range<Int> { offsets[company]..<offsets[company + 1] }

  /// The place of a company's value on a day. O(log changes of the company).
  func place(of company: Int, on day: Day) -> Int {
    let places = places(of: company)
    // The first place begins on or before every day.
    return places.lowerBound + starts[places].dropFirst().prefixCount { $0 <= day }
  }
}

extension ArraySlice {
  /// How many elements in front meet a condition, which none behind them does. O(log n).
  fileprivate func prefixCount(where isInPrefix: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if isInPrefix(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low - startIndex
  }
}
