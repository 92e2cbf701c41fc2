/// One figure of all bars: each company's run as narrow as nothing is lost by it.
///
/// Prices and volumes are decimal numbers of few digits, so that a run of them is whole numbers of 32 bits and a power of
/// ten; a run that is not so keeps its Float64s. Memory is what a pass over all bars waits for.
@safe public final class Figures: Sendable {
  /// `offsets[c]..<offsets[c + 1]` are the positions of company c's bars.
  let offsets: [Int]
  /// How each company's run stands in `bytes`.
  let encodings: [FigureEncoding]
  /// Where each company's run begins in `bytes`; one more for the end.
  let starts: [Int]
  let bytes: Column<UInt8>
  /// Which of the bytes are known to be good; nil where all are.
  let checks: BlockChecks?

  /// No figures of no companies.
  static let none = Figures()

  private init() {
    (offsets, encodings, starts, bytes, checks) = ([0], [], [0], [], nil)
  }

  /// The same figures as another object.
  init(_ other: Figures) {
    (offsets, encodings, starts, bytes, checks) = (
      other.offsets, other.encodings, other.starts, other.bytes, other.checks
    )
  }

  /// Figures that lie in a file. Nil where the encodings do not fill the bytes.
  init?(offsets: [Int], encodings: [FigureEncoding], bytes: Column<UInt8>, checks: BlockChecks?) {
    guard let starts = Figures.starts(offsets, encodings), starts[starts.count - 1] == bytes.count else { return nil }
    (self.offsets, self.encodings, self.starts) = (offsets, encodings, starts)
    (self.bytes, self.checks) = (bytes, checks)
  }

  /// Figures of all bars, NaN where missing; throws where memory does not suffice. O(figures), on all cores.
  convenience init(_ values: Column<Double>, offsets: [Int]) throws(OutOfMemory) {
    unsafe try self.init(offsets: offsets) { company, body in
      unsafe values.withUnsafeBufferPointer { buffer in
        unsafe body(UnsafeBufferPointer(rebasing: buffer[offsets[company]..<offsets[company + 1]]))
      }
    }
  }

  /// Small numbers of all bars; those below zero are missing.
  convenience init(numbers: Column<Int32>, offsets: [Int]) throws(OutOfMemory) {
    unsafe try self.init(offsets: offsets) { company, body in
      let run = numbers[offsets[company]..<offsets[company + 1]].map { $0 < 0 ? Double.nan : Double($0) }
      unsafe run.withUnsafeBufferPointer { unsafe body($0) }
    }
  }

  private init(
    offsets: [Int], withRun: @Sendable (_ company: Int, _ body: (UnsafeBufferPointer<Double>) -> Void) -> Void
  ) throws(OutOfMemory) {
    let runs = Concurrency.allCores.map(offsets.count - 1) { company in
      var encoded = EncodedRun(encoding: .constant)
      unsafe withRun(company) { unsafe encoded = EncodedRun($0) }
      return encoded
    }
    let encodings = runs.map(\.encoding)
    let starts = Figures.starts(offsets, encodings) ?? []
    let bytes = try MutableColumn<UInt8>(count: starts[starts.count - 1])
    Concurrency.allCores.forEach(runs.count) { company in
      guard starts[company] < starts[company + 1] else { return }
      let target = unsafe UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(bytes.values)[starts[company]..<starts[company + 1]])
      unsafe withRun(company) { unsafe runs[company].write($0, to: target) }
    }
    (self.offsets, self.encodings, self.starts) = (offsets, encodings, starts)
    (self.bytes, self.checks) = (bytes.finished(), nil)
  }

  /// Where each run begins; nil where there are more bytes than can be counted.
  private static func starts(_ offsets: [Int], _ encodings: [FigureEncoding]) -> [Int]? {
    guard encodings.count == offsets.count - 1 else { return nil }
    var starts = [0]
    starts.reserveCapacity(offsets.count)
    for company in encodings.indices {
      starts.append(starts[company] + encodings[company].byteCount(offsets[company + 1] - offsets[company]))
    }
    return starts
  }

  /// The figures of one company.
  public subscript(company: Int) -> FigureRun {
    FigureRun(
      bytes, checks, start: starts[company], encoding: encodings[company],
      bars: offsets[company]..<offsets[company + 1])
  }

  /// Whether no bar has the figure. O(companies) where none has.
  var isMissing: Bool {
    offsets.indices.dropLast().allSatisfy { company in
      let run = self[company]
      return run.bars.allSatisfy { run[$0].isNaN }
    }
  }

  /// Whether both are one piece of memory.
  func sharesMemory(with other: Figures) -> Bool { bytes.sharesMemory(with: other.bytes) }
}

/// A run while its figures are put in order.
private struct EncodedRun: Sendable {
  var encoding: FigureEncoding
  /// The steps of each figure where it has some.
  private var ticks: [Int32] = []

  init(encoding: FigureEncoding) { self.encoding = encoding }

  /// The narrowest encoding that keeps all figures.
  init(_ values: UnsafeBufferPointer<Double>) {
    encoding = .constant
    guard let first = unsafe values.first?.bitPattern else { return }
    if unsafe values.allSatisfy({ $0.bitPattern == first }) { return }
    // Most figures have few decimals; large volumes end in zeros.
    let exponents =
      Array(FigureEncoding.exponents.filter { $0 <= 0 }.reversed()) + FigureEncoding.exponents.filter { $0 > 0 }
    ticks = Array(repeating: 0, count: values.count)
    for exponent in exponents {
      if let hasMissing = unsafe EncodedRun.count(values, exponent, &ticks) {
        encoding = .ticks(exponent: exponent, hasMissing: hasMissing)
        return
      }
    }
    ticks = []
    encoding = .plain
  }

  /// Counts the steps of each figure; whether any is missing, or nil where a figure is not exactly so many steps.
  private static func count(_ values: UnsafeBufferPointer<Double>, _ exponent: Int, _ ticks: inout [Int32]) -> Bool? {
    let step = DecimalStep(exponent: exponent)
    let inverse = DecimalStep.inverses[exponent - FigureEncoding.exponents.lowerBound]
    // A sum with this has the nearest whole number in its last digits.
    let shift = 0x1.8p52
    var target = ticks.mutableSpan
    var hasMissing: UInt64 = 0
    var start = 0
    while start < target.count {
      let end = min(start + 128, target.count)
      var wrong: UInt64 = 0
      for place in start..<end {
        let value = unsafe values[place]
        let count = Int32(truncatingIfNeeded: (value * inverse + shift).bitPattern)
        let isMissing = value.isNaN ? UInt64.max : 0
        let difference = step.value(count).bitPattern ^ value.bitPattern
        wrong |= (difference | (count == FigureEncoding.missing ? 1 : 0)) & ~isMissing
        hasMissing |= isMissing
        target[place] = value.isNaN ? FigureEncoding.missing : count
      }
      if wrong != 0 { return nil }
      start = end
    }
    return hasMissing != 0
  }

  /// Writes the run, whose figures these are, as it is encoded.
  func write(_ values: UnsafeBufferPointer<Double>, to bytes: UnsafeMutableRawBufferPointer) {
    switch encoding {
    case .constant: unsafe bytes.storeBytes(of: values[0], as: Double.self)
    case .plain: unsafe bytes.copyMemory(from: UnsafeRawBufferPointer(values))
    case .ticks:
      // The bytes behind the last one are part of the file.
      unsafe bytes.storeBytes(of: 0, toByteOffset: bytes.count - 4, as: Int32.self)
      unsafe ticks.withUnsafeBytes { unsafe bytes.copyMemory(from: $0) }
    }
  }
}
