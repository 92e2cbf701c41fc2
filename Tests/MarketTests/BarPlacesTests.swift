import Testing

@testable import Market

/// Where bars lie among trading days, against a look at each day.
@Suite struct BarPlacesTests {
  private static let tradingDays = (0..<90).map { day("2026-01-01").advanced(by: $0 * 2) }

  /// The bars of companies on some of the trading days, each the first number of its own.
  private static func bars(_ held: [[Day]]) -> Bars {
    var columns = Bars.Columns()
    columns.days = Column(held.flatMap { $0 })
    columns.offsets = held.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    let figures = Column(columns.days.indices.map { Double($0 * $0 % 97) + 1 })
    (columns.open, columns.high, columns.low) = (figures, figures, figures)
    (columns.close, columns.volume) = (figures, figures)
    return Bars(certain: columns) { _ in tradingDays }
  }

  /// Companies with few gaps and with many, one without a gap, one without a bar, and one whose bars are all apart.
  private static let held: [[Day]] = {
    var random = SeededGenerator(seed: 51)
    var held = (2..<40).map { share in
      tradingDays.filter { _ in !UInt64.random(in: 0..<UInt64(share), using: &random).isMultiple(of: UInt64(share)) }
    }
    held += [Array(tradingDays[10..<70]), [], stride(from: 1, to: 90, by: 2).map { tradingDays[$0] }, [tradingDays[5]]]
    return held
  }()

  @Test func barsAreFoundByTheirPlaces() {
    let bars = BarPlacesTests.bars(BarPlacesTests.held)
    for (company, days) in BarPlacesTests.held.enumerated() {
      let (places, run) = (bars.places(of: company), bars.run(of: company))
      #expect(places.areKnown)
      for start in 0...90 {
        let first =
          run.lowerBound
          + days.count { day in
            BarPlacesTests.tradingDays[..<start].contains(day)
          }
        #expect(places.bar(from: start) == first)
        for end in stride(from: start, through: 90, by: 7) {
          let asked = start..<end
          let expected = BarPlacesTests.tradingDays[asked].filter(days.contains)
          let found = places.bars(on: asked)
          #expect(found.count == expected.count)
          let parts = places.parts(on: asked)
          #expect(
            parts.flatMap { part in part.bars.map { part.place + $0 - part.bars.lowerBound } }
              == asked.filter { days.contains(BarPlacesTests.tradingDays[$0]) })
          #expect(parts.flatMap(\.bars) == Array(found))
        }
      }
      for bar in run {
        #expect(places.place(of: bar).map { BarPlacesTests.tradingDays[$0] } == bars.days[bar])
      }
    }
  }

  @Test func figuresAreSpread() {
    let bars = BarPlacesTests.bars(BarPlacesTests.held)
    for (company, days) in BarPlacesTests.held.enumerated() {
      let (places, run, close) = (bars.places(of: company), bars.run(of: company), bars.close[company])
      for asked in [0..<90, 20..<61, 89..<90, 40..<40] {
        func expected(_ figure: (Int) -> Double) -> [String] {
          asked.map { place in
            days.firstIndex(of: BarPlacesTests.tradingDays[place]).map { "\(figure(run.lowerBound + $0))" } ?? "nan"
          }
        }
        var figures = Array(repeating: 0.5, count: asked.count + 2)
        var target = figures.mutableSpan
        close.spread(places, on: asked, into: &target, at: 1)
        #expect(figures.dropFirst().dropLast().map { "\($0)" } == expected { close[$0] })
        var changes = figures.mutableSpan
        let isDone = close.spreadChanges(places, on: asked, into: &changes, at: 1)
        #expect(
          !isDone
            || figures.dropFirst().dropLast().map { "\($0)" }
              == expected { $0 == run.lowerBound ? .nan : close[$0] / close[$0 - 1] - 1 }
        )
        #expect(isDone || run.count < 2)
        #expect(figures.first == 0.5 && figures.last == 0.5)
      }
    }
  }

  /// A bar on a day on which nobody trades: then the company's bars are found by their days.
  @Test func aBarOnNoTradingDayHasNoPlace() {
    let days = Array(BarPlacesTests.tradingDays[..<3]) + [BarPlacesTests.tradingDays[3].advanced(by: 1)]
    let bars = BarPlacesTests.bars([days, days.dropLast()])
    let places = bars.places(of: 0)
    #expect(!places.areKnown && places.place(of: 1) == nil)
    #expect(bars.places(of: 1).parts(on: 0..<90).map(\.bars) == [bars.run(of: 1)])
  }

  @Test func barsAreACalendarOfTheirOwn() {
    let places = BarPlaces(countingBars: 5..<9)
    #expect(places.bars(on: 0..<4) == 5..<9)
    #expect(places.bars(on: 1..<3) == 6..<8)
    #expect(places.bars(on: 2..<100) == 7..<9)
  }
}
