import Language
import Market
import Query

/// One question of one market, to be answered twice.
struct NaiveCase {
  var texts: MarketTexts
  var query: String
  /// The day on which it is asked; the last one with a bar where nil.
  var today: Day?

  /// What became of it.
  enum Outcome {
    /// The binder or the evaluator would not answer.
    case refused(String)
    /// Both answers are the same; `isLoose` where a figure that is all rounding differs.
    case agreed(rows: Int)
    /// They differ, but two figures were compared that differ by rounding only.
    case undecided
    /// They differ.
    case disagreed(String)
  }

  static let definitions = Definitions.prelude

  /// Answers the question both ways.
  func run() -> Outcome {
    guard let market = try? texts.load() else { return .refused("the market does not load") }
    return run(in: market)
  }

  /// Answers the question both ways in the market that the texts are.
  func run(in market: Market) -> Outcome {
    guard let today = today ?? market.bars.lastDay else { return .refused("no bars") }
    let bound: BoundQuery
    switch bind(in: market, today: today) {
    case .failure(let refusal): return .refused(refusal.reason)
    case .success(let query): bound = query
    }
    let table: Table
    do throws(Diagnostic) {
      var evaluator = Evaluator(market: market, today: today)
      // An index of the days it is asked on alone is the harder case.
      evaluator.wholeIndexBars = 0
      table = try evaluator.answer(bound).table
      var alone = Evaluator(market: market, today: today, concurrency: .oneCore)
      alone.wholeIndexBars = 0
      guard try alone.answer(bound).table.isIdentical(to: table) else {
        return .disagreed("on one core, to the last bit")
      }
    } catch { return .refused("evaluator: \(error.problem)") }
    let interpreter = NaiveInterpreter(market: NaiveMarket(texts, facts: market), today: today)
    let answer = interpreter.answer(bound)
    guard let difference = answer.difference(from: table) else { return .agreed(rows: table.rowCount) }
    return interpreter.isUndecided ? .undecided : .disagreed(difference)
  }
}

extension NaiveCase {
  /// Why a question has no meaning.
  struct Refusal: Error {
    let reason: String
  }

  /// The question's meaning in the market that the texts are.
  func bind(in market: Market, today: Day) -> Result<BoundQuery, Refusal> {
    let source = Source(query)
    let (statements, diagnostics) = parse(source)
    guard diagnostics.isEmpty, statements.count == 1, case .query(let syntax) = statements[0].kind else {
      let reason = diagnostics.first.map { "\($0.problem)" } ?? "no question"
      return .failure(Refusal(reason: "syntax: \(reason)"))
    }
    var binder = Binder(
      market: market, definitions: NaiveCase.definitions, parameters: [:], today: today, source: source)
    do throws(BindingFailure) {
      return .success(try binder.bind(syntax))
    } catch {
      return .failure(Refusal(reason: "binder: \(error.diagnostics[0].problem)"))
    }
  }
}

extension NaiveAnswer {
  /// What the table has that the answer has not; nil where they agree.
  func difference(from table: Table) -> String? {
    let keys = table.columns.filter(\.isKey).map(\.name)
    let headings = table.columns.map(\.name)
    guard headings.prefix(self.keys.count) == self.keys[...] else { return "keys \(keys), not \(self.keys)" }
    let found = (0..<table.rowCount).map { row in table.columns.map { NaiveValue($0.values, row) } }
    var isSame = found.count == rows.count && rows.allSatisfy { $0.count == headings.count }
    for (row, cells) in found.enumerated() where isSame {
      isSame = cells.indices.allSatisfy { column in
        let place = column - self.keys.count
        return cells[column].isNear(rows[row][column], within: place < 0 ? 0 : tolerances[row][place])
      }
    }
    if isSame { return nil }
    func text(_ rows: [[NaiveValue]]) -> String {
      rows.map { "  \($0.map(\.text).joined(separator: " | "))\n" }.joined()
    }
    return "\(headings.joined(separator: " | "))\nevaluator:\n\(text(found))naive:\n\(text(rows))"
  }
}

extension NaiveValue {
  /// The value of a table's cell.
  fileprivate init(_ values: Table.Values, _ row: Int) {
    switch values {
    case .numbers(let numbers, _, _): self = numbers[row].isNaN ? .missing : .number(numbers[row])
    case .texts(let texts): self = texts[row].map { .text($0) } ?? .missing
    case .days(let days): self = days[row].map { .day($0) } ?? .missing
    case .flags(let flags): self = NaiveValue(truth: flags[row])
    }
  }

  /// Whether two values are equal, figures to nine digits, or to what rounding leaves of a difference.
  fileprivate func isNear(_ other: NaiveValue, within tolerance: Double) -> Bool {
    guard case .number(let first) = self, case .number(let second) = other else { return self == other }
    let distance = abs(first - second)
    return first == second || distance <= 1e-9 * max(abs(first), abs(second)) || distance <= tolerance
  }

  var text: String {
    switch self {
    case .number(let number): return "\(number)"
    case .day(let day): return "\(day)"
    case .flag(let flag): return flag ? "yes" : "no"
    case .text(let text): return text
    case .missing: return "-"
    }
  }
}

extension Table {
  /// Whether all values are the same, figures to the last bit.
  fileprivate func isIdentical(to other: Table) -> Bool {
    columns.count == other.columns.count
      && zip(columns, other.columns).allSatisfy { left, right in
        if case .numbers(let first, _, _) = left.values, case .numbers(let second, _, _) = right.values {
          return first.map(\.bitPattern) == second.map(\.bitPattern)
        }
        return (0..<rowCount).allSatisfy { NaiveValue(left.values, $0) == NaiveValue(right.values, $0) }
      }
  }
}
