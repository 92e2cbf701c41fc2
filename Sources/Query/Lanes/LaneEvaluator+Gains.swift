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
    // The first bar of all has no change.
    let changed = max(held.lowerBound, series.run.lowerBound + 1)..<max(held.upperBound, series.run.lowerBound + 1)
    let all = place..<place + days.count
    if changed.isEmpty {
      target.forget(all)
      return true
    }
    let closes = series.bars.close[series.number]
    if places.isDense {
      let start = place + places.first + changed.lowerBound - series.run.lowerBound - days.lowerBound
      target.forget(all.lowerBound..<start)
      target.forget(start + changed.count..<all.upperBound)
      if closes.copyChanges(changed, into: &target, at: start) { return true }
      guard let changes = closes.values(changed.lowerBound - 1..<changed.upperBound).changes() else { return false }
      for number in changes.indices { target[start + number] = changes[number] }
      return true
    }
    let (calendar, barDays) = (series.tradingDays, series.bars.days.checked(changed))
    let isSpread = closes.spreadChanges(
      changed, of: barDays.span.extracting(changed), on: calendar.span.extracting(days), into: &target, at: place)
    if isSpread { return true }
    guard let changes = closes.values(changed.lowerBound - 1..<changed.upperBound).changes() else { return false }
    return changes.spread(
      of: barDays.span.extracting(changed), on: calendar.span.extracting(days), into: &target, at: place)
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

  /// The changes over each company's windows, from the last close before each to its last one; nil where a bar may report its own
  /// change.
  func windowGains(over lane: Lane) -> [Double]? {
    guard lane.count > 1 else { return nil }
    let windows = lane.ranges(in: evaluator.tradingDays(of: lane.company))
    let union = windows.union
    var result = Array(repeating: Double.nan, count: lane.valueCount)
    for (row, company) in lane.companies.enumerated() {
      if evaluator.isInterrupted { return nil }
      let series = evaluator.series(of: company)
      guard !series.bars.hasReferencePrices else { return nil }
      let places = BarPlaces(series)
      let held = places.bars(on: union)
      if held.isEmpty { continue }
      let base = series.bars.chain(of: series.number).lastAnchor(in: series.run.lowerBound..<held.lowerBound)
      let first = base ?? held.lowerBound
      let values = series.bars.close[series.number].values(first..<held.upperBound)
      let closes = values.span
      var (start, end) = (BarCursor(places, held), BarCursor(places, held))
      // The place that the last window ended before, and the bar there: mostly the next one begins with it.
      var ended = (place: -1, bar: 0)
      var target = result.mutableSpan
      for number in 0..<lane.count {
        let window = windows[number]
        if window.isEmpty { continue }
        let beginning = window.lowerBound == ended.place ? ended.bar : start.move(to: window.lowerBound) - first
        ended = (window.upperBound, end.move(to: window.upperBound) - first)
        var last = ended.bar - 1
        while last >= beginning, closes[last].isNaN { last -= 1 }
        // A window without a close has no change.
        guard last >= beginning else { continue }
        var before = beginning - 1
        while before >= 0, closes[before].isNaN { before -= 1 }
        // What begins with the first bar is measured by its own rules.
        target[row * lane.count + number] =
          before < 0
          ? barValue(of: .gain, over: lane.alone(company), number, series) : known(closes[last] / closes[before] - 1)
      }
    }
    return result
  }

  /// The first bar on or behind a place, for one place after the other.
  private struct BarCursor {
    private let places: BarPlaces
    /// The bars on the places that are asked for.
    private let held: Range<Int>
    private let days: Column<Day>
    private let calendar: [Day]
    /// A place, and the first bar on or behind it.
    private var place: Int
    private var bar: Int

    init(_ places: BarPlaces, _ held: Range<Int>) {
      (self.places, self.held) = (places, held)
      (days, calendar) = (places.series.bars.days.checked(held), places.series.tradingDays)
      (place, bar) = (places.first, places.series.run.lowerBound)
      if !places.isDense { (place, bar) = (Int.max, held.lowerBound) }
    }

    /// The first bar on or behind a place; the end of those held where there is none.
    @inline(__always)
    mutating func move(to target: Int) -> Int {
      if places.isDense { return min(max(held.lowerBound, bar + target - place), held.upperBound) }
      if target < place {
        bar = min(max(held.lowerBound, places.firstBar(from: target)), held.upperBound)
      } else if target > place {
        // There are no more bars between than places, and mostly as many.
        var high = min(held.upperBound, bar + target - place)
        if high > bar, target < calendar.count, days[high - 1] >= calendar[target] {
          var low = bar
          while low < high {
            let middle = low + (high - low) / 2
            if days[middle] < calendar[target] { low = middle + 1 } else { high = middle }
          }
        }
        bar = high
      }
      place = target
      return bar
    }
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

extension MutableSpan<Double> {
  /// Makes the figures on some places missing.
  mutating func forget(_ places: Range<Int>) {
    for place in places { self[place] = .nan }
  }
}
