/// The bars of a company, or of a set that is taken as one, with the trading days they lie among.
///
/// An object of each company's own: cores that look at different companies count references at different places, and none waits
/// for another.
public final class Series: Sendable {
  /// The bars, mostly of all companies.
  public let bars: Bars
  /// The company's number in these bars.
  public let number: Int
  /// The trading days of the company's exchange.
  public let tradingDays: [Day]
  /// Where its bars lie among the trading days.
  public let places: BarPlaces
  /// The change of each trading day, where they are known already: an index is asked for them by every company.
  public let dayGains: [Double]?

  /// The bars of one company. O(1).
  public init(of bars: Bars, _ number: Int, in tradingDays: [Day], dayGains: [Double]? = nil) {
    (self.bars, self.number, self.tradingDays, self.dayGains) = (bars, number, tradingDays, dayGains)
    places = bars.places(of: number)
  }

  /// The series of all companies. What those of a few hundred share is an object of their own: one that all companies shared would
  /// be counted by all cores.
  static func all(of bars: Bars, _ exchanges: [Int], _ calendar: Calendar) -> [Series] {
    let parts = max(1, min(64, exchanges.count / 128))
    let series = Concurrency.allCores.map(parts) { part in
      let bars = part == 0 ? bars : bars.apart()
      var calendars = part == 0 ? calendar.tradingDays : calendar.tradingDays.map { _ in [] }
      return (exchanges.count * part / parts..<exchanges.count * (part + 1) / parts).map { company in
        let exchange = exchanges[company]
        // An array of its own, and not another name for the same one.
        if calendars[exchange].isEmpty { calendars[exchange] = calendar.tradingDays[exchange].map { $0 } }
        return Series(of: bars, company, in: calendars[exchange])
      }
    }
    return parts == 1 ? series[0] : Array(series.joined())
  }

  /// The positions of the company's bars.
  public var run: Range<Int> { bars.run(of: number) }
  /// The day of one of its bars, from where that lies among the trading days: the days of all bars take far more memory.
  /// O(log stretches).
  public func day(of bar: Int) -> Day {
    guard let place = places.place(of: bar), tradingDays.indices.contains(place) else { return bars.days[bar] }
    return tradingDays[place]
  }

  /// The day of the first bar that a change can be measured from; nil where there is none. O(1) where every bar is one.
  public var firstAnchorDay: Day? {
    guard let first = bars.chain(of: number).firstAnchor(in: run) else { return nil }
    return first == run.lowerBound ? span?.first : bars.days[first]
  }

  /// The days of its first and last bar; nil where it has none.
  public var span: (first: Day, last: Day)? { bars.span(of: number) }
}
