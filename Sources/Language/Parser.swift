/// Reads a source as a list of statements.
///
/// Never fails: a statement that can't be read is left out and reported, and reading goes on with the next one.
/// `diagnostics` holds the lexer's too, in the order of the text. O(bytes).
public func parse(_ source: Source) -> (statements: [StatementSyntax], diagnostics: [Diagnostic]) {
  let (tokens, lexical) = lex(source)
  var parser = Parser(source: source, tokens: tokens, lexical: lexical)
  let statements = parser.parseStatements()
  return (statements, parser.diagnostics.sorted { $0.range.start < $1.range.start })
}

/// Whether a text typed so far is a whole entry: false while a bracket is open or the last line must go on.
public func isComplete(_ source: Source) -> Bool {
  var depth = 0
  let tokens = lex(source).tokens
  for token in tokens {
    if token.kind == .open { depth += 1 }
    if token.kind == .close { depth -= 1 }
  }
  let written = tokens.filter { $0.kind != .endOfText }
  return depth <= 0 && !isLineOpen(Array(written.reversed().drop { $0.kind == .end }.reversed()), in: source)
}

struct Parser {
  /// How deep expressions may nest. What a person writes stays below 20; the limit keeps recursion off the stack's end.
  static let depthLimit = 200

  let source: Source
  let tokens: [Token]
  var position = 0
  var depth = 0
  var diagnostics: [Diagnostic]

  init(source: Source, tokens: [Token], lexical: [Diagnostic]) {
    self.source = source
    self.tokens = tokens
    self.diagnostics = lexical
  }

  var current: Token { tokens[min(position, tokens.count - 1)] }
  var next: Token { tokens[min(position + 1, tokens.count - 1)] }

  mutating func advance() {
    if position < tokens.count - 1 { position += 1 }
  }

  func text(_ token: Token) -> String { source.text(in: token.range) }

  /// The keyword that the current token spells, if any.
  var keyword: Keyword? {
    current.kind == .word ? Keyword(rawValue: text(current)) : nil
  }

  func isAt(_ keyword: Keyword) -> Bool { self.keyword == keyword }

  /// Takes the keyword where it stands here.
  mutating func take(_ keyword: Keyword) -> Bool {
    guard isAt(keyword) else { return false }
    advance()
    return true
  }

  /// Takes a token of the kind where one stands here.
  mutating func take(_ kind: Token.Kind) -> Bool {
    guard current.kind == kind else { return false }
    advance()
    return true
  }

  /// What stands here, for a message.
  var found: String {
    switch current.kind {
    case .endOfText, .end: return "the end of the statement"
    default: return text(current)
    }
  }

  /// An error at the current token: something else belongs here.
  func expected(_ what: String) -> Diagnostic {
    // At the end of a statement a person looks behind its last word.
    let isAtEnd = current.kind == .end || current.kind == .endOfText
    let range =
      isAtEnd && position > 0
      ? SourceRange(tokens[position - 1].range.end, tokens[position - 1].range.end) : current.range
    return Diagnostic(.expected(what, found: found), at: range)
  }

  /// Where the statement's text from `start` up to the last token read stands.
  func range(from start: Int) -> SourceRange {
    SourceRange(tokens[start].range.start, tokens[max(start, position - 1)].range.end)
  }
}

extension Parser {
  mutating func parseStatements() -> [StatementSyntax] {
    var statements: [StatementSyntax] = []
    while current.kind != .endOfText {
      if take(.end) { continue }
      let start = position
      do throws(Diagnostic) {
        let statement = try parseStatement()
        guard current.kind == .end || current.kind == .endOfText else { throw trailing(after: statement) }
        // A statement with an unreadable sign in it must not run without that sign.
        if !tokens[start..<position].contains(where: { $0.kind == .unknown }) { statements.append(statement) }
      } catch {
        // The lexer has already reported an unreadable sign, in better words.
        let isReported = tokens[start...min(position, tokens.count - 1)].contains { $0.kind == .unknown }
        if !isReported { diagnostics.append(error) }
      }
      skipToEnd()
      // Each pass must take a token, or a fault here would hang the prompt.
      if position == start { advance() }
    }
    return statements
  }

  private mutating func skipToEnd() {
    depth = 0
    while current.kind != .end, current.kind != .endOfText { advance() }
  }

  /// `1,000,000`: at its first comma, a number with separators in it; nil where the comma is one between columns.
  func separatedNumber() -> Diagnostic? {
    guard position > 0, tokens[position - 1].kind == .number else { return nil }
    var end = position
    while tokens[end].kind == .comma, tokens[end + 1].kind == .number, tokens[end + 1].length == 3,
      tokens[end - 1].range.end == tokens[end].range.start, tokens[end].range.end == tokens[end + 1].range.start
    {
      end += 2
    }
    guard end > position else { return nil }
    let range = tokens[position - 1].range.union(tokens[end - 1].range)
    return Diagnostic(
      .expected("a number without separators, as in 1000000", found: source.text(in: range)), at: range)
  }
}
