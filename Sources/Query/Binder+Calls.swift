internal import Language
internal import Market

extension Binder {
  /// A name with brackets: a fold, a function, or a measure in a window of its own.
  mutating func bindCall(
    _ name: String, _ arguments: ArgumentsSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    if let aggregate = Aggregate(rawValue: name) { return try bindAggregate(aggregate, arguments, at: range) }
    if let fold = DayFold(rawValue: name) { return try bindFold(fold, arguments, at: range) }
    if let function = ScalarFunction(rawValue: name) { return try bindFunction(function, arguments, at: range) }
    if name == "if" { return try bindConditional(arguments, at: range) }
    let isKnown = scope[name] != nil || BarMeasure(rawValue: name) != nil || attribute(named: name) != nil
    guard isKnown else { throw fault(.unknownFunction(name, nearest: nearestNames(to: name)), at: range) }
    return try bindWindowed(name, arguments, at: range)
  }

  /// `drop(5d)`, `gain(from 2026-01-08 to 2026-02-23)`
  private mutating func bindWindowed(
    _ name: String, _ arguments: ArgumentsSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    try refuseCondition(arguments, of: name)
    guard let window = try window(in: arguments, after: 0), arguments.expressions.count <= 1 else {
      throw fault(.windowNeeded(measure: name), at: range)
    }
    let measure = try bindName(name, at: range)
    guard measure.level != .constant, !isAttribute(measure) else {
      throw fault(.windowNotAllowed(function: name), at: range)
    }
    return BoundExpression(
      .within(window, measure), measure.type, direction: measure.direction, level: measure.level, at: place(range))
  }

  private func isAttribute(_ expression: BoundExpression) -> Bool {
    if case .attribute = expression.kind { return true }
    return false
  }

  private func refuseCondition(_ arguments: ArgumentsSyntax, of name: String) throws(Diagnostic) {
    if let condition = arguments.condition {
      throw fault(
        .clauseNeeds(clause: "where", needs: "a fold over companies such as avg, not \(name)"), at: condition.range)
    }
  }

  /// The window in the brackets: a phrase, or a bare span after `count` expressions.
  private mutating func window(in arguments: ArgumentsSyntax, after count: Int) throws(Diagnostic) -> BoundWindow? {
    var window: BoundWindow?
    if let phrase = arguments.window {
      window = try bindWindow(phrase)
    } else if arguments.expressions.count == count + 1, case .word(let text) = arguments.expressions[count].kind {
      window = try bindSpan(NameSyntax(text, at: arguments.expressions[count].range), end: .inherited)
    }
    guard let days = arguments.days else { return window }
    var picked = window ?? BoundWindow(start: .inherited, end: .inherited)
    picked.days = try bindDays(days)
    return picked
  }

  private mutating func bindAggregate(
    _ aggregate: Aggregate, _ arguments: ArgumentsSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let isOptional = aggregate == .count
    if arguments.expressions.count == 2, case .word(let span) = arguments.expressions[1].kind,
      (try? bindSpan(NameSyntax(span, at: range), end: .inherited)) != nil
    {
      throw fault(.windowNotAllowed(function: aggregate.rawValue), at: arguments.expressions[1].range)
    }
    guard arguments.expressions.count == 1 || (isOptional && arguments.expressions.isEmpty) else {
      throw fault(
        .argumentCount(
          function: aggregate.rawValue, expects: isOptional ? "one argument or none" : "one argument",
          found: arguments.expressions.count), at: range)
    }
    if arguments.window != nil { throw fault(.windowNotAllowed(function: aggregate.rawValue), at: range) }
    let outerNamesKind = namesKind
    let condition = try arguments.condition.map { syntax throws(Diagnostic) in try bindCondition(syntax) }
    namesKind = outerNamesKind
    guard let syntax = arguments.expressions.first else {
      return self.aggregate(aggregate, over: nil, condition: condition, at: range)
    }
    let operand = try bind(syntax)
    if operand.level < .company, case .aggregate(let inner, _, _) = operand.kind {
      throw fault(.nestedAggregate(outer: aggregate.rawValue, inner: inner.rawValue), at: range)
    }
    try check(aggregate, accepts: operand, at: syntax.range)
    return self.aggregate(aggregate, over: operand, condition: condition, at: range)
  }

  private func check(
    _ aggregate: Aggregate, accepts operand: BoundExpression, at range: SourceRange
  ) throws(Diagnostic) {
    let needs: String
    switch (aggregate, operand.type) {
    case (.count, _), (.share, .flag), (.max, .date), (.min, .date): return
    case (.avg, .number), (.sum, .number), (.median, .number), (.max, .number), (.min, .number): return
    case (.share, _): needs = "a condition, as in share(drop > 0)"
    case (.max, _), (.min, _): needs = "figures or dates"
    default: needs = "figures"
    }
    throw fault(.operandType(operation: aggregate.rawValue, needs: needs, found: operand.type.words), at: range)
  }

