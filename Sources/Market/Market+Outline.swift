/// Everything of a market but its bars, as the tables of a server hold it.
package struct MarketOutline: Sendable {
  /// A company, in the order of the tickers.
  package struct Company: Sendable {
    package let ticker: String
    package let exchange: String
    package let span: (first: Day, last: Day)?
    package let barCount: Int

    package init(ticker: String, exchange: String, span: (first: Day, last: Day)?, barCount: Int) {
      (self.ticker, self.exchange, self.span, self.barCount) = (ticker, exchange, span, barCount)
    }
  }

  /// One value of one attribute of one company, and the days on which it holds.
  package struct Value: Sendable {
    package let company: Int
    package let value: Held
    package let from: Day
    package let to: Day

    /// A value of one of the types.
    package enum Held: Sendable {
      case text(String)
      case number(Double)
      case day(Day)
      case flag(Bool)
    }

    package init(company: Int, value: Held, from: Day, to: Day) {
      (self.company, self.value, self.from, self.to) = (company, value, from, to)
    }
  }

  package var name = ""
  package var companies: [Company] = []
  /// The attributes but the ticker, in their order, with what they are called where they have no values.
  package var attributes: [(name: String, typeName: String?, isDated: Bool, values: [Value])] = []
  package var tradingDays: [String: [Day]] = [:]
  package var events: [Event] = []
  package var script: [UInt8] = []
  package var hasFactors = false
  package var hasReferencePrices = false

  /// Nothing yet.
  package init() {}
}

extension Market {
  /// A market whose bars lie on a server; nil where the tables disagree with one another, after which `fault` says how.
  package convenience init?(_ outline: MarketOutline, fault: inout String) {
    let tickers = outline.companies.map(\.ticker)
    guard zip(tickers, tickers.dropFirst()).allSatisfy(<) else {
      fault = "companies is not numbered in the order of the tickers"
      return nil
    }
    var tradingDays: [String: [Day]] = [:]
    for company in outline.companies { tradingDays[company.exchange] = outline.tradingDays[company.exchange] ?? [] }
    let calendar = Calendar(tradingDays: tradingDays)
    for company in outline.companies {
      guard let span = company.span else { continue }
      let days = calendar.index(ofExchange: company.exchange).map { calendar.tradingDays[$0] } ?? []
      guard let first = days.first, let last = days.last, first <= span.first, span.first <= span.last,
        span.last <= last
      else {
        fault = "the bars of \(company.ticker) lie outside the calendar"
        return nil
      }
    }
    var bars = Bars.Outline()
    bars.spans = outline.companies.map(\.span)
    bars.counts = outline.companies.map(\.barCount)
    (bars.hasFactors, bars.hasReferencePrices) = (outline.hasFactors, outline.hasReferencePrices)
    var dictionary = TextDictionary()
    let codes = tickers.map { dictionary.intern($0) }
    var attributes = [Attribute(name: "ticker", values: .text(codes: codes, dictionary: dictionary))]
    for attribute in outline.attributes {
      guard let made = Attribute(attribute, companyCount: tickers.count) else {
        fault = "the values of \(attribute.name) have several types, or overlap"
        return nil
      }
      attributes.append(made)
    }
    self.init(
      name: outline.name, tickers: tickers, attributes: attributes,
      exchanges: outline.companies.map { calendar.index(ofExchange: $0.exchange) ?? 0 }, calendar: calendar,
      bars: Bars(outline: bars), events: outline.events, script: outline.script)
  }

  /// Whether the bars lie on a server, and nothing here can be worked out from them.
  public var isElsewhere: Bool { bars.outline != nil }
}

extension Bars {
  /// Bars that lie elsewhere.
  fileprivate convenience init(outline: Outline) {
    var columns = Columns()
    columns.offsets = Array(repeating: 0, count: outline.spans.count + 1)
    let none = Bars(certain: columns) { _ in [] }
    self.init(
      offsets: none.offsets, spans: none.spans, stretches: none.stretches, days: none.days, open: none.open,
      high: none.high, low: none.low,
      close: none.close, volume: none.volume, previous: nil, sources: nil, chain: none.chain, outline: outline)
  }
}

extension Attribute {
  /// An attribute from its values; nil where they have several types, or a company has two values on a day of what can have one.
  fileprivate init?(
    _ attribute: (name: String, typeName: String?, isDated: Bool, values: [MarketOutline.Value]), companyCount: Int
  ) {
    var placed: [(place: Int, value: MarketOutline.Value.Held)] = []
    var editions: Editions?
    var count = companyCount
    if attribute.isDated {
      var byCompany = Array(repeating: [MarketOutline.Value](), count: companyCount)
      for value in attribute.values {
        guard byCompany.indices.contains(value.company) else { return nil }
        byCompany[value.company].append(value)
      }
      var own = Editions()
      for values in byCompany {
        // Each day on which something begins or has ended is a place.
        var starts: Set<Day> = [.first]
        for value in values {
          guard value.from <= value.to else { return nil }
          starts.insert(value.from)
          if value.to < .last { starts.insert(value.to.advanced(by: 1)) }
        }
        let days = starts.sorted()
        for value in values {
          for (number, day) in days.enumerated() where value.from <= day && day <= value.to {
            placed.append((own.count + number, value.value))
          }
        }
        own.append(beginningOn: Array(days.dropFirst()))
      }
      (editions, count) = (own, own.count)
    } else {
      for value in attribute.values {
        guard (0..<companyCount).contains(value.company) else { return nil }
        placed.append((value.company, value.value))
      }
    }
    guard let values = Attribute.values(placed, attribute.typeName, count: count) else { return nil }
    self.init(name: attribute.name, values: values, editions: editions)
  }

  private static func values(
    _ placed: [(place: Int, value: MarketOutline.Value.Held)], _ typeName: String?, count: Int
  ) -> Values? {
    func column<Value>(_ missing: Value, _ read: (MarketOutline.Value.Held) -> Value?) -> [Value]? {
      var values = Array(repeating: missing, count: count)
      guard Set(placed.map(\.place)).count == placed.count else { return nil }
      for (place, held) in placed {
        guard let value = read(held) else { return nil }
        values[place] = value
      }
      return values
    }
    switch (placed.first?.value, typeName) {
    case (.number, _), (nil, "number"):
      return column(.nan) { if case .number(let number) = $0 { number } else { nil } }.map { .number($0) }
    case (.day, _), (nil, "date"):
      return column(Day?.none) { if case .day(let day) = $0 { .some(day) } else { nil } }.map { .day($0) }
    case (.flag, _), (nil, "yes/no"):
      return column(Bool?.none) { if case .flag(let flag) = $0 { .some(flag) } else { nil } }.map { .flag($0) }
    case (.text, _), (nil, _): break
    }
    var texts: [(place: Int, text: String)] = []
    for (place, held) in placed {
      guard case .text(let text) = held else { return nil }
      texts.append((place, text))
    }
    var dictionary = TextDictionary()
    for text in Set(texts.map(\.text)).sorted() { _ = dictionary.intern(text) }
    if Set(texts.map(\.place)).count == texts.count {
      var codes = Array(repeating: Int32(-1), count: count)
      for (place, text) in texts { codes[place] = dictionary.code(of: text) ?? -1 }
      return .text(codes: codes, dictionary: dictionary)
    }
    var members = Array(repeating: Bitmap(count: count), count: dictionary.count)
    for (place, text) in texts { members[Int(dictionary.code(of: text) ?? 0)][place] = true }
    return .texts(members: members, dictionary: dictionary)
  }
}
