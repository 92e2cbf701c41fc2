internal import Language
internal import Market

/// A figure of a window's bar that the evaluator knows by itself. Everything else is a definition in the prelude.
public enum BarMeasure: String, Sendable, CaseIterable {
  case open, high, low, close, unadjusted, volume, base, previous, day, gain

  /// The type of its value.
  var type: ValueType {
    switch self {
    case .open, .high, .low, .close, .unadjusted, .base, .previous: return .number(.price)
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
    case .unadjusted: return "the last close as it was quoted on its day, whatever split came after"
    case .volume: return "the shares traded in the window"
    case .base: return "the last close before the window, on the scale of its closing price"
    case .previous: return "the exchange's own reference price for the window's first day"
    case .day: return "the day of the window's last bar"
    case .gain: return "the change over the window as a ratio of the base: close / base - 1"
    }
  }
}

/// Folds companies into one value; `rank` gives each company its place.
public enum Aggregate: String, Sendable, CaseIterable {
  case avg, sum, count, share, max, min, median, rank, quantile, dispersion, wavg, hhi

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
    case .rank:
      return "the company's place among the companies, 1 for the largest; equal figures share the better place"
    case .quantile:
      return "quantile(x, 25%): the figure that a part of the companies stays below, interpolated (type 7)"
    case .dispersion: return "the standard deviation over companies (N-1)"
    case .wavg: return "wavg(x, w): the mean over companies, weighted"
    case .hhi:
      return "the Herfindahl-Hirschman index: the sum of squared shares of the total, 1 where one company has all"
    }
  }

  /// What its second argument is called in a message; nil where it takes one only.
  var second: String? {
    switch self {
    case .quantile: return "a part, as in quantile(gain, 25%)"
    case .wavg: return "a weight, as in wavg(gain, cap)"
    default: return nil
    }
  }
}

/// Folds the single days of a window into one value.
public enum DayFold: String, Sendable, CaseIterable {
  case mean, total, days, often, highest, lowest, middle
  case place, percentile, stdev, corr, ago, streak, first, dayof
  case dayofhighest, dayoflowest
  case slope, intercept, residual, tailmean, ema, wilder, wma
  case deepest, sunken, peakday, troughday, recoveryday

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
    case .place: return "the last day's place among the days, 1 for the largest"
    case .percentile:
      return "percentile(x, 5%, 250d): the figure that a part of the days stays below, interpolated (type 7)"
    case .stdev: return "the standard deviation over single days (N-1)"
    case .corr: return "corr(x, y, 60d): the correlation over the days on which both are known"
    case .ago: return "ago(x, 5d): the figure so many trading days before"
    case .streak: return "on how many days in a row, up to the last one, a condition is true"
    case .first: return "the first day on which a condition is true"
    case .dayof: return "dayof(highest(close, 1y)): the day of the largest or smallest figure, the first of equal ones"
    case .dayofhighest: return "the first day of the largest figure; written dayof(highest(…))"
    case .dayoflowest: return "the first day of the smallest figure; written dayof(lowest(…))"
    case .slope: return "slope(y, x, 250d): the slope of the least-squares line of y on x"
    case .intercept: return "intercept(y, x, 250d): where the least-squares line of y on x meets x = 0"
    case .residual: return "residual(y, x, 120d): the residual variance about the least-squares line, with N-2"
    case .tailmean: return "tailmean(x, 5%, 250d): the mean of the lowest floor((N-1) * part) + 1 days"
    case .ema:
      return "ema(x, 20d): the exponential mean of all days so far, with weight 2 / (n + 1), begun at the first"
    case .wilder:
      return "wilder(x, 14d): the exponential mean of all days so far, with weight 1 / n, begun at the first"
    case .wma: return "wma(x, 20d): the mean with weights 1 to n, the last day's the largest"
    case .deepest: return "deepest(g): the deepest fall below the highest point, of a value that stands at 1 + g"
    case .sunken: return "sunken(g): the fall below the highest point on the last day, of a value that stands at 1 + g"
    case .peakday: return "peakday(g): the day of the point from which the deepest fall is measured"
    case .troughday: return "troughday(g): the day of the deepest fall"
    case .recoveryday: return "recoveryday(g): the first day after the deepest fall on which the peak is reached again"
    }
  }

  /// What its second argument is called in a message; nil where it takes one only.
  var second: String? {
    switch self {
    case .percentile, .tailmean: return "a part, as in \(rawValue)(gain, 5%, 250d)"
    case .corr, .slope, .intercept, .residual:
      return "a second figure, as in \(rawValue)(gain, gain of benchmark, 250d)"
    default: return nil
    }
  }

  /// Whether it needs a number of days in its brackets: `ago(close, 5d)`.
  var needsDays: Bool { self == .ago || self == .ema || self == .wilder || self == .wma }

  /// Whether it folds a condition and nothing else.
  var foldsCondition: Bool { self == .often || self == .streak || self == .first }

  /// Whether its value is a day.
  var isDay: Bool { [.first, .dayof, .dayofhighest, .dayoflowest, .peakday, .troughday, .recoveryday].contains(self) }

  /// Whether a rise stays a rise when it is folded.
  var keepsDirection: Bool {
    [.mean, .total, .highest, .lowest, .middle, .percentile, .ago, .ema, .wilder, .wma, .tailmean].contains(self)
  }

  /// Whether one day alone gives it no value.
  package var needsSeveralDays: Bool { [.stdev, .corr, .slope, .intercept, .residual].contains(self) }
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
    case .abs, .log, .exp, .sqrt: return 1...1
    case .round: return 1...2
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
    case .round: return "round(x) is the nearest whole number, round(x, 2) to two decimals; halves go to the even one"
    case .least: return "the smallest of the arguments"
    case .greatest: return "the largest of the arguments"
    }
  }
}
