internal import Language
public import Market

/// The type of an expression.
public enum ValueType: Sendable, Hashable {
  /// A figure with its unit.
  case number(Unit)
  /// A day.
  case date
  /// Text, which only an attribute has.
  case text
  /// Yes, no, or missing.
  case flag

  /// What a message calls a value of the type.
  public var words: String {
    switch self {
    case .number(let unit): return unit.words
    case .date: return "a date"
    case .text: return "text"
    case .flag: return "a condition"
    }
  }
}

extension Unit {
  var words: String {
    switch self {
    case .number: return "a number"
    case .multiple: return "a multiple"
    case .ratio: return "a ratio"
    case .points: return "a difference of ratios"
    case .price: return "a price"
    case .amount: return "an amount of money"
    case .shares: return "a number of shares"
    case .count: return "a count"
    }
  }

  /// Whether figures of several companies add up to something: totals under `by`.
  var isAdditive: Bool {
    switch self {
    case .amount, .shares, .count: return true
    case .number, .multiple, .ratio, .points, .price: return false
    }
  }

  /// Whether the unit is money in some currency.
  var isMoney: Bool { self == .price || self == .amount }

  /// Whether the unit prints as percent and is written with one.
  var isRatio: Bool { self == .ratio || self == .points }
}

/// The algebra of units: what an operator makes of two of them.
enum UnitAlgebra {
  /// The unit of the result, or nil where the two do not go together.
  ///
  /// `isOne` says whether the right (for addition: either) operand is the literal 1: a multiple less 1 is a ratio,
  /// and 1 plus a ratio is a multiple.
  static func result(_ operation: ArithmeticOperator, _ left: Unit, _ right: Unit, isOne: Bool) -> Unit? {
    switch operation {
    case .add: return sum(left, right, isOne: isOne)
    case .subtract: return difference(left, right, isOne: isOne)
    case .multiply: return product(left, right)
    case .divide: return quotient(left, right)
    case .power: return left == .multiple ? .multiple : .number
    }
  }

  private static func sum(_ left: Unit, _ right: Unit, isOne: Bool) -> Unit? {
    if left == right { return left }
    switch (left, right) {
    case (.ratio, .points), (.points, .ratio): return .ratio
    case (.number, .ratio), (.ratio, .number): return isOne ? .multiple : nil
    case (.multiple, .ratio), (.ratio, .multiple): return .multiple
    case (.number, .points), (.points, .number): return nil
    case (.number, let other), (let other, .number): return other
    default: return nil
    }
  }

  private static func difference(_ left: Unit, _ right: Unit, isOne: Bool) -> Unit? {
    switch (left, right) {
    case (.ratio, .ratio): return .points
    case (.ratio, .points): return .ratio
    case (.multiple, .multiple): return .ratio
    case (.multiple, .number): return isOne ? .ratio : .multiple
    case (.number, .ratio): return .multiple
    case (.multiple, .ratio): return .multiple
    case (.ratio, .number), (.points, .number), (.number, .points): return nil
    case (.number, let other), (let other, .number): return other
    default: return left == right ? left : nil
    }
  }

  private static func product(_ left: Unit, _ right: Unit) -> Unit {
    switch (left, right) {
    case (.price, .shares), (.shares, .price): return .amount
    case (.count, .count): return .count
    case (.number, let other), (let other, .number): return other
    case (.multiple, let other), (let other, .multiple): return other
    case (.count, let other), (let other, .count): return other
    case (.ratio, let other), (let other, .ratio): return other
    default: return .number
    }
  }

  private static func quotient(_ left: Unit, _ right: Unit) -> Unit {
    if left == right { return left == .number ? .number : .multiple }
    switch (left, right) {
    case (let other, .number), (let other, .multiple), (let other, .count): return other
    case (.amount, .shares): return .price
    case (.amount, .price): return .shares
    case (.ratio, .points), (.points, .ratio): return .multiple
    default: return .number
    }
  }
}
