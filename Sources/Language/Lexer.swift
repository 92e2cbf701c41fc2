/// Cuts a source into tokens.
///
/// Never fails: what can't be read becomes an `unknown` token and a diagnostic, and reading goes on. The token list
/// ends with one `endOfText`. Line ends that do not end a statement are left out. O(bytes).
public func lex(_ source: Source) -> (tokens: [Token], diagnostics: [Diagnostic]) {
  var lexer = Lexer(bytes: source.bytes)
  lexer.run()
  return (joinLines(lexer.tokens, in: source), lexer.diagnostics)
}

struct Lexer {
  let bytes: [UInt8]
  var position = 0
  var tokens: [Token] = []
  var diagnostics: [Diagnostic] = []

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func run() {
    // A byte order mark says nothing in UTF-8.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    while position < bytes.count { scanToken() }
    tokens.append(Token(.endOfText, bytes.count, bytes.count))
  }

  func byte(at offset: Int) -> UInt8 {
    offset < bytes.count ? bytes[offset] : 0
  }

  mutating func emit(_ kind: Token.Kind, length: Int) {
    tokens.append(Token(kind, position, position + length))
    position += length
  }

  mutating func report(_ problem: Problem, _ start: Int, _ end: Int) {
    diagnostics.append(Diagnostic(problem, at: SourceRange(start, end)))
  }

  mutating func scanToken() {
    switch bytes[position] {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
    case UInt8(ascii: "\n"), UInt8(ascii: ";"): emit(.end, length: 1)
    case UInt8(ascii: "#"):
      while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    case UInt8(ascii: "0")...UInt8(ascii: "9"): scanNumberOrWord()
    case UInt8(ascii: "\""), UInt8(ascii: "'"): scanText()
    case UInt8(ascii: "$"): scanParameter()
    case let first where Lexer.isWordByte(first): scanWord()
    case 0x80...: scanForeign()
    default: scanSign()
    }
  }

  mutating func scanSign() {
    let next = byte(at: position + 1)
    let isEqualNext = next == UInt8(ascii: "=")
    if let write = Lexer.advice(for: bytes[position], next) {
      let pair = String(decoding: bytes[position..<position + 2], as: UTF8.self)
      report(.unexpectedCharacter(pair, write: write), position, position + 2)
      emit(.unknown, length: 2)
      return
    }
    switch bytes[position] {
    case UInt8(ascii: "="): emit(.equal, length: isEqualNext ? 2 : 1)
    case UInt8(ascii: "!") where isEqualNext: emit(.notEqual, length: 2)
    case UInt8(ascii: "<") where next == UInt8(ascii: ">"): emit(.notEqual, length: 2)
    case UInt8(ascii: "<"): emit(isEqualNext ? .lessOrEqual : .less, length: isEqualNext ? 2 : 1)
    case UInt8(ascii: ">"): emit(isEqualNext ? .greaterOrEqual : .greater, length: isEqualNext ? 2 : 1)
    case UInt8(ascii: "~"): emit(.matches, length: 1)
    case UInt8(ascii: "+"): emit(.plus, length: 1)
    case UInt8(ascii: "-"): emit(.minus, length: 1)
    case UInt8(ascii: "*"): emit(.times, length: 1)
    case UInt8(ascii: "/"): emit(.over, length: 1)
    case UInt8(ascii: "^"): emit(.power, length: 1)
    case UInt8(ascii: "("): emit(.open, length: 1)
    case UInt8(ascii: ")"): emit(.close, length: 1)
    case UInt8(ascii: ","): emit(.comma, length: 1)
    // Behind a question it is English, and here it has no meaning.
    case UInt8(ascii: "?") where tokens.last.map({ $0.kind == .end }) ?? true: emit(.search, length: 1)
    case UInt8(ascii: ".") where Lexer.isDigit(next):
      var end = position + 1
      while Lexer.isWordByte(byte(at: end)) || byte(at: end) == UInt8(ascii: "%") { end += 1 }
      let figure = String(decoding: bytes[position..<end], as: UTF8.self)
      report(.unexpectedCharacter(figure, write: "0\(figure)"), position, end)
      emit(.unknown, length: end - position)
    case let other:
      // `&&` and `||` are one sign each.
      let length = next == other && (other == UInt8(ascii: "&") || other == UInt8(ascii: "|")) ? 2 : 1
      let sign = String(repeating: String(UnicodeScalar(other)), count: length)
      report(.unexpectedCharacter(sign, write: Lexer.asciiAdvice[other]), position, position + length)
      emit(.unknown, length: length)
    }
  }

