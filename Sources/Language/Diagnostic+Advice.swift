// What the words of diagnostics are made of.

func didYouMean(_ candidates: [String]) -> [String] {
  candidates.isEmpty ? [] : ["did you mean \(list(candidates, "or"))?"]
}

/// What is known of a name that is not there: a word for it, names like it, or where to look.
func proposals(for name: String, _ nearest: [String], else more: String) -> [String] {
  // The word itself in other letters is likelier than a word of another language.
  let isSpeltOtherwise = nearest.first?.lowercased() == name.lowercased()
  if !isSpeltOtherwise, let advice = ForeignWords.advice(for: name) { return [advice] }
  return nearest.isEmpty ? [more] : didYouMean(nearest)
}

func list(_ items: [String], _ conjunction: String) -> String {
  guard let last = items.last, items.count > 1 else { return items.joined() }
  return "\(items.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
}

func quoted(_ text: String) -> String { "\"\(text)\"" }

/// A text value as a query writes it: quoted where it is more than one token.
public func asWritten(_ text: String) -> String {
  let tokens = lex(Source(text)).tokens
  let isSingle =
    tokens.count == 2 && [.word, .number, .date, .month, .percent].contains(tokens[0].kind)
    && tokens[0].range == SourceRange(0, text.utf8.count)
  return isSingle
    ? text : "\"\(text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
}

/// A sign that can be shown: a control character by its number.
func visible(_ sign: String) -> String {
  guard let scalar = sign.unicodeScalars.first, scalar.value < 0x20 || scalar.value == 0x7F else { return sign }
  return "U+00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16, uppercase: true)
}

/// How a day is written, with the days that the text may have meant.
func dayAdvice(for text: String) -> String {
  let days = suggestedDays(for: text)
  return days.isEmpty ? "write a day as year-month-day, like 2026-02-23" : "write \(list(days, "or"))"
}

/// Whether a text is a day as it is written here.
func isDay(_ text: String) -> Bool { lex(Source(text)).tokens.first?.kind == .date }

/// Whether a word is one of the periods of `each`.
func isPeriod(_ name: String) -> Bool { PeriodWord(rawValue: name) != nil }

/// What may be meant by two operands in a row, which depends on where they stand.
func joiningAdvice(_ left: String, _ right: String, _ place: Problem.Place) -> [String] {
  switch place {
  case .condition: return ["write \(left)=\(right), or and between two conditions"]
  case .keys: return ["write \(left), \(right)"]
  case .window:
    if isDay(left), isDay(right) { return ["write from \(left) to \(right)"] }
    let days = suggestedDays(for: "\(left) \(right)")
    if !days.isEmpty { return ["write \(list(days, "or"))"] }
    if let advice = ForeignWords.advice(for: left) { return [advice] }
    return ["a day is written 2026-02-23, a month 2026-02, a quarter 2026Q1; a span 5d, 2w, 3m, 1y"]
  case .columns: break
  }
  guard let first = right.first else { return [] }
  if suggestedSpan(for: right) == right { return ["write \(left)(\(right)), or \(left) over \(right)"] }
  if isDay(right) || right == "today" { return ["write \(left) on \(right)"] }
  if Double(right) != nil || right.hasSuffix("%") { return ["write a sign between them, as in drop > 5%"] }
  if right.contains(".") || first.isNumber { return ["write \(left) where ticker=\(right)"] }
  return [
    "write \(left)(\(right)) for a fold, \(left), \(right) for two columns, or where in front of a condition"
  ]
}
