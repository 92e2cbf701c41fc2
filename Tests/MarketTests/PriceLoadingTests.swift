import Testing

@testable import Market

@Suite struct PriceLoadingTests {
  @Test func readsEveryColumn() throws {
    let prices = """
      Source, CHANGE ,volume,Previous,close,low,high,open,symbol,day,adj_close
      s1,-0.5,1000,20,10,9.5,11,10.5,B,2026-02-20,1
      ,,,,,,,3,A,2026-02-20,1
      s0,,0,,4,,,,A,2026-02-23,1

      """
    let (market, notes) = try Market.load(dataSet(prices: prices))
    #expect(market.name == "test")
    #expect(market.tickers == ["A", "B"])
    #expect(market.attributes.map(\.name) == ["ticker"])
    #expect(market.attributes[0].texts(of: 1) == ["B"])
    #expect(market.bars.offsets == [0, 2, 3])
    #expect(market.bars.days.values == [day("2026-02-20"), day("2026-02-23"), day("2026-02-20")])
    #expect(market.bars.open[bar: 0] == 3 && market.bars.open[bar: 1].isNaN && market.bars.open[bar: 2] == 10.5)
    #expect(market.bars.high[bar: 2] == 11 && market.bars.low[bar: 2] == 9.5)
    #expect(market.bars.close[bar: 0].isNaN && market.bars.close[bar: 1] == 4 && market.bars.close[bar: 2] == 10)
    #expect(market.bars.volume[bar: 0].isNaN && market.bars.volume[bar: 1] == 0 && market.bars.volume[bar: 2] == 1000)
    #expect(market.bars.previous?[bar: 2] == 20 && market.bars.previous?[bar: 0].isNaN == true)
    #expect(Array(market.sources) == ["s0", "s1"])
    #expect(market.bars.sources?.all.description == "[nan, 0.0, 1.0]")
    #expect(notes == ["prices.csv: the column adj_close is not used"])
  }

  @Test func columnsWithoutFiguresAreNotThere() throws {
    let (market, notes) = try Market.load(
      dataSet(prices: "date,ticker,close,previous,change,source,\n2026-02-20,A,1,,,,x\n"))
    #expect(market.bars.previous == nil)
    #expect(market.bars.sources == nil)
    #expect(market.bars.chain.reports == nil)
    #expect(market.bars.volume[bar: 0].isNaN)
    #expect(notes == ["prices.csv: a column without a name is not used"])
  }

  @Test func exactNamesWinOverSynonyms() throws {
    let (market, notes) = try Market.load(
      dataSet(prices: "day,symbol,date,ticker,close\n20,x,2026-02-20,A,1\n"))
    #expect(market.tickers == ["A"])
    #expect(notes == ["prices.csv: the columns day and symbol are not used"])
  }

  @Test func aMarketWithoutBars() throws {
    let (market, notes) = try Market.load(dataSet(prices: "date,ticker,close\n"))
    #expect(market.companyCount == 0)
    #expect(notes == ["prices.csv has no rows"])
  }

