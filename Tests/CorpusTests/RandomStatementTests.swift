import Language
import Session
import Testing

/// Statements of random words: whatever is typed is answered or refused, never a crash, and faults lie in the text.
@Suite struct RandomStatementTests {
  private static let words = [
    "drop", "gain", "close", "open", "volume", "turnover", "vwap", "base", "day", "previous", "segment", "country",
    "ticker", "name", "listed", "us_entity_list", "issue_price", "where", "by", "sort", "top", "per", "on", "over",
    "prior", "from", "to", "since", "until", "after", "ever", "each", "of", "and", "or", "not", "in", "between", "is",
    "missing", "as", "llm", "2513.HK", "HSI", "China", "5d", "20d", "1y", "ytd", "0d", "99999999d", "10", "10%", "0",
    "-1", "1e308", "0.5", "2026-02-23", "2026-02", "2026Q1", "2026", "1900-01-01", "9999-12-31", "2026-02-30",
    "h20_ban", "$x", "\"text\"", "\"", "智谱", "，", "=", "!=", "<", "<=", ">", ">=", "~", "+", "-", "*", "/", "^", "(",
    ")", ",", ";", "\n", "avg(", "sum(", "count()", "share(", "median(", "min(", "max(", "mean(", "total(", "days(",
    "often(", "highest(", "middle(", "abs(", "log(", "exp(", "sqrt(", "round(", "least(", "if(", "define", "show",
    "describe", "set", "source", "help", "param", "format", "csv", "#", "yes", "today", "attribute.segment",
  ]

  @Test("random words", arguments: 0..<8)
  func randomWords(seed: UInt64) {
    var random = SplitMix64(state: seed)
    let item = CorpusCase(file: "random", line: 0, title: "seed \(seed)")
    let session = Transcript.session(for: item, on: Library()) { _ in }
    _ = session.run(Source("set param x = llm"))
    for _ in 0..<600 {
      let count = 1 + Int(random.next() % 14)
      let words = (0..<count).map { _ in
        RandomStatementTests.words[Int(random.next() % UInt64(RandomStatementTests.words.count))]
      }
      let source = Source(words.joined(separator: random.next() % 8 == 0 ? "" : " "))
      let copy = Session(from: session) { _ in }
      _ = copy.run(source)
      for diagnostic in copy.diagnostics {
        let range = diagnostic.range
        #expect(
          range.start >= 0 && range.end <= source.bytes.count,
          "seed \(seed): \(source.text(in: SourceRange(0, source.bytes.count)))")
      }
    }
  }
}

/// Steele, Lea and Flood's SplitMix64: small, and the same on every machine.
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
