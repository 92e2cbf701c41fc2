/// Yes, no, or not known: Kleene's logic, where what is missing stays missing unless the rest decides.
enum Truth: UInt8 {
  case no, yes, missing

  init(_ value: Bool?) {
    self = value.map { $0 ? .yes : .no } ?? .missing
  }

  var value: Bool? { self == .missing ? nil : self == .yes }

  var negated: Truth {
    switch self {
    case .no: return .yes
    case .yes: return .no
    case .missing: return .missing
    }
  }

  func and(_ other: Truth) -> Truth {
    if self == .no || other == .no { return .no }
    return self == .yes && other == .yes ? .yes : .missing
  }

  func or(_ other: Truth) -> Truth {
    if self == .yes || other == .yes { return .yes }
    return self == .no && other == .no ? .no : .missing
  }
}

/// The value of an expression for every cell or group of a frame. Missing figures are NaN.
enum Vector {
  /// Figures, and days as their numbers.
  case numbers([Double])
  /// Conditions.
  case flags([Truth])

  /// The figures; a condition has none.
  var numbers: [Double] {
    if case .numbers(let values) = self { return values }
    return []
  }

  /// The conditions; figures are none.
  var flags: [Truth] {
    if case .flags(let values) = self { return values }
    return []
  }

  /// The values at the given places.
  func gathered(_ places: [Int]) -> Vector {
    switch self {
    case .numbers(let values): return .numbers(places.map { values[$0] })
    case .flags(let values): return .flags(places.map { values[$0] })
    }
  }

  /// Which values are missing.
  var missing: [Bool] {
    switch self {
    case .numbers(let values): return values.map(\.isNaN)
    case .flags(let values): return values.map { $0 == .missing }
    }
  }
}

/// A figure that could not be computed is missing: neither an infinity nor a trap.
func known(_ value: Double) -> Double {
  value.isFinite ? value : .nan
}
