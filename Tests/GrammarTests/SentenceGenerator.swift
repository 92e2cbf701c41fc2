import Language

/// Draws sentences from the grammar, the same for the same seed.
struct SentenceGenerator {
  private let grammar: Grammar
  private var random: SplitMix64
  /// How many productions a node needs at least to come to an end.
  private let heights: [Int]
  /// How many productions are open: the more, the less is added, up to where every choice is the shortest.
  private var depth = 0

  init(seed: UInt64, in grammar: Grammar = .marq) {
    self.grammar = grammar
    random = SplitMix64(state: seed)
    heights = SentenceGenerator.heights(of: grammar)
  }

  /// A text that is one of the production's, and the tokens it was made of.
  mutating func sentence(of production: String) -> (text: String, tokens: [String]) {
    let tokens = draw(name: production)
    let spaced = SentenceGenerator.join(tokens, by: " ")
    // Blanks are left out where the lexer sees the same tokens without them.
    let dense = SentenceGenerator.join(tokens, by: "")
    return (Bool.random(using: &random) && TokenText(dense).texts == TokenText(spaced).texts ? dense : spaced, tokens)
  }

  /// Tokens as a text. An empty token stands for no blank, and a line's end behind a word that something must follow
  /// would be none.
  private static func join(_ tokens: [String], by blank: String) -> String {
    var result = ""
    for (index, token) in tokens.enumerated() {
      let before = index > 0 ? tokens[index - 1] : ""
      let isOpen = Keyword(rawValue: before) != nil || ["-", "/"].contains(before)
      result += (before.isEmpty || token.isEmpty ? "" : blank) + (token == "\n" && isOpen ? ";" : token)
    }
    return result
  }

  private mutating func draw(name: String) -> [String] {
    guard let production = grammar.productions[name] else { return [] }
    depth += 1
    defer { depth -= 1 }
    guard TokenText.kinds[name] == nil else { return [draw(token: name, production)] }
    var drawn: [String] = []
    repeat {
      drawn = draw(production)
      // Some tokens without a blank between them are others: a number, - and a number can be a month.
    } while name == "path" && TokenText(drawn.joined()).texts != drawn.filter { !$0.isEmpty }
    return drawn
  }

  /// A token of a kind; of words, many are those with a meaning.
  private mutating func draw(token name: String, _ production: Int) -> String {
    let outer = depth
    depth = 1
    defer { depth = outer }
    if name == "word", Int.random(in: 0..<4, using: &random) == 0,
      let word = Vocabulary.words.randomElement(using: &random)
    {
      return word
    }
    return draw(production).joined()
  }

  private mutating func draw(_ node: Int) -> [String] {
    switch grammar.nodes[node] {
    case .terminal(let text): return [text]
    // Nothing is drawn for it, not even what joins the words around it.
    case .special(.notInto): return []
    case .special(let special): return [draw(special)]
    case .name(let name): return draw(name: name)
    case .sequence(let parts):
      var drawn: [String] = []
      repeat {
        drawn = parts.reduce(into: []) { $0 += draw($1) }
      } while grammar.nodes[parts[0]] == .special(.question)
        && TokenText(SentenceGenerator.join(drawn, by: " ")).beginsStatement(at: 0)
      return drawn
    case .choice(let parts):
      let shortest = parts.map { heights[$0] }.min()
      let open = depth < 30 ? parts : parts.filter { heights[$0] == shortest }
      return draw(open[Int.random(in: 0..<open.count, using: &random)])
    case .optional(let part): return chance() ? draw(part) : []
    case .repetition(let part): return drawRepetition(of: part)
    case .exception(let part, let without):
      while true {
        let drawn = draw(part)
        if !isExcluded(drawn, by: without) { return drawn }
      }
    }
  }

  /// Whether to add what need not be there.
  private mutating func chance() -> Bool {
    Int.random(in: 0..<100, using: &random) < (depth < 4 ? 50 : depth < 20 ? 12 : 5)
  }

  private mutating func drawRepetition(of part: Int) -> [String] {
    var drawn: [String] = []
    var taken: Set<Slot> = []
    while chance() {
      let next = draw(part)
      if grammar.nodes[part] == .name("clause") {
        let text = TokenText(SentenceGenerator.join(next, by: " "))
        let slots = text.slots(ofClause: 0, text.count)
        guard slots.isDisjoint(with: taken) else { continue }
        taken.formUnion(slots)
      }
      drawn += next
    }
    return drawn
  }

  private func isExcluded(_ drawn: [String], by node: Int) -> Bool {
    Recogniser.accepts(TokenText(drawn.joined()), asNode: node, in: grammar)
      || Recogniser.accepts(SignText(drawn.joined()), asNode: node, in: grammar)
  }

  private mutating func draw(_ special: SpecialSequence) -> String {
    switch special {
    case .capital: return String("ABEHKQZ".randomElement(using: &random) ?? "A")
    case .small: return String("adefxyz".randomElement(using: &random) ?? "a")
    case .digit: return String("0123456789".randomElement(using: &random) ?? "0")
    case .foreign: return String("智谱éßя٣".randomElement(using: &random) ?? "é")
    case .sign: return String("aZ09 .,;#$%'\"-()é智，\t".randomElement(using: &random) ?? "a")
    case .lineEnd: return "\n"
    case .keyword: return (Keyword.allCases.randomElement(using: &random) ?? .where).rawValue
    case .wholeNumber: return String(Int.random(in: 1...1000, using: &random))
    case .comma: return ", "
    case .days: return String(Int.random(in: 0...100, using: &random)) + "d"
    case .unspaced, .question, .notInto: return ""
    }
  }

  private static func heights(of grammar: Grammar) -> [Int] {
    let endless = 1_000_000
    var heights = Array(repeating: endless, count: grammar.nodes.count)
    var isSettled = false
    while !isSettled {
      let before = heights
      for (index, node) in grammar.nodes.enumerated() {
        switch node {
        case .terminal, .special, .optional, .repetition: heights[index] = 0
        case .name(let name):
          heights[index] = min(endless, 1 + (grammar.productions[name].map { heights[$0] } ?? endless))
        case .sequence(let parts): heights[index] = parts.map { heights[$0] }.max() ?? 0
        case .choice(let parts): heights[index] = parts.map { heights[$0] }.min() ?? 0
        case .exception(let part, _): heights[index] = heights[part]
        }
      }
      isSettled = heights == before
    }
    return heights
  }
}

/// Steele, Lea and Flood's SplitMix64: small, and the same on every machine.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
