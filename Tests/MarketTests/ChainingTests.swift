import Testing

@testable import Market

/// Hand-made bars of one company with answers worked out on paper.
@Suite struct ChainingTests {
  /// One company with a bar on each named day of a calendar of five days, 2026-02-02 (Monday) to 2026-02-06.
  private func bars(_ rows: String, columns: String = "close,previous,change") throws -> Bars {
    let calendar = "date\n2026-02-02\n2026-02-03\n2026-02-04\n2026-02-05\n2026-02-06\n"
    let lines = rows.split(separator: "\n").map { line in
      let parts = line.split(separator: " ", maxSplits: 1)
      return "2026-02-0\(parts[0]),A,\(parts.count > 1 ? String(parts[1]) : "")"
    }
    let prices = "date,ticker,\(columns)\n" + lines.joined(separator: "\n") + "\n"
    return try Market.load(dataSet(prices: prices, calendar: calendar)).market.bars
  }

  private func measure(_ bars: Bars, _ first: Int, _ last: Int) -> Bars.Measurement {
    let from = day("2026-02-0\(first)")
    let positions = bars.positions(of: 0, from: from, through: day("2026-02-0\(last)"))
    return bars.measurement(
      of: 0, over: positions, isSingleDay: first == last, beginsAtFirstBar: bars.firstDay == from)
  }

  private func isUnmeasured(_ measurement: Bars.Measurement) -> Bool {
    measurement.gain.isNaN && measurement.base.isNaN && measurement.baseBar == nil
  }

  private func isNear(_ left: Double, _ right: Double) -> Bool { abs(left - right) < 1e-12 }

  @Test func plainCloses() throws {
    let bars = try bars("2 100\n3 110\n4 99", columns: "close")
    #expect(isUnmeasured(measure(bars, 2, 2)))
    #expect(measure(bars, 2, 2).endBar == 0)
    #expect(isNear(measure(bars, 3, 3).gain, 0.1))
    #expect(measure(bars, 3, 3).base == 100)
    #expect(measure(bars, 3, 3).baseBar == 0)
    #expect(isNear(measure(bars, 3, 4).gain, -0.01))
    #expect(measure(bars, 3, 4).endBar == 2)
    #expect(isNear(measure(bars, 3, 6).gain, -0.01))
    #expect(isUnmeasured(measure(bars, 5, 6)))
    #expect(measure(bars, 5, 6).endBar == nil)
  }

  @Test func listingDayWithPrevious() throws {
    let bars = try bars("3 131.5,116.2,\n4 150,,")
    let listing = measure(bars, 3, 3)
    #expect(isNear(listing.gain, 131.5 / 116.2 - 1))
    #expect(listing.base == 116.2)
    #expect(listing.baseBar == nil)
    #expect(listing.endBar == 0)
    #expect(isNear(measure(bars, 3, 4).gain, 150 / 116.2 - 1))
    #expect(measure(bars, 3, 4).base == 116.2)
    // A window that begins before the first bar has no base.
    #expect(measure(bars, 2, 4).gain.isNaN)
    #expect(measure(bars, 2, 4).endBar == 1)
  }

  @Test func listingDayWithChangeOnly() throws {
    let bars = try bars("3 131.5,,0.1317\n4 150,,")
    let listing = measure(bars, 3, 3)
    #expect(isNear(listing.gain, 0.1317))
    #expect(isNear(listing.base, 131.5 / 1.1317))
    #expect(isNear(measure(bars, 3, 4).gain, 150 / (131.5 / 1.1317) - 1))
    // Without a close there is a gain for the day, but nothing to measure on from.
    let noClose = try self.bars("3 ,,0.1317\n4 150,,")
    #expect(isNear(measure(noClose, 3, 3).gain, 0.1317))
    #expect(measure(noClose, 3, 3).base.isNaN)
    #expect(measure(noClose, 3, 4).gain.isNaN)
  }

  @Test func splitByPrevious() throws {
    // Two for one before the third: 100 becomes 50.
    let bars = try bars("2 90,,\n3 100,,\n4 55,50,\n5 66,,")
    #expect(isNear(measure(bars, 4, 4).gain, 0.1))
    #expect(measure(bars, 4, 4).base == 50)
    #expect(isNear(measure(bars, 3, 5).gain, (100.0 / 90) * 1.1 * 1.2 - 1))
    #expect(isNear(measure(bars, 3, 5).base, 45))
    #expect(measure(bars, 3, 5).baseBar == 0)
    #expect(isNear(bars.scale(of: 0, from: 1, to: 3), 0.5))
    #expect(bars.scale(of: 0, from: 2, to: 3) == 1)
  }

  @Test func previousThatIsTheCloseBeforeChangesNothing() throws {
    let bars = try bars("2 90,,\n3 100,90,\n4 120,100,")
    #expect(bars.chain.reports?[0][1].isNaN ?? true)
    #expect(bars.chain.factors == nil)
    #expect(measure(bars, 3, 3).baseBar == 0)
  }

