internal import Glibc
internal import Market

/// The days that a fold is given, in their order; a missing figure is NaN.
struct FoldDays {
  let days: ArraySlice<Day>
  let values: ArraySlice<Double>
  /// The second figure of each day, or the same part on each; empty where the fold takes one figure.
  let seconds: ArraySlice<Double>
  /// How many days the brackets name; nil where they name none.
  let count: Int?
  /// What a line through the pairs is made of, where it is known already.
  var moments: PairMoments?

  /// The known figures.
  var known: [Double] {
    // Without a branch, as which of them are missing can't be foreseen.
    unsafe Array(unsafeUninitializedCapacity: values.count) { buffer, count in
      for value in values {
        unsafe buffer[count] = value
        count &+= value.isNaN ? 0 : 1
      }
    }
  }
}

extension DayFold {
  /// Whether it is told of a line through pairs.
  var isOfLine: Bool { self == .corr || self == .slope || self == .intercept || self == .residual }

  /// The fold of some days; NaN where there is nothing to fold. A day is given as its number.
  func value(of input: FoldDays) -> Double {
    switch self {
    case .streak: return Double(input.values.reversed().prefix { $0 == 1 }.count)
    case .first: return input.day { $0 == 1 }
    case .dayofhighest:
      let highest = input.known.max()
      return input.day { $0 == highest }
    case .dayoflowest:
      let lowest = input.known.min()
      return input.day { $0 == lowest }
    case .ago:
      // Where the calendar does not reach so far back there is no such day.
      guard let first = input.values.first, input.values.count >= input.count ?? 1 else { return .nan }
      return first
    case .corr, .slope, .intercept, .residual: return line(input)
    case .deepest: return input.values.deepestFall
    case .sunken, .peakday, .troughday, .recoveryday: return Decline(input).value(of: self)
    case .place:
      guard let last = input.values.last, !last.isNaN else { return .nan }
      return Double(input.known.count { $0 > last } + 1)
    case .days: return Double(input.values.count { $0 == 1 })
    case .total, .mean:
      let (sum, count) = input.values.knownSum
      return count == 0 ? .nan : self == .total ? sum : sum / count
    case .stdev: return input.values.knownDeviation
    case .highest: return input.values.knownExtreme(isHighest: true)
    case .lowest: return input.values.knownExtreme(isHighest: false)
    default: return statistic(of: input)
    }
  }

  private func statistic(of input: FoldDays) -> Double {
    let known = input.known
    guard !known.isEmpty else { return .nan }
    let count = Double(known.count)
    switch self {
    case .often: return Double(known.count { $0 == 1 }) / count
    case .middle: return quantileValue(of: known, 0.5)
    case .percentile: return quantileValue(of: known, input.seconds.first ?? .nan)
    case .tailmean: return tailMean(of: known, input.seconds.first ?? .nan)
    case .ema: return exponentialMean(of: known, weight: 2 / Double((input.count ?? 0) + 1))
    case .wilder: return exponentialMean(of: known, weight: 1 / Double(Swift.max(1, input.count ?? 1)))
    case .wma: return linearMean(of: input.values)
    default: return .nan
    }
  }

  /// Least squares of y on x; correlation needs two pairs, the residual variance three. Through figures that are all the
  /// same there is no line, nor where only rounding tells them apart.
  private func line(_ input: FoldDays) -> Double {
    let moments = input.moments ?? PairMoments(input.values, input.seconds)
    guard moments.count >= 2, moments.isXSpread, self != .corr || moments.isYSpread else { return .nan }
    let slope = moments.products / moments.xSquares
    switch self {
    case .corr: return moments.products / (moments.xSquares * moments.ySquares).squareRoot()
    case .slope: return slope
    case .intercept: return moments.yMean - slope * moments.xMean
    case .residual:
      guard moments.count >= 3 else { return .nan }
      // What is left of each y, squared; the difference of the squares would cancel.
      return moments.residualSquares(input.values, input.seconds, slope: slope) / (moments.count - 2)
    default: return .nan
    }
  }
}

extension FoldDays {
  /// The first day whose figure is as asked, as its number.
  func day(where isAsked: (Double) -> Bool) -> Double {
    for (day, value) in zip(days, values) where isAsked(value) { return Double(day.number) }
    return .nan
  }
}

/// The standard deviation with N-1; NaN for fewer than two values.
func standardDeviation(of values: [Double]) -> Double {
  guard values.count >= 2 else { return .nan }
  let mean = values.reduce(0, +) / Double(values.count)
  let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return (squares / Double(values.count - 1)).squareRoot()
}

/// The figure that a part of the values stays below, interpolated between the two nearest.
///
/// Source: Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996, type 7.
func quantileValue(of values: [Double], _ part: Double) -> Double {
  guard !values.isEmpty, (0...1).contains(part) else { return .nan }
  let place = part * Double(values.count - 1)
  let low = Int(place)
  let (lower, next) = values.ordered(at: low)
  guard let upper = next else { return lower }
  return lower + (upper - lower) * (place - Double(low))
}

/// The mean of the lowest floor((N-1) * part) + 1 values.
private func tailMean(of values: [Double], _ part: Double) -> Double {
  guard (0...1).contains(part) else { return .nan }
  let count = Int((Double(values.count - 1) * part).rounded(.down)) + 1
  return values.sorted().prefix(count).reduce(0, +) / Double(count)
}

private func exponentialMean(of values: [Double], weight: Double) -> Double {
  guard let first = values.first else { return .nan }
  return values.dropFirst().reduce(first) { $0 + weight * ($1 - $0) }
}

/// Weights 1 to n by the day's place; a missing day has no weight.
private func linearMean(of values: ArraySlice<Double>) -> Double {
  var (sum, weights) = (0.0, 0.0)
  for (place, value) in values.enumerated() where !value.isNaN {
    sum += Double(place + 1) * value
    weights += Double(place + 1)
  }
  return sum / weights
}
