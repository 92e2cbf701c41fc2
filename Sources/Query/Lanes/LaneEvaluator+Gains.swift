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
    return changes.spread(
      of: series.bars.days.checked(changed).span.extracting(changed),
      on: series.tradingDays.span.extracting(days), into: &target, at: place)
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

  /// The changes over windows of which neither end ever moves back, in one pass over the bars; nil where a bar reports its
  /// own change, or where windows go back.
  func slidingGains(of lane: Lane, _ series: Series) -> [Double]? {
    guard !series.bars.hasReferencePrices, lane.count > 1 else { return nil }
    let calendar = series.tradingDays
    var result = Array(repeating: Double.nan, count: lane.count)
    let first = lane.window(0, in: calendar)
    let last = lane.window(lane.count - 1, in: calendar)
    // From the last close before all windows on.
    let within = series.bars.positions(of: series.number, from: first.first, through: last.last)
    let base = series.bars.chain(of: series.number).lastAnchor(in: series.run.lowerBound..<within.lowerBound)
    let bars = (base ?? within.lowerBound)..<within.upperBound
    let closes = series.bars.close[series.number].values(bars)
    let days = series.bars.days.checked(bars)
    // Of those read so far, the last close before the window, and the last one up to its end with its day.
    var before = ClosesSoFar()
    var end = ClosesSoFar()
    var latest = Spans.Window(first: .first, last: .first)
    for number in result.indices {
      let window = lane.window(number, in: calendar)
      guard window.first >= latest.first, window.last >= latest.last else { return nil }
      latest = window
      before.advance(closes, days, from: bars.lowerBound) { $0 < window.first }
      end.advance(closes, days, from: bars.lowerBound) { $0 <= window.last }
      // A window without a close has no change.
      guard !end.close.isNaN, end.day >= window.first, window.first <= window.last else { continue }
      // What begins with the first bar is measured by its own rules.
      result[number] =
        before.close.isNaN ? barValue(of: .gain, over: lane, number, series) : known(end.close / before.close - 1)
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
    var target = result.mutableSpan
    // The lane may begin before the window does.
    let begin = min(max(0, start - ends.lowerBound), ends.count)
    for number in 0..<begin { target[number] = current }
    for number in begin..<ends.count {
      let gain = target[number]
      current = gain != gain ? current : known(gain)
      target[number] = current
    }
    // Windows of one day, or of none, are measured by their own rules.
    for place in ends where place <= start {
      result[place - ends.lowerBound] = barValue(of: .gain, over: lane, place - ends.lowerBound, series)
    }
    return result
  }
}

/// The closes of a company read one after the other, of which the last known one counts.
private struct ClosesSoFar {
  var close = Double.nan
  var day = Day.first
  private var next = 0

  /// Reads on while the days are those that are meant; `first` is the bar of the first close.
  @inline(__always)
  mutating func advance(_ closes: [Double], _ days: Column<Day>, from first: Int, while isMeant: (Day) -> Bool) {
    while next < closes.count, isMeant(days[first + next]) {
      if !closes[next].isNaN { (close, day) = (closes[next], days[first + next]) }
      next += 1
    }
  }
}
