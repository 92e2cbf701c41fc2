import Foundation
import Market
import Testing

/// Questions and markets that nobody would write: parts of others, with words, companies, days and figures left out at
/// random. They must be answered the same or refused, and never trap. The shrinker walks the same way.
@Suite struct Oddities {
  @Test("parts of questions and of markets are answered the same or refused", arguments: 0..<UInt64(8))
  func walk(part: UInt64) {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["MARQ_LONG_WALK"].map { UInt64($0) ?? 100_000 } ?? 40
    let first = environment["MARQ_SEED"].flatMap { UInt64($0) } ?? 0
    let walks = max(1, count / 8)
    var (agreed, asked) = (0, 0)
    for seed in (first + part * walks)..<(first + (part + 1) * walks) {
      var random = SplitMix64(state: seed ^ 0x5EED)
      let texts = RandomMarket(seed: seed).texts
      var questions = RandomQuery(seed: seed &* 1000 &+ 999, texts: texts)
      var place = NaiveCase(texts: texts, query: questions.query())
      for step in 0..<25 {
        let isQuestion = random.chance(50)
        let candidates = isQuestion ? place.smallerQueries : place.smallerMarkets
        guard !candidates.isEmpty else { continue }
        let candidate = random.pick(candidates)
        if let path = environment["MARQ_TRACE"] {
          try? candidate.written.write(toFile: "\(path).\(part)", atomically: false, encoding: .utf8)
        }
        asked += 1
        switch candidate.run() {
        case .agreed: (place, agreed) = (candidate, agreed + 1)
        case .undecided: place = candidate
        case .refused(let reason): if reason.hasPrefix("evaluator") || !isQuestion { place = candidate }
        case .disagreed:
          Issue.record("walk \(seed) step \(step): \(candidate.query)\n\(candidate.shrunk().report)")
          return
        }
      }
    }
    print("part \(part): \(asked) asked, \(agreed) agreed")
    #expect(agreed * 5 > asked, "too few of the parts have a meaning")
  }
}
