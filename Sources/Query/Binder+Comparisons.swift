internal import Language
internal import Market

extension Binder {
  mutating func bindComparison(
    _ operation: ComparisonOperator, _ leftSyntax: ExpressionSyntax, _ rightSyntax: ExpressionSyntax,
    at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let left = try bind(leftSyntax)
    if case .attribute(let attribute) = left.kind, left.type == .text {
      return try bindTextComparison(operation, attribute, leftSyntax, rightSyntax, at: range)
    }
    if case .day(let attribute) = left.kind, let named = try bindDayName(attribute, rightSyntax) {
      return try compare(operation, left, leftSyntax, named, rightSyntax, at: range)
    }
    if operation == .matches {
      throw fault(.operandType(operation: "~", needs: "a text attribute", found: left.type.words), at: leftSyntax.range)
    }
    if case .word("missing") = rightSyntax.kind {
      throw fault(
        .expected("is missing or is not missing", found: "\(operation.rawValue) missing"), at: rightSyntax.range)
    }
    if left.type == .flag { return try bindFlagComparison(operation, left, rightSyntax, at: range) }
    let right = try bind(rightSyntax)
    return try compare(operation, left, leftSyntax, right, rightSyntax, at: range)
  }

  /// `weekday = Monday`, `month = February`: a name stands for its number.
  private func bindDayName(
    _ attribute: DayAttribute, _ syntax: ExpressionSyntax
  ) throws(Diagnostic) -> BoundExpression? {
    guard !attribute.names.isEmpty, case .word(let word) = syntax.kind else { return nil }
    guard let index = attribute.names.firstIndex(where: { $0.lowercased() == word.lowercased() }) else {
      throw fault(
        .unknownValue(attribute: attribute.rawValue, value: word, nearest: nearest(to: word, among: attribute.names)),
        at: syntax.range)
    }
    return constant(Double(index + 1), .number(.number), at: place(syntax.range))
  }

  /// Two figures or two dates; their units must go together.
  private func compare(
    _ operation: ComparisonOperator, _ left: BoundExpression, _ leftSyntax: ExpressionSyntax,
    _ right: BoundExpression, _ rightSyntax: ExpressionSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    if case .number(let leftUnit) = left.type, case .number(let rightUnit) = right.type {
      if leftUnit.isRatio, rightUnit == .number, !isConstant(right, 0) {
        guard case .constant = right.kind else {
          throw fault(.incomparable(left: left.type.words, right: right.type.words), at: range)
        }
        throw percentNeeded(rightSyntax)
      }
      if rightUnit.isRatio, leftUnit == .number, !isConstant(left, 0) {
        guard case .constant = left.kind else {
          throw fault(.incomparable(left: left.type.words, right: right.type.words), at: range)
        }
        throw percentNeeded(leftSyntax)
      }
    }
    guard canCompare(left.type, right.type) else {
      throw fault(.incomparable(left: left.type.words, right: right.type.words), at: range)
    }
    return BoundExpression(
      .comparison(operation, left, right), .flag, level: max(left.level, right.level), at: place(range))
  }

  private func canCompare(_ left: ValueType, _ right: ValueType) -> Bool {
    switch (left, right) {
    case (.date, .date): return true
    case (.number(let first), .number(let second)):
      if first == second || first == .number || second == .number { return true }
      return first.isRatio && second.isRatio
    default: return false
    }
  }

  /// `us_entity_list = yes`
  private mutating func bindFlagComparison(
    _ operation: ComparisonOperator, _ left: BoundExpression, _ rightSyntax: ExpressionSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    guard operation == .equal || operation == .notEqual else {
      throw fault(
        .operandType(operation: operation.rawValue, needs: "figures or dates", found: "a condition"), at: range)
    }
    guard case .word(let word) = rightSyntax.kind, ["yes", "no", "true", "false"].contains(word.lowercased()) else {
      throw fault(.expected("yes or no", found: source.text(in: rightSyntax.range)), at: rightSyntax.range)
    }
    let isYes = ["yes", "true"].contains(word.lowercased())
    return negate(left, if: isYes != (operation == .equal))
  }

  mutating func bindBetween(
    _ operand: ExpressionSyntax, _ low: ExpressionSyntax, _ high: ExpressionSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let first = try bindComparison(.greaterOrEqual, operand, low, at: range)
    let second = try bindComparison(.lessOrEqual, operand, high, at: range)
    return BoundExpression(
      .logical(.and, first, second), .flag, level: max(first.level, second.level), at: place(range))
  }

