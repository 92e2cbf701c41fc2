public import Market

/// A set of days, as a start and an end, either of which may depend on the company and on the window it stands in.
///
/// A window of bars is a bar, so a measure means the same on a day, a week, or since listing.
public struct BoundWindow: Sendable, Hashable {
  /// Where a window begins.
  public enum Start: Sendable, Hashable {
    /// On a day.
    case day(Day)
    /// On the day an attribute holds, each company its own.
    case attribute(Int)
    /// So many trading days of the company's exchange, the end day included.
    case tradingDays(Int)
    /// So many calendar weeks, months or years before the end day, that day left out.
    case calendar(Int, CalendarUnit)
    /// On the first day of the end day's week, month, quarter or year.
    case startOf(CalendarUnit)
    /// On the company's first bar.
    case firstBar
    /// Where the window around it begins.
    case inherited
    /// Where the question's window begins.
    case origin
    /// Where the window begins whose days are being folded.
    case span
    /// So many trading days from an anchor, whose day 0 is the first trading day on or after it.
    case offset(Anchor, Int)
  }

  /// A day to count trading days from.
  public enum Anchor: Sendable, Hashable {
    /// A day, such as an event's.
    case day(Day)
    /// The day an attribute holds, each company its own.
    case attribute(Int)
  }

  /// Where a window ends.
  public enum End: Sendable, Hashable {
    /// Where the window around it ends: the query's, or the data's today.
    case inherited
    /// The day before the window around it begins.
    case beforeInherited
    /// On a day.
    case day(Day)
    /// On the day an attribute holds, each company its own.
    case attribute(Int)
    /// So many trading days from an anchor.
    case offset(Anchor, Int)
  }

  /// Where the window begins.
  public let start: Start
  /// Whether the start day itself is left out, as after `after`.
  public let excludesStart: Bool
  /// Where the window ends.
  public let end: End
  /// The days of it that count; all of them where nil. A condition on the day or on a set, not on a company.
  public var days: BoundExpression?

  /// A window.
  public init(start: Start, excludesStart: Bool = false, end: End, days: BoundExpression? = nil) {
    self.start = start
    self.excludesStart = excludesStart
    self.end = end
    self.days = days
  }

  /// Whether its end is a day of its own, not that of the window around it.
  var isFixed: Bool {
    switch end {
    case .day, .attribute: return true
    default: return false
    }
  }

  /// Whether it begins so many trading days from an anchor, so that `each` runs over relative days.
  package var isRelative: Bool {
    if case .offset = start { return true }
    return false
  }

  /// One day.
  public static func on(_ day: Day) -> BoundWindow { BoundWindow(start: .day(day), end: .day(day)) }
}

/// The calendar's own spans of time.
public enum CalendarUnit: String, Sendable, Hashable, CaseIterable {
  case week, month, quarter, year

  /// The day so many units before `day`; the end of the month where a month is too short.
  package func before(_ day: Day, count: Int) -> Day {
    let (year, month, dayOfMonth) = day.civil
    let months: Int
    switch self {
    case .week: return day.advanced(by: max(-1_000_000, -7 * min(count, 100_000)))
    case .month: months = min(count, 120_000)
    case .quarter: months = 3 * min(count, 40_000)
    case .year: months = 12 * min(count, 10_000)
    }
    let total = year * 12 + (month - 1) - months
    guard total >= 12 else { return .first }
    let (targetYear, targetMonth) = (total / 12, total % 12 + 1)
    let length = Day.length(ofMonth: targetMonth, year: targetYear)
    return Day(year: targetYear, month: targetMonth, day: min(dayOfMonth, length)) ?? .first
  }

  /// The first day of the unit that holds `day`; weeks begin on Monday.
  package func start(of day: Day) -> Day {
    let (year, month, _) = day.civil
    switch self {
    case .week: return day.advanced(by: 1 - day.weekday)
    case .month: return Day(year: year, month: month, day: 1) ?? day
    case .quarter: return Day(year: year, month: (month - 1) / 3 * 3 + 1, day: 1) ?? day
    case .year: return Day(year: year, month: 1, day: 1) ?? day
    }
  }
}
