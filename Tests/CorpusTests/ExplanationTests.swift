import Language
import Market
import Rendering
import Testing

@testable import Query
@testable import Session

/// What `explain` tells of every question of the corpus: the figures are those of the answer, and the arithmetic gives them.
@Suite struct ExplanationTests {
  @Test("the explained figure is the answered one, and its arithmetic gives it", arguments: CorpusCase.files)
  func explained(file: String) throws {
    let library = Library()
    for item in try CorpusCase.read(file) {
      let session = Transcript.session(for: item, on: library) { _ in }
      let source = Source(item.input)
      for statement in parse(source).statements {
        if let query = query(of: statement.kind), !query.asksLastAnswer {
          try compare(query, of: session, in: source, "\(item): \(source.text(in: statement.range))")
        }
        guard session.run(statement, in: source) == .finished else { break }
      }
    }
  }

  private func query(of kind: StatementSyntax.Kind) -> QuerySyntax? {
    switch kind {
    case .query(let query), .explain(let query, _, _), .check(let query, _), .plot(let query, _, _): return query
    default: return nil
    }
  }

  private func compare(_ query: QuerySyntax, of session: Session, in source: Source, _ name: String) throws {
    var binder = session.binder(for: source)
    guard let today = session.today, let bound = try? binder.bind(query) else { return }
    let plain = BoundQuery(
      columns: bound.columns, condition: bound.condition, includesAllKinds: bound.includesAllKinds,
      window: bound.window, period: bound.period, across: nil, benchmark: bound.benchmark, keys: bound.keys,
      sort: bound.sort, top: bound.top, unit: bound.unit, notes: bound.notes)
    var evaluator = Evaluator(market: session.market, today: today)
    guard let table = try? evaluator.answer(plain).table, table.rowCount > 0 else { return }
    for row in Set([0, table.rowCount - 1]) {
      var asked = Evaluator(market: session.market, today: today)
      let keys = table.columns.filter(\.isKey).map { $0.values.words(row) }
      let told: Explanation
      do {
        told = try asked.explanation(of: bound, row: row == 0 ? [] : keys)
      } catch {
        Issue.record("\(name) for \(keys): \(error.message)")
        continue
      }
      #expect(bound.columns.count == told.steps.count, "\(name)")
      for (asked, step) in zip(bound.columns, told.steps) {
        guard let column = table.columns.last(where: { $0.name == asked.name }) else {
          Issue.record("\(name): the answer has no column \(asked.name)")
          continue
        }
        #expect(
          isSame(column.values.only(row), step.value),
          "\(name) for \(keys), \(column.name): \(column.values.only(row)), not \(step.value)")
        checkArithmetic(of: step, "\(name) for \(keys)")
      }
    }
  }

  @Test(
    "a pocket calculator that does not agree with everything",
    arguments: [
      ("560.00 / 725.00 - 1", -0.227586), ("-(-22.7586%)", 0.227586), ("(1 - 8.2661%) * (1 + 2%) - 1", -0.064314),
      ("sqrt(0.00578991 / (20 - 1))", 0.0174567), ("430.47 * 19,730,300", 8.4933e9),
      ("8,493.3022m / 430.47", 1.97303e7),
      ("1.1157% ^ 2 * (120 - 1)", 0.0148128), ("0.5598 pp + (-2.8105 pp)", -0.022507),
    ])
  func calculator(text: String, expected: Double) throws {
    let result = try #require(Calculator.value(of: text))
    #expect(abs(result.value - expected) <= result.slack + 1e-4 * abs(expected))
    #expect(abs(result.value - 1.01 * expected) > result.slack + 1e-4 * abs(expected))
    #expect(Calculator.value(of: text + " x") == nil)
  }

  private func isSame(_ one: Table.Values, _ other: Table.Values) -> Bool {
    switch (one, other) {
    case (.numbers(let one, _, _), .numbers(let other, _, _)):
      return one[0] == other[0] || one[0].isNaN && other[0].isNaN
    case (.texts(let one), .texts(let other)): return one == other
    case (.days(let one), .days(let other)): return one == other
    case (.flags(let one), .flags(let other)): return one == other
    default: return false
    }
  }

  /// The last line of each step, reckoned with the figures as they are printed, gives the step's value.
  private func checkArithmetic(of step: Explanation.Step, _ name: String) {
    if let line = step.lines.last, case .numbers(let values, let unit, _) = step.value, values[0].isFinite {
      let text = equationText(line, style: Style())
      if let (result, slack) = Calculator.value(of: text) {
        let error = abs(result - values[0])
        let allowed = slack + 1e-5 * abs(values[0]) + 1e-12
        #expect(error <= allowed, "\(name): \(step.name) = \(text), which is \(result), not \(values[0]) (\(unit))")
      }
    }
    for inner in step.steps { checkArithmetic(of: inner, name) }
  }
}

