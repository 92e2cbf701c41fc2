import Market
import Query
import Rendering
import Testing

/// What `top` keeps is found before other rows are made; it must be what a cut of all rows would be.
@Suite struct RankingTests {
  /// Sixty companies on thirty days, whose closes are so few that many changes tie.
  private static func asker() throws -> Asker {
    var random = SplitMix64(state: 20_260_223)
    var prices = "date,ticker,close\n"
    for day in 1...30 {
      for company in 10..<70 where Int.random(in: 0..<8, using: &random) > 0 {
        prices += "2026-01-\(day < 10 ? "0" : "")\(day),T\(company),\(Int.random(in: 8...12, using: &random))\n"
      }
    }
    var companies = "ticker,segment\n"
    for company in 10..<70 { companies += "T\(company),\(["chips", "cloud", "llm"][company % 3])\n" }
    return try Asker(prices: prices, companies: companies)
  }

  /// The rows as text, each with its first column, the period.
  private static func rows(_ question: String, _ asker: Asker) throws -> [(period: Substring, row: Substring)] {
    render(try asker.ask(question), format: .tsv).split(separator: "\n").dropFirst().map {
      ($0.prefix { $0 != "\t" }, $0)
    }
  }

  @Test("the first of each period are those of all rows", arguments: [1, 2, 15, 16, 17, 40, 100])
  func firstOfEachPeriod(count: Int) throws {
    let asker = try RankingTests.asker()
    for period in ["day", "week"] {
      let all = try RankingTests.rows("gain each \(period) over 20d", asker).filter { $0.row.last != "\t" }
      var taken: [Substring: Int] = [:]
      let expected = all.filter { row in
        taken[row.period, default: 0] += 1
        return taken[row.period, default: 0] <= count
      }
      let found = try RankingTests.rows("gain each \(period) over 20d top \(count) per \(period)", asker)
      #expect(!found.isEmpty && found.map(\.row) == expected.map(\.row), "\(period)")
    }
  }
}
