internal import Language
internal import Market

extension Binder {
  /// The meaning of a single word: a definition, a measure, an attribute, an event or a day.
  mutating func bindName(_ name: String, at range: SourceRange) throws(Diagnostic) -> BoundExpression {
    if asksOfDays, let attribute = DayAttribute(rawValue: name) {
      return BoundExpression(.day(attribute), attribute.type, level: .group, at: place(range))
    }
    if let definition = scope[name] { return try expand(definition, at: range) }
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
    if name == "yes" || name == "no" {
      return BoundExpression(.constantFlag(name == "yes"), .flag, level: .constant, at: place(range))
    }
    throw fault(.unknownName(name, nearest: nearestNames(to: name)), at: range)
  }

  func attribute(named name: String) -> Int? {
    if name.hasPrefix("attribute.") {
      return market.attribute(named: String(name.dropFirst("attribute.".count)))
    }
    return market.attribute(named: name)
  }

  func bindAttribute(_ attribute: Int, at range: SourceRange) -> BoundExpression {
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
    let outer = (source, scope, expansion, asksOfDays)
    asksOfDays = false
    source = definition.source
    scope = definition.scope
    expansion = outer.2 ?? (definition.name, range)
    defer { (source, scope, expansion, asksOfDays) = outer }
    return try bind(definition.body)
  }

  /// What a misspelt word may have been: a name of the language or the data, or a value of a text attribute.
  func nearestNames(to name: String) -> [String] {
    let values = market.attributes.compactMap { attribute -> String? in
      guard attribute.name != "ticker" else { return nil }
      return attribute.dictionary?.code(of: name).map { _ in "\(attribute.name)=\(name)" }
    }
    if !values.isEmpty { return Array(values.prefix(3)) }
    if market.company(ticker: name) != nil { return ["ticker=\(name)"] }
    return nearest(to: name, among: names)
  }

  /// Every name that can stand for a value.
  var names: [String] {
    BarMeasure.allCases.map(\.rawValue) + Array(scope.measures.keys) + Array(scope.own.keys)
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
