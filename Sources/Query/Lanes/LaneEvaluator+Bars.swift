internal import Market

// The figures of bars over the windows of a lane.
extension LaneEvaluator {
  /// Where a company's bars lie in its exchange's calendar.
  struct BarPlaces {
    let series: Series
    /// The place of the first bar's day.
    let first: Int
    /// Whether there is a bar on every trading day from the first to the last.
    let isDense: Bool

    init(_ series: Series) {
      self.series = series
      (first, isDense) = (series.place.first, series.place.isDense)
    }

    /// The bars as a calendar of their own, in which each day has one.
    init(ofBars series: Series) {
      self.series = series
      (first, isDense) = (0, true)
    }

    /// The bars on some places, and those between them.
    func bars(on places: Range<Int>) -> Range<Int> {
      guard let last = places.last else { return 0..<0 }
      if isDense {
        let known = places.clamped(to: first..<first + series.run.count)
        let shift = series.run.lowerBound - first
        return known.lowerBound + shift..<known.upperBound + shift
      }
      let calendar = series.tradingDays
      return series.bars.positions(
        of: series.number, from: calendar[places.lowerBound], through: calendar[last], on: places, series.place)
    }

    /// The first bar on a place or behind it; the end of the company's bars where there is none.
    @inline(__always)
    func firstBar(from place: Int) -> Int {
      let run = series.run
      if isDense { return min(max(run.lowerBound + place - first, run.lowerBound), run.upperBound) }
      guard place < series.tradingDays.count else { return run.upperBound }
      return series.bars.position(of: series.number, from: series.tradingDays[place], on: place, series.place)
    }

    /// Calls `body` with each of the places that has a bar, as its number among them, and the bar.
    @inline(__always)
    func forEachBar(on places: Range<Int>, _ body: (_ number: Int, _ bar: Int) -> Void) {
      let run = series.run
      guard !run.isEmpty, !places.isEmpty else { return }
      if isDense {
        let known = places.clamped(to: first..<first + run.count)
        let shift = run.lowerBound - first
        for place in known { body(place - places.lowerBound, place + shift) }
        return
      }
      let calendar = series.tradingDays
      let days = series.bars.days.checked(run)
      var bar = series.bars.positions(of: series.number, from: calendar[places.lowerBound], through: .last).lowerBound
      for place in places where bar < run.upperBound {
        let day = calendar[place]
        while bar < run.upperBound, days[bar] < day { bar += 1 }
        if bar < run.upperBound, days[bar] == day { body(place - places.lowerBound, bar) }
      }
    }
  }

  /// Where the bars of a company lie among a lane's places.
  private func places(of company: Int, in lane: Lane) -> BarPlaces {
    let series = evaluator.series(of: company)
    return lane.isOfBars ? BarPlaces(ofBars: series) : BarPlaces(series)
  }

  /// A figure of the bars of each window, company by company.
  func barValues(of measure: BarMeasure, over lane: Lane) -> [Double] {
    if measure == .gain, lane.spans.areWindows, let gains = windowGains(over: lane) { return gains }
    if lane.others.isEmpty, !lane.spans.areDays { return windowValues(of: measure, over: lane) }
    return [Double](valueCount: lane.valueCount) { target in
      for (row, company) in lane.companies.enumerated() {
        let place = row * lane.count
        if evaluator.isInterrupted {
          target.forget(place..<target.count)
          break
        }
        if case .days(let days) = lane.spans,
          put(measure, places(of: company, in: lane), on: days, lane.scale, into: &target, at: place)
        {
          continue
        }
        let values = windowValues(of: measure, over: lane.alone(company))
        for number in values.indices { target[place + number] = values[number] }
      }
    }
  }

  /// Puts a figure of the bars on single days into successive places of a span from `place` on, a figure on each; false where it takes
  /// more than reading them.
  func put(
    _ measure: BarMeasure, _ places: BarPlaces, on days: Range<Int>, _ scale: PriceScale,
    into target: inout MutableSpan<Double>, at place: Int
  ) -> Bool {
    let bars = places.series.bars
    if measure == .gain { return LaneEvaluator.putDayGains(places, on: days, into: &target, at: place) }
    if measure.isPrice, bars.hasFactors {
      guard case .own = scale else { return false }
    }
    guard let column = bars.figures(of: measure) else { return false }
    let held = places.bars(on: days)
    let all = place..<place + days.count
    if held.isEmpty {
      target.forget(all)
      return true
    }
    let run = column[places.series.number]
    if places.isDense {
      let start = place + places.first + held.lowerBound - places.series.run.lowerBound - days.lowerBound
      target.forget(all.lowerBound..<start)
      target.forget(start + held.count..<all.upperBound)
      run.copy(held, into: &target, at: start)
      return true
    }
    let calendar = places.series.tradingDays
    return run.spread(
      held, of: bars.days.checked(held).span.extracting(held), on: calendar.span.extracting(days), into: &target,
      at: place)
  }

