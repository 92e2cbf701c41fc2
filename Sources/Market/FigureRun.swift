internal import CKernels
internal import CMachine

/// One figure of a company's bars. Missing is NaN.
///
/// Single figures are read by their position; a pass over many of them takes them as an array first, which costs less
/// than a look at each.
///
/// A view: it counts no reference to the figures, since all cores would count at one place, and must not outlive their
/// market.
@safe public struct FigureRun: @unchecked Sendable {
  /// The positions of the company's bars.
  public let bars: Range<Int>
  // All bytes of the figures, and who looks after them.
  private let bytes: UnsafeRawBufferPointer
  private let checks: Unmanaged<BlockChecks>?
  private let start: Int
  private let encoding: FigureEncoding
  let step: DecimalStep

  init(_ bytes: Column<UInt8>, _ checks: BlockChecks?, start: Int, encoding: FigureEncoding, bars: Range<Int>) {
    unsafe self.init(
      UnsafeRawBufferPointer(bytes.values), checks.map { unsafe Unmanaged.passUnretained($0) }, start: start,
      encoding: encoding, bars: bars)
  }

  @unsafe
  init(
    _ bytes: UnsafeRawBufferPointer, _ checks: Unmanaged<BlockChecks>?, start: Int, encoding: FigureEncoding,
    bars: Range<Int>
  ) {
    unsafe self.bytes = bytes
    unsafe self.checks = checks
    (self.start, self.encoding, self.bars) = (start, encoding, bars)
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
      guard isSound(place..<place + 4) else { return .nan }
      let count = unsafe bytes.load(fromByteOffset: place, as: Int32.self)
      return count == FigureEncoding.missing ? .nan : step.value(count)
    }
  }

  /// Whether it is known, without looking at them, that all bars have the figure.
  var isComplete: Bool {
    if case .ticks(_, hasMissing: false) = encoding { true } else { false }
  }

  /// How many of some of the company's bars have the figure. O(1) where all do.
  public func knownCount(in some: Range<Int>) -> Int {
    if isComplete { return some.count }
    return values(some).count { !$0.isNaN }
  }

  private func value(at place: Int) -> Double {
    guard isSound(place..<place + 8) else { return .nan }
    return unsafe bytes.load(fromByteOffset: place, as: Double.self)
  }

  /// Whether some bytes, which are not none, are as they were written.
  @inline(__always)
  private func isSound(_ range: Range<Int>) -> Bool {
    guard let checks = unsafe checks else { return true }
    return unsafe checks._withUnsafeGuaranteedRef { $0.isSound(range) }
  }

  /// The figures of some of the company's bars. Traps where one is another company's. O(n).
  public func values(_ some: Range<Int>) -> [Double] {
    unsafe Array(unsafeUninitializedCapacity: some.count) { buffer, count in
      unsafe decode(some, into: buffer)
      count = some.count
    }
  }

  /// The figures of the company's bars on some places, each on its own, and NaN on the others, into a span from `place` on. O(places).
  /// Traps where the bars are another company's, or are not known.
  public func spread(
    _ bars: BarPlaces, on places: Range<Int>, into target: inout MutableSpan<Double>, at place: Int
  ) {
    precondition(bars.run == self.bars, "bars of another company")
    let held = bars.bars(on: places)
    guard let (counts, hasMissing) = unsafe ticks(held) else {
      return bars.spread(values(held), of: held, on: places, into: &target, at: place)
    }
    unsafe target.withPlaces(at: place, places.count) { target in
      unsafe bars.withStretches(on: places) { stretches, count in
        unsafe kernel_spread_ticks(
          counts.baseAddress, held.lowerBound - bars.run.lowerBound, counts.count, stretches, count,
          places.lowerBound, places.count, step.high, step.low, hasMissing, target)
      }
    }
  }

  /// Asks for the memory of some of the company's figures, or of the first thousand of them: whoever goes from company to company asks
  /// for the next one's ahead. O(n).
  public func prefetch(_ some: Range<Int>) {
    guard case .ticks = encoding, !some.isEmpty, let bytes = unsafe bytes.baseAddress else { return }
    precondition(some.lowerBound >= bars.lowerBound && some.upperBound <= bars.upperBound, "bars of another company")
    let place = start + (some.lowerBound - bars.lowerBound) * 4
    let line = 64
    for byte in stride(from: place, to: place + min(some.count, 1024) * 4, by: line) {
      unsafe machine_prefetch(bytes + byte)
    }
  }

  /// Asks for the memory of the company's first figures on some places and of the one before them, from which a change is measured;
  /// nothing where the bars are not known. A pass over more of them asks for the rest itself. O(log stretches).
  public func prefetch(_ bars: BarPlaces, on places: Range<Int>) {
    guard bars.areKnown else { return }
    let held = bars.bars(on: places)
    prefetch((max(bars.run.lowerBound, held.lowerBound - 1)..<held.upperBound).prefix(256))
  }

  private func decode(_ some: Range<Int>, into target: UnsafeMutableBufferPointer<Double>) {
    guard !some.isEmpty else { return }
    precondition(some.lowerBound >= bars.lowerBound && some.upperBound <= bars.upperBound, "bars of another company")
    let first = some.lowerBound - bars.lowerBound
    switch encoding {
    case .constant: unsafe target.initialize(repeating: value(at: start))
    case .plain:
      let place = start + first * 8
      guard isSound(place..<place + some.count * 8) else { return unsafe target.initialize(repeating: .nan) }
      _ = unsafe target.initialize(fromContentsOf: values(at: place, some.count))
    case .ticks(_, let hasMissing):
      let place = start + first * 4
      guard isSound(place..<place + some.count * 4) else { return unsafe target.initialize(repeating: .nan) }
      unsafe FigureRun.decode(values(at: place, some.count), step, hasMissing: hasMissing, into: target)
    }
  }

  /// What one step is; 1 where the figures are no steps.
  var stepSize: Double { step.high + step.low }

  /// The steps of some of the company's figures, and whether one of them may be missing; nil where they are not kept so. Traps
  /// where one is another company's.
  @unsafe
  func ticks(_ some: Range<Int>) -> (counts: UnsafeBufferPointer<Int32>, hasMissing: Bool)? {
    guard case .ticks(_, let hasMissing) = encoding, !some.isEmpty else { return nil }
    precondition(some.lowerBound >= bars.lowerBound && some.upperBound <= bars.upperBound, "bars of another company")
    let place = start + (some.lowerBound - bars.lowerBound) * 4
    return isSound(place..<place + some.count * 4) ? unsafe (values(at: place, some.count), hasMissing) : nil
  }

  /// The values that begin at a place of the bytes, each at a boundary of its size.
  @inline(__always) @unsafe
  private func values<Value>(at place: Int, _ count: Int) -> UnsafeBufferPointer<Value> {
    unsafe UnsafeRawBufferPointer(rebasing: bytes[place..<place + count * MemoryLayout<Value>.stride])
      .assumingMemoryBound(to: Value.self)
  }

  /// The loop that every pass over narrow figures begins with.
  private static func decode(
    _ counts: UnsafeBufferPointer<Int32>, _ step: DecimalStep, hasMissing: Bool,
    into target: UnsafeMutableBufferPointer<Double>
  ) {
    unsafe kernel_decode_ticks(
      counts.baseAddress, counts.count, step.high, step.low, hasMissing, target.baseAddress)
  }
}
