internal import Language
internal import Market
internal import Query

extension Session {
  func define(
    _ name: NameSyntax, _ parameters: [NameSyntax], _ body: ExpressionSyntax, in source: Source
  ) -> Outcome {
    for (place, parameter) in parameters.enumerated() {
      if parameters[..<place].contains(where: { $0.text == parameter.text }) || parameter.text == name.text {
        return refuse(
          [Diagnostic(.nameTaken(parameter.text, by: "another part of this definition"), at: parameter.range)],
          in: source)
      }
    }
    if let owner = Session.owner(of: name.text, definitions) {
      return refuse([Diagnostic(.nameTaken(name.text, by: owner), at: name.range)], in: source)
    }
    if let place = body.firstUse(of: name.text) {
      return refuse([Diagnostic(.recursion(name.text), at: place)], in: source)
    }
    // What a parameter stands for is known where the definition is used.
    if parameters.isEmpty {
      var binder = binder(for: source)
      if let failure = binder.check(body) { return refuse(failure.diagnostics, in: source) }
    }
    definitions.define(name: name.text, parameters: parameters.map(\.text), body: body, in: source)
    if market.attribute(named: name.text) != nil {
      emit(.message("note: the attribute \(name.text) is now written attribute.\(name.text)\n"))
    }
    return .finished
  }

  /// What a name already belongs to, so that no definition may take it; nil where it is free.
  static func owner(of name: String, _ definitions: Definitions) -> String? {
    if name == "_" { return "the last answer" }
    if definitions.measureNames.contains(name) || BarMeasure(rawValue: name) != nil { return "a measure" }
    if Binder.isFunction(name) { return "a fold or function" }
    if StatementWord(rawValue: name) != nil { return "a statement" }
    return nil
  }
}

extension ExpressionSyntax {
  /// Where the expression names `name` as a value, or nil. The right side of a comparison may be text of that name.
  func firstUse(of name: String) -> SourceRange? {
    switch kind {
    case .word(let word): return word == name ? range : nil
    case .call(let callee, let arguments):
      if callee == name { return range }
      return (arguments.expressions + [arguments.condition, arguments.days].compactMap { $0 }).lazy
        .compactMap { $0.firstUse(of: name) }.first
    case .number, .percent, .date, .month, .text, .parameter: return nil
    case .of(let operand, let set):
      if case .condition(let condition) = set.kind { return operand.firstUse(of: name) ?? condition.firstUse(of: name) }
      return operand.firstUse(of: name)
    case .negation(let operand), .not(let operand), .isMissing(let operand, _): return operand.firstUse(of: name)
    case .arithmetic(_, let left, let right), .logical(_, let left, let right):
      return left.firstUse(of: name) ?? right.firstUse(of: name)
    case .comparison(_, let left, let right):
      if case .word = right.kind { return left.firstUse(of: name) }
      return left.firstUse(of: name) ?? right.firstUse(of: name)
    case .membership(let operand, _, _): return operand.firstUse(of: name)
    case .between(let operand, let low, let high, _):
      return operand.firstUse(of: name) ?? low.firstUse(of: name) ?? high.firstUse(of: name)
    }
  }
}
