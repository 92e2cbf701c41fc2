/// Reads the part of ISO 14977 that the grammar uses: productions, `,` `|` `-`, `[ ]` `{ }` `( )`, `2 * a`, quoted
/// terminals, special sequences between question marks, and comments.
struct GrammarReader {
  /// Why a text is no grammar.
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  private let characters: [Character]
  private var position = 0
  private var grammar = Grammar()

  init(_ text: String) {
    characters = Array(text)
  }

  mutating func read() throws -> Grammar {
    skipBlanks()
    while position < characters.count {
      let name = readWord()
      guard !name.isEmpty else { throw fault("a production's name") }
      guard grammar.productions[name] == nil else { throw fault("no second production \(name)") }
      try expect("=")
      grammar.productions[name] = try readChoice()
      grammar.order.append(name)
      try expect(";")
    }
    return grammar
  }

  private mutating func add(_ node: Grammar.Node) -> Int {
    grammar.nodes.append(node)
    return grammar.nodes.count - 1
  }

  private mutating func readChoice() throws -> Int {
    var parts = [try readSequence()]
    while take("|") { parts.append(try readSequence()) }
    return parts.count == 1 ? parts[0] : add(.choice(parts))
  }

  private mutating func readSequence() throws -> Int {
    var parts = try readTerm()
    while take(",") { parts += try readTerm() }
    return parts.count == 1 ? parts[0] : add(.sequence(parts))
  }

  /// `a`, `a - b`, `2 * a`
  private mutating func readTerm() throws -> [Int] {
    var count = 1
    if let digits = Int(readWord(where: \.isNumber)) {
      count = digits
      try expect("*")
    }
    var part = try readPrimary()
    if take("-") {
      let without = try readPrimary()
      part = add(.exception(part, without))
    }
    return Array(repeating: part, count: count)
  }

  private mutating func readPrimary() throws -> Int {
    guard position < characters.count else { throw fault("a term") }
    switch characters[position] {
    case "[": return add(.optional(try readBracket(until: "]")))
    case "{": return add(.repetition(try readBracket(until: "}")))
    case "(": return try readBracket(until: ")")
    case "\"", "'": return add(.terminal(try readQuoted()))
    case "?":
      let text = try readQuoted().split(separator: " ").joined(separator: " ")
      guard let special = SpecialSequence(rawValue: text) else { throw fault("a known meaning, not ? \(text) ?,") }
      return add(.special(special))
    default:
      let name = readWord()
      guard !name.isEmpty else { throw fault("a term") }
      return add(.name(name))
    }
  }

  private mutating func readBracket(until end: Character) throws -> Int {
    _ = take(characters[position])
    let inner = try readChoice()
    try expect(end)
    return inner
  }

  /// What stands up to the next sign like the current one.
  private mutating func readQuoted() throws -> String {
    let quote = characters[position]
    guard let end = characters[(position + 1)...].firstIndex(of: quote) else { throw fault("a closing \(quote)") }
    let text = String(characters[(position + 1)..<end])
    guard !text.isEmpty else { throw fault("something between the signs \(quote)") }
    position = end + 1
    skipBlanks()
    return text
  }

  private mutating func readWord(where isPart: (Character) -> Bool = \.isLetter) -> String {
    let start = position
    while position < characters.count, isPart(characters[position]) { position += 1 }
    let word = String(characters[start..<position])
    skipBlanks()
    return word
  }

  private mutating func take(_ sign: Character) -> Bool {
    guard position < characters.count, characters[position] == sign else { return false }
    position += 1
    skipBlanks()
    return true
  }

  private mutating func expect(_ sign: Character) throws {
    guard take(sign) else { throw fault(String(sign)) }
  }

  /// Passes over blanks, line ends and comments.
  private mutating func skipBlanks() {
    while position < characters.count {
      if characters[position].isWhitespace {
        position += 1
      } else if characters[position...].starts(with: "(*") {
        position += 2
        while position < characters.count, !characters[position...].starts(with: "*)") { position += 1 }
        position += 2
      } else {
        return
      }
    }
  }

  private func fault(_ wanted: String) -> Fault {
    let line = characters[..<min(position, characters.count)].count { $0.isNewline } + 1
    return Fault(description: "line \(line) lacks \(wanted)")
  }
}
