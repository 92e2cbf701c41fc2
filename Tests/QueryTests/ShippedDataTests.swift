import Foundation
import Language
import Market
import Query
import Testing

/// The identities on the data that ships, and the measures that ship.
@Suite struct ShippedDataTests {
  @Test("drop, volume and groups on the shipped data", arguments: ["us-tech", "hk-ai-2026"])
  func identities(name: String) throws {
    let asker = try Asker(shipped: name)
    for window in ["", "over 20d", "over ytd", "over 1y"] {
      let gains = try asker.figures("gain", window)
      #expect(!gains.isEmpty, "\(name) \(window)")
      #expect(try gains.mapValues { -$0 } == asker.figures("drop", window), "\(name) \(window)")
      #expect(try asker.figures("volume", window) == asker.figures("total(volume)", window), "\(name) \(window)")
    }
    let table = try asker.ask("count() by country").table
    guard case .numbers(let counts, _, _) = table.columns[1].values else { return }
    #expect(try counts.reduce(0, +) == asker.figure("count()"))
    for condition in ["gain > 0%", "segment = software", "listed > 2012-01-01", "close > avg(close)"] {
      let parts = ["where \(condition)", "where not (\(condition))", "where (\(condition)) is missing"]
      let tickers = try parts.flatMap { try asker.tickers($0) }
      #expect(try tickers.sorted() == asker.tickers("").sorted(), "\(name) \(condition)")
    }
  }

  @Test("gains chain over any split of thirteen years")
  func gainsChain() throws {
    let asker = try Asker(shipped: "us-tech")
    let days = asker.market.calendar.allDays
    var random = SplitMix64(state: 2013)
    for _ in 0..<12 {
      let places = (0..<3).map { _ in Int.random(in: 1..<days.count, using: &random) }.sorted()
      guard places[1] < places[2] else { continue }
      let (first, middle, last) = (days[places[0]], days[places[1]], days[places[2]])
      let whole = try asker.figures("gain", "from \(first) to \(last)")
      let start = try asker.figures("gain", "from \(first) to \(middle)")
      let rest = try asker.figures("gain", "after \(middle) to \(last)")
      for (ticker, gain) in whole {
        let chained = (1 + (start[ticker] ?? .nan)) * (1 + (rest[ticker] ?? .nan))
        #expect(abs(chained / (1 + gain) - 1) <= 1e-12, "\(ticker) \(first) \(middle) \(last)")
      }
    }
  }
}
