import Foundation
import Testing

/// The evaluator against the naive interpreter, on markets and questions made up from seeds.
@Suite struct NaiveTests {
  /// How many questions are asked of each market.
  static let questionsPerMarket: UInt64 = 10

  /// What became of many questions.
  struct Tally {
    var agreed = 0, refused = 0, undecided = 0, rows = 0
    var reasons: [String: Int] = [:]
  }

  @Test("the evaluator agrees with the naive interpreter", arguments: 0..<UInt64(20))
  func agrees(part: UInt64) throws {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["MARQ_LONG_RUN"].map { UInt64($0) ?? 1_000_000 } ?? 10_000
    let first = environment["MARQ_SEED"].flatMap { UInt64($0) } ?? 0
    let markets = max(1, count / 20 / NaiveTests.questionsPerMarket)
    var tally = Tally()
    var failures = 0
    for market in (part * markets)..<((part + 1) * markets) {
      failures += NaiveTests.ask(seed: first + market, &tally)
      if failures >= 3 { break }
    }
    let asked = tally.agreed + tally.refused + tally.undecided + failures
    print("part \(part): \(asked) asked, \(tally.agreed) agreed (\(tally.rows) rows), \(tally.undecided) undecided, \(tally.refused) refused")
    if environment["MARQ_REASONS"] != nil {
      for (reason, count) in tally.reasons.sorted(by: { $0.value > $1.value }).prefix(12) { print("  \(count) \(reason)") }
    }
    #expect(tally.refused * 5 < asked, "too many questions have no meaning")
    #expect(tally.undecided * 20 < asked, "too many questions are decided by rounding")
  }

  /// Asks a market's questions; returns how many were answered differently.
  static func ask(seed: UInt64, _ tally: inout Tally) -> Int {
    let texts = RandomMarket(seed: seed).texts
    guard let market = try? texts.load() else {
      Issue.record("seed \(seed): the market does not load")
      return 1
    }
    var failures = 0
    for number in 0..<questionsPerMarket {
      var random = RandomQuery(seed: seed &* 1000 &+ number, texts: texts)
      let asked = NaiveCase(texts: texts, query: random.query())
      switch asked.run(in: market) {
      case .agreed(let rows): (tally.agreed, tally.rows) = (tally.agreed + 1, tally.rows + rows)
      case .undecided: tally.undecided += 1
      case .refused(let reason):
        tally.refused += 1
        tally.reasons[String(reason.prefix(60)), default: 0] += 1
      case .disagreed:
        failures += 1
        Issue.record("seed \(seed) question \(number): \(asked.query)\n\(asked.shrunk().report)")
      }
    }
    return failures
  }
}
