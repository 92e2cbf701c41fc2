internal import Language
internal import Market

extension Evaluator {
  /// A figure of each cell's window of bars, folded into one bar.
  mutating func barValues(of measure: BarMeasure, over frame: Frame) throws(Diagnostic) -> [Double] {
    let days = frame.days.held
    let isPicked = days.contains { $0.picked != nil }
    // On another day's scale a price is another.
    if isPicked || market.bars.hasFactors && days.contains(where: { $0.scaleDay != nil }) {
      return try foundValues(of: measure, over: frame, isPicked: isPicked)
    }
    return try ofWindow(.figure(measure), of: frame, ofAnybody: false) {
      evaluator, frame throws(Diagnostic) in
      try evaluator.foundValues(of: measure, over: frame, isPicked: false)
    }
  }

  private mutating func foundValues(
    of measure: BarMeasure, over frame: Frame, isPicked: Bool
  ) throws(Diagnostic) -> [Double] {
    if measure == .gain, !isPicked { return try foundGains(over: frame) }
    let evaluator = self
    let found = isPicked ? nil : try edgeFigures(of: measure, frame)
    return try mapCells(of: frame, or: .nan) { cell, bars, _ in
      if let found, bars.isEmpty || !found[cell].isNaN { return found[cell] }
      return evaluator.barValue(of: measure, frame.companies[cell], in: frame.days[cell])
    }
  }

  /// The change of each cell over its whole window.
  private mutating func foundGains(over frame: Frame) throws(Diagnostic) -> [Double] {
    let bars = try bars(of: frame)
    let closes = try closes(of: frame, bars)
    let evaluator = self
    return try mapPlaces(of: frame.count, or: .nan) { cell, windows in
      if bars[cell].isEmpty { return .nan }
      if let closes {
        let gain = known(closes[cell].end / closes[cell].base - 1)
        if !gain.isNaN { return gain }
      }
      // What the two closes don't tell is measured by all the rules.
      return known(evaluator.measurement(of: frame.companies[cell], bars[cell], in: frame.days[cell], &windows).gain)
    }
  }

  /// A figure that the first or the last bar of each cell's window has, NaN where that lacks it; nil where it takes more than
  /// one bar to tell.
  private mutating func edgeFigures(of measure: BarMeasure, _ frame: Frame) throws(Diagnostic) -> [Double]? {
    guard holdsCompaniesAlone(frame) else { return nil }
    // On another day's scale a price is another.
    if measure.isPrice, market.bars.hasFactors { return nil }
    guard let column = market.bars.figures(of: measure) else { return nil }
    let bars = try bars(of: frame)
    switch measure {
    case .close, .unadjusted, .open: break
    default: if bars.contains(where: { $0.count > 1 }) { return nil }
    }
    let places = bars.map { $0.isEmpty ? -1 : measure == .open ? $0.lowerBound : $0.upperBound - 1 }
    let values = column.values(of: frame.companies, at: places, concurrency, unless: interruption)
    try proceed()
    return values
  }

  /// Something of each cell of a frame and its bars, on all cores where there are many.
  mutating func mapCells<Result: Sendable>(
    of frame: Frame, or nothing: Result,
    _ transform: @Sendable (_ cell: Int, _ bars: Range<Int>, _ windows: inout CalendarWindows) -> Result
  ) throws(Diagnostic) -> [Result] {
    let bars = try bars(of: frame)
    return try mapPlaces(of: frame.count, or: nothing) { cell, windows in transform(cell, bars[cell], &windows) }
  }

  /// Something of each of so many places, on all cores where there are many. `nothing` stands for what is not looked for any more once
  /// whoever waits has changed their mind; nobody sees it, for then this throws.
  func mapPlaces<Result: Sendable>(
    of count: Int, or nothing: Result,
    _ transform: @Sendable (_ place: Int, _ windows: inout CalendarWindows) -> Result
  ) throws(Diagnostic) -> [Result] {
    let results = concurrency.mapPlaces(
      of: count, unless: interruption, or: nothing, holding: { CalendarWindows() }, transform)
    try proceed()
    return results
  }

