internal import Language
internal import Market

extension Binder {
  /// How deep an expression may nest with its definitions expanded, and of how many parts a question may consist:
  /// definitions that name definitions grow without a limit otherwise.
  static let depthLimit = 400
  static let sizeLimit = 20_000

  /// The meaning of an expression that stands where a value is wanted.
  mutating func bind(_ syntax: ExpressionSyntax) throws(Diagnostic) -> BoundExpression {
    depth += 1
    size += 1
    defer { depth -= 1 }
    guard depth <= Binder.depthLimit else { throw fault(.tooDeep(limit: Binder.depthLimit), at: syntax.range) }
    guard size <= Binder.sizeLimit else { throw fault(.tooLarge(limit: Binder.sizeLimit), at: syntax.range) }
    let range = place(syntax.range)
    if let column = bindColumn(syntax) { return column }
    try checkAsksRows(syntax)
    switch syntax.kind {
    case .number(let value): return constant(value, .number(.number), at: range)
    case .percent(let value): return constant(value, .number(.ratio), at: range)
    case .date(let text): return constant(Double(try day(text, at: syntax.range).number), .date, at: range)
    case .month(let text): throw fault(.expected("a day such as 2026-02-23", found: text), at: syntax.range)
    case .text(let text):
      if names.contains(text) {
        throw fault(.expected("\(text) without quotes", found: source.text(in: syntax.range)), at: syntax.range)
      }
      throw fault(.expected("a measure, an attribute or a number", found: "the text \"\(text)\""), at: syntax.range)
    case .parameter(let name): return try bindParameter(name, at: syntax.range)
    case .word(let name): return try bindName(name, at: syntax.range)
    case .call(let name, let arguments): return try bindCall(name, arguments, at: syntax.range)
    case .of(let operand, let set): return try bindOf(operand, set, at: syntax.range)
    case .negation(let operand): return try bindNegation(operand, at: syntax.range)
    case .arithmetic(let operation, let left, let right):
      return try bindArithmetic(operation, left, right, at: syntax.range)
    case .comparison(let operation, let left, let right):
      return try bindComparison(operation, left, right, at: syntax.range)
    case .membership(let operand, let items, let negated):
      return negate(try bindMembership(operand, items, at: syntax.range), if: negated)
    case .between(let operand, let low, let high, let negated):
      return negate(try bindBetween(operand, low, high, at: syntax.range), if: negated)
    case .isMissing(let operand, let negated):
      let bound = try bind(operand)
      return negate(BoundExpression(.isMissing(bound), .flag, level: bound.level, at: range), if: negated)
    case .not(let operand): return negate(try bindCondition(operand), if: true)
    case .logical(let operation, let left, let right):
      let (first, second) = (try bindCondition(left), try bindCondition(right))
      return BoundExpression(
        .logical(operation, first, second), .flag, level: max(first.level, second.level), at: range)
    }
  }

  func constant(_ value: Double, _ type: ValueType, at range: SourceRange) -> BoundExpression {
    // A figure too large to hold is missing, as everything is that can't be computed.
    BoundExpression(.constant(value.isFinite ? value : .nan), type, level: .constant, at: range)
  }

  func negate(_ expression: BoundExpression, if negated: Bool) -> BoundExpression {
    guard negated else { return expression }
    return BoundExpression(.not(expression), .flag, level: expression.level, at: expression.range)
  }

  /// The day that a literal writes, or why there is none.
  func day(_ text: String, at range: SourceRange) throws(Diagnostic) -> Day {
    guard let day = Day(text) else { throw fault(.invalidDate(text), at: range) }
    return day
  }

  private func bindParameter(_ name: String, at range: SourceRange) throws(Diagnostic) -> BoundExpression {
    switch parameters[name] {
    case .number(let value, _): return constant(value, .number(.number), at: place(range))
    case .percent(let value, _): return constant(value, .number(.ratio), at: place(range))
    case .date(let day): return constant(Double(day.number), .date, at: place(range))
    case .text(let text): throw fault(.expected("a number, a percentage or a date in $\(name)", found: text), at: range)
    case nil: throw fault(.unknownParameter(name), at: range)
    }
  }

  private mutating func bindNegation(
    _ syntax: ExpressionSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let operand = try bind(syntax)
    guard case .number = operand.type else {
      throw fault(.operandType(operation: "-", needs: "a number", found: operand.type.words), at: syntax.range)
    }
    if case .constant(let value) = operand.kind { return constant(-value, operand.type, at: place(range)) }
    return BoundExpression(
      .negation(operand), operand.type, direction: operand.direction.reversed, level: operand.level, at: place(range))
  }

  private mutating func bindArithmetic(
    _ operation: ArithmeticOperator, _ leftSyntax: ExpressionSyntax, _ rightSyntax: ExpressionSyntax,
    at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let (left, right) = (try bind(leftSyntax), try bind(rightSyntax))
    let level = max(left.level, right.level)
    if left.type == .date, right.type == .date, operation == .subtract {
      return BoundExpression(
        .tradingDays(left, right), .number(.count), level: max(level, .company), at: place(range))
    }
    guard case .number(let leftUnit) = left.type else {
      throw fault(
        .operandType(operation: operation.rawValue, needs: "a number", found: left.type.words), at: leftSyntax.range)
    }
    guard case .number(let rightUnit) = right.type else {
      throw fault(
        .operandType(operation: operation.rawValue, needs: "a number", found: right.type.words), at: rightSyntax.range)
    }
    let isOne = isConstant(right, 1) || (operation == .add && isConstant(left, 1))
    if let unit = UnitAlgebra.result(operation, leftUnit, rightUnit, isOne: isOne) {
      return BoundExpression(.arithmetic(operation, left, right), .number(unit), level: level, at: place(range))
    }
    // A bare number beside a ratio was meant as percent.
    for (side, unit, syntax) in [(left, rightUnit, leftSyntax), (right, leftUnit, rightSyntax)] where unit.isRatio {
      if case .constant = side.kind, case .number(.number) = side.type { throw percentNeeded(syntax) }
    }
    throw fault(.incomparable(left: left.type.words, right: right.type.words), at: range)
  }

  func isConstant(_ expression: BoundExpression, _ value: Double) -> Bool {
    if case .constant(let constant) = expression.kind { return constant == value }
    return false
  }

  /// The fault of a bare number where a ratio is meant, with the percentage to write.
  func percentNeeded(_ syntax: ExpressionSyntax) -> Diagnostic {
    let text = source.text(in: syntax.range)
    var suggestion = "\(text)%"
    if case .parameter(let name) = syntax.kind, case .number(_, let value) = parameters[name] {
      suggestion = "set param \(name) = \(value)%"
    } else if case .number(let value) = syntax.kind, value < 1 {
      // 0.1 was more likely meant as a fraction than as a tenth of a percent.
      let percent = (value * 1e10).rounded() / 1e8
      suggestion = percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
    }
    return fault(.ratioNeedsPercent(number: text, suggestion: suggestion), at: syntax.range)
  }
}
