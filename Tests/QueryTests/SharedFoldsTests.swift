import Language
import Market
import Rendering
import Testing

@testable import Query

/// What several folds of one question share is found once, and each is what it is alone.
@Suite struct SharedFoldsTests {
  static let folds = [
    "slope(gain, gain of market)", "corr(gain, gain of market)", "intercept(gain, gain of market)",
    "residual(gain, gain of market)", "slope(gain of market, gain)", "corr(close, volume)", "slope(gain, volume)",
    "beta", "mean(gain)", "stdev(gain)", "total(gain - gain of market)", "corr(gain, gain of market, 5d)",
    "slope(gain, gain of market, prior 10d)", "beta - corr(gain, gain of market)", "alpha", "volatility",
  ]
  static let clauses = [
    "over 20d", "over 20d by sector", "ever", "ever by sector", "each week ever", "each week ever by sector",
    "each month ever", "each month ever by sector", "over 20d when weekday=1",
  ]

  @Test("folds asked together are those asked alone", arguments: 0..<UInt64(4))
  func togetherAsAlone(seed: UInt64) throws {
    var random = SplitMix64(state: seed)
    let texts = RandomMarket(seed: seed, isFull: seed == 0)
    let asker = try Asker(
      prices: texts.prices.joined(separator: "\n"), companies: texts.companies.joined(separator: "\n"),
      attributes: texts.attributes.joined(separator: "\n"))
    var known = 0
    for clause in SharedFoldsTests.clauses {
      var alone: [String: String] = [:]
      for fold in SharedFoldsTests.folds { alone[fold] = try SharedFoldsTests.column(0, asker, [fold], clause) }
      for _ in 0..<6 {
        let asked = Array(SharedFoldsTests.folds.shuffled(using: &random).prefix(4))
        for (number, fold) in asked.enumerated() {
          #expect(
            try SharedFoldsTests.column(number, asker, asked, clause) == alone[fold], "\(fold) in \(asked) \(clause)")
        }
      }
      known += alone.values.count { $0.contains("0.") }
    }
    #expect(known > 60, "most of the questions must have figures")
  }

  /// One column of several, with its rows in the order of their keys.
  private static func column(_ number: Int, _ asker: Asker, _ folds: [String], _ clause: String) throws -> String {
    let named = folds.enumerated().map { "\($1) as f\($0)" }.joined(separator: ", ")
    let table = try asker.ask("\(named) \(clause)").table
    let first = table.columns.count - folds.count
    var rows: [String] = []
    for row in 0..<table.rowCount {
      let keys = table.columns.prefix(first).map { text(of: $0, row) }
      rows.append((keys + [text(of: table.columns[first + number], row)]).joined(separator: " "))
    }
    return rows.sorted().joined(separator: "\n")
  }

  private static func text(of column: Table.Column, _ row: Int) -> String {
    switch column.values {
    case .numbers(let numbers, _, _): numbers[row].isNaN ? "-" : "\(numbers[row])"
    case .texts(let texts): texts[row] ?? "-"
    default: "\(column.values)"
    }
  }

  @Test("an expression is the same wherever it is written and whatever it is called")
  func placesDoNotMatter() throws {
    let asker = try Asker(prices: "date,ticker,close\n2026-02-02,AA,1\n2026-02-03,AA,2\n")
    let source = Source("beta - slope(gain, gain of market), beta - corr(gain, gain of market) ever")
    guard case .query(let query) = parse(source).statements[0].kind, let today = asker.market.bars.lastDay else {
      Issue.record("no question")
      return
    }
    var binder = Binder(market: asker.market, definitions: .prelude, parameters: [:], today: today, source: source)
    let columns = try binder.bind(query).columns.map(\.expression)
    guard case .arithmetic(_, let left, let right) = columns[0].kind,
      case .arithmetic(_, _, let other) = columns[1].kind
    else {
      Issue.record("no difference")
      return
    }
    #expect(left.range != right.range && left.definition != right.definition)
    #expect(left == right && left.hashValue == right.hashValue)
    #expect(left != other)
  }

  @Test("a question of two folds by a key of several values makes one pass, and tells so")
  func groupsDoNotPartFolds() throws {
    // More memberships than companies, and more than are few in any market.
    let tickers = (0..<2100).map { "C\($0)" }
    let attributes =
      "ticker,key,value\n" + tickers.flatMap { ticker in "abc".map { "\(ticker),sector,\($0)\n" } }.joined()
    var prices = "date,ticker,close\n"
    for (number, day) in ["2026-02-02", "2026-02-03", "2026-02-04", "2026-02-05"].enumerated() {
      for (place, ticker) in tickers.enumerated() { prices += "\(day),\(ticker),\(100 + place * (number + 1) % 7)\n" }
    }
    let asker = try Asker(prices: prices, attributes: attributes)
    let source = Source("beta, correlation ever by sector")
    guard case .query(let query) = parse(source).statements[0].kind, let today = asker.market.bars.lastDay else {
      Issue.record("no question")
      return
    }
    var binder = Binder(market: asker.market, definitions: .prelude, parameters: [:], today: today, source: source)
    let bound = try binder.bind(query)
    var evaluator = Evaluator(market: asker.market, today: today)
    let answer = try evaluator.answer(bound)
    #expect(answer.table.rowCount == 3)
    #expect(evaluator.knownFolds?.values.count == 2)
  }
}
