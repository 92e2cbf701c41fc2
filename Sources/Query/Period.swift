public import Language
internal import Market

/// How `each` splits the days of a window.
///
/// Spans of the calendar follow one another, so their changes chain; a day of the week or a month of the year gathers
/// days that lie apart.
public typealias Period = PeriodWord

extension Period {
  /// The calendar's own span, where the periods follow one another.
  var unit: CalendarUnit? {
    switch self {
    case .week: return .week
    case .month: return .month
    case .quarter: return .quarter
    case .year: return .year
    case .day, .weekday, .calendarMonth: return nil
    }
  }

  /// The number of the period that holds a day: its first day's number, the weekday (1 is Monday), or the month.
  func number(of day: Day) -> Int {
    switch self {
    case .day: return Int(day.number)
    case .weekday: return day.weekday
    case .calendarMonth: return day.civil.month
    case .week, .month, .quarter, .year: return Int((unit?.start(of: day) ?? day).number)
    }
  }

  /// What the period is called: `2026-W09`, `2026-02`, `2026Q1`, `2026`, `Monday`, `January`.
  func name(of number: Int) -> String {
    let day = Day(number: Int32(number))
    switch self {
    case .day: return day.description
    case .week:
      // An ISO week belongs to the year that holds its Thursday.
      let year = day.advanced(by: 3).civil.year
      let firstWeek = CalendarUnit.week.start(of: Day(year: year, month: 1, day: 4) ?? day)
      let week = (number - Int(firstWeek.number)) / 7 + 1
      return "\(year)-W\(week < 10 ? "0" : "")\(week)"
    case .month: return String(day.description.prefix(7))
    case .quarter: return "\(day.description.prefix(4))Q\((day.civil.month + 2) / 3)"
    case .year: return String(day.description.prefix(4))
    case .weekday:
      return ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][number - 1]
    case .calendarMonth:
      return [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
      ][number - 1]
    }
  }

  /// How many names there are, where the periods come again and again.
  var nameCount: Int? {
    switch self {
    case .weekday: return 7
    case .calendarMonth: return 12
    case .day, .week, .month, .quarter, .year: return nil
    }
  }

  /// Whether any day of a period lies in `days`, whether or not it is one of trading.
  func overlaps(_ number: Int, _ days: Days) -> Bool {
    guard nameCount == nil else { return !days.isEmpty }
    let part = self.days(number, of: days)
    return part.first >= days.first && part.last <= days.last && !part.isEmpty
  }

  /// The days of a period that lie in `days`.
  func days(_ number: Int, of days: Days) -> Days {
    let start = Day(number: Int32(number))
    var result = days
    switch self {
    case .day: (result.first, result.last) = (start, start)
    case .week, .month, .quarter, .year:
      result.first = max(days.first, start)
      if let unit { result.last = min(days.last, unit.after(start).advanced(by: -1)) }
    case .weekday, .calendarMonth: result.picked = .period(self, number, of: days.picked)
    }
    return result
  }
}

extension CalendarUnit {
  /// The first day of the unit behind the one that begins on `start`.
  func after(_ start: Day) -> Day {
    switch self {
    case .week: return start.advanced(by: 7)
    // The longest unit has 31, 92 or 366 days, the next one is never shorter than what that leaves over.
    case .month: return self.start(of: start.advanced(by: 31))
    case .quarter: return self.start(of: start.advanced(by: 92))
    case .year: return self.start(of: start.advanced(by: 366))
    }
  }
}