  /// A figure of a company's bars in a window, folded into one bar.
  func barValue(of measure: BarMeasure, _ company: Int, in days: Days) -> Double {
    let positions = positions(of: company, in: days)
    let series = series(of: company)
    if let picked = days.picked {
      let kept = positions.filter { picked.contains(series.bars.days[$0]) }
      return measure == .gain ? compoundedGain(of: company, kept) : value(of: measure, kept, in: series, days)
    }
    guard measure == .gain || measure == .base else { return value(of: measure, positions, in: series, days) }
    let measurement = measurement(of: company, positions, in: days)
    guard measure == .base, let end = measurement.endBar else { return known(measurement.gain) }
    return known(
      measurement.base
        * series.bars.scale(of: series.number, from: end, to: series.scaleBar(of: days, positions) ?? end))
  }

  /// What takes prices to a company's common scale from that of a day: of the last bar up to it; nil before any bar.
  func factor(of company: Int, on day: Day) -> Double? {
    let series = series(of: company)
    let known = series.bars.positions(of: series.number, from: .first, through: day)
    return known.last.map { series.bars.factor(of: series.number, at: $0) }
  }

  /// The bars of a company from the first to the last of some days.
  func positions(of company: Int, in days: Days) -> Range<Int> {
    let series = series(of: company)
    if let span = series.span, days.first <= span.first, span.last <= days.last { return series.run }
    let start = Calendar.count(before: days.first, in: series.tradingDays)
    let places = start..<max(start, Calendar.count(onOrBefore: days.last, in: series.tradingDays))
    return series.bars.positions(of: series.number, from: days.first, through: days.last, on: places, series.places)
  }

  /// A figure of some bars of one company, in the order of days; missing where there are none.
  private func value(
    of measure: BarMeasure, _ positions: some BidirectionalCollection<Int>, in series: Series, _ days: Days
  ) -> Double {
    guard let first = positions.first, let last = positions.last else { return .nan }
    let bars = series.bars
    /// Prices of several days are compared on one scale, so that a split within the window makes no high.
    func prices(_ figures: Figures) -> some BidirectionalCollection<Double> {
      let end = series.scaleBar(of: days, positions) ?? last
      let run = figures[series.number]
      let chain = bars.hasFactors ? bars.chain(of: series.number) : nil
      return positions.lazy.map { run[$0] * (chain?.scale(from: $0, to: end) ?? 1) }.filter { !$0.isNaN }
    }
    switch measure {
    case .open: return prices(bars.open).first ?? .nan
    case .high: return prices(bars.high).max() ?? .nan
    case .low: return prices(bars.low).min() ?? .nan
    case .close: return prices(bars.close).last ?? .nan
    case .unadjusted:
      let closes = bars.close[series.number]
      return positions.last { !closes[$0].isNaN }.map { closes[$0] } ?? .nan
    case .previous:
      guard let previous = bars.previous?[series.number][first] else { return .nan }
      return previous * bars.scale(of: series.number, from: first, to: series.scaleBar(of: days, positions) ?? last)
    case .day: return Double(bars.days[last].number)
    case .volume:
      // Kept in the order of days, so that the last bit never depends on how the work is split.
      let volumes = bars.volume[series.number]
      let (sum, count) = (positions as? Range<Int>).map { volumes.sum($0) } ?? knownSum(positions.map { volumes[$0] })
      return count == 0 ? .nan : known(sum)
    // Days that lie apart have no close before them to be measured from.
    case .gain, .base: return .nan
    }
  }

  private func knownSum(_ values: [Double]) -> FigureRun.KnownSum {
    let (sum, count) = values[...].knownSum
    return (sum, Int(count))
  }

