internal import CMachine

/// The figures of all companies for a loop over many of them.
///
/// A view, as that of one company: it counts no reference, since all cores would count at one place, and must not outlive the figures.
@safe public struct FigureRuns {
  private let offsets: UnsafeBufferPointer<Int>
  private let encodings: UnsafeBufferPointer<FigureEncoding>
  private let starts: UnsafeBufferPointer<Int>
  private let bytes: UnsafeRawBufferPointer
  private let checks: Unmanaged<BlockChecks>?

  /// The runs of some figures, which whoever asks keeps alive as long as these. O(1).
  @unsafe public init(_ figures: Figures) {
    precondition(
      figures.offsets.count == figures.encodings.count + 1 && figures.starts.count == figures.offsets.count,
      "parts disagree")
    // Arrays that never change stay where they are.
    unsafe offsets = figures.offsets.withUnsafeBufferPointer { unsafe $0 }
    unsafe encodings = figures.encodings.withUnsafeBufferPointer { unsafe $0 }
    unsafe starts = figures.starts.withUnsafeBufferPointer { unsafe $0 }
    unsafe bytes = UnsafeRawBufferPointer(figures.bytes.values)
    unsafe checks = figures.checks.map { unsafe Unmanaged.passUnretained($0) }
  }

  /// The figures of one company. O(1).
  public subscript(company: Int) -> FigureRun {
    unsafe precondition(company >= 0 && company < encodings.count, "no such company")
    return unsafe FigureRun(
      bytes, checks, start: starts[company], encoding: encodings[company], bars: offsets[company]..<offsets[company + 1]
    )
  }

  /// Whether a company has a bar before one of its own.
  @inline(__always)
  func hasBar(before bar: Int, of company: Int) -> Bool {
    unsafe precondition(company >= 0 && company < encodings.count, "no such company")
    return unsafe bar > offsets[company]
  }

  /// The figure of a bar of a company; NaN where its number is below 0, and where the file that holds it is damaged. Traps where it is
  /// another company's.
  @inline(__always)
  func value(of company: Int, at bar: Int) -> Double {
    if bar < 0 { return .nan }
    unsafe precondition(company >= 0 && company < encodings.count, "no such company")
    let (first, end) = unsafe (offsets[company], offsets[company + 1])
    precondition(first <= bar && bar < end, "a bar of another company")
    let (start, encoding) = unsafe (starts[company], encodings[company])
    let place = encoding.bytes(of: bar - first, from: start)
    if let checks = unsafe checks, unsafe !checks._withUnsafeGuaranteedRef({ $0.isSound(place) }) { return .nan }
    switch encoding {
    case .constant: return unsafe bytes.load(fromByteOffset: start, as: Double.self)
    case .plain: return unsafe bytes.load(fromByteOffset: place.lowerBound, as: Double.self)
    case .ticks(let exponent, _):
      let ticks = unsafe bytes.load(fromByteOffset: place.lowerBound, as: Int32.self)
      return ticks == FigureEncoding.missing ? .nan : DecimalStep(exponent: exponent).value(ticks)
    }
  }

  /// Asks for the memory of a figure; of one that is not four bytes wide for a place nearby, and of a bar that is another company's for
  /// any place, which does no harm.
  @inline(__always)
  func prefetch(_ company: Int, _ bar: Int) {
    unsafe precondition(company >= 0 && company < encodings.count, "no such company")
    guard let start = unsafe bytes.baseAddress else { return }
    unsafe machine_prefetch(start + (starts[company] &+ (bar &- offsets[company]) &* 4))
  }
}
