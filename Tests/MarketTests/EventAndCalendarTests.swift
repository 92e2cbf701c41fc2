import Testing

@testable import Market

@Suite struct EventAndCalendarTests {
  @Test func events() throws {
    let text = "name,date,title,tickers,source\nb,2026-02-21,\"B, happened\",A,s\na,2025-01-01,,,\n"
    let (market, notes) = try Market.load(dataSet(events: text))
    #expect(
      market.events == [
        Event(name: "a", day: day("2025-01-01"), title: "", source: ""),
        Event(name: "b", day: day("2026-02-21"), title: "B, happened", source: "s"),
      ])
    // Whom an event concerns is for people to read.
    #expect(notes.isEmpty)
    #expect(try Market.load(dataSet(events: "day,name\n2026-02-21,b\n")).market.events.count == 1)
  }

  @Test(
    "events that are refused",
    arguments: [
      ("name\nx\n", .missingColumn("date"), "1:1"),
      ("name,date\nx,2026-02-30\n", .noSuchDay(year: 2026, month: 2), "2:3"),
      ("name,date\nx y,2026-02-20\n", .notAWord(what: "name", suggestion: "x_y"), "2:1"),
      ("name,date\n,2026-02-20\n", .missingValue(column: "name"), "2:1"),
      ("name,date\nx,2026-02-20\ny,2026-02-20\nx,2026-02-21\n", .repeatedEvent(firstLine: 2), "4:1"),
    ] as [(String, DataError.Problem, String)])
  func refusedEvents(events: String, problem: DataError.Problem, place: String) {
    let error = failure(dataSet(events: events))
    #expect(error?.problem == problem)
    #expect(error?.place == place)
    #expect(error?.file == "events.csv")
    #expect(error?.message.isEmpty == false && error?.help.isEmpty == false)
  }

  private let prices = "date,ticker,close\n2026-02-18,H,1\n2026-02-20,H,1\n2026-02-19,S,1\n2026-02-20,N,1\n"
  private let companies = "ticker,exchange\nH,HKEX\nS,SSE\nN,\n"

  private func days(_ market: Market, _ exchange: String) -> [String]? {
    market.calendar.index(ofExchange: exchange).map { market.calendar.tradingDays[$0].map(\.description) }
  }

  @Test func withoutACalendarTheBarsAreTheDays() throws {
    let market = try Market.load(dataSet(prices: prices, companies: companies)).market
    #expect(days(market, "HKEX") == ["2026-02-18", "2026-02-20"])
    #expect(days(market, "SSE") == ["2026-02-19"])
    #expect(days(market, "") == ["2026-02-20"])
    #expect(market.calendar.allDays.count == 3)
    #expect(market.tradingDays(of: 2) == [day("2026-02-19")])
  }

  @Test func daysOfOneExchangeAndOfAll() throws {
    let calendar = """
      date,exchange,half_day
      2026-02-20,HKEX,0
      2026-02-19,HKEX,1
      2026-02-19,HKEX,yes
      2026-02-23,,No
      2026-02-23,LSE,
      """
    let (market, notes) = try Market.load(dataSet(prices: prices, companies: companies, calendar: calendar))
    // A bar before the first listed day extends the calendar by its day.
    #expect(days(market, "HKEX") == ["2026-02-18", "2026-02-19", "2026-02-20", "2026-02-23"])
    #expect(days(market, "SSE") == ["2026-02-19", "2026-02-23"])
    #expect(days(market, "") == ["2026-02-20", "2026-02-23"])
    #expect(market.calendar.index(ofExchange: "LSE") == nil)
    #expect(notes == ["calendar.csv: no company is listed on \"LSE\", whose days are not used"])
  }

  @Test func aBarOnADayThatIsNotListed() {
    let calendar = "date,exchange\n2026-02-18,HKEX\n2026-02-23,HKEX\n"
    let error = failure(dataSet(prices: prices, companies: companies, calendar: calendar))
    #expect(error?.problem == .notATradingDay(day: day("2026-02-20"), exchange: "HKEX"))
    #expect(error?.place == "3:1")
    #expect(error?.file == "prices.csv")
    #expect(error?.message == "2026-02-20 is not a trading day of HKEX")
    // Of several the first in the file is named, whatever the order of companies.
    let turned = "date,ticker,close\n2026-02-20,Z,1\n2026-02-19,A,1\n2026-02-18,A,1\n"
    let first = failure(dataSet(prices: turned, calendar: "date\n2026-02-18\n2026-02-23\n"))
    #expect(first?.problem == .notATradingDay(day: day("2026-02-20"), exchange: ""))
    #expect(first?.place == "2:1")
    #expect(first?.message == "2026-02-20 is not a trading day")
  }

  @Test(
    "calendars that are refused",
    arguments: [
      ("exchange\nHKEX\n", .missingColumn("date"), "1:1"),
      ("date\n2026-02-31\n", .noSuchDay(year: 2026, month: 2), "2:1"),
      ("date,half_day\n2026-02-20,2\n", .notAFlag(column: "half_day"), "2:12"),
    ] as [(String, DataError.Problem, String)])
  func refusedCalendars(calendar: String, problem: DataError.Problem, place: String) {
    let error = failure(dataSet(calendar: calendar))
    #expect(error?.problem == problem)
    #expect(error?.place == place)
    #expect(error?.message.isEmpty == false && error?.help.isEmpty == false)
  }

  @Test func theScriptIsKeptAsItIs() throws {
    #expect(try Market.load(dataSet(script: "set title = \"x\"\n")).market.script == Array("set title = \"x\"\n".utf8))
    #expect(try Market.load(dataSet()).market.script == [])
  }
}
