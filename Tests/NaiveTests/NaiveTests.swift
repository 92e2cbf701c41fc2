import Foundation
import Market
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
    print(
      "part \(part): \(asked) asked, \(tally.agreed) agreed (\(tally.rows) rows), \(tally.undecided) undecided,",
      "\(tally.refused) refused")
    if environment["MARQ_REASONS"] != nil {
      for (reason, count) in tally.reasons.sorted(by: { $0.value > $1.value }) { print("  \(count) \(reason)") }
    }
    #expect(tally.refused * 5 < asked, "too many questions have no meaning")
    #expect(tally.undecided * 20 < asked, "too many questions are decided by rounding")
  }

  @Test("made-up questions use every part of the language")
  func coverage() throws {
    var coverage = Coverage()
    for seed in 0..<UInt64(250) {
      let texts = RandomMarket(seed: seed).texts
      let market = try texts.load()
      guard let today = market.bars.lastDay else { continue }
      for number in 0..<NaiveTests.questionsPerMarket {
        var random = RandomQuery(seed: seed &* 1000 &+ number, texts: texts)
        if case .success(let query) = NaiveCase(texts: texts, query: random.query()).bind(in: market, today: today) {
          coverage.add(query)
        }
      }
    }
    let lacking = Coverage.expected.filter { coverage.parts[$0, default: 0] == 0 }
    #expect(lacking.isEmpty, "\(lacking)")
    if ProcessInfo.processInfo.environment["MARQ_REASONS"] != nil {
      for (part, count) in coverage.parts.sorted(by: { $0.value < $1.value }) { print("covered \(count) \(part)") }
    }
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
      var asked = NaiveCase(texts: texts, query: random.query())
      if random.random.chance(15) { asked.today = market.calendar.allDays.randomElement(using: &random.random) }
      if ProcessInfo.processInfo.environment["MARQ_TRACE"] != nil { print("seed \(seed) \(number) \(asked.query)") }
      switch asked.run(in: market) {
      case .agreed(let rows): (tally.agreed, tally.rows) = (tally.agreed + 1, tally.rows + rows)
      case .undecided:
        tally.undecided += 1
        if ProcessInfo.processInfo.environment["MARQ_REASONS"] != nil {
          print("undecided: seed \(seed) question \(number): \(asked.query)")
        }
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
