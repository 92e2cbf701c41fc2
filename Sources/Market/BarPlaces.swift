internal import CKernels
internal import CMachine

/// Where a company's bars lie among the trading days of its exchange.
///
/// A view: it counts no reference to the stretches, since all cores would count at one place, and must not outlive their market.
@safe public struct BarPlaces: @unchecked Sendable {
  /// The positions of the company's bars.
  public let run: Range<Int>
  /// Stretches of successive places that have a bar each, and one more for the end; none where there are no bars, or where they have
  /// no places.
  let stretches: UnsafeBufferPointer<kernel_stretch>

  init(run: Range<Int>, _ stretches: UnsafeBufferPointer<kernel_stretch>) {
    self.run = run
    unsafe self.stretches = stretches
  }

  /// The bars as a calendar of their own: each place has one.
  public init(countingBars run: Range<Int>) {
    self.run = run
    unsafe stretches = BarPlaces.everyBar.withUnsafeBufferPointer { unsafe $0 }
  }

  /// A stretch that never ends.
  private static let everyBar: Column = [kernel_stretch(place: 0, bar: 0), kernel_stretch(place: .max, bar: .max)]

  /// Whether each bar has a place; where one's day is no trading day, all are found by their days.
  public var areKnown: Bool { unsafe run.isEmpty || !stretches.isEmpty }

  /// The bars on some places; none where there are no places. O(log stretches). They must be known.
  public func bars(on places: Range<Int>) -> Range<Int> {
    let start = bar(from: places.lowerBound)
    return start..<(places.isEmpty ? start : max(start, bar(from: places.upperBound)))
  }

  /// The first bar on a place or behind it; the end of the bars where there is none. O(log stretches). They must be known.
  public func bar(from place: Int) -> Int {
    precondition(areKnown, "bars without a place")
    return run.isEmpty ? run.lowerBound : bar(from: place, in: stretch(at: place))
  }

  /// The first bar on a place or behind it, where the last stretch that does not begin behind the place has this number.
  @inline(__always)
  private func bar(from place: Int, in number: Int) -> Int {
    let (own, next) = unsafe (stretches[number], stretches[number + 1])
    let bar = min(Int(own.bar) + max(0, place - Int(own.place)), Int(next.bar))
    return run.lowerBound + max(0, min(bar, run.count))
  }

  /// The place of one of the company's bars; nil where it has none. O(log stretches).
  public func place(of bar: Int) -> Int? {
    precondition(run.contains(bar), "a bar of another company")
    if unsafe stretches.isEmpty { return nil }
    let number = bar - run.lowerBound
    let own = unsafe stretches[last { Int($0.bar) > number }]
    return Int(own.place) + number - Int(own.bar)
  }

  /// The last stretch that begins on a place or before it; the first one where none does.
  func stretch(at place: Int) -> Int { last { Int($0.place) > place } }

  /// The last stretch that is not behind something, where those that are come last; the first one where all are.
  @inline(__always)
  private func last(_ isBehind: (kernel_stretch) -> Bool) -> Int {
    // In steps that double from the end, since most questions are of late days.
    var (step, high) = unsafe (1, stretches.count - 1)
    var low = high - 1
    while low > 0, unsafe isBehind(stretches[low]) {
      high = low
      step *= 2
      low = high - step
    }
    low = max(low, 0)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if unsafe isBehind(stretches[middle]) { high = middle } else { low = middle }
    }
    return low
  }

  /// Asks for the memory that `bars` will look at for late places.
  @inline(__always)
  func prefetch() {
    if let start = unsafe stretches.baseAddress { unsafe machine_prefetch(start + max(0, stretches.count - 4)) }
  }
}

extension BarPlaces {
  /// Successive bars on successive places.
  public struct Part {
    /// The first of the places.
    public let place: Int
    /// The bars.
    public let bars: Range<Int>
  }

  /// The bars on some places, in parts between which there are places without one. O(parts). They must be known.
  public func parts(on places: Range<Int>) -> [Part] {
    precondition(areKnown, "bars without a place")
    if run.isEmpty { return [] }
    var parts: [Part] = []
    for number in unsafe stretch(at: places.lowerBound)..<stretches.count - 1 {
      let own = unsafe stretches[number]
      if own.place >= places.upperBound { break }
      let first = max(Int(own.place), places.lowerBound)
      let start = bar(from: first, in: number)
      let end = min(bar(from: places.upperBound, in: number), start + places.upperBound - first)
      if start < end { parts.append(Part(place: first, bars: start..<end)) }
    }
    return parts
  }

  /// Puts figures of some bars that of them lie on some places on the place of each, and NaN on the others, into a span from `place` on.
  /// O(places). The bars must be known.
  public func spread(
    _ figures: [Double], of bars: Range<Int>, on places: Range<Int>, into target: inout MutableSpan<Double>,
    at place: Int
  ) {
    precondition(figures.count == bars.count, "a figure a bar")
    unsafe target.withPlaces(at: place, places.count) { target in
      unsafe withStretches(on: places) { stretches, count in
        unsafe figures.withUnsafeBufferPointer { figures in
          unsafe kernel_spread(
            figures.baseAddress, bars.lowerBound - run.lowerBound, bars.count, stretches, count, places.lowerBound,
            places.count, target)
        }
      }
    }
  }

  /// Calls `body` with the stretches that reach to some places, and how many they are.
  @inline(__always) @unsafe
  func withStretches<Result>(on places: Range<Int>, _ body: (UnsafePointer<kernel_stretch>?, Int) -> Result) -> Result {
    precondition(areKnown, "bars without a place")
    if run.isEmpty { return body(nil, 0) }
    let first = stretch(at: places.lowerBound)
    return unsafe body(stretches.baseAddress.map { unsafe $0 + first }, stretches.count - 1 - first)
  }
}

extension MutableSpan<Double> {
  /// Makes the figures on some places missing.
  @inlinable package mutating func forget(_ places: Range<Int>) {
    for place in places { self[place] = .nan }
  }

  /// Calls `body` with where so many figures from a place on go.
  @inline(__always) @unsafe
  mutating func withPlaces<Result>(
    at place: Int, _ count: Int, _ body: (UnsafeMutablePointer<Double>?) -> Result
  ) -> Result {
    precondition(place >= 0 && count >= 0 && place + count <= self.count, "outside the span")
    return unsafe withUnsafeMutableBufferPointer { buffer in unsafe body(buffer.baseAddress.map { unsafe $0 + place }) }
  }
}
