// Where the bars of a window lie.
extension Market {
  /// The positions of each company's bars from `first` to `last`, both days included.
  ///
  /// O(companies): where a company has a bar on every day of its exchange a position follows from the calendar, and elsewhere it
  /// is guessed from there.
  public func bars(from first: Day, through last: Day, _ concurrency: Concurrency = .allCores) -> [Range<Int>] {
    // The window's places in each exchange's calendar.
    let places = calendar.tradingDays.map { days in
      let start = Calendar.count(before: first, in: days)
      return start..<max(start, Calendar.count(onOrBefore: last, in: days))
    }
    let parts = concurrency.mapParts(of: companyCount, atMost: max(1, min(16, companyCount / 512))) { companies in
      companies.map { bars.positions(of: $0, from: first, through: last, on: places[exchanges[$0]], barPlaces[$0]) }
    }
    return parts.count == 1 ? parts[0] : Array(parts.joined())
  }
}

extension Bars {
  /// The positions of a company's bars from `first` to `last`, which are the trading days on some places of its calendar.
  @inline(__always)
  fileprivate func positions(
    of company: Int, from first: Day, through last: Day, on places: Range<Int>, _ place: Market.BarPlace
  ) -> Range<Int> {
    let run = run(of: company)
    if run.isEmpty || first > last || !place.isDense && last < spans[company].last {
      return positions(of: company, from: first, through: last)
    }
    if place.isDense {
      let held = places.clamped(to: place.first..<place.first + run.count)
      let shift = run.lowerBound - place.first
      return held.lowerBound + shift..<held.upperBound + shift
    }
    if first <= spans[company].first { return run }
    // As if there were a bar on each day of the window.
    let start = run.upperBound - places.count
    if start > run.lowerBound, days[start - 1] < first, start == run.upperBound || days[start] >= first {
      return start..<run.upperBound
    }
    return positions(of: company, from: first, through: last)
  }
}
