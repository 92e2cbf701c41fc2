import Market
import Testing

@testable import Query

/// Bars on days on which their exchange does not trade, which only a market file can hold.
@Suite struct PlacedBarsTests {
  @Test("no day of a company without places has no bar of another company")
  func noDayHasNoBar() {
    let days = (0..<6).map { Day(number: Int32(20_000 + $0)) }
    var columns = Bars.Columns()
    columns.offsets = [0, 3, 6]
    columns.days = Column(Array(days[..<3] + days[3...]))
    columns.close = Column([1, 2, 3, 4, 5, 6])
    let missing = Column(repeating: Double.nan, count: 6)
    (columns.open, columns.high, columns.low, columns.volume) = (missing, missing, missing, missing)
    // The exchange trades on none of the days of the second company.
    let tradingDays = Array(days[..<3])
    let bars = Bars(certain: columns) { _ in tradingDays }
    let series = Series(of: bars, 1, in: tradingDays)
    #expect(!series.places.areKnown)
    let placed = PlacedBars(series)
    #expect(placed.bars(on: 0..<0) == 3..<3)
    #expect(LaneEvaluator.dayGains(placed, on: 1..<1).isEmpty)
    let gains = LaneEvaluator.dayGains(placed, on: 0..<3)
    #expect(gains.allSatisfy { $0.isNaN })
  }
}
