internal import Glibc

/// `base` to the power of `exponent`.
func power(_ base: Double, _ exponent: Double) -> Double {
  pow(base, exponent)
}

extension ScalarFunction {
  /// The function's value; NaN where an argument is missing or the function has no value there.
  func value(of arguments: [Double]) -> Double {
    guard let first = arguments.first, !arguments.contains(where: \.isNaN) else { return .nan }
    switch self {
    case .abs: return Swift.abs(first)
    case .log: return Glibc.log(first)
    case .exp: return Glibc.exp(first)
    case .sqrt: return first.squareRoot()
    case .round:
      guard arguments.count > 1 else { return first.rounded(.toNearestOrEven) }
      let scale = pow(10, arguments[1].rounded())
      return (first * scale).rounded(.toNearestOrEven) / scale
    case .least: return arguments.reduce(first, Swift.min)
    case .greatest: return arguments.reduce(first, Swift.max)
    }
  }
}
