import Market
import Query
import Rendering
import Testing

/// What is kept of windows from one question to the next changes no answer, no heading and no note.
@Suite struct KeptFramesTests {
  /// Questions of windows of all kinds; those that come twice in a session find what the first one kept.
  static let questions = [
    "drop", "drop by sector", "drop top 5", "gain over 5d by sector", "gain over 5d where sector=chips",
    "gain where gain(10d) > 0", "close, volume, high, low, open", "close, volume, high, low, open over 10d",
    "volume over mtd by sector", "count() by sector", "count() by sector where close > mean(close, 5d)",
    "count() by sector where close > mean(close, 5d) and volume > 0.5 * mean(volume, prior 5d)", "gain ever",
    "volatility over 20d by sector", "drawdown ever by sector", "drawdown over 20d", "gain each week ever by sector",
    "avg(gain) each day over 10d", "avg(gain) each day over 10d where sector=chips", "share(gain > 0) each day ever",
    "median(gain) each day ever by sector", "gain each month ever top 2 per sector", "gain all",
    "gain ever all by kind",
    "level of group each week over 20d by sector", "beta over 20d by sector", "highest(mean(gain, 3d), 10d) by sector",
    "sum(volume), sum(turnover) ever", "gain when weekday=1 over 20d", "gain over 20d when gain(1d) of market > 0",
    "avg(gain(so far)) around listed from 0d to +3d each day by sector", "gain after listed by sector",
    "drop on 2026-02-10",
    "gain from 2026-01-12 to 2026-02-10 by sector", "dispersion(gain) each day ever", "max(close) by sector",
    "rank(gain) where sector=chips", "gain, rank(gain) over 5d", "count(close = highest(close, 5d)) each day ever",
  ]

  @Test("a session answers as if each question were its first", arguments: 0..<UInt64(3))
  func sessionsAnswerAlike(seed: UInt64) throws {
    var random = SplitMix64(state: seed)
    let texts = KeptFramesTests.texts(&random)
    let market = try texts.asker
    var alone: [String: String] = [:]
    for question in KeptFramesTests.questions { alone[question] = try KeptFramesTests.told(question, texts.asker) }
    #expect(alone.values.count { !$0.contains("fault") } > 30, "most of the questions must have answers")
    for _ in 0..<3 {
      for question in KeptFramesTests.questions.shuffled(using: &random) {
        #expect(try KeptFramesTests.told(question, market) == alone[question], "\(question)")
      }
    }
  }

  @Test("a question of nobody says nothing of the next one")
  func nobodyIsKept() throws {
    let days = (2...13).map { $0 < 10 ? "2026-02-0\($0)" : "2026-02-\($0)" }
    let prices = "date,ticker,close\n" + days.map { "\($0),AA,10\n\($0),BB,20\n" }.joined()
    let companies = "ticker,kind,country\nAA,etf,X\nBB,etf,Y\n"
    func asker() throws -> Asker { try Asker(prices: prices, companies: companies) }
    let market = try asker()
    for question in [
      "gain(3d) by country", "count(gain > 0), total(count(gain > 0), 3d)", "total(count(gain > 0), 3d)",
      "avg(gain) each day over 3d by country", "total(gain of AA, 3d), avg(close)", "gain(3d) by country all",
    ] {
      let alone = try KeptFramesTests.told(question, asker())
      #expect(try KeptFramesTests.told(question, market) == alone, "\(question)")
    }
  }

  /// All that is told of a question, a fault in its place.
  private static func told(_ question: String, _ asker: Asker) throws -> String {
    do {
      let answer = try asker.ask(question)
      return ([render(answer, format: .json)] + answer.heading + answer.notes).joined(separator: "\n")
    } catch { return "fault \(error)" }
  }

  /// The files of a market of two exchanges with days of their own, late listings and gaps.
  private struct Texts {
    var prices = "date,ticker,open,high,low,close,volume\n"
    var companies = "ticker,exchange,sector,kind,listed\n"
    var calendar = "date,exchange\n"

    var asker: Asker {
      get throws { try Asker(prices: prices, companies: companies, calendar: calendar) }
    }
  }

  private static func texts(_ random: inout SplitMix64) -> Texts {
    var texts = Texts()
    let weekdays = (0..<60).filter { $0 % 7 < 5 }.map { Day(year: 2026, month: 1, day: 5)!.advanced(by: Int($0)) }
    let days = ["A": weekdays, "B": weekdays.enumerated().filter { $0.offset % 9 != 4 }.map(\.element)]
    for (exchange, days) in days.sorted(by: { $0.key < $1.key }) {
      for day in days { texts.calendar += "\(day),\(exchange)\n" }
    }
    for number in 0..<90 {
      let exchange = number.isMultiple(of: 3) ? "B" : "A"
      let own = days[exchange] ?? []
      let first = Int.random(in: 0..<4, using: &random) == 0 ? Int.random(in: 0..<own.count, using: &random) : 0
      let sector = ["chips", "cloud", "robots", ""].randomElement(using: &random) ?? ""
      let kind = number.isMultiple(of: 11) ? "index" : "stock"
      texts.companies += "C\(number),\(exchange),\(sector),\(kind),\(own[first])\n"
      var price = Int.random(in: 500...9000, using: &random)
      for day in own[first...] where Int.random(in: 0..<20, using: &random) > 0 {
        price = max(10, price + Int.random(in: -price / 12...price / 11, using: &random))
        let close = Int.random(in: 0..<40, using: &random) == 0 ? "" : "\(Double(price) / 100)"
        let (high, low) = (Double(price + 7) / 100, Double(max(1, price - 9)) / 100)
        texts.prices +=
          "\(day),C\(number),\(Double(price) / 100),\(high),\(low),\(close),\(Int.random(in: 0...9000, using: &random))\n"
      }
    }
    return texts
  }
}
