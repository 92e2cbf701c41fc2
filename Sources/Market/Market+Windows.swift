// Where the bars of a window lie.
extension Market {
  /// The positions of each company's bars from `first` to `last`, both days included.
  ///
  /// O(companies): where a company has a bar on every day of its exchange a position follows from the calendar, and elsewhere
  /// nearly so.
  public func bars(from first: Day, through last: Day, _ concurrency: Concurrency = .allCores) -> [Range<Int>] {
    // The window's places in each exchange's calendar.
    let places = calendar.tradingDays.map { days in
      let start = Calendar.count(before: first, in: days)
      return start..<max(start, Calendar.count(onOrBefore: last, in: days))
    }
    let parts = concurrency.mapParts(of: companyCount, atMost: max(1, min(16, companyCount / 512))) { companies in
      companies.map { bars.positions(of: $0, from: first, through: last, on: places[exchanges[$0]], series[$0].place) }
    }
    return parts.count == 1 ? parts[0] : Array(parts.joined())
  }
}

extension Bars {
  /// The positions of a company's bars from `first` to `last`, which are the trading days on some places of its calendar.
  ///
  /// O(log days without a bar): these alone make a position differ from what the calendar says.
  @inline(__always)
  public func positions(
    of company: Int, from first: Day, through last: Day, on places: Range<Int>, _ place: BarPlace
  ) -> Range<Int> {
    let run = run(of: company)
    if run.isEmpty || first > last { return positions(of: company, from: first, through: last) }
    // Where a day's bar would be if none were missing; it lies at most so many before as are missing in all.
    func position(_ number: Int, late: (Day) -> Bool) -> Int {
      let high = min(max(run.lowerBound + number - place.first, run.lowerBound), run.upperBound)
      let low = min(max(high - place.gaps, run.lowerBound), run.upperBound)
      return low == high ? high : self.position(in: low..<high, late: late)
    }
    let span = spans[company]
    let start = first <= span.first ? run.lowerBound : position(places.lowerBound) { $0 >= first }
    let end = last >= span.last ? run.upperBound : position(places.upperBound) { $0 > last }
    return start..<max(start, end)
  }
}
