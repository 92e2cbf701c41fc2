internal import Language
internal import Query

// What is written alike of one figure or two, wherever they come from.
extension Dialect {
  /// A number, as one of the engine's figures with a fraction, so that no division cuts it.
  func number(_ value: Double) -> String {
    let text = "\(value)"
    return text.contains("e") ? "CAST('\(text)' AS \(double))" : value < 0 ? "(\(text))" : text
  }

  /// A comparison; missing where one of the figures is.
  func comparison(_ operation: ComparisonOperator, _ first: String, _ second: String) -> String {
    "(\(first) \(operation == .notEqual ? "<>" : operation.rawValue) \(second))"
  }

  /// One of two figures, by a condition; missing where that is.
  func choice(_ condition: String, _ yes: String, _ no: String) -> String {
    "CASE WHEN \(condition) THEN \(fractional(yes)) WHEN \(negated(condition)) THEN \(fractional(no)) END"
  }

  /// A function of figures; missing where one of them is, and where it has no value.
  func call(_ function: ScalarFunction, _ figures: [String]) -> String {
    let first = figures[0]
    switch function {
    case .abs: return "abs(\(first))"
    case .log: return "CASE WHEN \(first) > 0 THEN ln(\(first)) END"
    case .exp: return "CASE WHEN \(first) < 709 THEN exp(\(first)) END"
    case .sqrt: return "CASE WHEN \(first) >= 0 THEN sqrt(\(first)) END"
    case .round: return rounded(first, figures.count > 1 ? figures[1] : "0")
    // The engines' own skip what is missing; the language's do not.
    case .least, .greatest:
      let known = figures.map { "(\($0)) IS NOT NULL" }.joined(separator: " AND ")
      let sign = function == .least ? "<" : ">"
      let figures = figures.map { fractional($0) }
      let chosen = figures.dropFirst().reduce(figures[0]) { "CASE WHEN \($1) \(sign) \($0) THEN \($1) ELSE \($0) END" }
      return "CASE WHEN \(known) THEN \(chosen) END"
    }
  }
}
