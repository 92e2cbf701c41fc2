internal import Market

/// A company's bars on the places of a lane.
struct PlacedBars {
  let series: Series
  /// Where they lie among the trading days; where they are a calendar of their own, each on the place of its number.
  let places: BarPlaces

  /// The bars among the trading days of their exchange, or as a calendar of their own, in which each day has one.
  init(_ series: Series, isOfBars: Bool = false) {
    self.series = series
    places = isOfBars ? BarPlaces(countingBars: series.run) : series.places
  }

  /// The bars on some places, and those between them that have none.
  func bars(on days: Range<Int>) -> Range<Int> {
    if places.areKnown { return places.bars(on: days) }
    guard let last = days.last else { return series.run.lowerBound..<series.run.lowerBound }
    let calendar = series.tradingDays
    return series.bars.positions(of: series.number, from: calendar[days.lowerBound], through: calendar[last])
  }

  /// Calls `body` with each of the places that has a bar, as its number among them, and the bar.
  @inline(__always)
  func forEachBar(on days: Range<Int>, _ body: (_ number: Int, _ bar: Int) -> Void) {
    if places.areKnown {
      for part in places.parts(on: days) {
        for bar in part.bars { body(part.place - days.lowerBound + bar - part.bars.lowerBound, bar) }
      }
      return
    }
    // A bar on a day on which its exchange does not trade has no place, and is passed over.
    let held = bars(on: days)
    let (calendar, barDays) = (series.tradingDays, series.bars.days.checked(held))
    var bar = held.lowerBound
    for place in days {
      while bar < held.upperBound, barDays[bar] < calendar[place] { bar += 1 }
      if bar < held.upperBound, barDays[bar] == calendar[place] { body(place - days.lowerBound, bar) }
    }
  }

  /// Figures of the bars on some days, which are `held`, each on the place of its day, and NaN on the others.
  func spread(_ values: [Double], of held: Range<Int>, on days: Range<Int>) -> [Double] {
    // There is a bar on each.
    if values.count == days.count, places.areKnown { return values }
    var result = Array(repeating: Double.nan, count: days.count)
    if places.areKnown {
      var target = result.mutableSpan
      places.spread(values, of: held, on: days, into: &target, at: 0)
    } else {
      forEachBar(on: days) { result[$0] = values[$1 - held.lowerBound] }
    }
    return result
  }
}
