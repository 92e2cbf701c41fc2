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
  return lines.joined(separator: "\n") + "\n"
}

private func draw(_ step: Explanation.Step, indent: Int, style: Style, into lines: inout [String]) {
  let margin = String(repeating: " ", count: 2 * min(indent, 8))
  let name = printable(step.name)
  let isLong = name.utf8.count > 24
  let pad = isLong ? "   " : String(repeating: " ", count: name.count)
  var equations = step.lines.map { $0.map { text($0, style: style, isMarked: false) }.joined() }
  equations.append(text(.value(step.value), style: style))
  if isLong { lines.append(margin + name) }
  for (number, equation) in equations.enumerated() {
    lines.append("\(margin)\(number == 0 && !isLong ? name : pad) = \(equation)")
  }
  var narrow = style
  narrow.width = max(20, style.width - margin.utf8.count - 2)
  for remark in step.remarks {
    lines += sentence(style.own(remark), style: narrow).map { "\(margin)  \($0)" }
  }
  if let table = step.table { lines += drawn(table, style: style).map { "\(margin)  \($0)" } }
  for inner in step.steps {
    lines.append("")
    draw(inner, indent: indent + 1, style: style, into: &lines)
  }
}

private func text(_ part: Explanation.Part, style: Style, isMarked: Bool = true) -> String {
  switch part {
  case .text(let text): return printable(text)
  case .value(let values):
    let column = CellColumn(Table.Column(name: "", values: values), rows: [0])
    var cell = column.cells[0]
    // Signs between figures are hard enough to read without arrows: only a result has one.
    if !isMarked { cell.mark = nil }
    return cell.isMissing ? "missing" : cell.text(style: style)
  }
}

/// The rows of a small table, columns aligned.
private func drawn(_ table: Table, style: Style) -> [String] {
  var lines = Array(repeating: "", count: table.rowCount + 1)
  for (number, column) in table.columns.enumerated() {
    let cells = CellColumn(column, rows: Array(0..<table.rowCount))
    let texts = [cells.heading] + cells.cells.map { $0.text(style: style) }
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