  /// A figure of the bars of each of one company's windows.
  private func windowValues(of measure: BarMeasure, over lane: Lane) -> [Double] {
    let series = evaluator.series(of: lane.company)
    if case .days(let days) = lane.spans {
      let places = places(of: lane.company, in: lane)
      switch measure {
      case .gain: return LaneEvaluator.dayGains(places, on: days)
      case .close: return prices(\.close, places, on: days, lane)
      case .open: return prices(\.open, places, on: days, lane)
      case .high: return prices(\.high, places, on: days, lane)
      case .low: return prices(\.low, places, on: days, lane)
      case .unadjusted: return LaneEvaluator.figures(series.bars.close, places, on: days)
      case .volume: return LaneEvaluator.figures(series.bars.volume, places, on: days)
      case .base, .previous, .day: break
      }
    }
    if measure == .gain, case .since(let first, let ends) = lane.spans {
      return gainsToDate(of: lane, series, since: first, ends)
    }
    return (0..<lane.count).map { barValue(of: measure, over: lane, $0, series) }
  }

  /// A figure of one window, found as for a cell of a frame.
  func barValue(of measure: BarMeasure, over lane: Lane, _ number: Int, _ series: Series) -> Double {
    let days = lane.days(number, in: series.tradingDays)
    let value = evaluator.barValue(of: measure, lane.company, in: days)
    guard case .common = lane.scale, measure.isPrice, !value.isNaN,
      let last = series.bars.positions(of: series.number, from: days.first, through: days.last).last
    else { return value }
    return value * series.bars.factor(of: series.number, at: last)
  }

  /// A column's figures on single days, whose bars are `held` where these are known.
  static func figures(
    _ figures: Figures, _ places: BarPlaces, on days: Range<Int>, held: Range<Int>? = nil
  ) -> [Double] {
    let source = figures[places.series.number]
    let bars = held ?? places.bars(on: days)
    return spread(source.values(bars), of: bars, places, on: days)
  }

  /// Figures of the bars on some days, each on the place of its day, and NaN on the others.
  static func spread(_ values: [Double], of bars: Range<Int>, _ places: BarPlaces, on days: Range<Int>) -> [Double] {
    if places.isDense, bars.count == days.count { return values }
    if bars.isEmpty { return Array(repeating: .nan, count: days.count) }
    let barDays = places.series.bars.days.checked(bars)
    let tradingDays = places.series.tradingDays
    if let result = values.spread(of: barDays.span.extracting(bars), on: tradingDays.span.extracting(days)) {
      return result
    }
    // A bar on a day on which its exchange does not trade has no place.
    var result = Array(repeating: Double.nan, count: days.count)
    places.forEachBar(on: days) { result[$0] = values[$1 - bars.lowerBound] }
    return result
  }

  /// A column's prices on single days, on the lane's scale.
  private func prices(
    _ column: KeyPath<Bars, Figures>, _ places: BarPlaces, on days: Range<Int>, _ lane: Lane
  ) -> [Double] {
    let bars = places.series.bars
    var result = LaneEvaluator.figures(bars[keyPath: column], places, on: days)
    guard bars.hasFactors else { return result }
    let chain = bars.chain(of: places.series.number)
    switch lane.scale {
    case .own: return result
    case .common: places.forEachBar(on: days) { result[$0] *= chain.factor(of: $1) }
    case .day(let day):
      guard let factor = evaluator.factor(of: lane.company, on: day) else { return result }
      places.forEachBar(on: days) { result[$0] *= chain.factor(of: $1) / factor }
    case .days(let all):
      places.forEachBar(on: days) {
        let own = chain.factor(of: $1)
        result[$0] *= own / (evaluator.factor(of: lane.company, on: all[$0]) ?? own)
      }
    }
    return result
  }
}

extension BarMeasure {
  /// Whether it stands on a scale of prices.
  var isPrice: Bool {
    switch self {
    case .open, .high, .low, .close, .base, .previous: return true
    case .unadjusted, .volume, .day, .gain: return false
    }
  }
}