  @Test func opensAndClosesOutsideTheRangeAreCounted() throws {
    let prices = """
      date,ticker,open,high,low,close
      2026-02-18,A,12,11,10,10.5
      2026-02-19,A,10,11,10,11
      2026-02-20,A,,11,,11.5
      2026-02-23,A,9,,10,
      """
    #expect(try Market.load(dataSet(prices: prices)).notes == ["3 bars have an open or close outside low to high"])
    #expect(
      try Market.load(dataSet(prices: "date,ticker,low,close\n2026-02-18,A,12,11\n")).notes
        == ["1 bar has an open or close outside low to high"])
  }

  @Test(
    "rows that are refused",
    arguments: [
      ("2026-02-20,A,12a,,,,,,", .notANumber(column: "open"), "2:14"),
      ("2026-02-20,A,,,,inf,,,", .notANumber(column: "close"), "2:17"),
      ("2026-02-20,A,,,,nan,,,", .notANumber(column: "close"), "2:17"),
      ("2026-02-20,A,,,,0x10,,,", .notANumber(column: "close"), "2:17"),
      ("2026-02-20,A,,,,\"1,234\",,,", .notANumber(column: "close"), "2:17"),
      ("2026-02-20,A,,,,1e999,,,", .numberTooLarge(column: "close"), "2:17"),
      ("2026-02-20,A,0,,,,,,", .priceNotPositive(column: "open"), "2:14"),
      ("2026-02-20,A,,-1,,,,,", .priceNotPositive(column: "high"), "2:15"),
      ("2026-02-20,A,,,1e-999,,,,", .priceNotPositive(column: "low"), "2:16"),
      ("2026-02-20,A,,,,1,0,,", .priceNotPositive(column: "previous"), "2:19"),
      ("2026-02-20,A,,,,1,,-1,", .changeTooLow, "2:20"),
      ("2026-02-20,A,,,,1,,-22.76%,", .notANumber(column: "change"), "2:20"),
      ("2026-02-20,A,,,,1,,,-5", .negativeVolume, "2:21"),
      ("2026-02-20,A,,,,1,,,1e999", .numberTooLarge(column: "volume"), "2:21"),
      ("2026-02-20,A,,9.50,10,,,,", .highBelowLow(high: "9.50", low: "10"), "2:15"),
      ("2026-02-20,A,,,,,,,", .noFigure, "2:14"),
      ("2026-02-20,,1,,,,,,", .missingValue(column: "ticker"), "2:12"),
      (",A,1,,,,,,", .missingValue(column: "date"), "2:1"),
      ("23/02/2026,A,1,,,,,,", .notADay(column: "date"), "2:1"),
      ("20260223,A,1,,,,,,", .notADay(column: "date"), "2:1"),
      ("2026-2-23,A,1,,,,,,", .notADay(column: "date"), "2:1"),
      ("2026-02-30,A,1,,,,,,", .noSuchDay(year: 2026, month: 2), "2:1"),
      ("2026-13-01,A,1,,,,,,", .noSuchDay(year: 2026, month: 13), "2:1"),
      ("2026-02-20,A,1,,,,,", .tooFewFields(found: 8, expected: 9), "2:20"),
      ("2026-02-20,A,1,234,,,,,,", .tooManyFields(found: 10, expected: 9), "2:25"),
    ] as [(String, DataError.Problem, String)])
  func refused(row: String, problem: DataError.Problem, place: String) {
    let good = "2026-02-19,A,1,1,1,1,1,0,1\n"
    let error = failure(dataSet(prices: "date,ticker,open,high,low,close,previous,change,volume\n" + row + "\n" + good))
    #expect(error?.problem == problem)
    #expect(error?.place == place)
    #expect(error?.file == "prices.csv")
    #expect(error?.lineText == row)
    #expect(error?.isNoInput == false)
    #expect(error?.message.isEmpty == false && error?.help.isEmpty == false)
  }

  @Test(
    "headers that are refused",
    arguments: [
      ("", .emptyFile, "0:0"),
      ("\n\n", .emptyFile, "0:0"),
      ("date,close\n", .missingColumn("ticker"), "1:1"),
      ("ticker,close\n", .missingColumn("date"), "1:1"),
      ("date,ticker,adj_close\n", .noFigureColumn, "1:1"),
      ("date,ticker,close, Close\n", .repeatedColumn("close"), "1:20"),
      ("date;ticker;close\n", .missingColumn("date"), "1:1"),
    ] as [(String, DataError.Problem, String)])
  func refusedHeader(prices: String, problem: DataError.Problem, place: String) {
    let error = failure(dataSet(prices: prices))
    #expect(error?.problem == problem)
    #expect(error?.place == place)
  }

  @Test func twoRowsForOneDay() {
    let prices = "date,ticker,close\n2026-02-20,A,1\n2026-02-20,B,1\n\n2026-02-19,B,1\n2026-02-20,A,1\n2026-02-20,B,2\n"
    let error = failure(dataSet(prices: prices))
    #expect(error?.problem == .repeatedBar(ticker: "A", day: day("2026-02-20"), firstLine: 2))
    #expect(error?.place == "6:12")
    let sorted = failure(dataSet(prices: "date,ticker,close\n2026-02-20,A,1\n2026-02-20,A,1\n"))
    #expect(sorted?.problem == .repeatedBar(ticker: "A", day: day("2026-02-20"), firstLine: 2))
    #expect(sorted?.place == "3:12")
  }

  @Test func aTickerThatCompaniesDoNotList() throws {
    let prices = "date,ticker,close\n2026-02-20,2513.HK,1\n2026-02-20,2531.HK,1\n"
    let error = failure(dataSet(prices: prices, companies: "ticker\n2513.HK\n9988.HK\n"))
    #expect(error?.problem == .unknownTicker(nearest: "2513.HK", isKnownFromPrices: false))
    #expect(error?.place == "3:12")
    #expect(error?.text == "2531.HK")
    let far = failure(dataSet(prices: prices, companies: "ticker\n2513.HK\n"))
    #expect(far?.problem == .unknownTicker(nearest: "2513.HK", isKnownFromPrices: false))
    let none = failure(dataSet(prices: prices, companies: "ticker\nAAPL\n"))
    #expect(none?.problem == .unknownTicker(nearest: nil, isKnownFromPrices: false))
    // Without companies.csv every ticker is a company.
    #expect(try Market.load(dataSet(prices: prices)).market.tickers == ["2513.HK", "2531.HK"])
  }

  @Test func quotedTickersAndNewlines() throws {
    let prices =
      "date,ticker,close,source\r\n2026-02-20,\"A \"\"x\"\"\",1,\"a\r\nb\"\r\n2026-02-23,\"A \"\"x\"\"\",1,q\r\n"
    let plain = try Market.load(dataSet(prices: "\u{FEFF}" + prices)).market
    #expect(plain.tickers == ["A \"x\""])
    #expect(Array(plain.sources) == ["a\r\nb", "q"])
    let listed = try Market.load(dataSet(prices: prices, companies: "ticker\n\"A \"\"x\"\"\"\n")).market
    #expect(listed.bars.count == 2)
    let error = failure(dataSet(prices: prices + "2026-02-24,B,-1,\r\n"))
    #expect(error?.place == "5:14")
  }

  @Test func tickersThatAreTheSameTextInOtherBytes() throws {
    let market = try Market.load(
      dataSet(prices: "date,ticker,close\n2026-02-20,\u{E9},1\n2026-02-23,e\u{301},1\n")
    ).market
    #expect(market.companyCount == 1)
    #expect(market.bars.count == 2)
  }
}
