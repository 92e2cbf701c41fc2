internal import CMachine

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
    return concurrency.mapJoined(of: companyCount) { companies in
      companies.map { company in
        let next = company + Memory.placesAhead
        if next < companies.upperBound { bars.prefetchDays(of: next, at: places[exchanges[next]], barPlaces[next]) }
        return bars.positions(
          of: company, from: first, through: last, on: places[exchanges[company]], barPlaces[company])
      }
    }
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
    func position(_ number: Int, late: (Day) -> Bool) -> Int {
      let range = place.positions(of: number, in: run)
      return range.isEmpty ? range.upperBound : self.position(in: range, late: late)
    }
    let span = spans[company]
    let start = first <= span.first ? run.lowerBound : position(places.lowerBound) { $0 >= first }
    let end = last >= span.last ? run.upperBound : position(places.upperBound) { $0 > last }
    return start..<max(start, end)
  }

  /// The position of a company's first bar on a day or behind it, which is the trading day on some place of its calendar.
  ///
  /// O(log days without a bar).
  @inline(__always)
  public func position(of company: Int, from day: Day, on place: Int, _ places: BarPlace) -> Int {
    let range = places.positions(of: place, in: run(of: company))
    return range.isEmpty ? range.upperBound : position(in: range) { $0 >= day }
  }

  /// Asks for the days that `positions` will look at for some places of the calendar.
  @inline(__always)
  func prefetchDays(of company: Int, at places: Range<Int>, _ place: BarPlace) {
    let run = run(of: company)
    guard !run.isEmpty, place.gaps > 0 else { return }
    unsafe days.withUnsafeDays { days in
      guard let start = days.baseAddress else { return }
      func prefetch(_ number: Int) {
        let behind = place.positions(of: number, in: run).upperBound
        unsafe machine_prefetch(start + max(run.lowerBound, behind - 1))
      }
      prefetch(places.lowerBound)
      prefetch(places.upperBound)
    }
  }
}

extension BarPlace {
  /// Between which positions of a run the first bar is that lies on a place of the calendar or behind it: if none were missing it
  /// would be the last of these, and it lies at most so many before as are missing in all.
  @inline(__always)
  fileprivate func positions(of number: Int, in run: Range<Int>) -> Range<Int> {
    let high = min(max(run.lowerBound + number - first, run.lowerBound), run.upperBound)
    return min(max(high - gaps, run.lowerBound), run.upperBound)..<high
  }
}