  /// The compounded changes of single days; missing where none is known.
  private func compoundedGain(of company: Int, _ positions: [Int]) -> Double {
    var product = 1.0
    var isKnown = false
    for position in positions {
      let day = series(of: company).bars.days[position]
      let gain = measurement(of: company, position..<position + 1, in: Days(first: day, last: day)).gain
      guard !gain.isNaN else { continue }
      product *= 1 + gain
      isKnown = true
    }
    return isKnown ? known(product - 1) : .nan
  }

  /// What the change of a cell is measured from and to.
  func measurement(
    of company: Int, _ positions: Range<Int>, in days: Days
  ) -> Bars.Measurement {
    var windows = CalendarWindows()
    return measurement(of: company, positions, in: days, &windows)
  }

  /// The same for many companies: `windows` remembers where windows lie in the calendars.
  func measurement(
    of company: Int, _ positions: Range<Int>, in days: Days, _ windows: inout CalendarWindows
  ) -> Bars.Measurement {
    guard !positions.isEmpty else { return .missing }
    let series = series(of: company)
    let window =
      company < market.companyCount
      ? windows.window(days, ofExchange: market.exchanges[company], in: market)
      : CalendarWindows.Window(days, in: series.tradingDays)
    return series.bars.measurement(
      of: series.number, over: positions, isSingleDay: window.isSingleDay,
      beginsAtFirstBar: window.firstDay.map { $0 == series.span?.first } ?? false)
  }
}

extension Bars {
  /// The figures of single days as bars have them; nil where they follow from several bars.
  func figures(of measure: BarMeasure) -> Figures? {
    switch measure {
    case .close, .unadjusted: close
    case .open: open
    case .high: high
    case .low: low
    case .volume: volume
    case .gain, .base, .previous, .day: nil
    }
  }
}

/// Where windows lie in the calendars of exchanges. The last one of each exchange is remembered: mostly all companies
/// share it.
struct CalendarWindows: Sendable {
  /// What a measurement needs to know of a window.
  struct Window: Sendable {
    /// How many trading days it holds; of one that begins before any, those that the calendar knows.
    let dayCount: Int
    /// Whether it holds one trading day.
    let isSingleDay: Bool
    /// Its first trading day; nil where there is none in it or behind it, and where it begins who knows when.
    let firstDay: Day?

    init(_ days: Days, in calendar: [Day]) {
      let start = Calendar.count(before: days.first, in: calendar)
      // So many days, of which the calendar knows fewer: neither one day nor begun at the first bar.
      let reachesBehind = days.first == .first
      dayCount = max(0, Calendar.count(onOrBefore: days.last, in: calendar) - start)
      isSingleDay = !reachesBehind && dayCount == 1
      firstDay = !reachesBehind && start < calendar.count ? calendar[start] : nil
    }
  }

  /// A window of an exchange.
  private struct Known {
    let exchange: Int
    let first: Day
    let last: Day
    let window: Window
  }

  private var known: [Known] = []

  mutating func window(_ days: Days, ofExchange exchange: Int, in market: Market) -> Window {
    let place = known.firstIndex { $0.exchange == exchange }
    if let place, known[place].first == days.first, known[place].last == days.last { return known[place].window }
    let window = Window(days, in: market.calendar.tradingDays[exchange])
    let found = Known(exchange: exchange, first: days.first, last: days.last, window: window)
    if let place { known[place] = found } else { known.append(found) }
    return window
  }
}

extension Series {
  /// The bar on whose scale the prices of some bars stand: the last of them, or the last one up to the day that the
  /// window being folded ends on.
  fileprivate func scaleBar(of days: Days, _ positions: some BidirectionalCollection<Int>) -> Int? {
    guard let day = days.scaleDay else { return positions.last }
    let known = bars.positions(of: number, from: .first, through: day)
    return known.last ?? positions.last
  }
}
