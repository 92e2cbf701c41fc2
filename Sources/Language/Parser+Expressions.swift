/// How tightly an operator binds: a larger number binds tighter. One table for the whole language.
enum Precedence: Int, Comparable {
  case or = 1, and, not, comparison, sum, product, negation, power

  static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }
}

/// The operators that stand between two operands.
enum InfixOperator {
  case logical(LogicalOperator)
  case arithmetic(ArithmeticOperator)
  case comparison(ComparisonOperator)
  case membership, between, isMissing

  var precedence: Precedence {
    switch self {
    case .logical(.or): return .or
    case .logical(.and): return .and
    case .comparison, .membership, .between, .isMissing: return .comparison
    case .arithmetic(.add), .arithmetic(.subtract): return .sum
    case .arithmetic(.multiply), .arithmetic(.divide): return .product
    case .arithmetic(.power): return .power
    }
  }

  /// The operator that a sign is; nil where it is none.
  init?(_ sign: Token.Kind) {
    switch sign {
    case .plus: self = .arithmetic(.add)
    case .minus: self = .arithmetic(.subtract)
    case .times: self = .arithmetic(.multiply)
    case .over: self = .arithmetic(.divide)
    case .power: self = .arithmetic(.power)
    case .equal: self = .comparison(.equal)
    case .notEqual: self = .comparison(.notEqual)
    case .less: self = .comparison(.less)
    case .lessOrEqual: self = .comparison(.lessOrEqual)
    case .greater: self = .comparison(.greater)
    case .greaterOrEqual: self = .comparison(.greaterOrEqual)
    case .matches: self = .comparison(.matches)
    default: return nil
    }
  }
}

extension Parser {
  /// An expression whose operators all bind at least as tightly as `minimum`.
  mutating func parseExpression(_ minimum: Precedence = .or) throws(Diagnostic) -> ExpressionSyntax {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Parser.depthLimit else {
      throw Diagnostic(.tooDeep(limit: Parser.depthLimit), at: current.range)
    }
    // No operator binds tighter than the one before it, or it would have been read with that one's right side: a
    // condition is not an operand of `+`.
    var tightest: Precedence = isAt(.not) ? .not : .power
    var left = try parsePrefix(minimum)
    while let infix = infixOperator, infix.precedence >= minimum, infix.precedence <= tightest {
      tightest = infix.precedence
      let sign = current.range
      left = try parseInfix(infix, after: left)
      guard left.depth <= Parser.depthLimit else { throw Diagnostic(.tooDeep(limit: Parser.depthLimit), at: sign) }
      if infix.precedence == .comparison, infixOperator?.precedence == .comparison {
        throw Diagnostic(.chainedComparison, at: current.range)
      }
    }
    return left
  }

  /// The operator at the current token, if one stands there.
  private var infixOperator: InfixOperator? {
    if let sign = InfixOperator(current.kind) { return sign }
    switch keyword {
    case .or: return .logical(.or)
    case .and: return .logical(.and)
    case .in: return .membership
    case .between: return .between
    case .is: return .isMissing
    case .not where next.kind == .word && (text(next) == "in" || text(next) == "between"):
      return text(next) == "in" ? .membership : .between
    default: return nil
    }
  }