/// A pocket calculator for what an explanation prints: it knows the signs, not the names.
struct Calculator {
  private var rest: Substring

  /// The value of a line of figures, and how far it may be off because they are rounded; nil where it has words.
  static func value(of text: String) -> (value: Double, slack: Double)? {
    var calculator = Calculator(rest: text.filter { $0 != "," && $0 != " " }[...])
    guard let result = calculator.sum(), calculator.rest.isEmpty else { return nil }
    return (result.value, result.slack)
  }

  private struct Figure {
    var value: Double
    var slack = 0.0
  }

  private mutating func take(_ sign: String) -> Bool {
    guard rest.hasPrefix(sign) else { return false }
    rest.removeFirst(sign.count)
    return true
  }

  private mutating func sum() -> Figure? {
    guard var left = product() else { return nil }
    while true {
      if take("+") {
        guard let right = product() else { return nil }
        left = Figure(value: left.value + right.value, slack: left.slack + right.slack)
      } else if take("-") {
        guard let right = product() else { return nil }
        left = Figure(value: left.value - right.value, slack: left.slack + right.slack)
      } else {
        return left
      }
    }
  }

  private mutating func product() -> Figure? {
    guard var left = power() else { return nil }
    while true {
      if take("*") {
        guard let right = power() else { return nil }
        left = Figure(
          value: left.value * right.value, slack: left.slack * abs(right.value) + right.slack * abs(left.value))
      } else if take("/") {
        guard let right = power(), right.value != 0 else { return nil }
        let value = left.value / right.value
        left = Figure(value: value, slack: (left.slack + right.slack * abs(value)) / abs(right.value))
      } else {
        return left
      }
    }
  }

  private mutating func power() -> Figure? {
    guard let base = operand() else { return nil }
    guard take("^") else { return base }
    guard let exponent = operand() else { return nil }
    let value = raised(base.value, exponent.value)
    return Figure(value: value, slack: base.slack * abs(exponent.value * raised(base.value, exponent.value - 1)))
  }

  private func raised(_ base: Double, _ exponent: Double) -> Double {
    guard exponent == exponent.rounded(), abs(exponent) < 100 else { return .nan }
    let product = (0..<Int(abs(exponent))).reduce(1.0) { result, _ in result * base }
    return exponent < 0 ? 1 / product : product
  }

  private mutating func operand() -> Figure? {
    if take("-") { return operand().map { Figure(value: -$0.value, slack: $0.slack) } }
    if take("sqrt(") {
      guard let inner = sum(), take(")"), inner.value > 0 else { return nil }
      return Figure(value: inner.value.squareRoot(), slack: inner.slack / (2 * inner.value.squareRoot()))
    }
    if take("abs(") {
      guard let inner = sum(), take(")") else { return nil }
      return Figure(value: abs(inner.value), slack: inner.slack)
    }
    if take("(") {
      guard let inner = sum(), take(")") else { return nil }
      return inner
    }
    return number()
  }

  private mutating func number() -> Figure? {
    let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let value = Double(digits) else { return nil }
    rest.removeFirst(digits.count)
    let point = digits.firstIndex(of: ".")
    // A whole number is what it says; another is rounded in its last place, or at four decimals where zeros are left out.
    let decimals = point.map { max(digits.distance(from: $0, to: digits.endIndex) - 1, 4) }
    var unit = 1.0
    for _ in 0..<(decimals ?? 0) { unit /= 10 }
    var figure = Figure(value: value, slack: decimals == nil ? 0 : 0.51 * unit)
    if take("%") || take("pp") {
      figure = Figure(value: figure.value / 100, slack: (figure.slack == 0 ? 0 : figure.slack) / 100)
    } else if take("m") {
      figure = Figure(value: figure.value * 1e6, slack: figure.slack * 1e6)
    }
    return figure
  }
}
