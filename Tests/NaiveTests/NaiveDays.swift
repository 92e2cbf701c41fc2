import Language
import Market
import Query

/// The days of a window: from `first` to `last`, both included, and of these the ones that every pick keeps.
struct NaiveDays {
  var first: Day
  var last: Day
  /// Where the question's window begins, and with it `so far`.
  var origin: Day
  /// Where the window begins whose single days are being folded, and with it `to date`.
  var spanStart: Day?
  /// The day on whose scale prices stand, where it is not the last of these.
  var scaleDay: Day?
  /// The picks of this window.
  var picks: [Pick] = []
  /// The picks of the window whose single days are being folded.
  var spanPicks: [Pick] = []
  /// The day on which attributes are asked, where it is not the day before the window begins.
  var attributeDay: Day?

  /// Keeps some days of a window.
  enum Pick {
    /// The days of one weekday, or of one month of the year.
    case period(PeriodWord, Int)
    /// The days on which a condition holds.
    case when(BoundExpression)
  }

  init(first: Day, last: Day, origin: Day? = nil) {
    (self.first, self.last, self.origin) = (first, last, origin ?? first)
  }

  /// A window without days.
  static let none = NaiveDays(first: .last, last: .first)

  /// The day whose attributes count: the value that holds on the day before the window begins is the one that counts.
  var dayBefore: Day { attributeDay ?? first.advanced(by: -1) }

  /// One day of the window, for what is asked of each day of it.
  func single(_ day: Day) -> NaiveDays {
    var result = NaiveDays(first: day, last: day, origin: origin)
    result.spanStart = first
    result.spanPicks = picks
    result.scaleDay = scaleDay ?? last
    return result
  }
}

/// Who is asked and when: the rows that an aggregate folds, and the group as one.
struct NaiveContext {
  /// A company with its days.
  struct Member {
    let company: Int
    var days: NaiveDays
  }

  /// The companies of the group.
  var members: [Member]
  /// The days of the group as one.
  var groupDays: NaiveDays
  /// Which of the question's groups it is, for `of group`.
  var set: Int
}

/// The calendar's own periods, counted day by day.
enum NaivePeriod {
  /// The number of the period that holds a day: the number of its first day, the weekday, or the month.
  static func number(of day: Day, _ period: PeriodWord) -> Int {
    switch period {
    case .day: return Int(day.number)
    case .weekday: return day.weekday
    case .calendarMonth: return day.civil.month
    case .week: return Int(start(of: day, .week).number)
    case .month: return Int(start(of: day, .month).number)
    case .quarter: return Int(start(of: day, .quarter).number)
    case .year: return Int(start(of: day, .year).number)
    }
  }

  /// The first day of the week, month, quarter or year that holds a day, found by stepping back.
  static func start(of day: Day, _ unit: CalendarUnit) -> Day {
    var day = day
    while !begins(day, unit) { day = day.advanced(by: -1) }
    return day
  }

  private static func begins(_ day: Day, _ unit: CalendarUnit) -> Bool {
    let (_, month, number) = day.civil
    switch unit {
    case .week: return day.weekday == 1
    case .month: return number == 1
    case .quarter: return number == 1 && [1, 4, 7, 10].contains(month)
    case .year: return number == 1 && month == 1
    }
  }

  /// The day so many units before; the last of its month where that month is too short.
  static func day(_ count: Int, _ unit: CalendarUnit, before day: Day) -> Day {
    if unit == .week { return day.advanced(by: -7 * count) }
    var (year, month, number) = day.civil
    for _ in 0..<(count * (unit == .month ? 1 : unit == .quarter ? 3 : 12)) {
      month -= 1
      if month == 0 { (year, month) = (year - 1, 12) }
    }
    while number > 1 {
      if let result = Day(year: year, month: month, day: number) { return result }
      number -= 1
    }
    return Day(year: year, month: month, day: 1) ?? .first
  }

  /// What a period is called.
  static func name(_ number: Int, _ period: PeriodWord) -> String {
    let day = Day(number: Int32(number))
    let text = day.description
    switch period {
    case .day: return text
    case .month: return String(text.prefix(7))
    case .quarter: return "\(text.prefix(4))Q\([1: 1, 4: 2, 7: 3, 10: 4][day.civil.month] ?? 0)"
    case .year: return String(text.prefix(4))
    case .weekday: return ["", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][number]
    case .calendarMonth:
      return [
        "", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
      ][number]
    case .week:
      // The year of the week's Thursday, and how many Thursdays that year has had.
      let thursday = day.advanced(by: 3)
      var weeks = 1
      while thursday.advanced(by: -7 * weeks).civil.year == thursday.civil.year { weeks += 1 }
      return "\(thursday.civil.year)-W\(weeks < 10 ? "0" : "")\(weeks)"
    }
  }
}
