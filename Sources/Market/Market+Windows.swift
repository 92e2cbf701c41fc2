/// The first and the last day of a window, both included.
package struct BarWindow: Hashable, Sendable {
  package let first: Day
  package let last: Day

  package init(first: Day, last: Day) { (self.first, self.last) = (first, last) }
}

// Where the bars of a window lie.
extension Market {
  /// The positions of each company's bars from `first` to `last`, both days included.
  ///
  /// O(companies log stretches): where bars lie follows from the calendar but for the days without one.
  public func bars(from first: Day, through last: Day, _ concurrency: Concurrency = .allCores) -> [Range<Int>] {
    let places = calendar.places(from: first, through: last)
    let count = companyCount
    return concurrency.mapPlaces(of: count, or: 0..<0, holding: {}) { company, _ in
      let next = company + Memory.placesAhead
      if next < count { bars.places(of: next).prefetch() }
      return bars.positions(
        of: company, from: first, through: last, on: places[exchanges[company]], bars.places(of: company))
    }
  }

  /// The positions of the bars of some companies, each in one of some windows: from its first through its last day. `places` tells in which, and
  /// a company may come in several. `interruption` is the wish to stop, after which the rest is nothing.
  ///
  /// O(companies log stretches), and O(windows × exchanges).
  package func bars(
    of companies: [Int], in windows: [BarWindow], at places: [Int32], _ concurrency: Concurrency = .allCores,
    unless interruption: Interruption? = nil
  ) -> [Range<Int>] {
    precondition(companies.count == places.count, "a window a company")
    let exchangeCount = calendar.exchanges.count
    let places = (windows.flatMap { calendar.places(from: $0.first, through: $0.last) }, places)
    return concurrency.mapPlaces(
      of: companies.count, unless: interruption, or: 0..<0, holding: { unsafe PlaceRuns(bars) }
    ) { number, runs in
      let next = number + Memory.placesAhead
      if next < companies.count { runs[companies[next]].prefetch() }
      let (company, window) = (companies[number], Int(places.1[number]))
      return bars.positions(
        of: company, from: windows[window].first, through: windows[window].last,
        on: places.0[window * exchangeCount + exchanges[company]], runs[company])
    }
  }

  /// The place of the bar before each of some windows, each a company's, among the trading days of its exchange; below 0 where it has
  /// none, and where there is no such bar. O(companies log stretches).
  public func places(
    before windows: [Range<Int>], of companies: [Int], _ concurrency: Concurrency = .allCores
  ) -> [Int] {
    precondition(windows.count == companies.count, "a window a company")
    return concurrency.mapPlaces(of: windows.count, or: -1, holding: {}) { number, _ in
      let next = number + Memory.placesAhead
      if next < windows.count { bars.places(of: companies[next]).prefetch() }
      let (company, bar) = (companies[number], windows[number].lowerBound - 1)
      return bars.run(of: company).contains(bar) ? bars.places(of: company).place(of: bar) ?? -1 : -1
    }
  }
}

extension Calendar {
  /// The places of a window in each exchange's days. O(exchanges log days).
  fileprivate func places(from first: Day, through last: Day) -> [Range<Int>] {
    tradingDays.map { days in
      let start = Calendar.count(before: first, in: days)
      return start..<max(start, Calendar.count(onOrBefore: last, in: days))
    }
  }
}

extension Bars {
  /// The positions of a company's bars from `first` to `last`, which are the trading days on some places of its calendar.
  ///
  /// O(log stretches).
  @inline(__always)
  public func positions(
    of company: Int, from first: Day, through last: Day, on days: Range<Int>, _ places: BarPlaces
  ) -> Range<Int> {
    let run = run(of: company)
    if run.isEmpty || first > last { return positions(of: company, from: first, through: last) }
    // What is known of the ends needs no search.
    let span = spans[company]
    if first <= span.first, last >= span.last { return run }
    guard places.areKnown else { return positions(of: company, from: first, through: last) }
    let start = first <= span.first ? run.lowerBound : places.bar(from: days.lowerBound)
    let end = last >= span.last ? run.upperBound : places.bar(from: days.upperBound)
    return start..<max(start, end)
  }
}
