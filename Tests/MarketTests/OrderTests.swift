import Testing

@testable import Market

/// A data set with something of everything, in rows that may be shuffled.
struct SampleData {
  var prices: [String] = []
  var companies: [String] = []
  var attributes: [String] = []
  var events = ["b,2026-01-08,B", "a,2026-02-01,\"A, said \"\"so\"\"\"", "c,2025-01-01,"]
  var calendar: [String] = []

  init(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let days = (0..<30).map { day("2026-01-05").advanced(by: $0) }.filter { $0.weekday < 6 }
    for day in days { calendar.append("\(day),HKEX,0") }
    for (number, ticker) in ["C.HK", "A.HK", "D", "B.HK", "E"].enumerated() {
      companies.append(
        "\(ticker),\"Name, \(ticker)\",\(ticker.hasSuffix("HK") ? "HKEX" : ""),\(number * 7),src\(number)")
      for segment in ["llm", "cloud", "chips"].prefix(Int.random(in: 0...3, using: &random)) {
        attributes.append("\(ticker),segment,\(segment),https://example.com/\(segment),,")
      }
      attributes.append("\(ticker),founded,19\(70 + number),,,")
      attributes.append("\(ticker),shares,\(number),,,2026-01-0\(number + 1)")
      attributes.append("\(ticker),shares,\(number * 2),src1,2026-01-1\(number),")
      for day in days where Int.random(in: 0..<4, using: &random) > 0 {
        let low = Double(Int.random(in: 1000...2000, using: &random)) / 100
        let change = Bool.random(using: &random) ? "" : "-0.0\(Int.random(in: 1...99, using: &random))"
        prices.append("\(day),\(ticker),\(low),\(low + 1),\(change),\(Int(low) * 1000),src\(Int(low) % 4)")
      }
    }
  }

  var dataSet: DataSet {
    func text(_ header: String, _ rows: [String]) -> String {
      header + "\n" + rows.map { $0 + "\n" }.joined()
    }
    return MarketTests.dataSet(
      prices: text("date,ticker,low,close,change,volume,source", prices),
      companies: text("ticker,name,exchange,number,source", companies),
      attributes: text("ticker,key,value,source,from,to", attributes), events: text("name,date,title", events),
      calendar: text("date,exchange,half_day", calendar), script: "set title = \"Sample\"\n")
  }

  mutating func shuffle(using random: inout SeededGenerator) {
    prices.shuffle(using: &random)
    companies.shuffle(using: &random)
    attributes.shuffle(using: &random)
    events.shuffle(using: &random)
    calendar.shuffle(using: &random)
  }
}

@Suite struct OrderTests {
  @Test func theOrderOfRowsDoesNotMatter() throws {
    var sample = SampleData(seed: 3)
    let (market, notes) = try Market.load(sample.dataSet)
    #expect(notes.isEmpty)
    #expect(market.bars.count > 60)
    #expect(market.bars.chain.factors != nil)
    #expect(market.attributes.map(\.name) == ["ticker", "name", "exchange", "number", "founded", "segment", "shares"])
    let expected = written(market)
    var random = SeededGenerator(seed: 4)
    for _ in 0..<50 {
      sample.shuffle(using: &random)
      #expect(written(try Market.load(sample.dataSet).market) == expected)
    }
    // In the order of companies and days nothing is sorted at all.
    let order = ["A.HK", "B.HK", "C.HK", "D", "E"]
    sample.prices.sort {
      let (left, right) = ($0.split(separator: ","), $1.split(separator: ","))
      let places = (order.firstIndex(of: String(left[1])) ?? 0, order.firstIndex(of: String(right[1])) ?? 0)
      return (places.0, left[0]) < (places.1, right[0])
    }
    #expect(written(try Market.load(sample.dataSet).market) == expected)
  }
}

/// Everything that a market holds, written out; the shortest text of a double tells it from every other.
func written(_ market: Market) -> String {
  var text = "\(market.name) \(market.tickers) \(market.exchanges) \(market.events) \(Array(market.sources))\n"
  text += "\(market.attributeSources)\n\(market.calendar.exchanges) \(market.calendar.tradingDays)\n"
  for attribute in market.attributes {
    text += "\(String(describing: attribute.editions))\n"
    switch attribute.values {
    case .text(let codes, let dictionary): text += "\(attribute.name) \(codes) \(dictionary.texts)\n"
    case .texts(let members, let dictionary):
      text += "\(attribute.name) \(members.map(\.members)) \(dictionary.texts)\n"
    default: text += "\(attribute.name) \(attribute.values)\n"
    }
  }
  let bars = market.bars
  text += "\(bars.offsets) \(bars.spans) \(bars.days.checked(0..<bars.count))\n"
  let figures = [
    bars.open, bars.high, bars.low, bars.close, bars.volume, bars.previous, bars.sources, bars.chain.anchors,
    bars.chain.reports, bars.chain.factors,
  ]
  for column in figures { text += "\(String(describing: column?.all))\n" }
  return text
}
