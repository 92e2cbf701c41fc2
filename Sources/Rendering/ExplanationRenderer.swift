public import Market

/// The work behind a figure as text, every line ended by a line feed. Formats for machines have no way to say it and get
/// the text for people.
public func render(_ explanation: Explanation, format: Format = .table, style: Style) -> String {
  format == .markdown ? markdownText(explanation, style: style) : plainText(explanation, style: style)
}

/// The formula, the figures, the result, and under it where the figures come from, further in.
private func plainText(_ explanation: Explanation, style: Style) -> String {
  var lines =
    heading(of: Answer(table: Table(columns: [], rowCount: 0), heading: explanation.heading), style: style)
  for step in explanation.steps {
    lines.append("")
    draw(StepText(step, style: style), indent: 0, style: style, into: &lines)
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

private func draw(_ step: StepText, indent: Int, style: Style, into lines: inout [String]) {
  let margin = String(repeating: " ", count: 2 * min(indent, 8))
  let isLong = step.name.utf8.count > 24
  let pad = isLong ? "   " : String(repeating: " ", count: step.name.count)
  let room = style.width - margin.utf8.count
  if isLong { lines += wrapped(step.name, width: room, indent: 4).map { margin + $0 } }
  for (number, equation) in step.equations.enumerated() {
    let start = "\(number == 0 && !isLong ? step.name : pad) = "
    let indent = String(repeating: " ", count: displayWidth(start))
    // A figure and its unit stay together.
    let parts = wrapped(
      equation.replacing(" pp", with: "\u{A0}pp"), width: max(20, room - displayWidth(start)), indent: 2
    ).map { $0.replacing("\u{A0}pp", with: " pp") }
    lines += parts.enumerated().map { margin + ($0 == 0 ? start : indent) + $1 }
  }
  var narrow = style
  narrow.width = max(20, style.width - margin.utf8.count - 2)
  for remark in step.remarks { lines += sentence(remark, style: narrow).map { "\(margin)  \($0)" } }
  for listing in step.listings { lines += drawn(listing).map { "\(margin)  \($0)" } }
  for inner in step.steps {
    lines.append("")
    draw(inner, indent: indent + 1, style: style, into: &lines)
  }
}

/// The rows of a small table, columns aligned.
private func drawn(_ listing: ListingText) -> [String] {
  var lines = Array(repeating: "", count: listing.rows.count + 1)
  let last = listing.headings.count - 1
  for (number, heading) in listing.headings.enumerated() {
    let texts = [heading] + listing.rows.map { row in row.cells.map { $0[number] } }.map { $0 ?? "" }
    let width = texts.map { displayWidth($0) }.max() ?? 0
    for (row, text) in texts.enumerated() {
      let gap = String(repeating: " ", count: width - displayWidth(text))
      let cell = listing.isNumeric[number] ? gap + text : number == last ? text : text + gap
      lines[row] += number == 0 ? cell : "  " + cell
    }
  }
  for (row, content) in listing.rows.enumerated() {
    if case .gap(let text) = content { lines[row + 1] = text }
  }
  return lines
}
