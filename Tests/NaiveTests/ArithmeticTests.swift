import Language
import Market
import Testing

@testable import Query

/// What `explain` shows can be redone by hand.
@Suite struct ArithmeticTests {
  @Test("each step's arithmetic gives its value", arguments: 0..<UInt64(10))
  func redone(part: UInt64) throws {
    var (redone, other) = (0, 0)
    for seed in (part * 20)..<(part * 20 + 20) {
      let texts = RandomMarket(seed: seed).texts
      let market = try texts.load()
      guard let today = market.bars.lastDay else { continue }
      for number in 0..<UInt64(5) {
        var random = RandomQuery(seed: seed &* 1000 &+ number, texts: texts)
        let text = random.query()
        guard case .success(let query) = NaiveCase(texts: texts, query: text).bind(in: market, today: today)
        else { continue }
        var narrating = Evaluator(market: market, today: today)
        guard let explanation = try? narrating.explanation(of: query, row: []) else { continue }
        for step in explanation.steps {
          check(step, of: "seed \(seed), \(text)", &redone, &other)
        }
      }
    }
    #expect(redone > 50, "\(redone) steps redone")
    // Differences of days and texts are no arithmetic.
    #expect(redone > 10 * other, "\(redone) redone, \(other) not")
  }

  private func check(_ step: Explanation.Step, of query: String, _ redone: inout Int, _ other: inout Int) {
    if let line = step.lines.last {
      if let value = Arithmetic.value(of: line), let own = step.value.figure {
        redone += 1
        // Inf less inf is missing, and so is what is not a finite number.
        let agrees = own.isNaN ? !value.isFinite : abs(value - own) <= 1e-9 * max(1, abs(own))
        #expect(agrees, "\(query): \(step.name) is \(own), but \(line) is \(value)")
      } else {
        other += 1
      }
    }
    for inner in step.steps { check(inner, of: query, &redone, &other) }
  }
}

extension Table.Values {
  /// The first value as a figure.
  fileprivate var figure: Double? {
    switch self {
    case .numbers(let values, _, _): return values[0]
    case .flags(let flags): return flags[0].map { $0 ? 1 : 0 } ?? .nan
    case .texts, .days: return nil
    }
  }
}
