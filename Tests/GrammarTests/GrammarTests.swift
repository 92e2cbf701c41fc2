import Language
import Testing

/// The grammar is whole, and has the code's words and signs.
@Suite struct GrammarTests {
  private let grammar = Grammar.marq

  @Test("each production is defined, and used")
  func isWhole() {
    let defined = Set(grammar.order)
    let reachable = grammar.reachable(from: ["script"])
    #expect(reachable.subtracting(defined).sorted() == [], "not defined")
    #expect(defined.subtracting(reachable).sorted() == [], "not used")
  }

  @Test("each special sequence is used")
  func specials() {
    let used = grammar.nodes.compactMap { node in if case .special(let special) = node { special } else { nil } }
    #expect(Set(used) == Set(SpecialSequence.allCases))
  }

  @Test("what stands in quotes is what the code knows")
  func terminals() {
    let written = grammar.terminals(in: grammar.syntax)
    let known = Set(Vocabulary.words + Vocabulary.signs)
    #expect(written.subtracting(known).sorted() == [], "the code does not know")
    #expect(known.subtracting(written).sorted() == [], "the grammar does not have")
  }

  @Test("the lexer reads each sign as its kind", arguments: Token.Kind.allCases)
  func signs(kind: Token.Kind) {
    for sign in kind.signs {
      let tokens = lex(Source(sign)).tokens
      #expect(tokens.map(\.kind) == [kind, .endOfText], "\(sign)")
    }
  }

  @Test("each kind of token that is no sign is a production", arguments: TokenText.kinds.keys.sorted())
  func tokens(kind: String) {
    #expect(grammar.productions[kind] != nil)
  }

  @Test("each kind of syntax node has a production")
  func nodes() {
    for kind in NodeKind.allCases { #expect(grammar.productions[kind.production] != nil, "\(kind)") }
  }

  @Test(
    "a text that is no grammar is refused", arguments: ["a = b", "a = ;", "a = 'b ;", "a = ? what ? ;", "a = [ b ;"])
  func reader(text: String) {
    #expect(throws: GrammarReader.Fault.self) {
      var reader = GrammarReader(text)
      _ = try reader.read()
    }
  }
}
