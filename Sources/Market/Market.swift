/// Companies, their attributes and bars, the events and the calendar: everything that questions are asked of.
///
/// Companies are in the order of their tickers, so that a company's number also breaks ties.
///
/// Never changes; an object, so that handing it on counts one reference and not one for each part.
public final class Market: Sendable {
  /// What the market is called: the data set's folder or its title.
  public let name: String
  /// The tickers, ascending and without repeats. A company's number is its place here.
  public let tickers: [String]
  /// The attributes by name: first the columns of `companies.csv` (always `ticker`), then the keys of `attributes.csv`.
  public let attributes: [Attribute]
  /// For each company the number of its exchange in the calendar.
  public let exchanges: [Int]
  /// The trading days.
  public let calendar: Calendar
  /// The bars of all companies.
  public let bars: Bars
  /// The events, by name.
  public let events: [Event]
  /// The sources that facts name, each once.
  public let sources: TextColumn
  /// Which source each attribute value has. O(1), the first time O(values).
  public var attributeSources: [AttributeSource] { heldSources.value }
  private let heldSources: Later<[AttributeSource]>
  /// The statements of the data set's `market.marq`; empty where it has none.
  public let script: [UInt8]

  /// What questions have found out about attributes and companies, and others will ask again.
  package let remembered = Remembered()

  /// The file that the bars lie in; nil where they are in memory.
  let file: OpenMarketFile?

  /// The bars of each company, with the calendar of its exchange.
  public let series: [Series]

  /// A market from its parts, which must agree with one another; the reader sees to that.
  public convenience init(
    name: String, tickers: [String], attributes: [Attribute], exchanges: [Int], calendar: Calendar, bars: Bars,
    events: [Event], sources: [String] = [], attributeSources: [AttributeSource] = [], script: [UInt8] = []
  ) {
    self.init(
      name: name, tickers: tickers, attributes: attributes, exchanges: exchanges, calendar: calendar, bars: bars,
      events: events, sources: TextColumn(sources), attributeSources: Later { attributeSources }, script: script,
      file: nil)
  }

  init(
    name: String, tickers: [String], attributes: [Attribute], exchanges: [Int], calendar: Calendar, bars: Bars,
    events: [Event], sources: TextColumn, attributeSources: Later<[AttributeSource]>, script: [UInt8],
    file: OpenMarketFile?
  ) {
    precondition(bars.offsets.count == tickers.count + 1 && exchanges.count == tickers.count, "parts disagree")
    self.name = name
    self.tickers = tickers
    self.attributes = attributes
    self.exchanges = exchanges
    self.calendar = calendar
    self.bars = bars
    self.events = events
    self.sources = sources
    self.heldSources = attributeSources
    self.script = script
    self.file = file
    self.series = Series.all(of: bars, exchanges, calendar)
  }

  /// A market without companies.
  public static let empty = Market(
    name: "", tickers: [], attributes: [], exchanges: [], calendar: Calendar(tradingDays: [:]),
    bars: .none, events: [])

  /// What is wrong with the file that the bars lie in; nil as long as nothing is known.
  ///
  /// Whoever has read figures of the market asks this before they show them: what could not be read was missing.
  public var fault: DataError? { file?.fault }

  /// The source of a company's bar; nil where it names none.
  public func source(ofBar bar: Int, of company: Int) -> String? {
    guard let number = bars.sources?[company][bar], let place = Int(exactly: number), sources.indices.contains(place)
    else { return nil }
    return sources[place]
  }

  /// How many companies there are, indices included.
  public var companyCount: Int { tickers.count }

  /// The number of the attribute with this name, or nil. O(attributes), which are few.
  public func attribute(named name: String) -> Int? { attributes.firstIndex { $0.name == name } }

  /// The number of the company with this ticker, or nil. O(log n).
  public func company(ticker: String) -> Int? {
    let position = tickers.partitioningIndex { $0 >= ticker }
    return position < tickers.count && tickers[position] == ticker ? position : nil
  }

  /// The event with this name, or nil.
  public func event(named name: String) -> Event? {
    events.first { $0.name == name }
  }

  /// The trading days of a company's exchange.
  public func tradingDays(of company: Int) -> [Day] {
    calendar.tradingDays[exchanges[company]]
  }
}