  func aggregate(
    _ aggregate: Aggregate, over operand: BoundExpression?, condition: BoundExpression?, at range: SourceRange
  ) -> BoundExpression {
    let type: ValueType
    var direction = Direction.none
    switch aggregate {
    case .count: type = .number(.count)
    case .share: type = .number(.ratio)
    case .avg where operand?.type == .number(.count): type = .number(.number)
    case .avg, .sum, .max, .min, .median:
      type = operand?.type ?? .number(.number)
      direction = operand?.direction ?? .none
    }
    return BoundExpression(
      .aggregate(aggregate, operand, condition: condition), type, direction: direction, level: .group, at: place(range))
  }

  private mutating func bindFold(
    _ fold: DayFold, _ arguments: ArgumentsSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    try refuseCondition(arguments, of: fold.rawValue)
    let window = try window(in: arguments, after: 1)
    let expected = arguments.window == nil && window != nil ? 2 : 1
    guard arguments.expressions.count == expected, let syntax = arguments.expressions.first else {
      throw fault(
        .argumentCount(
          function: fold.rawValue, expects: "a measure and perhaps a window, as in \(fold.rawValue)(close, 20d)",
          found: arguments.expressions.count), at: range)
    }
    var operand = try bind(syntax)
    if fold == .days, operand.type != .flag {
      // The days of a figure are the days on which it is known.
      operand = negate(
        BoundExpression(.isMissing(operand), .flag, level: operand.level, at: place(syntax.range)), if: true)
    }
    var type = operand.type
    var direction = operand.direction
    switch (fold, operand.type) {
    case (.days, _): (type, direction) = (.number(.count), .none)
    case (.often, .flag): (type, direction) = (.number(.ratio), .none)
    case (.often, _):
      throw fault(
        .operandType(operation: "often", needs: "a condition, as in often(gain > 0, 60d)", found: operand.type.words),
        at: syntax.range)
    case (.mean, .number(.count)), (.middle, .number(.count)): type = .number(.number)
    case (_, .number): break
    default:
      throw fault(
        .operandType(operation: fold.rawValue, needs: "figures", found: operand.type.words), at: syntax.range)
    }
    return BoundExpression(
      .fold(fold, operand, window: window), type, direction: direction, level: max(operand.level, .group),
      at: place(range))
  }

  private mutating func bindFunction(
    _ function: ScalarFunction, _ arguments: ArgumentsSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    try refuseCondition(arguments, of: function.rawValue)
    let allowed = function.argumentCount
    guard arguments.window == nil, allowed.contains(arguments.expressions.count) else {
      let expects = allowed.count == 1 ? "one argument" : "\(allowed.lowerBound) to \(allowed.upperBound) arguments"
      throw fault(
        .argumentCount(function: function.rawValue, expects: expects, found: arguments.expressions.count), at: range)
    }
    var operands: [BoundExpression] = []
    var unit: Unit?
    for syntax in arguments.expressions {
      let operand = try bind(syntax)
      guard case .number(let operandUnit) = operand.type else {
        throw fault(
          .operandType(operation: function.rawValue, needs: "figures", found: operand.type.words), at: syntax.range)
      }
      if let first = operands.first, !canMix(first, operand) {
        throw fault(.incomparable(left: first.type.words, right: operand.type.words), at: syntax.range)
      }
      unit = unit == nil || unit == .number ? operandUnit : unit
      operands.append(operand)
    }
    let level = operands.map(\.level).max() ?? .constant
    let type = ValueType.number(resultUnit(of: function, operand: unit ?? .number))
    return BoundExpression(.function(function, operands), type, level: level, at: place(range))
  }

  /// Whether two figures may stand beside each other in `least`, `greatest` or `if`.
  private func canMix(_ left: BoundExpression, _ right: BoundExpression) -> Bool {
    if left.type == right.type { return true }
    guard case .number(let first) = left.type, case .number(let second) = right.type else { return false }
    if first.isRatio && second.isRatio { return true }
    if first == .number { return !second.isRatio || isConstant(left, 0) }
    if second == .number { return !first.isRatio || isConstant(right, 0) }
    return false
  }

  private func resultUnit(of function: ScalarFunction, operand: Unit) -> Unit {
    switch function {
    // The logarithm of a multiple is a log return, and back.
    case .log: return operand == .multiple ? .ratio : .number
    case .exp: return operand.isRatio ? .multiple : .number
    case .sqrt: return operand == .ratio || operand == .multiple ? operand : .number
    case .abs, .round, .least, .greatest: return operand
    }
  }

  private mutating func bindConditional(
    _ arguments: ArgumentsSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    try refuseCondition(arguments, of: "if")
    guard arguments.window == nil, arguments.expressions.count == 3 else {
      throw fault(
        .argumentCount(
          function: "if", expects: "a condition and two values", found: arguments.expressions.count), at: range)
    }
    let condition = try bindCondition(arguments.expressions[0])
    let first = try bind(arguments.expressions[1])
    let second = try bind(arguments.expressions[2])
    guard first.type != .text, canMix(first, second) else {
      throw fault(.incomparable(left: first.type.words, right: second.type.words), at: range)
    }
    let type = first.type == .number(.number) ? second.type : first.type
    let level = max(condition.level, first.level, second.level)
    let direction = first.direction == second.direction ? first.direction : .none
    return BoundExpression(
      .conditional(condition, first, second), type, direction: direction, level: level, at: place(range))
  }
}
