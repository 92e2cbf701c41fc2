internal import Language
internal import Market

/// A figure of a window's bar that the evaluator knows by itself. Everything else is a definition in the prelude.
public enum BarMeasure: String, Sendable, CaseIterable {
  case open, high, low, close, volume, base, previous, day, gain

  /// The type of its value.
  var type: ValueType {
    switch self {
    case .open, .high, .low, .close, .base, .previous: return .number(.price)
    case .volume: return .number(.shares)
    case .gain: return .number(.ratio)
    case .day: return .date
    }
  }

  var direction: Direction { self == .gain ? .rise : .none }

  /// What it is, for `show` and for completion.
  public var summary: String {
    switch self {
    case .open: return "the first price of the window"
    case .high: return "the highest price of the window"
    case .low: return "the lowest price of the window"
    case .close: return "the last price of the window"
    case .volume: return "the shares traded in the window"
    case .base: return "the last close before the window, on the scale of its closing price"
    case .previous: return "the exchange's own reference price for the window's first day"
    case .day: return "the day of the window's last bar"
    case .gain: return "the change over the window as a ratio of the base: close / base - 1"
    }
  }
}

/// Folds companies into one value.
public enum Aggregate: String, Sendable, CaseIterable {
  case avg, sum, count, share, max, min, median

  /// What it is, for `show` and for completion.
  public var summary: String {
    switch self {
    case .avg: return "the mean over companies"
    case .sum: return "the sum over companies"
    case .count: return "how many companies; of a condition, for how many it is true"
    case .share: return "for which part of the companies a condition is true, of those where it is known"
    case .max: return "the largest over companies"
    case .min: return "the smallest over companies"
    case .median: return "the middle over companies; the mean of the two middle ones"
    }
  }
}

/// Folds the single days of a window into one value.
public enum DayFold: String, Sendable, CaseIterable {
  case mean, total, days, often, highest, lowest, middle

  /// What it is, for `show` and for completion.
  public var summary: String {
    switch self {
    case .mean: return "the mean over single days"
    case .total: return "the sum over single days"
    case .days: return "on how many days a condition is true"
    case .often: return "on which part of the days a condition is true, of those where it is known"
    case .highest: return "the largest over single days"
    case .lowest: return "the smallest over single days"
    case .middle: return "the median over single days"
    }
  }
}

/// What `when` may ask of a day.
public enum DayAttribute: String, Sendable, CaseIterable {
  case day, weekday, month, year

  /// The type of its value.
  var type: ValueType { self == .day ? .date : .number(.number) }

  /// The names that its values have, the first for 1.
  var names: [String] {
    switch self {
    case .day, .year: return []
    case .weekday: return (1...7).map { Period.weekday.name(of: $0) }
    case .month: return (1...12).map { Period.calendarMonth.name(of: $0) }
    }
  }
}

extension DayAttribute {
  /// The attribute's value as a figure.
  func value(of day: Day) -> Double {
    switch self {
    case .day: return Double(day.number)
    case .weekday: return Double(day.weekday)
    case .month: return Double(day.civil.month)
    case .year: return Double(day.civil.year)
    }
  }
}

/// A function of figures.
public enum ScalarFunction: String, Sendable, CaseIterable {
  case abs, log, exp, sqrt, round, least, greatest

  /// How many arguments it takes.
  var argumentCount: ClosedRange<Int> {
    switch self {
    case .abs, .log, .exp, .sqrt, .round: return 1...1
    case .least, .greatest: return 2...16
    }
  }

  /// What it is, for `show` and for completion.
  public var summary: String {
    switch self {
    case .abs: return "the figure without its sign"
    case .log: return "the natural logarithm"
    case .exp: return "e to the power of the figure"
    case .sqrt: return "the square root"
    case .round: return "the nearest whole number; halves go to the even one"
    case .least: return "the smallest of the arguments"
    case .greatest: return "the largest of the arguments"
    }
  }
}
