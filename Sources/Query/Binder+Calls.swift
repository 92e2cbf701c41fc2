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
    if let definition = scope[name], !definition.parameters.isEmpty {
      let window = try window(in: arguments, after: arguments.expressions.count)
      let measure = try around(window) { binder throws(Diagnostic) in
        try binder.expand(definition, arguments, at: range)
      }
      return window.map { within($0, measure, at: range) } ?? measure
    }
    let isKnown = scope[name] != nil || BarMeasure(rawValue: name) != nil || attribute(named: name) != nil
    guard isKnown else { throw fault(.unknownFunction(name, nearest: nearestNames(to: name)), at: range) }
    return try bindWindowed(name, arguments, at: range)
  }

  /// `drop(5d)`, `gain(from 2026-01-08 to 2026-02-23)`
  private mutating func bindWindowed(
    _ name: String, _ arguments: ArgumentsSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    try refuseCondition(arguments, of: name)
    if let set = setNamed(in: arguments, for: name) { throw fault(.windowNeeded(measure: name, write: set), at: range) }
    guard let window = try window(in: arguments, after: 0), arguments.expressions.count <= 1 else {
      throw fault(.windowNeeded(measure: name, write: nil), at: range)
    }
    let measure = try around(window) { binder throws(Diagnostic) in try binder.bindName(name, at: range) }
    guard measure.level != .constant, !isAttribute(measure) else {
      throw fault(.windowNotAllowed(function: name), at: range)
    }
    return within(window, measure, at: range)
  }

  /// Binds what stands in a window; where that is around an event, `event` means this one in it: `car(around award from 0d to 0d)`.
  mutating func around<Bound>(
    _ window: BoundWindow?, _ body: (inout Binder) throws(Diagnostic) -> Bound
  ) throws(Diagnostic) -> Bound {
    guard case .offset(let anchor, _)? = window?.start else { return try body(&self) }
    let outer = event
    event = anchor
    defer { event = outer }
    return try body(&self)
  }

  /// `beta(HSI)`, `gain(h20_ban)`: what is written for a ticker or an event in a measure's brackets.
  private func setNamed(in arguments: ArgumentsSyntax, for name: String) -> String? {
    guard arguments.expressions.count == 1, case .word(let word) = arguments.expressions[0].kind else { return nil }
    if market.company(ticker: word) != nil { return "\(name) of \(word)" }
    return pointNames.contains(word) ? "\(name)(on \(word)) or \(name)(since \(word))" : nil
  }

  private func within(_ window: BoundWindow, _ measure: BoundExpression, at range: SourceRange) -> BoundExpression {
    BoundExpression(
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
    } else if arguments.expressions.count == count + 1, case .number = arguments.expressions[count].kind {
      let range = arguments.expressions[count].range
      throw fault(.invalidSpan(source.text(in: range)), at: range)
    }
    guard let days = arguments.days else { return window }
    var picked = window ?? BoundWindow(start: .inherited, end: .inherited)
    picked.days = try bindDays(days)
    return picked
  }

  private mutating func bindAggregate(
    _ aggregate: Aggregate, _ arguments: ArgumentsSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    if let last = arguments.expressions.last, arguments.expressions.count > 1, case .word(let span) = last.kind,
      (try? bindSpan(NameSyntax(span, at: range), end: .inherited)) != nil
    {
      throw fault(.windowNotAllowed(function: aggregate.rawValue), at: last.range)
    }
    let isOptional = aggregate == .count
    let count = aggregate.second == nil ? 1 : 2
    guard arguments.expressions.count == count || (isOptional && arguments.expressions.isEmpty) else {
      let expects =
        isOptional ? "one argument or none" : aggregate.second.map { "a figure and \($0)" } ?? "one argument"
      throw fault(
        .argumentCount(function: aggregate.rawValue, expects: expects, found: arguments.expressions.count), at: range)
    }
    if arguments.window != nil || arguments.days != nil {
      throw fault(.windowNotAllowed(function: aggregate.rawValue), at: range)
    }
    let outerNamesKind = namesKind
    let condition = try arguments.condition.map { syntax throws(Diagnostic) in try bindCondition(syntax) }
    namesKind = outerNamesKind
    let keys = try arguments.within.map { name throws(Diagnostic) in try key(name) }
    var operands: [BoundExpression] = []
    for (place, syntax) in arguments.expressions.enumerated() {
      let operand = try bind(syntax)
      if place == 0 {
        if operand.level < .company, case .aggregate(let inner, _, _, _) = operand.kind {
          throw fault(.nestedAggregate(outer: aggregate.rawValue, inner: inner.rawValue), at: range)
        }
        try check(aggregate, accepts: operand, at: syntax.range)
      } else {
        guard case .number = operand.type else {
          throw fault(
            .operandType(operation: aggregate.rawValue, needs: "figures", found: operand.type.words), at: syntax.range)
        }
        if aggregate == .quantile { try checkPart(operand, of: aggregate.rawValue, at: syntax.range) }
      }
      operands.append(operand)
    }
    // The rows of an answer have no first bar by which they would count.
    if operands.isEmpty, columns != nil {
      operands = [BoundExpression(.constantFlag(true), .flag, level: .constant, at: place(range))]
    }
    return self.aggregate(aggregate, over: operands, condition: condition, within: keys, at: range)
  }

  /// A part is a constant from 0% to 100%.
  private func checkPart(_ part: BoundExpression, of function: String, at range: SourceRange) throws(Diagnostic) {
    guard case .constant(let value) = part.kind, (0...1).contains(value) else {
      throw fault(.partNeeded(function), at: range)
    }
  }

  private func check(
    _ aggregate: Aggregate, accepts operand: BoundExpression, at range: SourceRange
  ) throws(Diagnostic) {
    let needs: String
    switch (aggregate, operand.type) {
    case (.count, _), (.share, .flag), (.max, .date), (.min, .date): return
    case (.share, _): needs = "a condition, as in share(drop > 0)"
    case (_, .number): return
    case (.max, _), (.min, _): needs = "figures or dates"
    default: needs = "figures"
    }
    throw fault(.operandType(operation: aggregate.rawValue, needs: needs, found: operand.type.words), at: range)
  }

  func aggregate(
    _ aggregate: Aggregate, over operands: [BoundExpression], condition: BoundExpression?, within keys: [Int] = [],
    at range: SourceRange
  ) -> BoundExpression {
    let type: ValueType
    var direction = Direction.none
    switch aggregate {
    case .count, .rank: type = .number(.count)
    case .share: type = .number(.ratio)
    case .hhi: type = .number(.number)
    case .avg where operands.first?.type == .number(.count): type = .number(.number)
    case .dispersion: type = operands.first?.type ?? .number(.number)
    case .avg, .sum, .max, .min, .median, .quantile, .wavg:
      type = operands.first?.type ?? .number(.number)
      direction = operands.first?.direction ?? .none
    }
    // A rank differs from company to company, and so does what is folded within a key of the row.
    let isOfCompany = aggregate == .rank || !keys.isEmpty
    return BoundExpression(
      .aggregate(aggregate, operands, condition: condition, within: keys), type, direction: direction,
      level: isOfCompany ? .company : .group, at: place(range))
  }

  private mutating func bindFold(
    _ fold: DayFold, _ arguments: ArgumentsSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    try refuseCondition(arguments, of: fold.rawValue)
    let count = fold.second == nil ? 1 : 2
    var window = try window(in: arguments, after: count)
    let isSpan = arguments.window == nil && window?.start != .inherited && window != nil
    guard arguments.expressions.count == count + (isSpan ? 1 : 0), let first = arguments.expressions.first else {
      let second = fold.second.map { ", \($0)" } ?? ""
      let expects =
        fold.second == nil ? "a measure and perhaps a window, as in \(fold.rawValue)(close, 20d)" : "a measure\(second)"
      throw fault(
        .argumentCount(function: fold.rawValue, expects: expects, found: arguments.expressions.count), at: range)
    }
    if fold == .dayof { return try bindDayOf(first, window: window, at: range) }
    if fold.needsDays {
      guard let named = window, case .tradingDays(let days) = named.start else {
        throw fault(.daysNeeded(fold.rawValue), at: range)
      }
      // So many days before the last one is the first of one more; an exponential mean has all days behind it.
      if fold == .ago { window = BoundWindow(start: .tradingDays(days + 1), end: named.end) }
    }
    var operand = try around(window) { binder throws(Diagnostic) in try binder.bind(first) }
    if fold == .days, operand.type != .flag {
      // The days of a figure are the days on which it is known.
      operand = negate(
        BoundExpression(.isMissing(operand), .flag, level: operand.level, at: place(first.range)), if: true)
    }
    try check(fold, accepts: operand, at: first.range)
    var operands = [operand]
    if count == 2 {
      let syntax = arguments.expressions[1]
      let second = try around(window) { binder throws(Diagnostic) in try binder.bind(syntax) }
      guard case .number = second.type else {
        throw fault(
          .operandType(operation: fold.rawValue, needs: "figures", found: second.type.words), at: syntax.range)
      }
      if fold == .percentile || fold == .tailmean { try checkPart(second, of: fold.rawValue, at: syntax.range) }
      operands.append(second)
    }
    return BoundExpression(
      .fold(fold, operands, window: window), type(of: fold, operands),
      direction: fold.keepsDirection ? operand.direction : .none,
      level: max(operands.map(\.level).max() ?? .group, .group), at: place(range))
  }

  /// `dayof(highest(close, 1y))` is the fold itself, asked for its day.
  private mutating func bindDayOf(
    _ syntax: ExpressionSyntax, window: BoundWindow?, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let inner = try bind(syntax)
    guard window == nil, case .fold(let fold, let operands, let window) = inner.kind,
      fold == .highest || fold == .lowest
    else { throw fault(.extremeNeeded, at: syntax.range) }
    let day: DayFold = fold == .highest ? .dayofhighest : .dayoflowest
    return BoundExpression(.fold(day, operands, window: window), .date, level: inner.level, at: place(range))
  }

  private func check(_ fold: DayFold, accepts operand: BoundExpression, at range: SourceRange) throws(Diagnostic) {
    let needs: String
    switch operand.type {
    case .flag where fold.foldsCondition || fold == .days: return
    case .number where !fold.foldsCondition: return
    case _ where fold.foldsCondition: needs = "a condition, as in \(fold.rawValue)(gain > 0, 60d)"
    default: needs = "figures"
    }
    throw fault(.operandType(operation: fold.rawValue, needs: needs, found: operand.type.words), at: range)
  }

  private func type(of fold: DayFold, _ operands: [BoundExpression]) -> ValueType {
    let operand = operands[0].type
    switch fold {
    case .days, .streak, .place: return .number(.count)
    case .often, .deepest, .sunken: return .number(.ratio)
    case .corr, .slope: return .number(.number)
    case .residual: return .number(.number)
    case _ where fold.isDay: return .date
    case .mean, .middle, .percentile, .stdev, .ema, .wilder, .wma, .intercept, .tailmean:
      return operand == .number(.count) ? .number(.number) : operand
    default: return operand
    }
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
      // The decimals of `round` are a count of their own.
      if function == .round, !operands.isEmpty {
        guard operand.level == .constant, operandUnit == .number else {
          throw fault(
            .expected("a number of decimals, as in round(gain, 2)", found: source.text(in: syntax.range)),
            at: syntax.range)
        }
        operands.append(operand)
        continue
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
    if left.type == right.type || left.isMissingLiteral || right.isMissingLiteral { return true }
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
    let type = first.isMissingLiteral || first.type == .number(.number) ? second.type : first.type
    let level = max(condition.level, first.level, second.level)
    let directions = [first, second].filter { !$0.isMissingLiteral }.map(\.direction)
    let direction = Set(directions).count == 1 ? directions[0] : .none
    return BoundExpression(
      .conditional(condition, first, second), type, direction: direction, level: level, at: place(range))
  }
}
