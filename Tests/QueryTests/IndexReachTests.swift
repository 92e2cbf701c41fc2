import Market
import Testing

/// An index that is made of the days a question can ask it on says what one of all days says.
@Suite struct IndexReachTests {
  /// Measures, and the clauses behind them.
  private static let questions = [
    ("gain of market", ""), ("gain(5d) of market", ""), ("gain(prior 20d) of market", ""),
    ("gain of market", "over 1m"), ("drop of market", "each week over 3m"), ("volatility(250d) of market", ""),
    ("volatility of market", "over 60d"), ("drawdown of market", "over 1y"), ("underwater(100d) of market", ""),
    ("level of market", "each month over 1y"), ("highest(gain(5d) of market, 20d)", ""),
    ("days(gain of market > 0, 30d)", ""), ("(mean(close, 50d) / mean(close, 200d)) of market", ""),
    ("gain of (segment is not missing and gain(10d) > 0)", "over 20d"), ("gain of market weighted close", "over 20d"),
    ("beta, correlation", "over 250d"), ("alpha(120d)", ""), ("excess", "each month over 1y"),
    ("gain", "where gain > gain of market over 20d"), ("excess", "each week over 3m top 2 per week"),
    ("gain(mtd) of market", ""), ("rsi(14d) of market", ""), ("gain of market", "ever"),
    ("gain(so far) of market", "each day over 10d"), ("peak of market", "over 120d"),
    ("total(gain of market, 40d)", "each day over 5d"), ("gain of market", "over 30d when gain of market > 0"),
    ("gain of group", "by segment over 20d"), ("volatility(250d) of group", "by segment"),
    ("contribution", "by segment over 20d"), ("gain of group", "by segment each month over 1y"),
    ("car, car_t", "from -2d to +3d around EVENT"), ("car(so far)", "from -2d to +3d around EVENT each day"),
    ("gain(from -9d to -4d around EVENT) of market", ""), ("gain of market", "from -3d to +60d around EVENT"),
    ("total(gain of market, from +1d to +400d around EVENT)", "over 5d"),
  ]
  /// An event of each market, with enough days before it.
  private static let events = ["us-tech": "us_downgrade", "classroom": "chip_ban", "hk-ai-2026": "2026-02-20"]

  @Test("as with all days", arguments: ["us-tech", "classroom", "hk-ai-2026"])
  func isThatOfAllDays(name: String) throws {
    var asker = try Asker(shipped: name)
    asker.makesPartsOfIndices = true
    for question in IndexReachTests.questions {
      let event = IndexReachTests.events[name] ?? ""
      let measures = question.0.replacing("EVENT", with: event)
      let clauses = question.1.replacing("EVENT", with: event)
      let some = try asker.ask("\(measures) \(clauses)").table
      // Whoever asks for the level as it stands asks for what all days before have made of it.
      let all = try asker.ask("\(measures), unadjusted of market as whole \(clauses)").table
      #expect(some.rowCount == all.rowCount, "\(measures) \(clauses)")
      for (column, other) in zip(some.columns, all.columns) {
        switch (column.values, other.values) {
        case (.numbers(let figures, _, _), .numbers(let others, _, _)):
          let agree = zip(figures, others).allSatisfy {
            $0.isNaN == $1.isNaN && ($0.isNaN || abs($0 - $1) <= 1e-12 * max(1, abs($1)))
          }
          #expect(agree, "\(measures) \(clauses): \(column.name)")
        default: #expect("\(column.values)" == "\(other.values)", "\(measures) \(clauses): \(column.name)")
        }
      }
    }
  }

  /// Going back 3 of a set's own days leads further than 3 days of its exchange, where the set has no bar on some of these.
  @Test func ofASetWithGapsAllDaysAreTaken() throws {
    var prices = "date,ticker,close\n"
    for day in 1...28 {
      prices += "2026-01-\(day < 10 ? "0" : "")\(day),FULL,\(100 + day)\n"
      // The rare one has a bar on each seventh day, and on the last ones.
      if day % 7 == 0 || day == 27 { prices += "2026-01-\(day < 10 ? "0" : "")\(day),RARE,\(50 + day * day)\n" }
    }
    let attributes = "ticker,key,value\nFULL,segment,full\nRARE,segment,rare\n"
    var asker = try Asker(prices: prices, attributes: attributes)
    asker.makesPartsOfIndices = true
    let part = try asker.figure("total(gain, 4d) of (segment = rare)")
    let whole = try asker.figure("total(gain, 4d) of (segment = rare), unadjusted of (segment = rare)")
    #expect(part == whole)
    #expect(abs(part - (246.0 / 99 + 491.0 / 246 + 779.0 / 491 + 834.0 / 779 - 4)) < 1e-12)
  }
}