  /// What to write instead of a sign that other languages have.
  static let asciiAdvice: [UInt8: String] = [
    UInt8(ascii: "&"): "and", UInt8(ascii: "|"): "or", UInt8(ascii: "!"): "not", UInt8(ascii: "["): "(",
    UInt8(ascii: "]"): ")", UInt8(ascii: "{"): "(", UInt8(ascii: "}"): ")", UInt8(ascii: ":"): "=",
    UInt8(ascii: "%"): "% right behind the number: 5%", UInt8(ascii: "?"): "help",
    UInt8(ascii: "@"): "on before a day",
    UInt8(ascii: "`"): "names without quotes",
    UInt8(ascii: "."): "nothing: a line ends a statement, and there are no methods",
    UInt8(ascii: "\\"): "help: statements begin with a word",
  ]

  /// What to write instead of two signs that are one in other languages.
  static func advice(for first: UInt8, _ second: UInt8) -> String? {
    switch (first, second) {
    case (UInt8(ascii: "="), UInt8(ascii: ">")): ">="
    case (UInt8(ascii: "="), UInt8(ascii: "<")): "<="
    case (UInt8(ascii: "*"), UInt8(ascii: "*")): "^"
    case (UInt8(ascii: "/"), UInt8(ascii: "=")): "!="
    case (UInt8(ascii: ":"), UInt8(ascii: "=")): "define name = …"
    case (UInt8(ascii: "-"), UInt8(ascii: ">")): ", between columns"
    default: nil
    }
  }
}

/// Leaves out the line ends inside a statement: while a bracket is open, after an operator, a comma or a word that
/// something must follow, and before a clause word.
private func joinLines(_ tokens: [Token], in source: Source) -> [Token] {
  var result: [Token] = []
  result.reserveCapacity(tokens.count)
  var depth = 0
  for (index, token) in tokens.enumerated() {
    switch token.kind {
    case .open: depth += 1
    case .close: depth = max(0, depth - 1)
    case .end where source.bytes[token.range.start] == UInt8(ascii: "\n"):
      if depth > 0 || isLineOpen(result, in: source) { continue }
      let next = tokens[index...].first { $0.kind != .end }
      if let next, next.kind == .word, let keyword = Keyword(rawValue: source.text(in: next.range)),
        keyword.beginsClause, result.last?.kind != .end, !result.isEmpty
      {
        continue
      }
    case .end: depth = 0
    default: break
    }
    result.append(token)
  }
  return result
}

/// Whether a line that ends in these tokens goes on in the next one.
func isLineOpen(_ tokens: [Token], in source: Source) -> Bool {
  guard let last = tokens.last else { return false }
  guard last.kind == .word else { return last.continuesLine }
  let isOpen = Keyword(rawValue: source.text(in: last.range))?.continuesLine ?? false
  return isOpen && !isLastWordText(tokens, in: source)
}

/// Whether a keyword at the end stands for text or a name: `segment=on`, `drop as top`, `set color on`, `help where`.
private func isLastWordText(_ tokens: [Token], in source: Source) -> Bool {
  let start = tokens.lastIndex { $0.kind == .end }.map { $0 + 1 } ?? 0
  guard tokens.count - start >= 2 else { return false }
  let before = tokens[tokens.count - 2]
  switch before.kind {
  case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .matches: return true
  default: break
  }
  if source.text(in: before.range) == Keyword.as.rawValue { return true }
  if tokens[start].kind == .search { return true }
  switch (StatementWord(rawValue: source.text(in: tokens[start].range)), tokens.count - start) {
  case (.help, 2), (.history, 2), (.set, 3): return true
  default: return false
  }
}
