internal import Language
internal import Market

extension Binder {
  /// The meaning of a single word: a definition, a measure, an attribute, an event or a day.
  mutating func bindName(_ name: String, at range: SourceRange) throws(Diagnostic) -> BoundExpression {
    if asksOfDays, let attribute = DayAttribute(rawValue: name) {
      return BoundExpression(.day(attribute), attribute.type, level: .group, at: place(range))
    }
    if let argument = arguments[name] { return try bind(argument, at: range) }
    if let definition = scope[name] {
      guard definition.parameters.isEmpty else {
        throw fault(
          .argumentCount(function: name, expects: Binder.words(for: definition.parameters), found: 0), at: range)
      }
      return try expand(definition, at: range)
    }
    if let measure = BarMeasure(rawValue: name) {
      if market.attribute(named: name) != nil {
        note("\(name) is the measure; the attribute of that name is written attribute.\(name)")
      }
      return BoundExpression(
        .bar(measure), measure.type, direction: measure.direction, level: .company, at: place(range))
    }
    if let attribute = attribute(named: name) { return bindAttribute(attribute, at: range) }
    if name == "today", let today { return constant(Double(today.number), .date, at: place(range)) }
    if let event = market.event(named: name) { return constant(Double(event.day.number), .date, at: place(range)) }
    if name == "missing" { return constant(.nan, .number(.number), at: place(range)) }
    if name == "yes" || name == "no" {
      return BoundExpression(.constantFlag(name == "yes"), .flag, level: .constant, at: place(range))
    }
    if name == "_" { throw fault(.answerMisplaced, at: range) }
    throw fault(.unknownName(name, nearest: nearestNames(to: name)), at: range)
  }

  func attribute(named name: String) -> Int? {
    if name.hasPrefix("attribute.") {
      return market.attribute(named: String(name.dropFirst("attribute.".count)))
    }
    return market.attribute(named: name)
  }

  func bindAttribute(_ attribute: Int, at range: SourceRange) -> BoundExpression {
    if let columns {
      let (type, direction) = AnswerRows.type(of: columns[attribute].values)
      return BoundExpression(.attribute(attribute), type, direction: direction, level: .company, at: place(range))
    }
    let type: ValueType
    switch market.attributes[attribute].values {
    case .number: type = .number(market.attributes[attribute].name == "shares" ? .shares : .number)
    case .day: type = .date
    case .flag: type = .flag
    case .text, .texts: type = .text
    }
    return BoundExpression(.attribute(attribute), type, level: .company, at: place(range))
  }

  /// A definition's expression, in the meaning its words had where it was defined.
  mutating func expand(_ definition: Definition, at range: SourceRange) throws(Diagnostic) -> BoundExpression {
    if definitions.own[definition.name] === definition, market.attribute(named: definition.name) != nil {
      note("\(definition.name) is your definition; the attribute of that name is written attribute.\(definition.name)")
    }
    return try bind(definition, arguments: [:], at: range)
  }

  /// `sma(close, 50d)`: a definition with an argument for each of its parameters.
  mutating func expand(
    _ definition: Definition, _ syntax: ArgumentsSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let given = syntax.expressions
    guard given.count == definition.parameters.count, syntax.condition == nil, syntax.within.isEmpty else {
      throw fault(
        .argumentCount(
          function: definition.name, expects: Binder.words(for: definition.parameters), found: given.count), at: range)
    }
    var arguments: [String: Argument] = [:]
    for (parameter, expression) in zip(definition.parameters, given) {
      arguments[parameter] = Argument(
        expression: expression, source: source, scope: scope, arguments: self.arguments)
    }
    return try bind(definition, arguments: arguments, at: range)
  }

  static func words(for parameters: [String]) -> String {
    parameters.count == 1
      ? "one argument (\(parameters[0]))" : "\(parameters.count) arguments (\(parameters.joined(separator: ", ")))"
  }

  private mutating func bind(
    _ definition: Definition, arguments: [String: Argument], at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let outer = (source, scope, self.arguments, expansion, asksOfDays)
    (source, scope, self.arguments, asksOfDays) = (definition.source, definition.scope, arguments, false)
    expansion = outer.3 ?? (definition.name, range)
    defer { (source, scope, self.arguments, expansion, asksOfDays) = outer }
    var expression = try bind(definition.body)
    expression.definition = DefinitionUse(
      written: definition.parameters.isEmpty ? definition.name : outer.0.text(in: range), definition: definition)
    return expression
  }

  /// An argument in the meaning it has where it was written.
  private mutating func bind(_ argument: Argument, at range: SourceRange) throws(Diagnostic) -> BoundExpression {
    let outer = (source, scope, arguments)
    (source, scope, arguments) = (argument.source, argument.scope, argument.arguments)
    defer { (source, scope, arguments) = outer }
    return try bind(argument.expression)
  }

  /// The word that a parameter stands for, where it stands for a single one: the span of `sma(close, 50d)`.
  func word(for name: String) -> String {
    guard var argument = arguments[name] else { return name }
    var name = name
    while case .word(let word) = argument.expression.kind {
      name = word
      guard let next = argument.arguments[word] else { break }
      argument = next
    }
    return name
  }

  /// What a misspelt word may have been: a name of the language or the data, or a value of a text attribute.
  func nearestNames(to name: String) -> [String] {
    let values = market.attributes.compactMap { attribute -> String? in
      guard attribute.name != "ticker" else { return nil }
      return attribute.dictionary?.code(of: name).map { _ in "\(attribute.name)=\(name)" }
    }
    if market.company(ticker: name) != nil { return ["ticker=\(name)", "gain of \(name)"] }
    if !values.isEmpty { return Array(values.prefix(3)) }
    if Binder.isFunction(name) { return ["\(name)(…)"] }
    return nearest(to: name, among: names + StatementWord.standingAlone.map(\.rawValue))
  }

  /// Every name that can stand for a value.
  var names: [String] {
    BarMeasure.allCases.map(\.rawValue) + scope.measureNames + Array(scope.own.keys)
      + market.attributes.map(\.name) + Binder.functionNames
  }

  /// The names that take brackets.
  static let functionNames: [String] =
    ["if"] + Aggregate.allCases.map(\.rawValue) + DayFold.allCases.map(\.rawValue)
    + ScalarFunction.allCases.map(\.rawValue)
}

extension Binder {
  /// Whether a name takes brackets: a fold over companies or days, or a function.
  public static func isFunction(_ name: String) -> Bool { functionNames.contains(name) }
}