  private mutating func parseInfix(
    _ infix: InfixOperator, after left: ExpressionSyntax
  ) throws(Diagnostic) -> ExpressionSyntax {
    let negated = isAt(.not)
    if negated { advance() }
    advance()
    switch infix {
    case .logical(let operation):
      // One step tighter on the right: a chain groups to the left.
      let right = try parseExpression(operation == .or ? .and : .not)
      return node(.logical(operation, left, right), left, right)
    case .arithmetic(.power):
      // Groups to the right; its exponent may carry a sign.
      let right = try parseExpression(.negation)
      return node(.arithmetic(.power, left, right), left, right)
    case .arithmetic(let operation):
      let right = try parseExpression(infix.precedence == .sum ? .product : .negation)
      return node(.arithmetic(operation, left, right), left, right)
    case .comparison(let operation):
      let right = try parseComparand()
      return node(.comparison(operation, left, right), left, right)
    case .membership:
      let items = try parseList()
      let end = SourceRange(left.range.start, tokens[position - 1].range.end)
      let deepest = ([left] + items).map(\.depth).max() ?? 1
      return ExpressionSyntax(.membership(left, items, negated: negated), at: end, depth: deepest + 1)
    case .between:
      let low = try parseExpression(.sum)
      guard take(.and) else { throw expected("and, as in between 1% and 5%") }
      let high = try parseExpression(.sum)
      return node(.between(left, low, high, negated: negated), left, low, high)
    case .isMissing:
      let isNegated = take(.not)
      guard take(.missing) else {
        throw expected(isNegated ? "missing, or != in place of is not" : "missing, or = in place of is")
      }
      let range = SourceRange(left.range.start, tokens[position - 1].range.end)
      return ExpressionSyntax(.isMissing(left, negated: isNegated), at: range, depth: left.depth + 1)
    }
  }

  private func node(_ kind: ExpressionSyntax.Kind, _ parts: ExpressionSyntax...) -> ExpressionSyntax {
    let range = parts[0].range.union(parts[parts.count - 1].range)
    return ExpressionSyntax(kind, at: range, depth: (parts.map(\.depth).max() ?? 0) + 1)
  }

  /// The right side of a comparison, where any single word is text: `segment=on`.
  mutating func parseComparand() throws(Diagnostic) -> ExpressionSyntax {
    guard current.kind == .word, next.kind != .open, keyword != nil, keyword != .missing else {
      return try parseExpression(.sum)
    }
    if isAt(.not), next.isValue(in: source) { throw expected("a value, as in segment != llm") }
    let word = ExpressionSyntax(.word(text(current)), at: current.range)
    advance()
    return word
  }

  private mutating func parseList() throws(Diagnostic) -> [ExpressionSyntax] {
    guard current.kind == .open else {
      let isDay = current.kind == .date || current.kind == .month || current.kind == .number
      throw expected("a list in brackets, as in (llm, chips)" + (isDay ? ", or on in place of in" : ""))
    }
    let opening = current.range
    advance()
    var items: [ExpressionSyntax] = []
    repeat { items.append(try parseComparand()) } while take(.comma)
    try close(opening)
    return items
  }

  /// Takes the closing bracket of `opening`, inside which a comma may stand or not.
  mutating func close(_ opening: SourceRange, takesCommas: Bool = true) throws(Diagnostic) {
    guard !take(.close) else { return }
    if current.kind == .end || current.kind == .endOfText {
      throw Diagnostic(.unclosedBracket, at: opening)
    }
    if current.kind == .comma, !takesCommas { throw expected("), or in before a list as in segment in (llm, chips)") }
    if position > 0, tokens[position - 1].kind == .number, current.kind == .word {
      let range = tokens[position - 1].range.union(current.range)
      let words = source.text(in: range)
      if suggestedSpan(for: words) != nil { throw Diagnostic(.invalidSpan(words), at: range) }
    }
    throw expected(takesCommas ? "a comma or )" : ")")
  }

  /// An operand with the signs before it, or what follows `not` where an operator as loose can stand.
  private mutating func parsePrefix(_ minimum: Precedence) throws(Diagnostic) -> ExpressionSyntax {
    let start = current.range
    if take(.minus) {
      let operand = try parseExpression(.negation)
      let range = start.union(operand.range)
      return ExpressionSyntax(.negation(operand), at: range, depth: operand.depth + 1)
    }
    if take(.plus) { return try parseExpression(.negation) }
    if minimum <= .not, take(.not) {
      let operand = try parseExpression(.not)
      return ExpressionSyntax(.not(operand), at: start.union(operand.range), depth: operand.depth + 1)
    }
    return try parseOperand()
  }