  mutating func bindMembership(
    _ operand: ExpressionSyntax, _ items: [ExpressionSyntax], at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let left = try bind(operand)
    if case .attribute(let attribute) = left.kind, left.type == .text {
      noteKind(attribute, isExact: true)
      var codes: Set<Int32> = []
      for item in items { codes.insert(try code(of: item, in: attribute)) }
      return BoundExpression(
        .hasText(attribute: attribute, codes: codes.sorted()), .flag, level: .company, at: place(range))
    }
    var result: BoundExpression?
    for item in items {
      let equal = try bindComparison(.equal, operand, item, at: range)
      result =
        result.map {
          BoundExpression(.logical(.or, $0, equal), .flag, level: max($0.level, equal.level), at: place(range))
        } ?? equal
    }
    return result ?? BoundExpression(.constantFlag(false), .flag, level: .constant, at: place(range))
  }
}

// Text: resolved to dictionary codes once, so that the evaluator compares small numbers.
extension Binder {
  private mutating func bindTextComparison(
    _ operation: ComparisonOperator, _ attribute: Int, _ leftSyntax: ExpressionSyntax,
    _ rightSyntax: ExpressionSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let codes: [Int32]
    switch operation {
    case .equal, .notEqual: codes = [try self.code(of: rightSyntax, in: attribute)]
    case .matches: codes = try self.codes(matching: rightSyntax, in: attribute)
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      throw fault(
        .operandType(operation: operation.rawValue, needs: "figures or dates", found: "text"), at: leftSyntax.range)
    }
    noteKind(attribute, isExact: operation == .equal)
    let has = BoundExpression(
      .hasText(attribute: attribute, codes: codes), .flag, level: .company, at: place(range))
    return negate(has, if: operation == .notEqual)
  }

  /// A condition that names `kind`, or a ticker or name itself, asks companies of all kinds.
  private mutating func noteKind(_ attribute: Int, isExact: Bool) {
    let name = market.attributes[attribute].name
    if name == "kind" || (isExact && (name == "ticker" || name == "name")) { namesKind = true }
  }

  /// The code of the text that a single token or a quoted text spells.
  private func code(of syntax: ExpressionSyntax, in attribute: Int) throws(Diagnostic) -> Int32 {
    let text = try text(of: syntax)
    guard let dictionary = market.attributes[attribute].dictionary else { return -1 }
    if let code = dictionary.code(of: text) { return code }
    var near = nearest(to: text, among: dictionary.texts).map(asWritten)
    if near.isEmpty {
      // The value of another attribute: name=智谱 for name_zh=智谱.
      near = market.attributes.filter { $0.dictionary?.code(of: text) != nil }.prefix(3)
        .map { "\($0.name)=\(asWritten(text))" }
    }
    if columns != nil {
      throw fault(.notInColumn(market.attributes[attribute].name, value: text, nearest: near), at: syntax.range)
    }
    throw fault(
      .unknownValue(attribute: market.attributes[attribute].name, value: text, nearest: near), at: syntax.range)
  }

  private mutating func codes(
    matching syntax: ExpressionSyntax, in attribute: Int
  ) throws(Diagnostic) -> [Int32] {
    let pattern = try text(of: syntax)
    guard let dictionary = market.attributes[attribute].dictionary else { return [] }
    guard let expression = try? Regex(pattern) else {
      throw fault(.invalidPattern(pattern), at: syntax.range)
    }
    var codes: [Int32] = []
    for (code, text) in dictionary.texts.enumerated() where text.firstMatch(of: expression) != nil {
      codes.append(Int32(code))
    }
    if codes.isEmpty {
      note(
        "no \(market.attributes[attribute].name) matches \(asWritten(pattern)); (?i) in front of a pattern ignores capitals"
      )
    }
    return codes
  }

  private func text(of syntax: ExpressionSyntax) throws(Diagnostic) -> String {
    switch syntax.kind {
    // A single word means its spelling, unless it is a definition's parameter.
    case .word(let text): return word(for: text)
    case .text(let text), .date(let text), .month(let text): return text
    case .number, .percent: return source.text(in: syntax.range)
    case .parameter(let name):
      guard let value = parameters[name] else { throw fault(.unknownParameter(name), at: syntax.range) }
      return value.text
    default: throw fault(.quotesNeeded(source.text(in: syntax.range)), at: syntax.range)
    }
  }
}

extension Attribute {
  /// The dictionary of a text attribute.
  var dictionary: TextDictionary? {
    switch values {
    case .text(_, let dictionary), .texts(_, let dictionary): return dictionary
    case .number, .day, .flag: return nil
    }
  }
}
