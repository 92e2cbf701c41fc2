internal import Market

// Which days a window means for a company.
extension Market {
  /// The days of a window for one company, inside the days `outer`. Without a company: by the calendar of all.
  func resolve(_ window: BoundWindow, for company: Int?, in outer: Days) -> Days {
    let last: Day
    switch window.end {
    case .inherited: last = outer.last
    case .beforeInherited: last = outer.first.advanced(by: -1)
    case .day(let day): last = day
    case .attribute(let attribute):
      guard let day = company.flatMap({ day(of: attribute, $0) }) else { return .none }
      last = day
    }
    guard let start = start(of: window.start, for: company, endingOn: last, origin: outer.origin) else { return .none }
    return Days(first: window.excludesStart ? start.advanced(by: 1) : start, last: last, origin: outer.origin)
  }

  private func start(of start: BoundWindow.Start, for company: Int?, endingOn last: Day, origin: Day) -> Day? {
    switch start {
    case .day(let day): return day
    case .attribute(let attribute): return company.flatMap { day(of: attribute, $0) }
    case .startOf(let unit): return unit.start(of: last)
    // A year up to 23 February begins on 24 February, so that its base is the close a year before.
    case .calendar(let count, let unit): return unit.before(last, count: count).advanced(by: 1)
    case .origin: return origin
    case .firstBar:
      guard let company else { return bars.firstDay }
      let run = bars.run(of: company)
      return run.isEmpty ? nil : bars.days[run.lowerBound]
    case .tradingDays(let count):
      let days = tradingDays(of: company)
      let index = Calendar.count(onOrBefore: last, in: days) - count
      guard let earliest = days.first, earliest <= last else { return nil }
      // A window that reaches behind the calendar begins before every bar.
      return index >= 0 ? days[index] : earliest.advanced(by: -1)
    }
  }

  private func day(of attribute: Int, _ company: Int) -> Day? {
    guard case .day(let days) = attributes[attribute].values else { return nil }
    return days[company]
  }

  /// The trading days of a company's exchange; without a company, of all exchanges.
  func tradingDays(of company: Int?) -> [Day] {
    company.map { tradingDays(of: $0) } ?? calendar.allDays
  }

  /// The trading days of a company's exchange in a window, as a part of its calendar.
  func tradingDays(of company: Int?, in days: Days) -> ArraySlice<Day> {
    let calendar = tradingDays(of: company)
    guard !days.isEmpty else { return [] }
    let start = Calendar.count(before: days.first, in: calendar)
    let span = calendar[start..<max(start, Calendar.count(onOrBefore: days.last, in: calendar))]
    guard let picked = days.picked else { return span }
    return span.filter { picked.contains($0) }[...]
  }
}

extension BoundWindow {
  /// Whether its days are the same for all companies.
  var isCommon: Bool {
    switch (start, end) {
    case (.attribute, _), (_, .attribute), (.firstBar, _), (.tradingDays, _): return false
    default: return true
    }
  }
}
