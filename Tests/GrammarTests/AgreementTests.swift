import Language
import Testing

/// The grammar and the parser are two readings of one language: they take and refuse the same texts.
@Suite struct AgreementTests {
  @Test("accepted", arguments: Example.accepted)
  func accepted(example: Example) {
    #expect(!example.comment.isEmpty && !example.statement.isEmpty)
    let parsed = parse(Source(example.statement))
    #expect(parsed.diagnostics.map(\.message) == [])
    #expect(parsed.statements.count == 1)
    #expect(Recogniser.accepts(TokenText(example.statement), as: "script"))
  }

  @Test("rejected", arguments: Example.rejected)
  func rejected(example: Example) {
    let identifier = example.comment.prefix { $0 != " " }
    #expect(parse(Source(example.statement)).diagnostics.map(\.identifier) == [String(identifier)])
    #expect(!Recogniser.accepts(TokenText(example.statement), as: "script"))
  }

  @Test("the examples are there")
  func areThere() {
    #expect(Example.accepted.count >= 40 && Example.rejected.count >= 40)
  }

  /// The examples, the inputs of the corpus and random sentences, as they are and with some of their tokens changed.
  @Test("mutated", .timeLimit(.minutes(2)), arguments: 0..<4)
  func mutated(seed: UInt64) {
    var random = SplitMix64(state: seed)
    var generator = SentenceGenerator(seed: seed)
    let sentences = (0..<100).map { _ in generator.sentence(of: "question").text }
    let texts = (Example.accepted + Example.rejected).map(\.statement) + Corpus.inputs + sentences
    let clock = ContinuousClock()
    let end = clock.now + .seconds(50)
    for text in texts where seed == 0 { compare(text) }
    for _ in 0..<2500 where clock.now < end {
      var mutation = Mutation(texts[Int.random(in: 0..<texts.count, using: &random)])
      for _ in 0..<Int.random(in: 1...3, using: &random) { mutation.mutate(using: &random) }
      compare(mutation.text)
    }
  }

  private func compare(_ text: String) {
    let faults = parse(Source(text)).diagnostics
    let isDerived = Recogniser.accepts(TokenText(text), as: "script")
    #expect(isDerived == faults.isEmpty, "the parser says \(faults.map(\.message)): \(text)")
  }
}
