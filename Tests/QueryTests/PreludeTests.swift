import Foundation
import Language
import Market
import Query
import Rendering
import Testing

/// The prelude, which is a program in the language: each of its definitions is asked in a way that suits it.
@Suite struct PreludeTests {
  private static let definitions = Definitions.prelude

  /// How a definition is asked: what stands in its brackets, and the clauses it needs.
  private struct Call {
    var brackets = ""
    var clauses = "over 60d"
  }

  /// The arguments of the definitions that take some.
  private static let brackets = [
    "sma": "(close, 20d)", "zscore": "(close, 20d)", "momentum": "(20d)", "rsi": "(14d)", "atr": "(14d)",
  ]

  /// The definitions that are measured around an event.
  private static let aroundEvents: Set = ["estimation_days", "abnormal", "car", "car_variance", "car_t", "group_z"]

  private static func call(of name: String) -> Call {
    var call = Call(brackets: brackets[name] ?? "")
    if aroundEvents.contains(name) { call.clauses = "around 2026-01-15 from -5d to +5d" }
    // Long enough for the deepest drawdown to be made good.
    if name == "recovered" { call.clauses = "over 200d" }
    return call
  }

  /// Two companies over 260 weekdays: a swing that falls and recovers, on a slow rise.
  private static func market(onlyCloses: Bool) throws -> Asker {
    var prices = onlyCloses ? "date,ticker,close\n" : "date,ticker,open,high,low,close,volume\n"
    var day = Day("2025-03-03")!
    for place in 0..<260 {
      for (ticker, speed) in [("A", 7.0), ("B", 11.0)] {
        let wave = sin(Double(place) / speed) + 0.2 * sin(Double(place * place % 97))
        let close = (100 + Double(place) / 5 + 12 * wave).rounded()
        prices +=
          onlyCloses
          ? "\(day),\(ticker),\(close)\n"
          : "\(day),\(ticker),\(close - 1),\(close + 2),\(close - 2),\(close),\(1000 + place % 7)\n"
      }
      repeat { day = day.advanced(by: 1) } while day.weekday > 5
    }
    return try Asker(prices: prices, companies: "ticker,shares\nA,5\nB,8\n")
  }

  @Test("each definition is found on its own as it stands in the prelude, and says what it is")
  func definitionsAreThoseOfTheText() throws {
    let file = Asker.root.appendingPathComponent("Sources/Query/prelude.marq")
    let source = Source(name: "prelude.marq", bytes: Array(try Data(contentsOf: file)))
    let (statements, diagnostics) = parse(source)
    #expect(diagnostics.isEmpty)
    var expected = Definitions()
    for statement in statements {
      guard case .define(let name, let parameters, let body) = statement.kind else {
        Issue.record("\(source.text(in: statement.range)) defines nothing")
        continue
      }
      expected.define(name: name.text, parameters: parameters.map(\.text), body: body, in: source)
    }
    let definitions = Definitions.prelude
    #expect(definitions.measures.count >= 39 && definitions.measures.count == expected.own.count)
    #expect(definitions.measures.map(\.name) == Array(definitions.measureNames))
    for definition in definitions.measures {
      let written = try #require(expected[definition.name])
      #expect(definition.text == written.text && definition.parameters == written.parameters)
      #expect(definition.documentation == written.documentation)
      #expect(!definition.documentation.isEmpty, "\(definition.name) says nothing of itself")
      #expect(definitions[definition.name] === definition)
    }
  }

  @Test("a definition's words mean what stands above it, and not the session's")
  func scopes() throws {
    let asker = try PreludeTests.market(onlyCloses: true)
    var definitions = Definitions.prelude
    let source = Source("define gain = 1 / 0")
    guard case .define(let name, _, let body) = parse(source).statements.first?.kind else { return }
    definitions.define(name: name.text, body: body, in: source)
    #expect(try render(asker.ask("drop", definitions), format: .tsv) == render(asker.ask("drop"), format: .tsv))
    #expect(Definitions()["drop"] == nil && definitions["gain"] === definitions.own["gain"])
  }

  @Test("a definition with parameters has its call here, and a call its definition")
  func callsAreComplete() {
    let taking = PreludeTests.definitions.measures.filter { !$0.parameters.isEmpty }.map(\.name)
    #expect(Set(taking) == Set(PreludeTests.brackets.keys))
    #expect(PreludeTests.aroundEvents.isSubset(of: PreludeTests.definitions.measureNames))
  }

  @Test("each definition has a value where the bars are whole", arguments: definitions.measureNames)
  func hasValue(name: String) throws {
    let asker = try PreludeTests.market(onlyCloses: false)
    let call = PreludeTests.call(of: name)
    let answer = try asker.ask("\(name)\(call.brackets) \(call.clauses)")
    let column = try #require(answer.table.columns.last { !$0.isKey })
    switch column.values {
    case .numbers(let numbers, _, _): #expect(!numbers.isEmpty && numbers.allSatisfy(\.isFinite), "\(numbers)")
    // A drawdown may not be recovered yet.
    case .days(let days): #expect(days.contains { $0 != nil })
    case .texts, .flags: Issue.record("\(name) is no figure and no day")
    }
  }

  @Test("each definition of closes alone is a value or missing, never a fault", arguments: definitions.measureNames)
  func closesAlone(name: String) throws {
    let asker = try PreludeTests.market(onlyCloses: true)
    let call = PreludeTests.call(of: name)
    let measure = "\(name)\(call.brackets)"
    _ = try asker.ask("\(measure), count(\(measure)) \(call.clauses)")
    let window = PreludeTests.aroundEvents.contains(name) ? "around 2026-01-15 from 0d to +2d" : "30d"
    if call.brackets.isEmpty { _ = try asker.ask("\(name)(\(window)) \(call.clauses)") }
  }
}
