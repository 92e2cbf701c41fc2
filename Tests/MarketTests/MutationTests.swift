import Testing

@testable import Market

@Suite struct MutationTests {
  /// Bytes that mean something to the reader, and some that never should be there.
  private static let replacements: [UInt8] = Array(",\"\n\r 019-.eE+Ax\t".utf8) + [0x00, 0xC3, 0xA9, 0xEF, 0xBB, 0xFF]

  @Test func mutatedBytesNeverCrash() {
    let original = SampleData(seed: 5).dataSet
    var random = SeededGenerator(seed: 6)
    var acceptedCount = 0
    for round in 0..<2_000 {
      var files = original.files
      let target = Int.random(in: files.indices, using: &random)
      var bytes = Array(files[target].bytes)
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(bytes[place], at: place)
        default: bytes[place] = MutationTests.replacements.randomElement(using: &random) ?? 0
        }
      }
      files[target] = DataFile(name: files[target].name, bytes: bytes)
      do {
        let market = try Market.load(DataSet(name: "mutated", files: files)).market
        checkInvariants(of: market, round)
        acceptedCount += 1
      } catch {
        checkInvariants(of: error, bytes, round)
      }
    }
    #expect((100..<1_900).contains(acceptedCount))
  }

  private func checkInvariants(of market: Market, _ round: Int) {
    let bars = market.bars
    var isSound = market.tickers == Array(Set(market.tickers)).sorted()
    for company in market.tickers.indices {
      let run = bars.run(of: company)
      let days = market.tradingDays(of: company)
      for bar in run {
        if bar > run.lowerBound, bars.days[bar - 1] >= bars.days[bar] { isSound = false }
        if Calendar.first(onOrAfter: bars.days[bar], in: days) != bars.days[bar] { isSound = false }
        if bars.close[company][bar] <= 0 || bars.high[company][bar] < bars.low[company][bar]
          || bars.volume[company][bar] < 0
        {
          isSound = false
        }
      }
    }
    if !isSound { Issue.record("unsound market in round \(round)") }
  }

  private func checkInvariants(of error: DataError, _ bytes: [UInt8], _ round: Int) {
    let end = error.fieldStart + error.fieldLength
    let hasPlace = error.line >= 1 && error.column >= 1 && end <= error.lineText.utf8.count
    if !hasPlace || error.message.isEmpty || error.help.isEmpty {
      Issue.record("round \(round): \(error)")
    }
  }
}
