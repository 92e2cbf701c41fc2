internal import Market

// The changes of bars over the windows of a lane.
extension LaneEvaluator {
  /// Puts the changes of single days into successive places of a span from `place` on; false where they have to be told bar by
  /// bar. Where every bar has a close, a change is one bar's over the one before, whatever days lie between.
  static func putDayGains(
    _ places: BarPlaces, on days: Range<Int>, into target: inout MutableSpan<Double>, at place: Int
  ) -> Bool {
    let series = places.series
    if let known = series.dayGains {
      for number in 0..<days.count { target[place + number] = known[days.lowerBound + number] }
      return true
    }
    guard !series.bars.hasReferencePrices else { return false }
    let held = places.bars(on: days)
    if held.isEmpty { return true }
    let first = max(series.run.lowerBound, held.lowerBound - 1)
    guard let changes = series.bars.close[series.number].values(first..<held.upperBound).changes() else { return false }
    // The first bar of all has no change.
    let changed = (first < held.lowerBound ? held.lowerBound : held.lowerBound + 1)..<held.upperBound
    if changed.isEmpty { return true }
    if places.isDense {
      let start = place + places.first + changed.lowerBound - series.run.lowerBound - days.lowerBound
      for number in changes.indices { target[start + number] = changes[number] }
      return true
    }
    let calendar = series.tradingDays
    return changes.spread(
      of: series.bars.days.checked(changed).span.extracting(changed),
      on: calendar.span.extracting(days), into: &target, at: place)
  }

  /// The changes of single days.
  static func dayGains(_ places: BarPlaces, on days: Range<Int>) -> [Double] {
    var result = Array(repeating: Double.nan, count: days.count)
    var target = result.mutableSpan
    if putDayGains(places, on: days, into: &target, at: 0) { return result }
    let bars = places.series.bars
    let run = places.series.run
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
  private static func addGainsBetweenCloses(_ places: BarPlaces, on days: Range<Int>, to result: inout [Double]) {
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

  /// The changes over each company's windows, whose closes are put on the days of a calendar first; nil where a bar may report
  /// its own change.
  func windowGains(over lane: Lane) -> [Double]? {
    guard lane.count > 1 else { return nil }
    let calendar = evaluator.tradingDays(of: lane.company)
    let windows = lane.ranges(in: calendar)
    let union = windows.union
    var result = Array(repeating: Double.nan, count: lane.valueCount)
    var closes = Array(repeating: Double.nan, count: union.count)
    for (row, company) in lane.companies.enumerated() {
      let series = evaluator.series(of: company)
      guard !series.bars.hasReferencePrices else { return nil }
      let places = BarPlaces(series)
      var target = closes.mutableSpan
      for place in target.indices { target[place] = .nan }
      guard put(.close, places, on: union, .own, into: &target, at: 0) else { return nil }
      let held = places.bars(on: union)
      let chain = series.bars.chain(of: series.number)
      // The last close before all windows.
      let before = chain.lastAnchor(in: series.run.lowerBound..<held.lowerBound)
      let base = before.map { series.bars.close[series.number][$0] } ?? .nan
      let found = closes.span
      for number in 0..<lane.count {
        let window = windows[number]
        var end = window.upperBound - 1 - union.lowerBound
        let start = window.lowerBound - union.lowerBound
        while end >= start, found[end].isNaN { end -= 1 }
        // A window without a close has no change.
        guard !window.isEmpty, end >= start else { continue }
        var earlier = start - 1
        while earlier >= 0, found[earlier].isNaN { earlier -= 1 }
        let first = earlier >= 0 ? found[earlier] : base
        // What begins with the first bar is measured by its own rules.
        result[row * lane.count + number] =
          first.isNaN
          ? barValue(of: .gain, over: lane.alone(company), number, series) : known(found[end] / first - 1)
      }
    }
    return result
  }

  /// The changes from a day's base up to each of the places.
  func gainsToDate(of lane: Lane, _ series: Series, since first: Day, _ ends: Range<Int>) -> [Double] {
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
    result = LaneEvaluator.spread(chain.gains(of: held, from: whole), of: held, places, on: ends)
    // The lane may begin before the window does.
    let begin = min(max(0, start - ends.lowerBound), ends.count)
    for number in 0..<begin { result[number] = current }
    result.carryForward(from: begin, current)
    // Windows of one day, or of none, are measured by their own rules.
    for place in ends where place <= start {
      result[place - ends.lowerBound] = barValue(of: .gain, over: lane, place - ends.lowerBound, series)
    }
    return result
  }
}
