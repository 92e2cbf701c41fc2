public import Market

/// An explanation as text: the formula, the figures, the result, and under it where the figures come from, further in.
public func render(_ explanation: Explanation, style: Style) -> String {
  var lines =
    explanation.heading.isEmpty
    ? [] : sentence(explanation.heading.joined(separator: " \(style.separator) "), style: style)
  for step in explanation.steps {
    lines.append("")
    draw(step, indent: 0, style: style, into: &lines)
  }
  if !explanation.notes.isEmpty { lines.append("") }
  for note in explanation.notes { lines += sentence(note, style: style) }
  if !explanation.sources.isEmpty { lines += ["", "sources"] }
  for (number, source) in explanation.sources.enumerated() {
    // An address is one word, which a line break would spoil.
    lines.append("[\(number + 1)] \(printable(source))")
  }
  return lines.joined(separator: "\n") + "\n"
}

private func draw(_ step: Explanation.Step, indent: Int, style: Style, into lines: inout [String]) {
  let margin = String(repeating: " ", count: 2 * min(indent, 8))
  let name = printable(step.name)
  let isLong = name.utf8.count > 24
  let pad = isLong ? "   " : String(repeating: " ", count: name.count)
  var equations = step.lines.map { $0.map { text($0, style: style, isMarked: false) }.joined() }
  equations.append(text(.value(step.value), style: style))
  let room = style.width - margin.utf8.count
  if isLong { lines += wrapped(name, width: room, indent: 4).map { margin + $0 } }
  for (number, equation) in equations.enumerated() {
    let start = "\(number == 0 && !isLong ? name : pad) = "
    let indent = String(repeating: " ", count: displayWidth(start))
    let parts = wrapped(equation, width: max(20, room - displayWidth(start)), indent: 2)
    lines += parts.enumerated().map { margin + ($0 == 0 ? start : indent) + $1 }
  }
  var narrow = style
  narrow.width = max(20, style.width - margin.utf8.count - 2)
  for remark in step.remarks {
    lines += sentence(style.own(remark), style: narrow).map { "\(margin)  \($0)" }
  }
  for table in step.tables { lines += drawn(table, style: style).map { "\(margin)  \($0)" } }
  for inner in step.steps {
    lines.append("")
    draw(inner, indent: indent + 1, style: style, into: &lines)
  }
}

private func text(_ part: Explanation.Part, style: Style, isMarked: Bool = true) -> String {
  switch part {
  case .text(let text): return printable(text)
  case .value(let values):
    if !isMarked, let text = workingText(values) { return text }
    let column = CellColumn(Table.Column(name: "", values: values), rows: [0])
    var cell = column.cells[0]
    // Signs between figures are hard enough to read without arrows: only a result has one.
    if !isMarked { cell.mark = nil }
    return cell.isMissing ? "missing" : cell.text(style: style)
  }
}

/// A figure of a calculation, with digits enough to redo it; nil for what has no digits.
private func workingText(_ values: Table.Values) -> String? {
  guard case .numbers(let numbers, let unit, _) = values, numbers[0].isFinite, abs(numbers[0]) < 1e15 else {
    return nil
  }
  switch unit {
  case .ratio, .points: return trimmed(fixedText(numbers[0] * 100, decimals: 4), to: 2) + (unit == .ratio ? "%" : " pp")
  case .price: return abs(numbers[0]) < 1 ? nil : trimmed(fixedText(numbers[0], decimals: 4), to: 2)
  case .number, .multiple: return significantText(numbers[0])
  case .amount, .shares, .count: return nil
  }
}

/// Six significant digits, none of them a zero at the end.
private func significantText(_ value: Double) -> String {
  if value == value.rounded() { return fixedText(value, decimals: 0) }
  var decimals = 5
  var limit = 1.0
  while abs(value) < limit, decimals < 14 {
    decimals += 1
    limit /= 10
  }
  limit = 10
  while abs(value) >= limit, decimals > 1 {
    decimals -= 1
    limit *= 10
  }
  return trimmed(fixedText(value, decimals: decimals), to: 0)
}

/// Without zeros at the end, but for so many decimals.
private func trimmed(_ text: String, to decimals: Int) -> String {
  guard let point = text.firstIndex(of: ".") else { return text }
  var text = text
  while text.last == "0", text.distance(from: point, to: text.endIndex) > decimals + 1 { text.removeLast() }
  if text.last == "." { text.removeLast() }
  return text
}

/// The rows of a small table, columns aligned.
private func drawn(_ table: Table, style: Style) -> [String] {
  var lines = Array(repeating: "", count: table.rowCount + 1)
  for (number, column) in table.columns.enumerated() {
    let cells = CellColumn(column, rows: Array(0..<table.rowCount))
    // The figures of one row are there to be reckoned with.
    let working = table.rowCount == 1 ? workingText(column.values) : nil
    let texts = [cells.heading] + (working.map { [$0] } ?? cells.cells.map { $0.text(style: style) })
    let width = texts.map { displayWidth($0) }.max() ?? 0
    let isLast = number == table.columns.count - 1
    for (row, text) in texts.enumerated() {
      let gap = String(repeating: " ", count: width - displayWidth(text))
      let cell = cells.isNumeric ? gap + text : isLast ? text : text + gap
      lines[row] += number == 0 ? cell : "  " + cell
    }
  }
  return lines
}
