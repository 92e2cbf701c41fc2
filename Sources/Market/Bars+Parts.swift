// What a bar has, and how much memory that takes.
extension Bars {
  /// A part of each bar, by the name of its column in a data set.
  public enum Part: String, Sendable, CaseIterable {
    // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
    case date, open, high, low, close, volume, previous
  }

  /// How many bytes one part of so many of a company's bars takes in memory; none where no bar of the market has it. O(1).
  public func byteCount(of part: Part, _ count: Int, of company: Int) -> Int {
    let figures: Figures?
    switch part {
    case .date: return count * 4
    case .open: figures = open
    case .high: figures = high
    case .low: figures = low
    case .close: figures = close
    case .volume: figures = volume
    case .previous: figures = previous
    }
    return figures?.byteCount(count, of: company) ?? 0
  }
}

extension Figures {
  /// How many bytes so many figures of a company take.
  func byteCount(_ count: Int, of company: Int) -> Int {
    switch encodings[company] {
    case .constant: return count > 0 ? 8 : 0
    case .plain: return count * 8
    case .ticks: return count * 4
    }
  }
}
