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

  /// All rows, each with its figure: period, ticker, figure.
  private static func figures(_ asker: Asker) throws -> [(row: Substring, ticker: Substring, figure: Double)] {
    try rows("gain each day over 20d", asker).compactMap { _, row in
      let fields = row.split(separator: "\t", omittingEmptySubsequences: false)
      return Double(fields[fields.count - 1]).map { (row, fields[1], $0) }
    }
  }

  @Test("the first of all are those of all rows", arguments: [1, 15, 16, 17, 40, 500, 5000])
  func firstOfAll(count: Int) throws {
    let asker = try RankingTests.asker()
    // Rows stand by period and, where figures tie, by ticker.
    for (sort, sign) in [("", -1.0), (" sort gain", 1.0)] {
      let all = try RankingTests.figures(asker).enumerated().map { ($1, $1.row.prefix { $0 != "\t" }) }
      let expected = all.sorted {
        ($0.0.figure * sign, $0.1, $0.0.ticker) < ($1.0.figure * sign, $1.1, $1.0.ticker)
      }
      let found = try RankingTests.rows("gain each day over 20d\(sort) top \(count)", asker)
      #expect(found.map(\.row) == expected.prefix(count).map(\.0.row), "\(sort)")
    }
  }

  @Test("the first of each value of a key are those of all rows", arguments: [1, 3, 17, 40])
  func firstOfEachValue(count: Int) throws {
    let asker = try RankingTests.asker()
    let segments = ["chips", "cloud", "llm"]
    var taken: [String: [Substring]] = [:]
    for row in try RankingTests.figures(asker).map({ (period: $0.row.prefix { $0 != "\t" }, row: $0) }) {
      let segment = segments[(Int(row.row.ticker.dropFirst()) ?? 0) % 3]
      let fields = row.row.row.split(separator: "\t", omittingEmptySubsequences: false)
      taken["\(row.period)\t\(segment)", default: []].append(fields.dropFirst().joined(separator: "\t")[...])
    }
    let expected = taken.sorted { $0.key < $1.key }.flatMap { key, rows in
      // They stand largest first already, ties by ticker.
      rows.prefix(count).map { "\(key)\t\($0)" }
    }
    let found = try RankingTests.rows("gain each day over 20d top \(count) per segment", asker)
    #expect(found.map(\.row) == expected.map { $0[...] })
  }
}
