import Language
import Market
import Testing

@testable import Query

/// `explain` narrates the figure that the question prints.
@Suite struct ExplanationTests {
  @Test("the figure explained is the figure answered", arguments: 0..<UInt64(10))
  func sameFigure(part: UInt64) throws {
    var (explained, refused) = (0, 0)
    for seed in (part * 20)..<(part * 20 + 20) {
      let texts = RandomMarket(seed: seed).texts
      let market = try texts.load()
      guard let today = market.bars.lastDay else { continue }
      for number in 0..<UInt64(5) {
        var random = RandomQuery(seed: seed &* 1000 &+ number, texts: texts)
        let text = random.query()
        guard case .success(let query) = NaiveCase(texts: texts, query: text).bind(in: market, today: today),
          query.across == nil
        else { continue }
        var evaluator = Evaluator(market: market, today: today)
        guard let table = try? evaluator.answer(query).table, table.rowCount > 0 else {
          refused += 1
          continue
        }
        var narrating = Evaluator(market: market, today: today)
        let steps: [Explanation.Step]
        do { steps = try narrating.explanation(of: query, row: []).steps } catch {
          Issue.record("seed \(seed), \(text): \(error.message)")
          continue
        }
        explained += 1
        for (column, step) in zip(table.columns.suffix(steps.count), steps) {
          #expect(
            column.values.agrees(with: step.value), "seed \(seed), \(text): \(column.name) is not \(step.value)")
        }
      }
    }
    #expect(explained > 3 * refused, "\(explained) explained, \(refused) refused or empty")
  }
}

extension Table.Values {
  /// Whether the first value is the other's, but for the order in which a sum was taken.
  fileprivate func agrees(with other: Table.Values) -> Bool {
    switch (self, other) {
    case (.numbers(let first, _, _), .numbers(let second, _, _)):
      if first[0].isNaN || second[0].isNaN { return first[0].isNaN && second[0].isNaN }
      return abs(first[0] - second[0]) <= 1e-9 * max(1, abs(first[0]))
    case (.days(let first), .days(let second)): return first[0] == second[0]
    case (.flags(let first), .flags(let second)): return first[0] == second[0]
    case (.texts(let first), .texts(let second)): return first[0] == second[0]
    default: return false
    }
  }
}
