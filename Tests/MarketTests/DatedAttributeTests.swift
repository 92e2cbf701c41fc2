import Testing

@testable import Market

/// Values of `attributes.csv` that hold from a day, or to one.
@Suite struct DatedAttributeTests {
  private func attribute(_ rows: String, header: String = "ticker,key,value,from,to") throws -> Attribute {
    let market = try Market.load(
      dataSet(prices: "date,ticker,close\n", companies: "ticker\nA\nB\n", attributes: "\(header)\n\(rows)")
    ).market
    return market.attributes[1]
  }

  @Test("a value holds on its first day, on its last day and between them")
  func bothEndsAreIncluded() throws {
    let segment = try attribute("A,segment,llm,2026-01-08,2026-01-09\nA,segment,cloud,,2026-01-08\nB,segment,llm,,\n")
    #expect(segment.isDated)
    #expect(segment.texts(of: 0, on: day("2026-01-07")) == ["cloud"])
    #expect(segment.texts(of: 0, on: day("2026-01-08")) == ["cloud", "llm"])
    #expect(segment.texts(of: 0, on: day("2026-01-09")) == ["llm"])
    #expect(segment.texts(of: 0, on: day("2026-01-10")) == [])
    #expect([Day.first, day("2026-01-10"), .last].map { segment.texts(of: 1, on: $0) } == [["llm"], ["llm"], ["llm"]])
    #expect(segment.knownCount(on: day("2026-01-10")) == 1)
    #expect(segment.textCounts(on: day("2026-01-09")).map(\.count) == [0, 2].reversed())
  }

  @Test("figures that follow one another are figures")
  func types() throws {
    let shares = try attribute("A,shares,100,,2026-01-08\nA,shares,250,2026-01-09,\nB,shares,7,2026-01-09,2026-01-09\n")
    guard case .number(let numbers) = shares.values else {
      Issue.record("\(shares.typeName)")
      return
    }
    func value(_ company: Int, _ text: String) -> Double { numbers[shares.place(of: company, on: day(text))] }
    #expect([value(0, "1999-12-31"), value(0, "2026-01-08"), value(0, "2026-01-09")] == [100, 100, 250])
    #expect(value(1, "2026-01-08").isNaN && value(1, "2026-01-09") == 7 && value(1, "2026-01-10").isNaN)
    #expect(try attribute("A,k,yes,,2026-01-08\nA,k,no,2026-01-09,\n").typeName == "yes/no")
    #expect(try attribute("A,k,2026-01-08,,2026-01-08\nA,k,2026-01-09,2026-01-09,\n").typeName == "date")
    #expect(try attribute("A,name,1,,2026-01-08\nA,name,2,2026-01-09,\n").texts(of: 0, on: .first) == ["1"])
  }

  @Test("a value may come back")
  func rejoining() throws {
    let index = try attribute("A,index,HSI,2026-03-01,\nA,index,HSI,,2026-01-01\n")
    #expect(
      ["2026-01-01", "2026-01-02", "2026-02-28", "2026-03-01"].map { index.texts(of: 0, on: day($0)).count }
        == [1, 0, 0, 1])
  }

  @Test("dates cost nothing where no row has one")
  func undated() throws {
    let segment = try attribute("A,segment,llm,,\n")
    #expect(!segment.isDated && segment.place(of: 1, on: .first) == 1)
  }

  @Test("the source of a value says on which days it holds")
  func sources() throws {
    let market = try Market.load(
      dataSet(
        prices: "date,ticker,close\n", companies: "ticker\nA\n",
        attributes: "ticker,key,value,source,from,to\nA,k,1,s,2026-01-09,\nA,k,2,t,,2026-01-08\n")
    ).market
    #expect(
      market.attributeSources == [
        .init(attribute: 1, company: 0, value: "1", source: 0, from: day("2026-01-09")),
        .init(attribute: 1, company: 0, value: "2", source: 1, to: day("2026-01-08")),
      ])
  }

  @Test(
    "dates that are refused",
    arguments: [
      ("A,k,x,2026-02-30,\n", .noSuchDay(year: 2026, month: 2), "2:7"),
      ("A,k,x,,1 March\n", .notADay(column: "to"), "2:8"),
      ("A,k,x,2026-01-09,2026-01-08\n", .endsBeforeItBegins(from: day("2026-01-09")), "2:18"),
      ("A,exchange,HKEX,,2026-01-08\n", .datedKey(ticker: "A", key: "exchange"), "2:18"),
      ("A,currency,HKD,2026-01-08,\n", .datedKey(ticker: "A", key: "currency"), "2:16"),
      ("A,kind,stock,2026-01-08,\n", .datedKey(ticker: "A", key: "kind"), "2:14"),
      (
        "A,k,1,,2026-01-08\nB,k,2,,\nA,k,2,2026-01-08,\n",
        .overlappingValues(ticker: "A", key: "k", other: "1", day: day("2026-01-08"), otherLine: 2), "4:7"
      ),
      (
        "A,k,2,,2026-01-08\nA,k,3,,\n",
        .overlappingValues(ticker: "A", key: "k", other: "2", day: day("2026-01-08"), otherLine: 2), "3:5"
      ),
      (
        "A,k,1,,\nA,k,2,,\nB,k,1,2026-01-08,\n",
        .overlappingValues(ticker: "A", key: "k", other: "1", day: nil, otherLine: 2), "3:5"
      ),
      (
        "A,name,x,,2026-01-08\nA,name,y,2026-01-01,2026-01-02\n",
        .overlappingValues(ticker: "A", key: "name", other: "x", day: day("2026-01-01"), otherLine: 2), "3:10"
      ),
      (
        "A,k,x,2026-01-01,2026-03-01\nA,k,y,,\nA,k,x,2026-02-01,\n",
        .overlappingValues(ticker: "A", key: "k", other: "x", day: day("2026-02-01"), otherLine: 2), "4:7"
      ),
      (
        "A,k,x,2026-01-01,\nA,k,x,2026-01-01,\n", .repeatedValue(ticker: "A", key: "k", firstLine: 2), "3:5"
      ),
      ("A,kind,x,,\nA,kind,y,,\n", .severalValues(ticker: "A", key: "kind"), "3:8"),
    ] as [(String, DataError.Problem, String)])
  func refused(rows: String, problem: DataError.Problem, place: String) {
    let error = failure(
      dataSet(
        prices: "date,ticker,close\n", companies: "ticker\nA\nB\n", attributes: "ticker,key,value,from,to\n\(rows)"))
    #expect(error?.problem == problem)
    #expect(error?.place == place)
    #expect(error?.file == "attributes.csv")
    #expect(error?.message.isEmpty == false && error?.help.isEmpty == false)
  }
}
