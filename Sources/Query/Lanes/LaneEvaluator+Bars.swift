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
      let run = series.run
      let calendar = series.tradingDays
      guard let span = series.span else {
        (first, isDense) = (0, true)
        return
      }
      first = Calendar.count(before: span.first, in: calendar)
      let last = first + run.count - 1
      isDense = last < calendar.count && calendar[last] == span.last
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
      return series.bars.positions(of: series.number, from: calendar[places.lowerBound], through: calendar[last])
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

    /// Puts the figures of some bars, of which there is one at least, on the places of their days, and NaN on the others.
    ///
    /// False where a bar's day is none of the places: then what was put is worth nothing. A pass without a branch, as
    /// where a day is missing can't be foreseen.
    func spread(
      _ values: Span<Double>, of bars: Range<Int>, on places: Range<Int>, to target: inout MutableSpan<Double>
    ) -> Bool {
      precondition(values.count == bars.count && target.count == places.count, "a figure a bar, a target a place")
      let allDays = series.bars.days.checked(bars)
      let days = allDays.span.extracting(bars)
      let tradingDays = series.tradingDays
      let calendar = tradingDays.span.extracting(places)
      var next = 0
      for number in calendar.indices {
        // Behind the last bar every day is later than its day.
        let bar = min(next, days.count - 1)
        let isBar = days[bar] == calendar[number]
        target[number] = isBar ? values[bar] : .nan
        next &+= isBar ? 1 : 0
      }
      return next == days.count
    }
  }

  /// A figure of the bars of each window.
  func barValues(of measure: BarMeasure, over lane: Lane) -> [Double] {
    let series = evaluator.series(of: lane.company)
    if case .days(let days) = lane.spans {
      let places = BarPlaces(series)
      switch measure {
      case .gain: return dayGains(places, on: days)
      case .close: return prices(\.close, places, on: days, lane)
      case .open: return prices(\.open, places, on: days, lane)
      case .high: return prices(\.high, places, on: days, lane)
      case .low: return prices(\.low, places, on: days, lane)
      case .unadjusted: return figures(series.bars.close, places, on: days)
      case .volume: return figures(series.bars.volume, places, on: days)
      case .base, .previous, .day: break
      }
    }
    if measure == .gain {
      switch lane.spans {
      case .trailing(let count, let ends): return trailingGains(of: lane, series, count, ends)
      case .since(let first, let ends): return gainsToDate(of: lane, series, since: first, ends)
      case .days, .windows: break
      }
    }
    return (0..<lane.count).map { barValue(of: measure, over: lane, $0, series) }
  }

  /// A figure of one window, found as for a cell of a frame.
  private func barValue(of measure: BarMeasure, over lane: Lane, _ number: Int, _ series: Series) -> Double {
    let days = lane.days(number, in: series.tradingDays)
    let value = evaluator.barValue(of: measure, lane.company, in: days)
    guard case .common = lane.scale, measure.isPrice, !value.isNaN,
      let last = series.bars.positions(of: series.number, from: days.first, through: days.last).last
    else { return value }
    return value * series.bars.factor(of: series.number, at: last)
  }

  /// A column's figures on single days, whose bars are `held` where these are known.
  private func figures(
    _ figures: Figures, _ places: BarPlaces, on days: Range<Int>, held: Range<Int>? = nil
  ) -> [Double] {
    let source = figures[places.series.number]
    let bars = held ?? places.bars(on: days)
    if places.isDense, bars.count == days.count { return source.values(bars) }
    var result = Array(repeating: Double.nan, count: days.count)
    guard !bars.isEmpty else { return result }
    var target = result.mutableSpan
    if places.isDense {
      source.copy(bars, into: &target, at: max(0, places.first - days.lowerBound))
      return result
    }
    let values = source.values(bars)
    let known = values.span
    if places.spread(known, of: bars, on: days, to: &target) { return result }
    places.forEachBar(on: days) { target[$0] = known[$1 - bars.lowerBound] }
    return result
  }

  /// A column's prices on single days, on the lane's scale.
  private func prices(
    _ column: KeyPath<Bars, Figures>, _ places: BarPlaces, on days: Range<Int>, _ lane: Lane
  ) -> [Double] {
    let bars = places.series.bars
    var result = figures(bars[keyPath: column], places, on: days)
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

  /// The changes of single days.
  private func dayGains(_ places: BarPlaces, on days: Range<Int>) -> [Double] {
    let bars = places.series.bars
    let run = places.series.run
    var result = Array(repeating: Double.nan, count: days.count)
    guard !run.isEmpty else { return result }
    if places.isDense, !bars.hasReferencePrices {
      // One pass without a branch; a company without a single missing close needs no more.
      let known = days.clamped(to: places.first + 1..<places.first + run.count)
      let shift = run.lowerBound - places.first
      guard !known.isEmpty else { return result }
      // The closes from the day before on.
      let closes = bars.close[places.series.number].values(known.lowerBound + shift - 1..<known.upperBound + shift)
      let source = closes.span
      var target = result.mutableSpan
      var missing = 0
      let start = known.lowerBound - days.lowerBound
      for number in 0..<known.count {
        let gain = source[number + 1] / source[number] - 1
        target[start + number] = gain
        missing &+= Int(truncatingIfNeeded: unsafe unsafeBitCast(gain.isFinite, to: UInt8.self)) ^ 1
      }
      if missing == 0 { return result }
    }
    if !bars.hasReferencePrices {
      addGainsBetweenCloses(places, on: days, to: &result)
      return result
    }
    let chain = bars.chain(of: places.series.number)
    var before = -1
    var next = run.lowerBound
    places.forEachBar(on: days) { number, bar in
      if before < 0 {
        before = chain.lastAnchor(in: run.lowerBound..<bar) ?? -1
      } else if next < bar {
        before = chain.lastAnchor(in: next..<bar) ?? before
      }
      result[number] = known(chain.gain(of: bar, before: before < 0 ? nil : before))
      if chain.hasAnchor(bar) { before = bar }
      next = bar + 1
    }
    return result
  }

  /// The changes of single days where nothing but the closes tells them: from the last one before.
  private func addGainsBetweenCloses(_ places: BarPlaces, on days: Range<Int>, to result: inout [Double]) {
    let series = places.series
    guard !days.isEmpty else { return }
    let held = places.bars(on: days)
    result = figures(series.bars.close, places, on: days, held: held)
    let closes = series.bars.close[series.number]
    let earlier = (series.run.lowerBound..<held.lowerBound).last { !closes[$0].isNaN }
    var before = earlier.map { closes[$0] } ?? .nan
    var target = result.mutableSpan
    for number in target.indices {
      let close = target[number]
      target[number] = known(close / before - 1)
      before = close.isNaN ? before : close
    }
  }

  /// The changes over so many trading days up to each of the places.
  private func trailingGains(of lane: Lane, _ series: Series, _ count: Int, _ ends: Range<Int>) -> [Double] {
    let places = BarPlaces(series)
    let bars = series.bars
    var result = Array(repeating: Double.nan, count: ends.count)
    guard !series.run.isEmpty else { return result }
    // Where the window and the close before it lie among bars without gaps, it is one close over another.
    let plain =
      places.isDense && count > 1 && !bars.hasReferencePrices
      ? ends.clamped(to: places.first + count..<max(places.first + count, places.first + series.run.count)) : 0..<0
    let shift = series.run.lowerBound - places.first
    // The closes from the first base on.
    let first = plain.lowerBound - count
    let closes =
      plain.isEmpty ? [] : bars.close[series.number].values(first + shift..<plain.upperBound + shift)
    for place in ends {
      let number = place - ends.lowerBound
      if plain.contains(place) {
        let gain = closes[place - first] / closes[place - first - count] - 1
        if gain.isFinite {
          result[number] = gain
          continue
        }
      }
      result[number] = barValue(of: .gain, over: lane, number, series)
    }
    return result
  }

  /// The changes from a day's base up to each of the places.
  private func gainsToDate(of lane: Lane, _ series: Series, since first: Day, _ ends: Range<Int>) -> [Double] {
    var result = Array(repeating: Double.nan, count: ends.count)
    let bars = series.bars
    let calendar = series.tradingDays
    guard let end = ends.last else { return result }
    let positions = bars.positions(of: series.number, from: first, through: calendar[end])
    // Where all of them are measured from; a single day may have its own report.
    let whole = evaluator.measurement(of: lane.company, positions, in: Days(first: first, last: calendar[end]))
    guard !whole.gain.isNaN else {
      return ends.indices.map { barValue(of: .gain, over: lane, $0 - ends.lowerBound, series) }
    }
    let places = BarPlaces(series)
    var current = Double.nan
    let start = Calendar.count(before: first, in: calendar)
    let earlier = bars.positions(of: series.number, from: first, through: calendar[ends.lowerBound].advanced(by: -1))
    let chain = bars.chain(of: series.number)
    if let before = chain.lastAnchor(in: earlier) { current = known(chain.gain(of: before, from: whole)) }
    let held = places.bars(on: ends)
    let gains = chain.gains(of: held, from: whole)
    var next = 0
    places.forEachBar(on: ends) { number, bar in
      while next < number {
        result[next] = current
        next += 1
      }
      // The lane may begin before the window does.
      let gain = gains[bar - held.lowerBound]
      if !gain.isNaN, ends.lowerBound + number >= start { current = known(gain) }
      result[number] = current
      next = number + 1
    }
    while next < ends.count {
      result[next] = current
      next += 1
    }
    // Windows of one day, or of none, are measured by their own rules.
    for place in ends where place <= start {
      result[place - ends.lowerBound] = barValue(of: .gain, over: lane, place - ends.lowerBound, series)
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
