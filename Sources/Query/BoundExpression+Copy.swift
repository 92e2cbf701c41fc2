extension BoundExpression {
  /// The same expression in memory of its own.
  ///
  /// Whoever looks at an expression counts references to its parts. Where several cores evaluate one, each takes a copy:
  /// counting at one place they would wait for one another longer than the figures take. O(parts).
  func copied() -> BoundExpression {
    var copy = BoundExpression(kind.copied(), type, direction: direction, level: level, at: range)
    copy.definition = definition
    return copy
  }
}

extension BoundExpression.Kind {
  fileprivate func copied() -> BoundExpression.Kind {
    switch self {
    case .constant, .constantFlag, .bar, .day, .attribute, .hasText: return self
    case .of(let set, let operand): return .of(set.copied(), operand.copied())
    case .negation(let operand): return .negation(operand.copied())
    case .arithmetic(let operation, let left, let right):
      return .arithmetic(operation, left.copied(), right.copied())
    case .tradingDays(let left, let right): return .tradingDays(left.copied(), right.copied())
    case .comparison(let operation, let left, let right):
      return .comparison(operation, left.copied(), right.copied())
    case .isMissing(let operand): return .isMissing(operand.copied())
    case .not(let operand): return .not(operand.copied())
    case .logical(let operation, let left, let right): return .logical(operation, left.copied(), right.copied())
    case .conditional(let condition, let yes, let no):
      return .conditional(condition.copied(), yes.copied(), no.copied())
    case .function(let function, let operands): return .function(function, operands.map { $0.copied() })
    case .within(let window, let operand): return .within(window, operand.copied())
    case .aggregate(let aggregate, let operands, let condition, let within):
      return .aggregate(
        aggregate, operands.map { $0.copied() }, condition: condition?.copied(), within: within.map { $0 })
    case .fold(let fold, let operands, let window): return .fold(fold, operands.map { $0.copied() }, window: window)
    }
  }
}

extension BoundSet {
  fileprivate func copied() -> BoundSet {
    let copy: Members
    switch members {
    case .company(let company): copy = .company(company)
    case .condition(let condition, let includesAllKinds):
      copy = .condition(condition?.copied(), includesAllKinds: includesAllKinds)
    case .group: copy = .group
    }
    return BoundSet(members: copy, weight: weight?.copied())
  }
}
