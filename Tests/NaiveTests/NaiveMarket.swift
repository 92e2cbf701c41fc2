import Market

/// A market as the naive interpreter sees it: the rows that were written, company by company, and nothing made of them.
struct NaiveMarket {
  /// One row of prices; what is not written is NaN.
  struct Bar {
    let day: Day
    var open = Double.nan
    var high = Double.nan
    var low = Double.nan
    var close = Double.nan
    var volume = Double.nan
    var previous = Double.nan
    /// The reported change as it was written; empty where there is none.
    var change = ""
  }

  /// A company, or the index of a set.
  struct Company {
    /// The rows in the order of days.
    let bars: [Bar]
    /// What each row says of the way from the row before. See `NaiveChain.swift`.
    let links: [NaiveLink]
    /// The trading days of the exchange, in their order.
    let calendar: [Day]

    init(bars: [Bar], calendar: [Day]) {
      self.bars = bars
      self.calendar = calendar
      self.links = NaiveLink.links(of: bars, on: calendar)
    }

    /// The trading day before a day; the calendar day before where there is none.
    func tradingDay(before day: Day) -> Day {
      var result = day.advanced(by: -1)
      for other in calendar where other < day { result = other }
      return result
    }
  }

  /// The names and types of attributes, the events and tickers as they were read: no figure of theirs is computed.
  let facts: Market
  /// What is written of each company, in the order of tickers.
  private let written: [MarketTexts.Company]
  /// The companies in the order of their tickers.
  let companies: [Company]
  /// The days on which any exchange trades.
  let allDays: [Day]

  init(_ texts: MarketTexts, facts: Market) {
    self.facts = facts
    self.written = texts.companies.sorted { $0.ticker < $1.ticker }
    var bars: [String: [Bar]] = [:]
    for row in texts.prices { bars[row.ticker, default: []].append(row.bar) }
    var days: [String: Set<Day>] = texts.calendar.mapValues { Set($0) }
    for company in texts.companies {
      for bar in bars[company.ticker] ?? [] { days[company.exchange, default: []].insert(bar.day) }
    }
    let exchanges = Dictionary(uniqueKeysWithValues: texts.companies.map { ($0.ticker, $0.exchange) })
    self.companies = facts.tickers.map { ticker in
      Company(
        bars: (bars[ticker] ?? []).sorted { $0.day < $1.day }, calendar: (days[exchanges[ticker] ?? ""] ?? []).sorted())
    }
    self.allDays = companies.reduce(into: Set<Day>()) { $0.formUnion($1.calendar) }.sorted()
  }

  /// The values that a company has of a key on a day, in their order; none where it has none, or is an index.
  func labels(of company: Int, _ attribute: Int, on day: Day) -> [NaiveValue] {
    guard company < companies.count else { return [] }
    let rows = written[company].values(of: facts.attributes[attribute].name)
    return rows.filter { $0.holds(on: day) }.map(\.value).sorted().map { text in
      switch facts.attributes[attribute].typeName {
      case "number": return NaiveValue(figure: Double(text) ?? .nan)
      case "date": return Day(text).map { .day($0) } ?? .missing
      case "yes/no": return .flag(text == "yes")
      default: return .text(text)
      }
    }
  }
}

/// A value of the language; missing is a value.
enum NaiveValue: Hashable {
  case number(Double)
  case day(Day)
  case flag(Bool)
  case text(String)
  case missing

  /// A figure; what could not be computed is missing.
  init(figure: Double) { self = figure.isFinite ? .number(figure) : .missing }

  init(truth: Bool?) { self = truth.map { .flag($0) } ?? .missing }

  /// The figure, a date as its number; NaN where it is none.
  var figure: Double {
    switch self {
    case .number(let number): return number
    case .day(let day): return Double(day.number)
    case .flag(let flag): return flag ? 1 : 0
    case .text, .missing: return .nan
    }
  }

  var truth: Bool? {
    if case .flag(let flag) = self { return flag }
    return nil
  }
}
