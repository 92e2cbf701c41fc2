internal import Market

/// What expressions are evaluated over: cells, each a company and a window of days.
///
/// A question about a day has one cell a company; a fold over days has one cell a company and day. An aggregate folds
/// the cells of a group, a fold the cells of a span; everything else works cell by cell.
struct Frame {
  /// The company of each cell.
  var companies: [Int] = []
  /// The first day of each cell's window.
  var first: [Day] = []
  /// The last day of each cell's window; before `first` where the window is empty.
  var last: [Day] = []
  /// The group of each cell.
  var groups: [Int] = []
  /// How many groups there are, those without cells included.
  var groupCount = 1

  var count: Int { companies.count }

  mutating func append(company: Int, first: Day, last: Day, group: Int) {
    companies.append(company)
    self.first.append(first)
    self.last.append(last)
    groups.append(group)
  }
}

/// The days from `first` to `last`, both included; empty where `last` is before `first`.
struct DaySpan: Hashable {
  var first: Day
  var last: Day

  static let empty = DaySpan(first: .last, last: .first)
  var isEmpty: Bool { last < first }
}

extension Market {
  /// The days of a window for one company, inside the window `outer`.
  func resolve(_ window: BoundWindow, for company: Int, in outer: DaySpan) -> DaySpan {
    let last: Day
    switch window.end {
    case .inherited: last = outer.last
    case .beforeInherited: last = outer.first.advanced(by: -1)
    case .day(let day): last = day
    case .attribute(let attribute):
      guard let day = day(of: attribute, company) else { return .empty }
      last = day
    }
    guard let start = start(of: window.start, for: company, endingOn: last) else { return .empty }
    return DaySpan(first: window.excludesStart ? start.advanced(by: 1) : start, last: last)
  }

  private func start(of start: BoundWindow.Start, for company: Int, endingOn last: Day) -> Day? {
    switch start {
    case .day(let day): return day
    case .attribute(let attribute): return day(of: attribute, company)
    case .startOf(let unit): return unit.start(of: last)
    // A year up to 23 February begins on 24 February, so that its base is the close a year before.
    case .calendar(let count, let unit): return unit.before(last, count: count).advanced(by: 1)
    case .firstBar:
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

  /// The trading days of a company's exchange in a span, as a part of its calendar.
  func tradingDays(of company: Int, in span: DaySpan) -> ArraySlice<Day> {
    let days = tradingDays(of: company)
    guard !span.isEmpty else { return [] }
    let start = Calendar.count(before: span.first, in: days)
    return days[start..<max(start, Calendar.count(onOrBefore: span.last, in: days))]
  }
}
