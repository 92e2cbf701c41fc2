internal import CMachine

// Single figures of many companies: each lies somewhere else, so that memory is asked for some companies ahead.
extension Figures {
  /// The figure of one bar of each of some companies; NaN where the bar's number is below 0, and for the rest of them once it
  /// is wished that this should stop. O(companies).
  public func values(
    of companies: [Int], at bars: [Int], _ concurrency: Concurrency = .oneCore, unless interruption: Interruption? = nil
  ) -> [Double] {
    precondition(companies.count == bars.count, "a bar a company")
    return concurrency.mapPlaces(of: bars.count, unless: interruption, or: .nan, holding: { Looks(self) }) {
      place, looks in
      let next = place + Memory.placesAhead
      if next < bars.count { looks.prefetch(companies[next], bars[next]) }
      return looks.value(of: companies[place], at: bars[place])
    }
  }

  /// What a window of a company's bars goes from and to.
  public struct Edges: Sendable {
    /// The figure of the window's last bar; NaN where that lacks it, and where there is no bar.
    public let end: Double
    /// The figure of the bar before the window; NaN where that lacks it, and where there is none or the window has no bar.
    public let base: Double

    fileprivate static let none = Edges(end: .nan, base: .nan)
  }

  /// The edges of a window of each of some companies; NaN for the rest of them once it is wished that this should stop. O(companies).
  public func edges(
    of companies: [Int], over windows: [Range<Int>], _ concurrency: Concurrency = .oneCore,
    unless interruption: Interruption? = nil
  ) -> [Edges] {
    precondition(companies.count == windows.count, "a window a company")
    return concurrency.mapPlaces(of: windows.count, unless: interruption, or: .none, holding: { Looks(self) }) {
      place, looks in
      let next = place + Memory.placesAhead
      if next < windows.count {
        looks.prefetch(companies[next], windows[next].lowerBound - 1)
        if windows[next].count > 1 { looks.prefetch(companies[next], windows[next].upperBound - 1) }
      }
      let (company, window) = (companies[place], windows[place])
      if window.isEmpty { return .none }
      let hasBase = looks.hasBar(before: window.lowerBound, of: company)
      return Edges(
        end: looks.value(of: company, at: window.upperBound - 1),
        base: hasBase ? looks.value(of: company, at: window.lowerBound - 1) : .nan)
    }
  }
}

/// What looks at single figures need, held once for many of them.
///
/// A view of who looks after the figures' bytes: all cores would count references to it at one place. It must not outlive the figures.
@safe private struct Looks {
  private let offsets: [Int]
  private let encodings: [FigureEncoding]
  private let starts: [Int]
  private let bytes: Column<UInt8>
  private let held: UnsafeRawBufferPointer
  private let checks: Unmanaged<BlockChecks>?

  init(_ figures: Figures) {
    (offsets, encodings, starts) = (figures.offsets, figures.encodings, figures.starts)
    bytes = figures.bytes
    unsafe checks = figures.checks.map { unsafe Unmanaged.passUnretained($0) }
    unsafe held = UnsafeRawBufferPointer(bytes.values)
  }

  /// Whether a company has a bar before one of its own.
  @inline(__always)
  func hasBar(before bar: Int, of company: Int) -> Bool { bar > offsets[company] }

  /// The figure of a bar of a company; NaN where its number is below 0, and where the file that holds it is damaged. Traps where it is
  /// another company's.
  @inline(__always)
  func value(of company: Int, at bar: Int) -> Double {
    if bar < 0 { return .nan }
    precondition(offsets[company] <= bar && bar < offsets[company + 1], "a bar of another company")
    let (number, start, encoding) = (bar - offsets[company], starts[company], encodings[company])
    let place = encoding.bytes(of: number, from: start)
    if let checks = unsafe checks, unsafe !checks._withUnsafeGuaranteedRef({ $0.isSound(place) }) { return .nan }
    switch encoding {
    case .constant: return unsafe held.load(fromByteOffset: start, as: Double.self)
    case .plain: return unsafe held.load(fromByteOffset: place.lowerBound, as: Double.self)
    case .ticks(let exponent, _):
      let ticks = unsafe held.load(fromByteOffset: place.lowerBound, as: Int32.self)
      return ticks == FigureEncoding.missing ? .nan : DecimalStep(exponent: exponent).value(ticks)
    }
  }

  /// Asks for the memory of a figure; of one that is not four bytes wide for a place nearby, and of a bar that is another company's for
  /// any place, which does no harm.
  @inline(__always)
  func prefetch(_ company: Int, _ bar: Int) {
    guard let start = unsafe held.baseAddress else { return }
    unsafe machine_prefetch(start + (starts[company] &+ (bar &- offsets[company]) &* 4))
  }
}
