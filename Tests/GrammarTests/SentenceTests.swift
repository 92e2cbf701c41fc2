import Language
import Testing

/// From the grammar to the code: what the grammar makes, the lexer and the parser take.
@Suite struct SentenceTests {
  @Test("5,000 sentences parse, and hold every kind of node")
  func sentences() {
    var generator = SentenceGenerator(seed: 1)
    var kinds = NodeKinds()
    for number in 0..<5000 {
      let text = generator.sentence(of: number % 4 == 0 ? "script" : number % 4 == 1 ? "statement" : "question").text
      let parsed = parse(Source(text))
      #expect(parsed.diagnostics.isEmpty, "\(parsed.diagnostics.map(\.message)): \(text)")
      for statement in parsed.statements { kinds.add(statement) }
    }
    #expect(kinds.found == Set(NodeKind.allCases))
  }

  @Test("the recogniser knows the generator's sentences")
  func recognised() {
    var generator = SentenceGenerator(seed: 2)
    for _ in 0..<500 {
      let text = generator.sentence(of: "statement").text
      #expect(Recogniser.accepts(TokenText(text), as: "script"), "\(text)")
    }
  }

  @Test("the lexer reads each token as its kind", arguments: TokenText.kinds.keys.sorted())
  func tokens(kind: String) {
    var generator = SentenceGenerator(seed: 3)
    for _ in 0..<500 {
      let text = generator.sentence(of: kind).text
      let found = lex(Source(text))
      #expect(found.tokens.map(\.kind) == [TokenText.kinds[kind], .endOfText] && found.diagnostics.isEmpty, "\(text)")
    }
  }

  @Test("each token of random signs is its kind's production, and no other's")
  func lexed() {
    var random = SplitMix64(state: 4)
    let signs = ["5", "0", "2026", "02", "-", ".", "e", "E", "d", "_", "%", "$", "\"", "'", "+", "智", "é", " ", "="]
    for _ in 0..<3000 {
      let text = (0..<Int.random(in: 1...9, using: &random)).map { _ in signs.randomElement(using: &random) ?? "" }
      let tokens = TokenText(text.joined())
      for (token, part) in zip(tokens.tokens, tokens.texts) where token.kind.signs.isEmpty && token.kind != .unknown {
        let found = TokenText.kinds.keys.filter { Recogniser.accepts(SignText(part), as: $0) }
        #expect(found == ["\(token.kind)"], "\(part)")
      }
    }
  }
}
