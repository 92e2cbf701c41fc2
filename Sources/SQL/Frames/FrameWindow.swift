internal import Market
internal import Query

/// A day of each row, in SQL.
struct DayText: Hashable {
  /// The day of each of the subject's exchanges, where it is known here; nil where there is no such day.
  var constants: [Day?]?
  /// A column or expression, where it is not.
  var text = ""
  /// How many days behind the expression's: a whole number of a day and one is no day, but compares as one.
  var shift = 0
  /// The days between which it lies.
  var earliest: Day
  var latest: Day

  init(_ days: [Day?]) {
    constants = days
    let known = days.compactMap { $0 }
    (earliest, latest) = (known.min() ?? .last, known.max() ?? .first)
  }

  init(_ day: Day) { self.init([day]) }

  init(_ text: String, shift: Int = 0, from earliest: Day, to latest: Day) {
    (self.text, self.shift, self.earliest, self.latest) = (text, shift, earliest, latest)
  }

  /// The same day for all, if it is.
  var single: Day?? {
    guard let constants, let first = constants.first, constants.allSatisfy({ $0 == first }) else { return nil }
    return .some(first)
  }
}

/// The days of each row's window, in SQL: what `Days` is in the evaluator.
struct FrameWindow: Hashable {
  /// Which days of a window count.
  enum Pick: Hashable {
    /// Those of a weekday or of a month of the year, whose number is in a column.
    case period(Period, String)
    /// Those that are in a relation of days.
    case held(String)
  }

  var first: DayText
  var last: DayText
  var origin: DayText
  var spanStart: DayText?
  /// What prices are divided by to stand on their scale; nil where it is the factor of the window's own last bar.
  var scale: String?
  /// The day on whose scale they stand; nil where it is the window's own last.
  var scaleDay: DayText?
  var picks: [Pick] = []
  var spanPicks: [Pick] = []
  /// The day whose dated attributes count, where it is not the day before.
  var attributeDay: DayText?
  /// How many trading days it is, where that and its end say which they are.
  var tradingDayCount: Int?
  /// Whether it begins on each company's first bar.
  var isFromFirstBar = false

  init(first: DayText, last: DayText, origin: DayText) {
    (self.first, self.last, self.origin) = (first, last, origin)
  }

  /// The column of the day, where it is a single one of the subject's trading days.
  var dayColumn: String? {
    guard first.constants == nil, first.text == last.text, first.shift == 0, last.shift == 0, picks.isEmpty else {
      return nil
    }
    return first.text
  }
}
