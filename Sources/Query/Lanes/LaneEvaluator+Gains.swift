internal import Market

// The changes of bars over the windows of a lane.
extension LaneEvaluator {
  /// Puts the changes of single days into successive places of a span from `place` on; false, and nothing put, where they have to be
  /// told bar by bar. Where every bar has a close, a change is one bar's over the one before, whatever days lie between.
  static func putDayGains(
    _ bars: PlacedBars, on days: Range<Int>, into target: inout MutableSpan<Double>, at place: Int
  ) -> Bool {
    let series = bars.series
    if let known = series.dayGains {
      for number in 0..<days.count { target[place + number] = known[days.lowerBound + number] }
      return true
    }
    guard !series.bars.hasReferencePrices, bars.places.areKnown else { return false }
    return series.bars.close[series.number].spreadChanges(bars.places, on: days, into: &target, at: place)
  }

  /// The changes of single days.
  static func dayGains(_ bars: PlacedBars, on days: Range<Int>) -> [Double] {
    var result = Array(repeating: Double.nan, count: days.count)
    var target = result.mutableSpan
    if putDayGains(bars, on: days, into: &target, at: 0) { return result }
    let (series, run) = (bars.series, bars.series.run)
    if !series.bars.hasReferencePrices {
      let held = bars.bars(on: days)
      return bars.spread(gainsBetweenCloses(series, of: held), of: held, on: days)
    }
    let chain = series.bars.chain(of: series.number)
    var before = -1
    var next = run.lowerBound
    bars.forEachBar(on: days) { number, bar in
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

  /// The changes of some bars where nothing but the closes tells them: from the last one before.
  private static func gainsBetweenCloses(_ series: Series, of held: Range<Int>) -> [Double] {
    let closes = series.bars.close[series.number]
    let first = (series.run.lowerBound..<held.lowerBound).last { !closes[$0].isNaN } ?? held.lowerBound
    let values = closes.values(first..<held.upperBound)
    if let changes = values.changes() {
      // The first bar of all has no change.
      return changes.count < held.count ? [.nan] + changes : Array(changes.suffix(held.count))
    }
    var before = first < held.lowerBound ? values[0] : .nan
    return values.suffix(held.count).map { close in
      let gain = known(close / before - 1)
      if !close.isNaN { before = close }
      return gain
    }
  }

  /// The changes over each company's windows, from the last close before each to its last one; nil where a bar may report its own
  /// change.
  func windowGains(over lane: Lane) -> [Double]? {
    guard lane.count > 1 else { return nil }
    let ranges = lane.ranges(in: evaluator.tradingDays(of: lane.company))
    let windows = FigureRun.Windows(count: lane.count) { ranges[$0] }
    var isDone = true
    let result = [Double](valueCount: lane.valueCount) { target in
      for (row, company) in lane.companies.enumerated() {
        let series = evaluator.series(of: company)
        // Bars without a place are found by their days, window by window.
        isDone = isDone && !evaluator.isInterrupted && !series.bars.hasReferencePrices && series.places.areKnown
        guard isDone else { return target.forget(row * lane.count..<target.count) }
        let place = row * lane.count
        series.bars.close[series.number].putChanges(over: windows, of: series.places, into: &target, at: place)
        guard series.bars.previous != nil else { continue }
        // A first bar without a close may state what the window that begins with it is measured from.
        for number in 0..<lane.count where target[place + number].isNaN {
          target[place + number] = barValue(of: .gain, over: lane.alone(company), number, series)
        }
      }
    }
    return isDone ? result : nil
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
    let placed = PlacedBars(series)
    var current = Double.nan
    let start = Calendar.count(before: first, in: calendar)
    let earlier = bars.positions(of: series.number, from: first, through: calendar[ends.lowerBound].advanced(by: -1))
    let chain = bars.chain(of: series.number)
    if let before = chain.lastAnchor(in: earlier) { current = known(chain.gain(of: before, from: whole)) }
    let held = placed.bars(on: ends)
    result = placed.spread(chain.gains(of: held, from: whole), of: held, on: ends)
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
