import Testing

@testable import Market

/// However figures are encoded, each comes back to the last bit.
@Suite struct FiguresTests {
  /// Figures of one kind, as data sets have them or as nobody would.
  private func figure(_ kind: Int, _ random: inout SeededGenerator) -> Double {
    let whole = Double(Int.random(in: 1...99_999_999, using: &random))
    switch kind {
    case 0...9: return (whole / Forgeries.powers[kind])
    case 10: return whole * 1000
    case 11: return whole * 1e6 + 1
    case 12: return Bool.random(using: &random) ? .nan : 2.5
    case 13: return -whole / 10_000
    case 14: return Double(bitPattern: UInt64.random(in: 0..<0x7FF0_0000_0000_0000, using: &random))
    case 15:
      return [0, -0.0, .infinity, -.infinity, Double.leastNonzeroMagnitude, .nan, 2_147_483_647, -2_147_483_648, 1e300]
        .randomElement(
          using: &random) ?? 0
    default: return 7.25
    }
  }

  private enum Forgeries { static let powers: [Double] = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9] }

  private func bits(_ values: [Double]) -> [UInt64] { values.map { $0.isNaN ? 1 : $0.bitPattern } }

  @Test func everyFigureComesBack() throws {
    var random = SeededGenerator(seed: 31)
    for round in 0..<400 {
      // Runs of every length from none on, of one kind or of two.
      var (values, offsets) = ([Double](), [0])
      for company in 0..<Int.random(in: 1...6, using: &random) {
        let kinds = (0..<2).map { _ in Int.random(in: 0...16, using: &random) }
        let isMixed = Int.random(in: 0..<4, using: &random) == 0
        for place in 0..<(round + company) % 131 {
          values.append(figure(kinds[isMixed ? place % 2 : 0], &random))
        }
        offsets.append(values.count)
      }
      let figures = try Figures(Column(values), offsets: offsets)
      var expected = bits(figures.all)
      #expect(expected == bits(values))
      for company in 0..<offsets.count - 1 {
        let run = figures[company]
        expected = bits(run.bars.map { run[$0] })
        #expect(expected == bits(Array(values[run.bars])))
        guard let first = run.bars.randomElement(using: &random) else { continue }
        let some = first..<Int.random(in: first...run.bars.upperBound, using: &random)
        #expect(bits(run.values(some)) == bits(Array(values[some])))
        #expect(run.knownCount(in: some) == values[some].count { !$0.isNaN })
      }
    }
  }

  /// Single figures of few companies are looked at in one part, of many in several.
  @Test(arguments: [1, 511, 512, 1024, 5000]) func looksAtSingleFigures(companyCount: Int) throws {
    var random = SeededGenerator(seed: UInt64(companyCount))
    var (values, offsets) = ([Double](), [0])
    for _ in 0..<companyCount {
      let kind = Int.random(in: 0...16, using: &random)
      for _ in 0..<Int.random(in: 0...5, using: &random) { values.append(figure(kind, &random)) }
      offsets.append(values.count)
    }
    let figures = try Figures(Column(values), offsets: offsets)
    // Not in the order of the market, and some twice.
    let companies = (0..<companyCount).map { _ in Int.random(in: 0..<companyCount, using: &random) }
    let windows = companies.map { company in
      let start = Int.random(in: offsets[company]...offsets[company + 1], using: &random)
      return start..<Int.random(in: start...offsets[company + 1], using: &random)
    }
    let ends = windows.map { $0.isEmpty ? -1 : $0.upperBound - 1 }
    let expectedEnds = bits(ends.map { $0 < 0 ? .nan : values[$0] })
    let expectedBases = bits(
      zip(companies, windows).map { company, window in
        window.isEmpty || window.lowerBound == offsets[company] ? .nan : values[window.lowerBound - 1]
      })
    for concurrency in [Concurrency.oneCore, .allCores] {
      #expect(bits(figures.values(of: companies, at: ends, concurrency)) == expectedEnds)
      let edges = figures.edges(of: companies, over: windows, concurrency)
      #expect(bits(edges.map(\.end)) == expectedEnds)
      #expect(bits(edges.map(\.base)) == expectedBases)
    }
    let interruption = Interruption()
    interruption.request()
    let edges = figures.edges(of: companies, over: windows, unless: interruption)
    let looked = figures.values(of: companies, at: ends, unless: interruption)
    #expect(edges.count == companyCount && looked.count == companyCount)
    #expect(
      bits(edges.map(\.end) + edges.map(\.base) + looked) == bits(Array(repeating: .nan, count: 3 * companyCount)))
  }

  @Test func pricesAndVolumesAreNarrow() throws {
    let prices = (0..<1000).map { Double("\(10 + $0 / 100).\($0 % 100)25") ?? 0 }
    let volumes = (0..<1000).map { Double($0) * 100_000_000 }
    let withGaps = prices.enumerated().map { $0 % 7 == 3 ? Double.nan : $1 }
    for values in [prices, volumes, withGaps] {
      #expect(try Figures(Column(values), offsets: [0, 1000]).bytes.count == 4000)
    }
    #expect(try Figures(Column(repeating: .nan, count: 1000), offsets: [0, 400, 400, 1000]).bytes.count == 16)
    #expect(try Figures(Column(repeating: .nan, count: 1000), offsets: [0, 1000]).isMissing)
    #expect(try Figures(Column(prices.map { $0.squareRoot() }), offsets: [0, 1000]).bytes.count == 8000)
  }

  @Test func aStepIsTheNearestFloat() {
    var random = SeededGenerator(seed: 32)
    for exponent in -5...6 {
      let step = DecimalStep(exponent: exponent)
      for _ in 0..<2_000 {
        let count = Int32.random(in: 0...Int32.max, using: &random)
        #expect(step.value(count) == Double("\(count)e\(exponent)"))
      }
    }
  }

  @Test func sourcesAreNumbers() throws {
    let figures = try Figures(numbers: [-1, 0, 3, 3, 3], offsets: [0, 2, 5])
    #expect(figures.all.description == "[nan, 0.0, 3.0, 3.0, 3.0]")
  }
}
