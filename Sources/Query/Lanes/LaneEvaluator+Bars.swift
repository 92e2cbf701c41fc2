internal import Market

// The figures of bars over the windows of a lane.
extension LaneEvaluator {
  /// The bars of a company on a lane's places.
  func placed(_ company: Int, in lane: Lane) -> PlacedBars {
    PlacedBars(evaluator.series(of: company), isOfBars: lane.isOfBars)
  }

  /// A figure of the bars of each window, company by company.
  func barValues(of measure: BarMeasure, over lane: Lane) -> [Double] {
    if measure == .gain, lane.spans.areWindows, let gains = windowGains(over: lane) { return gains }
    if lane.others.isEmpty, !lane.spans.areDays { return windowValues(of: measure, over: lane) }
    return [Double](valueCount: lane.valueCount) { target in
      let companies = lane.companies
      for (row, company) in companies.enumerated() {
        let place = row * lane.count
        if row + 1 < companies.count, case .days(let days) = lane.spans {
          prefetch(measure, placed(companies[row + 1], in: lane), on: days)
        }
        if evaluator.isInterrupted {
          target.forget(place..<target.count)
          break
        }
        if case .days(let days) = lane.spans,
          put(measure, placed(company, in: lane), on: days, lane.scale, into: &target, at: place)
        {
          continue
        }
        let values = windowValues(of: measure, over: lane.alone(company))
        for number in values.indices { target[place + number] = values[number] }
      }
    }
  }

  /// Asks for the memory of what `put` will read: companies' bars lie far apart, and who goes from one to the next would wait for each.
  func prefetch(_ measure: BarMeasure, _ bars: PlacedBars, on days: Range<Int>) {
    let column = measure == .gain ? bars.series.bars.close : bars.series.bars.figures(of: measure)
    column?[bars.series.number].prefetch(bars.places, on: days)
  }

  /// Puts a figure of the bars on single days into successive places of a span from `place` on, a figure on each; false where it takes
  /// more than reading them.
  func put(
    _ measure: BarMeasure, _ bars: PlacedBars, on days: Range<Int>, _ scale: PriceScale,
    into target: inout MutableSpan<Double>, at place: Int
  ) -> Bool {
    if measure == .gain { return LaneEvaluator.putDayGains(bars, on: days, into: &target, at: place) }
    if measure.isPrice, bars.series.bars.hasFactors {
      guard case .own = scale else { return false }
    }
    guard let column = bars.series.bars.figures(of: measure) else { return false }
    guard bars.places.areKnown else { return false }
    column[bars.series.number].spread(bars.places, on: days, into: &target, at: place)
    return true
  }

  /// A figure of the bars of each of one company's windows.
  private func windowValues(of measure: BarMeasure, over lane: Lane) -> [Double] {
    let series = evaluator.series(of: lane.company)
    if case .days(let days) = lane.spans {
      let bars = placed(lane.company, in: lane)
      switch measure {
      case .gain: return LaneEvaluator.dayGains(bars, on: days)
      case .close: return prices(\.close, bars, on: days, lane)
      case .open: return prices(\.open, bars, on: days, lane)
      case .high: return prices(\.high, bars, on: days, lane)
      case .low: return prices(\.low, bars, on: days, lane)
      case .unadjusted: return LaneEvaluator.figures(series.bars.close, bars, on: days)
      case .volume: return LaneEvaluator.figures(series.bars.volume, bars, on: days)
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

  /// A column's figures on single days.
  static func figures(_ figures: Figures, _ bars: PlacedBars, on days: Range<Int>) -> [Double] {
    let held = bars.bars(on: days)
    return bars.spread(figures[bars.series.number].values(held), of: held, on: days)
  }

  /// A column's prices on single days, on the lane's scale.
  private func prices(
    _ column: KeyPath<Bars, Figures>, _ placed: PlacedBars, on days: Range<Int>, _ lane: Lane
  ) -> [Double] {
    let bars = placed.series.bars
    var result = LaneEvaluator.figures(bars[keyPath: column], placed, on: days)
    guard bars.hasFactors else { return result }
    let chain = bars.chain(of: placed.series.number)
    switch lane.scale {
    case .own: return result
    case .common: placed.forEachBar(on: days) { result[$0] *= chain.factor(of: $1) }
    case .day(let day):
      guard let factor = evaluator.factor(of: lane.company, on: day) else { return result }
      placed.forEachBar(on: days) { result[$0] *= chain.factor(of: $1) / factor }
    case .days(let all):
      placed.forEachBar(on: days) {
        let own = chain.factor(of: $1)
        result[$0] *= own / (evaluator.factor(of: lane.company, on: all[$0]) ?? own)
      }
    }
    return result
  }
}

extension BarMeasure {
  /// Whether bars have it as it is, and it follows from no other figure.
  var isKept: Bool {
    switch self {
    case .open, .high, .low, .close, .unadjusted, .volume: return true
    case .gain, .base, .previous, .day: return false
    }
  }

  /// Whether it stands on a scale of prices.
  var isPrice: Bool {
    switch self {
    case .open, .high, .low, .close, .base, .previous: return true
    case .unadjusted, .volume, .day, .gain: return false
    }
  }
}
