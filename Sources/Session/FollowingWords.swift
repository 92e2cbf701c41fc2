internal import Language

/// Which words may follow a whole operand at the end of some tokens.
struct FollowingWords {
  /// The words, as `Session.clauses` spells them.
  let words: Set<String>

  private typealias Tokens = ArraySlice<(kind: Token.Kind, text: String)>

  private static let operators: Set<String> = [
    "and", "or", "in", "not in", "between", "is missing", "is not missing", "of",
  ]
  private static let windows: Set<String> = [
    "on", "over", "prior", "from", "since", "until", "after", "ever", "so far", "around",
  ]
  private static let others: Set<String> = ["where", "when", "each", "by", "across", "sort", "top", "against"]

  init(_ tokens: [(kind: Token.Kind, text: String)]) {
    let opening = FollowingWords.openBracket(tokens)
    if FollowingWords.comparisons(in: tokens[(opening.map { $0 + 1 } ?? 0)...]).awaitsAnd {
      words = ["and"]
    } else if let opening {
      words = FollowingWords.inside(tokens[(opening + 1)...], isCall: FollowingWords.isCall(tokens, opening))
    } else {
      words = FollowingWords.outside(tokens[...])
    }
  }

  /// Whether no bracket is open at the end of some tokens.
  static func isOutside(_ tokens: [(kind: Token.Kind, text: String)]) -> Bool { openBracket(tokens) == nil }

  /// The last bracket that is still open.
  private static func openBracket(_ tokens: [(kind: Token.Kind, text: String)]) -> Int? {
    var depth = 0
    for index in tokens.indices.reversed() {
      if tokens[index].kind == .close { depth += 1 }
      if tokens[index].kind == .open {
        if depth == 0 { return index }
        depth -= 1
      }
    }
    return nil
  }

  /// Whether the bracket belongs to a measure, a fold or a function.
  private static func isCall(_ tokens: [(kind: Token.Kind, text: String)], _ opening: Int) -> Bool {
    guard opening > 0, tokens[opening - 1].kind == .word else { return false }
    return Keyword(rawValue: tokens[opening - 1].text) == nil
  }

  /// In brackets: an expression and, in those of a call, a window of its own.
  private static func inside(_ tokens: Tokens, isCall: Bool) -> Set<String> {
    let keywords = keywords(of: tokens)
    guard isCall else { return operators(behind: tokens) }
    let last = keywords.last
    let own: Set<String> = isBehindPoint(tokens) || last == .within ? [] : operators(behind: tokens)
    let isWindowed = keywords.contains { isWindow($0) }
    return own.union(windowWords(keywords, isWindowed: isWindowed)).union(["when", "where", "within"])
      .subtracting(keywords.map(\.rawValue).filter { $0 != "and" && $0 != "or" && $0 != "of" })
      .union(own)
  }

  /// Outside of all brackets: what the clause before allows, and the clauses that the question does not have yet.
  private static func outside(_ tokens: Tokens) -> Set<String> {
    let keywords = keywords(of: tokens)
    let clauses = keywords.filter { $0.beginsClause && $0 != .per && $0 != .to }
    var result = others.subtracting(clauses.map(\.rawValue))
    result.formUnion(windowWords(keywords, isWindowed: keywords.contains { isWindow($0) }))
    switch clauses.last {
    case nil:
      // A column has one name, and nothing is calculated behind it.
      let column = self.keywords(of: tokens.suffix(from: tokens.lastIndex { $0.kind == .comma } ?? tokens.startIndex))
      if column.contains(.as) { return result }
      result.formUnion(operators(behind: tokens))
      result.insert("as")
    case .where, .when: result.formUnion(operators(behind: tokens))
    case .sort: result.insert("of")
    case .top:
      if !keywords.contains(.per), tokens.last?.kind == .number { result.insert("per") }
    default: break
    }
    return result
  }

  /// What may be done with the operand before; comparisons do not chain, and text is of nobody.
  private static func operators(behind tokens: Tokens) -> Set<String> {
    guard comparisons(in: tokens).hasCompared else { return operators }
    let (last, before) = (tokens.last?.kind, tokens.dropLast().last?.kind)
    let isText = last != .word || before == .equal || before == .notEqual || before == .matches
    return isText ? ["and", "or"] : ["and", "or", "of"]
  }

  /// Whether the last operand is on the right of a comparison, and whether it is the lower end of a `between`.
  private static func comparisons(in tokens: Tokens) -> (hasCompared: Bool, awaitsAnd: Bool) {
    var depth = 0
    var hasCompared = false
    var isBetween = false
    for token in tokens {
      if token.kind == .open { depth += 1 }
      if token.kind == .close { depth -= 1 }
      guard depth == 0 else { continue }
      switch token.kind {
      case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .matches: hasCompared = true
      case .comma: (hasCompared, isBetween) = (false, false)
      case .word:
        switch Keyword(rawValue: token.text) {
        case .and, .or:
          // The first `and` behind `between` belongs to it.
          if isBetween { isBetween = false } else { hasCompared = false }
        case .where, .when: (hasCompared, isBetween) = (false, false)
        case .between: (hasCompared, isBetween) = (true, true)
        case .in, .is: hasCompared = true
        default: break
        }
      default: break
      }
    }
    return (hasCompared, isBetween)
  }

  /// The windows that may stand here: any, the other half of the one there is, or none.
  private static func windowWords(_ keywords: [Keyword], isWindowed: Bool) -> Set<String> {
    guard isWindowed else { return windows }
    let used = keywords.filter { isWindow($0) || $0 == .to }
    var halves: Set<String> = []
    if used == [.over] { halves.insert("on") }
    if used == [.on] { halves.insert("over") }
    if used == [.around] { halves.insert("from") }
    if used == [.from] || used == [.since] { halves.insert("around") }
    if used == [.from, .to] || used == [.since, .to] { halves.insert("around") }
    // The end of a range stands right behind its beginning.
    let ranges: [Keyword] = [.from, .since, .after]
    if let last = keywords.last, ranges.contains(last) { halves.formUnion(["to", "until"]) }
    return halves
  }

  private static func isBehindPoint(_ tokens: Tokens) -> Bool {
    keywords(of: tokens).last.map { isWindow($0) || $0 == .to } ?? false
  }

  private static func isWindow(_ keyword: Keyword) -> Bool {
    switch keyword {
    case .on, .over, .prior, .from, .since, .until, .after, .ever, .so, .around: return true
    default: return false
    }
  }

  /// The keywords outside of brackets; behind a sign such as `=` a word is text.
  private static func keywords(of tokens: Tokens) -> [Keyword] {
    var result: [Keyword] = []
    var depth = 0
    var before: Token.Kind?
    for token in tokens {
      if token.kind == .open { depth += 1 }
      if token.kind == .close { depth -= 1 }
      let isText = before == .equal || before == .notEqual || before == .matches
      if depth == 0, !isText, token.kind == .word, let keyword = Keyword(rawValue: token.text) {
        result.append(keyword)
      }
      before = token.kind
    }
    return result
  }
}