  @Test func splitByChangeThatDisagreesWithCloses() throws {
    let bars = try bars("2 90,,\n3 100,,\n4 55,,0.1\n5 66,,0.2")
    #expect(isNear(measure(bars, 4, 4).gain, 0.1))
    #expect(isNear(measure(bars, 4, 4).base, 50))
    #expect(measure(bars, 4, 4).baseBar == nil)
    #expect(isNear(measure(bars, 5, 5).gain, 0.2))
    #expect(measure(bars, 5, 5).baseBar == 2)
    #expect(isNear(measure(bars, 3, 5).gain, (100.0 / 90) * 1.1 * 1.2 - 1))
  }

  @Test func changeThatAgreesToItsLastDigitGivesWayToTheCloses() throws {
    let bars = try bars("2 725,,\n3 560,,-0.2276")
    #expect(measure(bars, 3, 3).gain == 560.0 / 725 - 1)
    #expect(measure(bars, 3, 3).base == 725)
    #expect(measure(bars, 3, 3).baseBar == 0)
    // One unit of the last digit off is another figure: a dividend, for instance.
    let other = try self.bars("2 725,,\n3 560,,-0.2277")
    #expect(isNear(measure(other, 3, 3).gain, -0.2277))
    // A change with its zeros dropped is never taken for coarser than a percent.
    let coarse = try self.bars("2 100,,\n3 104,,0.0\n4 104.4,,0")
    #expect(measure(coarse, 3, 3).gain == 0)
    #expect(isNear(measure(coarse, 4, 4).gain, 104.4 / 104 - 1))
  }

  @Test func gap() throws {
    // The bar of the third is not there: the fifth is measured close to close, its own day by its report.
    let bars = try bars("2 100,,\n4 90,,-0.2\n5 99,120,\n")
    #expect(isNear(measure(bars, 4, 4).gain, -0.2))
    #expect(isNear(measure(bars, 4, 4).base, 90 / 0.8))
    #expect(isNear(measure(bars, 3, 4).gain, -0.1))
    #expect(measure(bars, 3, 4).base == 100)
    #expect(measure(bars, 3, 4).baseBar == 0)
    #expect(isNear(measure(bars, 5, 5).gain, 99.0 / 120 - 1))
    #expect(isNear(measure(bars, 3, 5).gain, 90 * (99.0 / 120) / 100 - 1))
    let previousAcrossGap = try self.bars("2 100,,\n4 55,50,")
    #expect(isNear(measure(previousAcrossGap, 4, 4).gain, 0.1))
    #expect(isNear(measure(previousAcrossGap, 3, 4).gain, -0.45))
    // Without a report the day itself is measured over the gap, and says from which bar.
    let plain = try self.bars("2 100,,\n4 90,,")
    #expect(isNear(measure(plain, 4, 4).gain, -0.1))
    #expect(measure(plain, 4, 4).baseBar == 0)
  }

  @Test func changeOnlyBarsChainWhereAdjacent() throws {
    let bars = try bars("2 100,,\n3 ,,0.1\n4 ,,-0.2\n5 88,,0")
    #expect(isNear(measure(bars, 3, 4).gain, 1.1 * 0.8 - 1))
    #expect(isNear(measure(bars, 3, 5).gain, 1.1 * 0.8 - 1))
    #expect(isNear(measure(bars, 4, 5).gain, 0.8 - 1))
    // What the changes imply is no close to show.
    #expect(measure(bars, 3, 4).base.isNaN)
    #expect(measure(bars, 4, 5).base.isNaN)
    #expect(isNear(measure(bars, 3, 5).base, 100))
    #expect(measure(bars, 3, 5).baseBar == 0)
  }

  @Test func withoutAClosingPriceThereIsNoBase() throws {
    let bars = try bars("2 100,,\n3 ,100,0.1\n4 ,,0.1")
    #expect(isNear(measure(bars, 3, 3).gain, 0.1))
    #expect(measure(bars, 3, 3).base.isNaN)
    #expect(isNear(measure(bars, 3, 4).gain, 0.21))
    #expect(measure(bars, 3, 4).base.isNaN)
    #expect(measure(bars, 3, 4).baseBar == 0)
  }

  @Test func changeOnlyBarsDoNotChainAcrossAGap() throws {
    let bars = try bars("2 100,,\n4 ,,0.5\n5 ,,0.5\n6 120,,")
    #expect(isNear(measure(bars, 4, 4).gain, 0.5))
    #expect(measure(bars, 3, 5).gain.isNaN)
    #expect(isNear(measure(bars, 3, 6).gain, 0.2))
    #expect(isNear(measure(bars, 6, 6).gain, 0.2))
    #expect(measure(bars, 6, 6).baseBar == 0)
  }
}