  private mutating func parseOperand() throws(Diagnostic) -> ExpressionSyntax {
    var operand = try parsePlainOperand()
    // `of` binds tighter than any operator.
    while take(.of) {
      let set = try parseSet()
      var depth = operand.depth
      if case .condition(let condition) = set.kind { depth = max(depth, condition.depth) }
      operand = ExpressionSyntax(.of(operand, set), at: operand.range.union(set.range), depth: depth + 1)
      guard operand.depth <= Parser.depthLimit else {
        throw Diagnostic(.tooDeep(limit: Parser.depthLimit), at: set.range)
      }
    }
    return operand
  }

  private mutating func parsePlainOperand() throws(Diagnostic) -> ExpressionSyntax {
    let token = current
    switch token.kind {
    case .number: return literal(.number(Double(text(token)) ?? .nan))
    case .percent: return literal(.percent((Double(text(token).dropLast()) ?? .nan) / 100))
    case .date: return literal(.date(text(token)))
    case .month: return literal(.month(text(token)))
    case .text: return literal(.text(unquoted(token)))
    case .parameter: return literal(.parameter(String(text(token).dropFirst())))
    case .open:
      advance()
      let inner = try parseExpression()
      try close(token.range, takesCommas: false)
      return ExpressionSyntax(inner.kind, at: token.range.union(tokens[position - 1].range), depth: inner.depth + 1)
    case .word:
      if let keyword {
        if keyword == .missing { return literal(.word("missing")) }
        throw expected("a measure, an attribute or a number")
      }
      return next.kind == .open ? try parseCall() : literal(.word(text(token)))
    default: throw expected("a measure, an attribute or a number")
    }
  }

  private mutating func literal(_ kind: ExpressionSyntax.Kind) -> ExpressionSyntax {
    let range = current.range
    advance()
    return ExpressionSyntax(kind, at: range)
  }

  func unquoted(_ token: Token) -> String {
    let quoted = text(token)
    guard let quote = quoted.first else { return "" }
    var result = ""
    var isDoubled = false
    for character in quoted.dropFirst().dropLast() {
      if character == quote, !isDoubled {
        isDoubled = true
        continue
      }
      isDoubled = false
      result.append(character)
    }
    return result
  }

  private func isClauseOfCall(_ keyword: Keyword) -> Bool { [.when, .within, .where].contains(keyword) }

  private mutating func parseCall() throws(Diagnostic) -> ExpressionSyntax {
    let name = current
    advance()
    let opening = current.range
    advance()
    var expressions: [ExpressionSyntax] = []
    var window: WindowSyntax?
    var days: ExpressionSyntax?
    var within: [NameSyntax] = []
    var condition: ExpressionSyntax?
    if current.kind != .close, !(keyword.map(isClauseOfCall) ?? false) {
      repeat {
        if window == nil, let phrase = try parseWindowPhrase() {
          window = phrase
        } else {
          expressions.append(try parseExpression())
        }
        if current.kind == .comma, let clause = Keyword(rawValue: text(next)), isClauseOfCall(clause) {
          throw expected("\(clause.rawValue) without a comma before it")
        }
      } while take(.comma)
    }
    if take(.when) { days = try parseExpression() }
    if take(.within) {
      repeat { within.append(try parseName("an attribute, as in avg(drop within segment)")) } while take(.comma)
    }
    if take(.where) { condition = try parseExpression() }
    try close(opening)
    let arguments = ArgumentsSyntax(
      expressions: expressions, window: window, days: days, within: within, condition: condition)
    let deepest = max(expressions.map(\.depth).max() ?? 0, condition?.depth ?? 0, days?.depth ?? 0)
    return ExpressionSyntax(
      .call(name: text(name), arguments: arguments),
      at: name.range.union(tokens[position - 1].range), depth: deepest + 1)
  }
}

extension Token {
  /// Whether the token alone is a value.
  fileprivate func isValue(in source: Source) -> Bool {
    switch kind {
    case .number, .percent, .date, .month, .text, .parameter: return true
    case .word: return Keyword(rawValue: source.text(in: range)) == nil
    default: return false
    }
  }
}
