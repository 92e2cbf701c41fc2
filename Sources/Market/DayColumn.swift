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

  /// The days for a pass over some of them, which are looked at all at once.
  public func checked(_ bars: Range<Int>) -> Column<Day> {
    // Where they are damaged the file says so, and the pass is for nothing.
    if let checks, !bars.isEmpty { _ = checks.isSound(bars.lowerBound * 4..<bars.upperBound * 4) }
    return values
  }
}
