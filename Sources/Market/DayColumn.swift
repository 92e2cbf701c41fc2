/// The days of all bars, ascending within a company's run.
public struct DayColumn: Sendable {
  /// The days as they stand in memory.
  let values: Column<Day>
  /// Which of them are known to be good; nil where all are.
  let checks: BlockChecks?

  init(_ values: Column<Day>, checks: BlockChecks? = nil) {
    (self.values, self.checks) = (values, checks)
  }

  /// How many there are.
  public var count: Int { values.count }

  /// The day of a bar; the first day there is where the file that holds it is damaged. Traps outside the bars. O(1).
  public subscript(bar: Int) -> Day {
    let day = values[bar]
    guard let checks else { return day }
    return checks.isSound(at: bar * 4) ? day : .first
  }

  /// Calls `body` with the days as they stand in memory, for a search among some of them; what it has looked at is to be
  /// checked afterwards, all at once.
  @inline(__always) @unsafe
  func withUnsafeDays<Result>(_ body: (UnsafeBufferPointer<Day>) -> Result) -> Result {
    unsafe values.withUnsafeBufferPointer { unsafe body($0) }
  }

  /// Looks at some days, which are not none: where they are damaged, the file says so from then on.
  @inline(__always)
  func check(_ bars: Range<Int>) {
    if let checks { _ = checks.isSound(bars.lowerBound * 4..<bars.upperBound * 4) }
  }

  /// The days for a pass over some of them, which are looked at all at once.
  ///
  /// A view: it counts no reference to the days, since all cores would count at one place, and must not outlive their market.
  public func checked(_ bars: Range<Int>) -> Column<Day> {
    // Where they are damaged the file says so, and the pass is for nothing.
    if !bars.isEmpty { check(bars) }
    return unsafe Column(constant: values.values)
  }
}
