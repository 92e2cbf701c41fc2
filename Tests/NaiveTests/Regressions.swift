import Market
import Testing

/// What the two once disagreed about, each with the answer that the language gives.
@Suite struct Regressions {
  /// The rows of an answer as text, on which the evaluator and the naive interpreter agree; why there is none otherwise.
  private func ask(
    _ query: String, companies: [String], prices: [String], calendar: [String: String] = [:],
    dated: [MarketTexts.Row] = []
  ) throws -> String {
    var texts = MarketTexts()
    for line in companies {
      let parts = line.split(separator: " ").map { String($0) }
      var company = MarketTexts.Company(ticker: parts[0], exchange: parts[1])
      for part in parts[2...] {
        let (name, value) = (String(part.prefix { $0 != "=" }), String(part.drop { $0 != "=" }.dropFirst()))
        if part.contains("=") { company.columns[name] = value } else { company.themes.append(part) }
      }
      texts.companies.append(company)
    }
    for row in dated { texts.companies[0].rows.append(row) }
    for line in prices {
      let parts = line.split(separator: " ").map { String($0) }
      var price = MarketTexts.Price(day: try #require(Day(parts[0])), ticker: parts[1])
      for part in parts[2...] {
        let (name, value) = (part.prefix { $0 != "=" }, String(part.drop { $0 != "=" }.dropFirst()))
        if name == "close" { price.close = value }
        if name == "previous" { price.previous = value }
        if name == "volume" { price.volume = value }
        if name == "change" { price.change = value }
      }
      texts.prices.append(price)
    }
    for (exchange, days) in calendar { texts.calendar[exchange] = days.split(separator: " ").compactMap { Day($0) } }
    let asked = NaiveCase(texts: texts, query: query)
    switch asked.run() {
    case .refused(let reason): return reason
    case .undecided: return "undecided"
    case .disagreed(let difference): return difference
    case .agreed: break
    }
    let market = try texts.load()
    let today = try #require(market.bars.lastDay)
    let interpreter = NaiveInterpreter(market: NaiveMarket(texts, facts: market), today: today)
    return interpreter.answer(try asked.bind(in: market, today: today).get()).rows
      .map { $0.map(\.text).joined(separator: " ") }.joined(separator: "; ")
  }

  @Test("a first bar without a close still says what the window is measured from")
  func firstBarsReference() throws {
    let prices = ["2026-01-05 T1 previous=50", "2026-01-06 T1 close=40"]
    #expect(try ask("gain, base ever", companies: ["T1 HK"], prices: prices) == "T1 -0.19999999999999996 50.0")
  }

  @Test("so it does in the first of several windows")
  func firstBarsReferenceInWeeks() throws {
    let prices = ["2026-01-05 T1 previous=50", "2026-01-06 T1 close=40", "2026-01-12 T1 close=44"]
    let answer = try ask("avg(gain) each week from 2026-01-05", companies: ["T1 HK"], prices: prices)
    #expect(answer == "2026-W02 -0.19999999999999996; 2026-W03 0.10000000000000009")
  }

  @Test("the fold of a day is known on a day without a bar where what is folded is")
  func foldsOfWindowsOnDaysWithoutBars() throws {
    let prices =
      ["05", "06", "07", "08"].map { "2026-01-\($0) T1 volume=10" }
      + ["05", "06", "08"].map { "2026-01-\($0) T2 volume=20" }
    #expect(
      try ask(
        "sum(highest(mean(volume, 3d))), count(volume) each day from 2026-01-05", companies: ["T1 HK", "T2 HK"],
        prices: prices) == "2026-01-05 30.0 2.0; 2026-01-06 30.0 2.0; 2026-01-07 30.0 1.0; 2026-01-08 30.0 2.0")
  }

