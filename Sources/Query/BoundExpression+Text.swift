internal import Language
internal import Market

/// Writes bound expressions as Marq again, with every definition written out.
struct BoundText {
  let market: Market
  /// Whether definitions stay names instead of being written out.
  var keepsNames = false

  func text(_ expression: BoundExpression) -> String {
    if keepsNames, let definition = expression.definition { return definition.written }
    switch expression.kind {
    case .constant(let value): return constant(value, expression.type)
    case .constantFlag(let flag): return flag ? "yes" : "no"
    case .bar(let measure): return measure.rawValue
    case .day(let attribute): return attribute.rawValue
    case .attribute(let attribute): return market.attributes[attribute].name
    case .of(let set, let operand): return "\(text(operand)) of \(text(set))"
    case .negation(let operand): return "-\(text(operand))"
    case .arithmetic(let operation, let left, let right): return "(\(text(left)) \(operation.rawValue) \(text(right)))"
    case .tradingDays(let left, let right): return "(\(text(left)) - \(text(right)))"
    case .comparison(let operation, let left, let right):
      if case .day(let attribute) = left.kind, case .constant(let value) = right.kind,
        (1...Double(max(1, attribute.names.count))).contains(value), !attribute.names.isEmpty
      {
        return "\(attribute.rawValue) \(operation.rawValue) \(attribute.names[Int(value) - 1])"
      }
      return "\(text(left)) \(operation.rawValue) \(text(right))"
    case .hasText(let attribute, let codes): return hasText(market.attributes[attribute], codes)
    case .isMissing(let operand): return "\(text(operand)) is missing"
    case .not(let operand): return "not (\(text(operand)))"
    case .logical(let operation, let left, let right): return "(\(text(left)) \(operation.rawValue) \(text(right)))"
    case .conditional(let condition, let first, let second):
      return "if(\(text(condition)), \(text(first)), \(text(second)))"
    case .function(let function, let operands): return call(function.rawValue, operands.map(text))
    case .within(let window, let operand): return "\(text(operand))(\(text(window)))"
    case .aggregate(let aggregate, let operands, let condition, let keys):
      var arguments = operands.map(text).joined(separator: ", ")
      if !keys.isEmpty { arguments += " within \(keys.map { market.attributes[$0].name }.joined(separator: ", "))" }
      if let condition { arguments += "\(arguments.isEmpty ? "" : " ")where \(text(condition))" }
      return "\(aggregate.rawValue)(\(arguments))"
    case .fold(let fold, let operands, let window):
      return call(fold.rawValue, operands.map(text) + (window.map { [text($0)] } ?? []))
    }
  }

  private func call(_ name: String, _ arguments: [String]) -> String {
    "\(name)(\(arguments.joined(separator: ", ")))"
  }

  private func constant(_ value: Double, _ type: ValueType) -> String {
    if value.isNaN { return "missing" }
    if type == .date { return Day(number: Int32(value)).description }
    if case .number(let unit) = type, unit.isRatio { return "\(plain((value * 1e10).rounded() / 1e8))%" }
    return plain(value)
  }

  private func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
  }

  private func hasText(_ attribute: Attribute, _ codes: [Int32]) -> String {
    let texts = codes.compactMap { code in attribute.dictionary.map { asWritten($0[code]) } }
    if texts.count == 1 { return "\(attribute.name)=\(texts[0])" }
    let shown = texts.count > 6 ? texts.prefix(6) + ["… \(texts.count) in all"] : texts[...]
    return "\(attribute.name) in (\(shown.joined(separator: ", ")))"
  }

  func text(_ set: BoundSet) -> String {
    var text: String
    switch set.members {
    case .company(let company): text = market.tickers[company]
    case .condition(nil, _): text = "market"
    case .condition(let condition?, _): text = "(\(self.text(condition)))"
    case .group: text = "group"
    }
    if let weight = set.weight { text += " weighted \(self.text(weight))" }
    return text
  }

  func text(_ window: BoundWindow) -> String {
    let start: String
    switch window.start {
    case .inherited: start = "from the start"
    case .origin: start = "so far"
    case .span: start = "to date"
    case .day(let day): start = "\(window.excludesStart ? "after" : "from") \(day)"
    case .attribute(let attribute):
      start = "\(window.excludesStart ? "after" : "from") \(market.attributes[attribute].name)"
    case .tradingDays(let count): start = "\(count)d"
    case .calendar(let count, let unit): start = "\(count) \(unit.rawValue)\(count == 1 ? "" : "s")"
    case .startOf(let unit): start = "this \(unit.rawValue)"
    case .firstBar: start = "from the first bar"
    case .offset(let anchor, let count): start = "from day \(count) around \(text(anchor))"
    }
    var text = start
    switch window.end {
    case .inherited: break
    case .beforeInherited: text = "prior \(start)"
    case .day(let day): text += " to \(day)"
    case .attribute(let attribute): text += " to \(market.attributes[attribute].name)"
    case .offset(_, let count): text += " to day \(count)"
    }
    if let days = window.days { text += " when \(self.text(days))" }
    return text
  }

  private func text(_ anchor: BoundWindow.Anchor) -> String {
    switch anchor {
    case .day(let day): return day.description
    case .attribute(let attribute): return market.attributes[attribute].name
    }
  }
}
