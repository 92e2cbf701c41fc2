internal import Language
internal import Market

// A formula in the words of its definition, and the same with figures.
extension Narrator {
  /// The parts of a formula that have steps of their own: names, bars, folds.
  static func leaves(of expression: BoundExpression, isWhole: Bool = true) -> [BoundExpression] {
    guard isWhole || expression.definition == nil, expression.isFormula else { return [expression] }
    return expression.operands.flatMap { leaves(of: $0, isWhole: false) }
  }

  /// The formula with the figures of its parts.
  mutating func figures(
    _ expression: BoundExpression, at place: Place, isWhole: Bool = true
  ) throws(Diagnostic) -> [Explanation.Part] {
    guard expression.isFormula, isWhole || expression.definition == nil else {
      if expression.level == .constant { return [.text(words.text(expression))] }
      return [.value(try value(of: expression, at: place))]
    }
    var parts: [[Explanation.Part]] = []
    for operand in expression.operands { parts.append(try figures(operand, at: place, isWhole: false)) }
    func joined(_ sign: String) -> [Explanation.Part] { Array(parts.joined(separator: [.text(sign)])) }
    func bracketed(_ inner: [Explanation.Part]) -> [Explanation.Part] {
      isWhole ? inner : [.text("(")] + inner + [.text(")")]
    }
    switch expression.kind {
    case .negation: return [.text("-(")] + parts[0] + [.text(")")]
    case .arithmetic(let operation, _, _):
      return bracketed(joined(" \(operation.rawValue) "))
    case .tradingDays: return [.text("trading days from ")] + parts[1] + [.text(" to ")] + parts[0]
    case .comparison(let operation, _, _): return bracketed(joined(" \(operation.rawValue) "))
    case .logical(let operation, _, _): return bracketed(joined(" \(operation.rawValue) "))
    case .not: return bracketed([.text("not ")] + parts[0])
    case .isMissing: return bracketed(parts[0] + [.text(" is missing")])
    case .function(let function, _): return [.text("\(function.rawValue)(")] + joined(", ") + [.text(")")]
    case .conditional: return [.text("if(")] + joined(", ") + [.text(")")]
    default: return joined(", ")
    }
  }
}

extension BoundText {
  /// The expression on its own: the brackets around a whole formula say nothing.
  func whole(_ expression: BoundExpression) -> String {
    let text = text(expression)
    if case .arithmetic = expression.kind, expression.definition == nil { return String(text.dropFirst().dropLast()) }
    return text
  }
}

extension BoundExpression {
  /// The expression as its definition has it.
  var bare: BoundExpression {
    var bare = self
    bare.definition = nil
    return bare
  }

  /// Whether it only combines the values of its operands in the same place.
  fileprivate var isFormula: Bool {
    switch kind {
    case .negation, .arithmetic, .tradingDays, .comparison, .logical, .not, .function, .conditional: return true
    // Of text there is no figure to show.
    case .isMissing(let operand): return operand.type != .text
    default: return false
    }
  }
}