  @Test("aggregates that share figures and conditions are those of each alone")
  func manyAggregatesOfOneFigure() throws {
    let prices = ["05", "06", "07"].enumerated().flatMap { number, day in
      ["T1", "T2", "T3"].enumerated().map { company, ticker in
        "2026-01-\(day) \(ticker) close=\(4 + number * company) volume=\(10 * company)"
      }
    }
    let answer = try ask(
      "avg(gain), dispersion(gain), max(gain), min(gain), share(gain > 0), count(gain > 0) - count(gain < 0) "
        + "each day from 2026-01-06 where volume >= 10", companies: ["T1 HK", "T2 HK", "T3 HK"], prices: prices)
    #expect(
      answer == "2026-01-06 0.375 0.1767766952966369 0.5 0.25 1.0 2.0; "
        + "2026-01-07 0.2666666666666666 0.09428090415820632 0.33333333333333326 0.19999999999999996 1.0 2.0")
  }

  @Test("a day before the calendar is no day")
  func agoBeforeTheCalendar() throws {
    let prices = ["2026-01-05 T1 close=5", "2026-01-06 T1 close=6"]
    #expect(try ask("ago(close, 1d), ago(close, 2d)", companies: ["T1 HK"], prices: prices) == "T1 5.0 -")
  }

  @Test("days picked out of a window stay picked in what is asked of it to date")
  func pickedDaysToDate() throws {
    // 2026-01-08 is a Thursday.
    let prices = ["2026-01-06 T1 close=8", "2026-01-07 T1 close=10", "2026-01-08 T1 close=5"]
    #expect(
      try ask("drawdown, gain over ytd when weekday = Thursday", companies: ["T1 HK"], prices: prices) == "T1 -0.5 -0.5"
    )
  }

  @Test("a set's members and weights are those of the day before on their own exchange")
  func ownExchangesYesterday() throws {
    let prices = ["2026-01-05 T1 close=10", "2026-01-07 T1 close=11", "2026-01-06 T2 close=3"]
    let companies = ["T1 HK", "T2 US"]
    #expect(try ask("gain of (close > 1) on 2026-01-07", companies: companies, prices: prices) == "0.10000000000000009")
    #expect(
      try ask("gain of market weighted close on 2026-01-07", companies: companies, prices: prices)
        == "0.10000000000000009")
  }

  @Test("top … per a key cuts the answer and folds nothing")
  func topOnlyCuts() throws {
    let prices = ["2026-01-05 T1 close=10", "2026-01-05 T2 close=20"]
    #expect(
      try ask("close, avg(close) top 1 per theme", companies: ["T1 HK old", "T2 HK new old"], prices: prices)
        == "new T2 20.0 15.0; old T2 20.0 15.0")
    #expect(
      try ask("avg(close) top 1 per theme", companies: ["T1 HK old"], prices: prices.dropLast()).hasPrefix(
        "binder: clauseNeeds"))
  }

  @Test("what where folds is the universe, on the days of a group's index too")
  func aggregatesInAGroupsCondition() throws {
    let prices = [
      "2026-01-05 T1 close=100", "2026-01-06 T1 close=100", "2026-01-05 T2 close=1", "2026-01-06 T2 close=2",
    ]
    #expect(
      try ask(
        "gain of group where avg(close) > 50 by theme", companies: ["T1 HK old", "T2 HK new"],
        prices: prices) == "new 1.0; old 0.0")
  }

  @Test("an index as it was quoted is what all days have made of it, however few are asked")
  func quotedIndex() throws {
    let prices = (10..<26).map { "2026-01-\($0) T1 close=\(1 << ($0 - 10))" }
    #expect(try ask("unadjusted of market", companies: ["T1 HK"], prices: prices) == "3276800.0")
    #expect(try ask("gain(2d) of market", companies: ["T1 HK"], prices: prices) == "3.0")
  }

  @Test("a reference price that equals an implied close is shown")
  func referenceBesideAnImpliedClose() throws {
    let prices = ["2026-01-05 T1 close=10", "2026-01-06 T1 change=0.5", "2026-01-07 T1 close=12 previous=15"]
    #expect(try ask("gain, base", companies: ["T1 HK"], prices: prices) == "T1 -0.19999999999999996 15.0")
  }

  @Test("an index has no yes or no")
  func flagOfAnIndex() throws {
    let prices = ["2026-01-05 T1 close=10 previous=8"]
    let companies = ["T1 HK exporter=yes", "T2 HK"]
    #expect(
      try ask("if(exporter, gain, 0%) of market, gain of market", companies: companies, prices: prices) == "- 0.25")
  }

  @Test("an index has no text")
  func textOfAnIndex() throws {
    let prices = ["2026-01-05 T1 close=10 previous=8"]
    #expect(
      try ask("if(theme is missing, gain, 0%) of market", companies: ["T1 HK old", "T2 HK new old"], prices: prices)
        == "0.25")
  }

  @Test("whom an aggregate folds on a day does not follow from the span in the fold's brackets")
  func aggregatesOnSingleDays() throws {
    // The US is shut on the 6th, so its last two days are the 5th and the 7th.
    let prices = [
      "2026-01-05 T1 close=10", "2026-01-06 T1 close=11", "2026-01-07 T1 close=12", "2026-01-05 T2 close=5",
      "2026-01-07 T2 close=6",
    ]
    let companies = ["T1 HK", "T2 US"]
    #expect(try ask("mean(count(close), 2d), ago(sum(close), 2d)", companies: companies, prices: prices) == "1.5 15.0")
    #expect(
      try ask("close, mean(count(close), 2d)", companies: companies, prices: prices) == "T1 12.0 1.5; T2 6.0 2.0")
  }

  @Test("what when folds is the default universe")
  func aggregatesInWhen() throws {
    let prices = [
      "2026-01-05 T1 close=10", "2026-01-06 T1 close=11", "2026-01-07 T1 close=22", "2026-01-06 T2 close=5",
      "2026-01-07 T2 close=1",
    ]
    #expect(
      try ask("close where ticker = T1 ever when avg(gain) > 0%", companies: ["T1 HK", "T2 HK"], prices: prices)
        == "T1 22.0")
  }

  @Test("where can't ask the group it makes, under the name of the benchmark either")
  func benchmarkGroupInWhere() throws {
    let prices = ["2026-01-05 T1 close=10"]
    #expect(
      try ask("close where excess > 0% against group", companies: ["T1 HK"], prices: prices).hasPrefix("binder: "))
  }

  @Test("through one price there is no line, though a split leaves it rounded")
  func lineThroughOnePrice() throws {
    // 3.98, put on the scale behind the split, is 11.94 but for its last bit.
    let prices = ["2025-12-29 T1 close=3.98", "2025-12-30 T1 close=11.94 previous=11.94"]
    #expect(
      try ask("slope(close, close, on 2025), corr(close, close, on 2025)", companies: ["T1 HK"], prices: prices)
        == "T1 - -")
  }

  @Test("a day without a bar stands where the day before it stood, to the last bit")
  func barlessDaysToDate() throws {
    let prices = ["2026-01-02 T1 close=96.16", "2026-01-05 T1 close=49.04", "2026-01-09 T1 close=53.94"]
    #expect(
      try ask(
        "trough over 1w", companies: ["T1 HK"], prices: prices,
        calendar: ["HK": "2026-01-02 2026-01-05 2026-01-06 2026-01-09"]) == "T1 2026-01-05")
    let above = ["2025-09-25 T1 close=164.9", "2025-09-29 T1 close=169.85", "2025-10-02 T1 close=174.95"]
    #expect(
      try ask(
        "trough after 2025-09-26", companies: ["T1 HK"], prices: above,
        calendar: ["HK": "2025-09-25 2025-09-26 2025-09-29 2025-09-30 2025-10-02"]) == "T1 -")
  }

  @Test("a window so far without a bar has no change, whatever came before it")
  func noBarSoFar() throws {
    let prices = ["2025-12-19 T1 close=87.12", "2025-12-31 T1 close=41.19"]
    let days = "2025-12-19 2025-12-22 2025-12-23 2025-12-24 2025-12-31"
    #expect(
      try ask(
        "mean(level, 2d) each day since 2025-12-22", companies: ["T1 HK"], prices: prices, calendar: ["HK": days])
        == "2025-12-22 T1 -; 2025-12-23 T1 -; 2025-12-24 T1 -; 2025-12-31 T1 47.27961432506886")
  }

  @Test("so far begins with the window for a group too whose companies each have a date of their own")
  func soFarOfGroupAroundOwnDates() throws {
    let prices = ["2025-12-22 T1 close=10", "2025-12-23 T1 close=15"]
    #expect(
      try ask(
        "mean(level of group) from +1d to +2d around listed each day", companies: ["T1 HK listed=2025-12-19"],
        prices: prices, calendar: ["HK": "2025-12-18 2025-12-19 2025-12-22 2025-12-23"]) == "1.0 -; 2.0 150.0")
  }

  @Test("a group folds the days of the exchanges of those whom where keeps")
  func daysOfThoseKept() throws {
    let prices = ["2026-01-20 T2 close=17 previous=10", "2026-01-21 T3 volume=100", "2026-01-30 T3 volume=0"]
    let companies = ["T2 US sector=chips", "T3 HK sector=robots"]
    #expect(
      try ask("ago(gain of group, 2d) where sector != robots each day", companies: companies, prices: prices)
        == "2026-01-30 -")
    #expect(
      try ask("days(1 = 1, 9d) where sector != robots each day", companies: companies, prices: prices)
        == "2026-01-30 1.0")
    #expect(
      try ask("days(1 = 1, 9d) where sector = robots each day", companies: companies, prices: prices)
        == "2026-01-30 2.0")
  }

  @Test("a set whose condition is measured from a dated day has the members of the evening before")
  func membersByDatedWindow() throws {
    let prices = ["2026-01-29 T1 close=2", "2026-01-30 T1 close=3", "2026-02-03 T1 close=4"]
    let listed = MarketTexts.Row(key: "listed", value: "2026-01-03", to: Day("2026-01-29"))
    #expect(
      try ask(
        "bars of (bars(from 0d to 1d around listed) > 0) ever", companies: ["T1 HK"], prices: prices, dated: [listed])
        == "1.0")
  }
}
