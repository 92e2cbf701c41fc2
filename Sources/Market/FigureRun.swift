/// One figure of a company's bars. Missing is NaN.
///
/// Single figures are read by their position; a pass over many of them takes them as an array first, which costs less
/// than a look at each.
@safe public struct FigureRun: Sendable {
  /// The positions of the company's bars.
  public let bars: Range<Int>
  private let figures: Figures
  private let start: Int
  private let encoding: FigureEncoding
  private let step: DecimalStep

  init(figures: Figures, start: Int, encoding: FigureEncoding, bars: Range<Int>) {
    (self.figures, self.start, self.encoding, self.bars) = (figures, start, encoding, bars)
    if case .ticks(let exponent, _) = encoding {
      step = DecimalStep(exponent: exponent)
    } else {
      step = DecimalStep(exponent: 0)
    }
  }

  /// The figure of a bar of the company. Traps where it is another one's. O(1).
  public subscript(bar: Int) -> Double {
    precondition(bars.contains(bar), "a bar of another company")
    switch encoding {
    case .constant: return value(at: start)
    case .plain: return value(at: start + (bar - bars.lowerBound) * 8)
    case .ticks:
      let place = start + (bar - bars.lowerBound) * 4
      guard figures.checks?.isSound(at: place) ?? true else { return .nan }
      let count = unsafe figures.bytes.loadUnchecked(at: place, as: Int32.self)
      return count == FigureEncoding.missing ? .nan : step.value(count)
    }
  }

  /// How many of some of the company's bars have the figure. O(1) where all do.
  public func knownCount(in some: Range<Int>) -> Int {
    if case .ticks(_, hasMissing: false) = encoding { return some.count }
    return values(some).count { !$0.isNaN }
  }

  private func value(at place: Int) -> Double {
    guard figures.checks?.isSound(at: place) ?? true else { return .nan }
    return unsafe figures.bytes.loadUnchecked(at: place, as: Double.self)
  }

  /// The figures of some of the company's bars. Traps where one is another company's. O(n).
  public func values(_ some: Range<Int>) -> [Double] {
    unsafe Array(unsafeUninitializedCapacity: some.count) { buffer, count in
      unsafe decode(some, into: buffer)
      count = some.count
    }
  }

  /// The figures of some of the company's bars, into the places of a span from `place` on.
  public func copy(_ some: Range<Int>, into target: inout MutableSpan<Double>, at place: Int) {
    precondition(place >= 0 && place + some.count <= target.count, "outside the span")
    unsafe target.withUnsafeMutableBufferPointer { buffer in
      unsafe decode(some, into: UnsafeMutableBufferPointer(rebasing: buffer[place..<place + some.count]))
    }
  }

  private func decode(_ some: Range<Int>, into target: UnsafeMutableBufferPointer<Double>) {
    guard !some.isEmpty else { return }
    precondition(some.lowerBound >= bars.lowerBound && some.upperBound <= bars.upperBound, "bars of another company")
    let first = some.lowerBound - bars.lowerBound
    switch encoding {
    case .constant: unsafe target.initialize(repeating: value(at: start))
    case .plain:
      let place = start + first * 8
      guard figures.checks?.isSound(place..<place + some.count * 8) ?? true else {
        return unsafe target.initialize(repeating: .nan)
      }
      let source: Column<Double> = figures.bytes.values(at: place, count: some.count)
      _ = unsafe source.withUnsafeBufferPointer { unsafe target.initialize(fromContentsOf: $0) }
    case .ticks(_, let hasMissing):
      let place = start + first * 4
      guard figures.checks?.isSound(place..<place + some.count * 4) ?? true else {
        return unsafe target.initialize(repeating: .nan)
      }
      let source: Column<Int32> = figures.bytes.values(at: place, count: some.count)
      unsafe source.withUnsafeBufferPointer {
        unsafe FigureRun.decode($0, step, hasMissing: hasMissing, into: target)
      }
    }
  }

  /// The loop that every pass over narrow figures begins with.
  private static func decode(
    _ counts: UnsafeBufferPointer<Int32>, _ step: DecimalStep, hasMissing: Bool,
    into target: UnsafeMutableBufferPointer<Double>
  ) {
    if hasMissing {
      for place in 0..<counts.count {
        let count = unsafe counts[place]
        unsafe target[place] = count == FigureEncoding.missing ? .nan : step.value(count)
      }
    } else {
      for place in 0..<counts.count { unsafe target[place] = step.value(counts[place]) }
    }
  }
}
