import Testing

@testable import Market

@Suite struct CompanyLoadingTests {
  private func market(_ companies: String, attributes: String? = nil) throws -> Market {
    try Market.load(dataSet(prices: "date,ticker,close\n", companies: companies, attributes: attributes)).market
  }

  private func attribute(_ name: String, _ market: Market) -> Attribute? {
    market.attribute(named: name).map { market.attributes[$0] }
  }

  private func texts(_ name: String, _ market: Market) -> [[String]]? {
    attribute(name, market).map { attribute in market.tickers.indices.map { attribute.texts(of: $0) } }
  }

  @Test func everyColumnIsAnAttribute() throws {
    let market = try market(
      """
      Name,Ticker,exchange,Source,shares,listed,index_member,code
      Bee,B,HKEX,s1,10,2026-01-08,yes,1
      Ay,A,,s0,,,No,2026-01-08
      ,C,SSE,,2.5e9,1999-12-31,TRUE,

      """)
    #expect(market.tickers == ["A", "B", "C"])
    #expect(
      market.attributes.map(\.name)
        == ["ticker", "name", "exchange", "shares", "listed", "index_member", "code"])
    #expect(market.attributes.map(\.typeName) == ["text", "text", "text", "number", "date", "yes/no", "text"])
    #expect(texts("name", market) == [["Ay"], ["Bee"], []])
    guard case .number(let shares)? = attribute("shares", market)?.values else { throw Unexpected() }
    #expect(shares[0].isNaN && shares[1] == 10 && shares[2] == 2.5e9)
    guard case .day(let listed)? = attribute("listed", market)?.values else { throw Unexpected() }
    #expect(listed == [nil, day("2026-01-08"), day("1999-12-31")])
    guard case .flag(let flags)? = attribute("index_member", market)?.values else { throw Unexpected() }
    #expect(flags == [false, true, true])
    #expect(market.calendar.exchanges == ["", "HKEX", "SSE"])
    #expect(market.exchanges == [0, 1, 2])
    // The source of a row speaks for the day of listing, else for the name.
    #expect(
      market.attributeSources == [
        .init(attribute: 1, company: 0, value: "Ay", source: 0),
        .init(attribute: 4, company: 1, value: "2026-01-08", source: 1),
      ])
    #expect(Array(market.sources) == ["s0", "s1"])
  }

  private struct Unexpected: Error {}

  @Test(
    "what the values of a key have in common",
    arguments: [
      ("1,2.5", "number"), ("1,x", "text"), ("inf,1", "text"), ("1e999,1", "text"), ("2026-01-08,2026-01-09", "date"),
      ("2026-01-08,1989", "text"), ("yes,FALSE", "yes/no"), ("yes,maybe", "text"), ("1,0", "number"), (",", "text"),
      ("08/01/2026,2026-01-08", "text"),
    ])
  func types(values: String, type: String) throws {
    let parts = values.split(separator: ",", omittingEmptySubsequences: false)
    #expect(attribute("k", try market("ticker,k\nA,\(parts[0])\nB,\(parts[1])\n"))?.typeName == type)
  }

  @Test("some keys are always text", arguments: ["name", "exchange", "currency", "kind", "country"])
  func alwaysText(key: String) throws {
    #expect(attribute(key, try market("ticker,\(key)\n1,1\n2,2\n"))?.typeName == "text")
    #expect(attribute("ticker", try market("ticker,\(key)\n1,1\n2,2\n"))?.typeName == "text")
  }

  @Test func severalValuesAreTextWhateverTheyLookLike() throws {
    let market = try market(
      "ticker\nA\nB\nC\n",
      attributes: "ticker,key,value,source,from,to\nB,n,2,s,,\nB,n,10,,,\nA,n,2,,,\nA,one,x,,,\nB,d,2026-01-08,,,\n")
    #expect(market.attributes.map(\.name) == ["ticker", "d", "n", "one"])
    guard case .texts(let members, let dictionary)? = attribute("n", market)?.values else { throw Unexpected() }
    #expect(dictionary.texts == ["10", "2"])
    #expect(members.map(\.members) == [[1], [0, 1]])
    guard case .text(let codes, _)? = attribute("one", market)?.values else { throw Unexpected() }
    #expect(codes == [0, -1, -1])
    #expect(attribute("d", market)?.typeName == "date")
    #expect(market.attributeSources == [.init(attribute: 2, company: 1, value: "2", source: 0)])
  }

  @Test func keysMergeIntoEmptyCells() throws {
    let companies = "ticker,listed,exchange\nA,2026-01-08,HKEX\nB,,\n"
    let market = try market(
      companies, attributes: "ticker,key,value\nB,listed,2026-01-09\nB,exchange,SSE\n")
    guard case .day(let listed)? = attribute("listed", market)?.values else { throw Unexpected() }
    #expect(listed == [day("2026-01-08"), day("2026-01-09")])
    #expect(market.calendar.exchanges == ["HKEX", "SSE"])
    #expect(market.attributes.map(\.name) == ["ticker", "listed", "exchange"])
    let error = failure(
      dataSet(
        prices: "date,ticker,close\n", companies: companies, attributes: "ticker,key,value\nA,listed,2026-01-08\n"))
    #expect(error?.problem == .valueInCompanies(ticker: "A", key: "listed"))
    #expect(error?.place == "2:10")
    #expect(error?.file == "attributes.csv")
  }

  @Test(
    "companies that are refused",
    arguments: [
      ("name\nx\n", .missingColumn("ticker"), "1:1"),
      ("ticker,name\n,x\n", .missingValue(column: "ticker"), "2:1"),
      ("ticker\nA\nB\nA\n", .repeatedCompany(ticker: "A", firstLine: 2), "4:1"),
      ("ticker,Market Cap\nA,1\n", .notAWord(what: "column", suggestion: "market_cap"), "1:8"),
      ("ticker,52w\nA,1\n", .notAWord(what: "column", suggestion: nil), "1:8"),
      ("ticker,k,K\nA,1,2\n", .repeatedColumn("k"), "1:10"),
      ("ticker,listed\nA,2026-01-08\nB,2026-02-30\n", .noSuchDay(year: 2026, month: 2), "3:3"),
      ("ticker,a\nA,1,2\n", .tooManyFields(found: 3, expected: 2), "2:5"),
      ("ticker\nA\"\n\"B\n", .unterminatedQuote, "3:1"),
    ] as [(String, DataError.Problem, String)])
  func refusedCompanies(companies: String, problem: DataError.Problem, place: String) {
    let error = failure(dataSet(prices: "date,ticker,close\n", companies: companies))
    #expect(error?.problem == problem)
    #expect(error?.place == place)
    #expect(error?.file == "companies.csv")
  }

  @Test(
    "attributes that are refused",
    arguments: [
      ("ticker,key\n", .missingColumn("value"), "1:1"),
      ("ticker,key,value\nAAPK,k,1\n", .unknownTicker(nearest: "AAPL", isKnownFromPrices: false), "2:1"),
      ("ticker,key,value\nA,k,1\n\nA,k,2\nA,k,1\n", .repeatedValue(ticker: "A", key: "k", firstLine: 2), "5:5"),
      ("ticker,key,value\nA,two words,1\n", .notAWord(what: "key", suggestion: "two_words"), "2:3"),
      ("ticker,key,value\nA,!,1\n", .notAWord(what: "key", suggestion: nil), "2:3"),
      ("ticker,key,value\nA,,1\n", .missingValue(column: "key"), "2:3"),
      ("ticker,key,value\nA,k,\n", .missingValue(column: "value"), "2:5"),
      ("ticker,key,value\nA,ticker,x\n", .reservedKey, "2:3"),
      ("ticker,key,value\nA,k,x\nA,K,y\n", .keySpelledTwice(other: "k"), "3:3"),
      ("ticker,key,value\nA,Name,x\n", .keySpelledTwice(other: "name"), "2:3"),
      ("ticker,key,value\nA,kind,x\nA,kind,y\n", .severalValues(ticker: "A", key: "kind"), "3:8"),
    ] as [(String, DataError.Problem, String)])
  func refusedAttributes(attributes: String, problem: DataError.Problem, place: String) {
    let error = failure(
      dataSet(prices: "date,ticker,close\n", companies: "ticker\nA\nAAPL\n", attributes: attributes))
    #expect(error?.problem == problem)
    #expect(error?.place == place)
    #expect(error?.file == "attributes.csv")
    #expect(error?.message.isEmpty == false && error?.help.isEmpty == false)
  }

  @Test func withoutCompaniesTheTickersArePrices() {
    let error = failure(dataSet(attributes: "ticker,key,value\nA,k,x\nB,k,x\n"))
    #expect(error?.problem == .unknownTicker(nearest: nil, isKnownFromPrices: true))
    #expect(error?.message == "prices.csv has no bar of \"B\"")
  }

  @Test func keysWithAStrayValueAreNoted() throws {
    let notes = try Market.load(
      dataSet(prices: "date,ticker,close\n", companies: "ticker,listed\nA,2026-01-08\nB,1989\nC,2026-01-09\n")
    ).notes
    #expect(
      notes == [
        "listed is read as text: 2 of its 3 values are days, but \"1989\" is not", "prices.csv has no rows",
      ])
  }

  @Test func wordsMayBeOfAnyAlphabet() throws {
    #expect(attribute("行业", try market("ticker,行业\nA,芯片\n"))?.texts(of: 0) == ["芯片"])
    #expect(!"１２".isWord && !"ａ".isWord && !"a-b".isWord && !"".isWord && "_a1".isWord && "一".isWord)
  }
}
