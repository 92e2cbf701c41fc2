import Language

/// What a grammar's productions are matched against: a row of symbols, whatever these are.
protocol SymbolRow {
  /// The number of symbols.
  var count: Int { get }
  /// Whether the row has symbols of the name, so that a production of the name is not looked into.
  func hasSymbols(named name: String) -> Bool
  /// The end of a symbol of the name at a place.
  func end(named name: String, at start: Int) -> Int?
  /// The end of a terminal at a place.
  func end(of terminal: String, at start: Int) -> Int?
  /// The end of what a special sequence means at a place.
  func end(of special: SpecialSequence, at start: Int) -> Int?
  /// The slots of a question that a clause takes; no slot can be taken twice.
  func slots(ofClause start: Int, _ end: Int) -> Set<Slot>
}

/// What two clauses of a question can't both take.
typealias Slot = Set<Keyword>

/// A text as the lexer cuts it: the symbols of the statements' productions.
struct TokenText: SymbolRow {
  let source: Source
  let tokens: [Token]
  let texts: [String]

  init(_ text: String) {
    source = Source(text)
    tokens = lex(source).tokens.dropLast()
    texts = tokens.map { [source] in source.text(in: $0.range) }
  }

  var count: Int { tokens.count }

  /// The kinds of token that are productions, by the production's name.
  static let kinds: [String: Token.Kind] = {
    let named = Token.Kind.allCases.filter { $0.signs.isEmpty && $0 != .endOfText && $0 != .unknown }
    return Dictionary(uniqueKeysWithValues: named.map { ("\($0)", $0) })
  }()

  func hasSymbols(named name: String) -> Bool { TokenText.kinds[name] != nil }

  func end(named name: String, at start: Int) -> Int? {
    start < count && tokens[start].kind == TokenText.kinds[name] ? start + 1 : nil
  }

  func end(of terminal: String, at start: Int) -> Int? {
    start < count && texts[start] == terminal && tokens[start].kind != .unknown ? start + 1 : nil
  }

  func end(of special: SpecialSequence, at start: Int) -> Int? {
    guard special != .question else { return beginsStatement(at: start) ? nil : start }
    guard start < count else { return nil }
    switch special {
    case .lineEnd: return texts[start] == "\n" ? start + 1 : nil
    case .keyword: return keyword(at: start) != nil ? start + 1 : nil
    case .wholeNumber: return tokens[start].kind == .number && (Int(texts[start]) ?? 0) > 0 ? start + 1 : nil
    case .comma: return tokens[start].kind == .comma && !partsThousands(at: start) ? start + 1 : nil
    case .days: return isDays(texts[start]) ? start + 1 : nil
    case .notInto: return texts[start] == "into" ? nil : start
    case .unspaced: return start > 0 && tokens[start].range.start == tokens[start - 1].range.end ? start : nil
    default: return nil
    }
  }

  private func partsThousands(at comma: Int) -> Bool {
    guard comma > 0, comma + 1 < count, texts[comma + 1].utf8.count == 3 else { return false }
    let (before, after) = (tokens[comma - 1], tokens[comma + 1])
    return before.kind == .number && after.kind == .number && before.range.end == tokens[comma].range.start
      && tokens[comma].range.end == after.range.start
  }

  private func isDays(_ text: String) -> Bool {
    let number = text.dropLast()
    return text.last == "d" && number.allSatisfy { ("0"..."9").contains($0) } && (Int(number) ?? .max) <= 100_000
  }

  func keyword(at place: Int) -> Keyword? {
    place < count && tokens[place].kind == .word ? Keyword(rawValue: texts[place]) : nil
  }

  /// Rule 1 of the grammar. A clause takes a slot of its own, and one with each half window that can't stand beside it.
  func slots(ofClause start: Int, _ end: Int) -> Set<Slot> {
    guard let first = keyword(at: start) else { return [] }
    let partners: [Keyword: Keyword] = [.on: .over, .over: .on, .from: .around, .around: .from]
    let halves: [Keyword]
    switch first {
    case .where, .when, .each, .by, .across, .sort, .top, .against: return [[first]]
    case .on, .over, .around, .from, .since, .until: halves = (start..<end).compactMap { keyword(at: $0) }
    default: halves = Array(partners.keys)
    }
    var slots: Set<Slot> = []
    for half in halves.map({ [.since, .until].contains($0) ? .from : $0 }) {
      guard let partner = partners[half] else { continue }
      slots.formUnion(partners.keys.filter { $0 != partner }.map { [half, $0] })
    }
    return slots
  }

  /// Rule 2 of the grammar: a word that begins a statement begins a question only where it can't be that statement.
  func beginsStatement(at start: Int) -> Bool {
    guard start < count, tokens[start].kind == .word, let word = StatementWord(rawValue: texts[start]) else {
      return false
    }
    guard start + 1 < count else { return true }
    let next = tokens[start + 1].kind
    if next == .word { return keyword(at: start + 1) == nil || word == .help || word == .history }
    if next == .over, [.lesson, .load, .report, .run].contains(word) { return true }
    if [.open, .plus, .minus].contains(next), [.check, .plan, .sql, .explain, .plot, .save].contains(word) {
      return true
    }
    return next.signs.isEmpty || next == .end
  }
}

/// A text sign by sign: the symbols of the tokens' productions.
struct SignText: SymbolRow {
  let signs: [Unicode.Scalar]

  init(_ text: String) {
    signs = Array(text.unicodeScalars)
  }

  var count: Int { signs.count }

  func hasSymbols(named name: String) -> Bool { false }

  func end(named name: String, at start: Int) -> Int? { nil }

  func end(of terminal: String, at start: Int) -> Int? {
    signs[start...].starts(with: terminal.unicodeScalars) ? start + terminal.unicodeScalars.count : nil
  }

  func end(of special: SpecialSequence, at start: Int) -> Int? {
    guard start < count else { return nil }
    let sign = signs[start]
    let fits: Bool
    switch special {
    case .capital: fits = ("A"..."Z").contains(sign)
    case .small: fits = ("a"..."z").contains(sign)
    case .digit: fits = ("0"..."9").contains(sign)
    case .foreign:
      // The full-width forms of a Chinese keyboard look like ASCII and are not.
      fits = !sign.isASCII && sign.properties.isXIDContinue && !("\u{FF01}"..."\u{FF5E}").contains(sign)
    case .sign: fits = sign != "\n"
    case .lineEnd: fits = sign == "\n"
    default: fits = false
    }
    return fits ? start + 1 : nil
  }

  func slots(ofClause start: Int, _ end: Int) -> Set<Slot> { [] }
}
