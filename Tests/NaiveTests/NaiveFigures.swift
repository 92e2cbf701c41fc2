import Foundation
import Language
import Query

// Figures combined and compared, one pair at a time.
extension NaiveInterpreter {
  func combine(_ operation: ArithmeticOperator, _ left: Double, _ right: Double) -> NaiveValue {
    guard !left.isNaN, !right.isNaN else { return .missing }
    switch operation {
    case .add, .subtract:
      let result = operation == .add ? left + right : left - right
      magnitude = max(magnitude, abs(left), abs(right))
      return NaiveValue(figure: result)
    case .multiply: return NaiveValue(figure: left * right)
    case .divide:
      noticeDivisor(right)
      return NaiveValue(figure: left / right)
    case .power: return NaiveValue(figure: pow(left, right))
    }
  }

  func compare(_ operation: ComparisonOperator, _ left: Double, _ right: Double) -> NaiveValue {
    guard !left.isNaN, !right.isNaN else { return .missing }
    notice(left, right)
    switch operation {
    case .equal: return .flag(left == right)
    case .notEqual: return .flag(left != right)
    case .less: return .flag(left < right)
    case .lessOrEqual: return .flag(left <= right)
    case .greater: return .flag(left > right)
    case .greaterOrEqual: return .flag(left >= right)
    case .matches: return .missing
    }
  }

  /// Notes that two figures differ by no more than rounding, so that which is larger is chance.
  func notice(_ left: Double, _ right: Double) {
    if left == right { isTied = true }
    if left != right, abs(left - right) <= 1e-11 * max(abs(left), abs(right), 1e-3) { isFragile = true }
  }

  /// Notes that a divisor is what is left of figures that cancel: whether that is rounding or nothing is chance.
  func noticeDivisor(_ divisor: Double) {
    if divisor == 0 { isTied = true } else if abs(divisor) <= 1e-11 * magnitude { isFragile = true }
  }

  func apply(_ function: ScalarFunction, _ arguments: [Double]) -> NaiveValue {
    for argument in arguments where argument.isNaN { return .missing }
    var result = arguments[0]
    switch function {
    case .abs: if result < 0 { result = -result }
    case .log: result = Foundation.log(result)
    case .exp: result = Foundation.exp(result)
    case .sqrt: result = result.squareRoot()
    case .round:
      var scale = 1.0
      for _ in 0..<Int(arguments.count > 1 ? arguments[1] : 0) { scale *= 10 }
      let rounded = (result * scale).rounded(.toNearestOrEven)
      notice(abs(result * scale - rounded), 0.5)
      result = rounded / scale
    case .least: for argument in arguments where argument < result { result = argument }
    case .greatest: for argument in arguments where argument > result { result = argument }
    }
    return NaiveValue(figure: result)
  }

  /// The sum of figures, from the first to the last.
  func sum(_ figures: [Double]) -> Double {
    var sum = 0.0
    for figure in figures {
      sum += figure
      magnitude = max(magnitude, abs(figure), abs(sum))
    }
    return sum
  }

  func mean(_ figures: [Double]) -> Double { sum(figures) / Double(figures.count) }

  /// The figure that a part of the others stays below, between the two nearest (type 7).
  func quantile(_ figures: [Double], _ part: Double) -> Double {
    guard !figures.isEmpty else { return .nan }
    let sorted = figures.sorted()
    let place = Double(figures.count - 1) * part
    let low = place.rounded(.down)
    let high = min(low + 1, Double(figures.count - 1))
    return sorted[Int(low)] + (place - low) * (sorted[Int(high)] - sorted[Int(low)])
  }

  /// The standard deviation with N-1.
  func deviation(_ figures: [Double]) -> Double {
    guard figures.count > 1 else { return .nan }
    let center = mean(figures)
    let result = (sum(figures.map { ($0 - center) * ($0 - center) }) / Double(figures.count - 1)).squareRoot()
    // Windows that slide add up in another order; figures that are all the same have no spread but rounding.
    isReordered = true
    if center != 0, result <= 1e-11 * abs(center) { isFragile = true }
    return result
  }
}
