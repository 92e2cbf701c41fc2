internal import Language
internal import Market

/// How a value moves with the scale of prices: a close doubles with it, a gain does not move, `close + 1` does neither.
enum PriceDegree: Hashable {
  /// It is multiplied with the scale's change to this power.
  case of(Double)
  /// As any other may: 0, or missing.
  case any
  /// It has no such rule.
  case mixed

  /// Of two that are added, compared or chosen between.
  func joined(_ other: PriceDegree) -> PriceDegree {
    switch (self, other) {
    case (.any, let one), (let one, .any): return one
    default: return self == other ? self : .mixed
    }
  }

  /// Both powers put together.
  func added(_ other: PriceDegree, times sign: Double = 1) -> PriceDegree {
    switch (self, other) {
    case (.of(let first), .of(let second)): return .of(first + sign * second)
    case (.mixed, _), (_, .mixed): return .mixed
    case (.any, _), (_, .any): return .any
    }
  }

  func scaled(_ power: Double) -> PriceDegree {
    if case .of(let degree) = self { return .of(degree * power) }
    return self
  }

  /// What only a figure that does not move has.
  var fixed: PriceDegree { self == .of(0) || self == .any ? .of(0) : .mixed }
}

extension BoundExpression {
  /// How its value moves with the scale of the company's prices.
  var priceDegree: PriceDegree {
    switch kind {
    case .constant(let value): return value == 0 || value.isNaN ? .any : .of(0)
    case .constantFlag, .day, .attribute, .hasText: return .of(0)
    case .bar(let measure): return .of(measure.isPrice ? 1 : 0)
    // Another company's prices have a scale of their own.
    case .of(_, let operand): return operand.priceDegree.fixed
    case .negation(let operand): return operand.priceDegree
    case .arithmetic(let operation, let left, let right):
      let (first, second) = (left.priceDegree, right.priceDegree)
      switch operation {
      case .add, .subtract: return first.joined(second)
      case .multiply: return first.added(second)
      case .divide: return first.added(second, times: -1)
      case .power:
        if case .constant(let exponent) = right.kind { return first.scaled(exponent) }
        return first.fixed.joined(second.fixed)
      }
    case .comparison(_, let left, let right):
      return left.priceDegree.joined(right.priceDegree) == .mixed ? .mixed : .of(0)
    case .isMissing(let operand), .not(let operand): return operand.priceDegree == .mixed ? .mixed : .of(0)
    case .tradingDays(let left, let right), .logical(_, let left, let right):
      return left.priceDegree == .mixed || right.priceDegree == .mixed ? .mixed : .of(0)
    case .conditional(let condition, let first, let second):
      return condition.priceDegree == .mixed ? .mixed : first.priceDegree.joined(second.priceDegree)
    case .function(let function, let operands):
      let joined = operands.map(\.priceDegree).reduce(PriceDegree.any) { $0.joined($1) }
      switch function {
      case .abs, .least, .greatest: return joined
      case .sqrt: return joined.scaled(0.5)
      case .log, .exp, .round: return joined.fixed
      }
    case .within(let window, let operand): return window.hasOwnScale ? .of(0) : operand.priceDegree
    case .aggregate: return .mixed
    case .fold(let fold, let operands, let window):
      if let window, window.hasOwnScale { return .of(0) }
      return fold.priceDegree(of: operands.map(\.priceDegree))
    }
  }

  /// Whether its value on a day depends on where the window begins whose days are being folded.
  var dependsOnSpan: Bool {
    switch kind {
    case .within(let window, let operand): return window.start == .span || operand.dependsOnSpan
    // The days of a fold have the fold's own span.
    case .fold(_, _, let window): return window?.start == .span
    default: return operands.contains(where: \.dependsOnSpan)
    }
  }
}

extension BoundWindow {
  /// Whether its prices stand on the scale of its own end, whatever window it stands in.
  var hasOwnScale: Bool {
    switch end {
    case .inherited, .beforeInherited: return false
    case .day, .attribute, .offset: return true
    }
  }
}

extension DayFold {
  /// How the fold moves with the scale of prices, if its operands do as given.
  func priceDegree(of operands: [PriceDegree]) -> PriceDegree {
    if operands.contains(.mixed) { return .mixed }
    let first = operands.first ?? .any
    let second = operands.count > 1 ? operands[1] : .any
    switch self {
    case .mean, .total, .highest, .lowest, .middle, .percentile, .tailmean, .stdev, .ema, .wilder, .wma, .ago:
      return first
    case .slope: return first.added(second, times: -1)
    case .intercept: return first
    case .residual: return first.scaled(2)
    case .corr, .days, .often, .streak, .first, .dayof, .dayofhighest, .dayoflowest, .place: return .of(0)
    case .deepest, .sunken, .peakday, .troughday, .recoveryday: return first.fixed
    }
  }
}
