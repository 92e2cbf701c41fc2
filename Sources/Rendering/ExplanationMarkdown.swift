internal import Market

/// The work behind a figure as Markdown of GitHub's kind: a heading for each step, its equations as they would be
/// typed, its remarks as a list, its rows as tables.
func markdownText(_ explanation: Explanation, style: Style) -> String {
  var blocks: [String] = []
  if !explanation.heading.isEmpty {
    let phrases = explanation.heading.map { escaped(printable($0)) }
    blocks.append("**" + phrases.joined(separator: " \(style.separator) ") + "**\n")
  }
  for step in explanation.steps { write(StepText(step, style: style), level: 3, into: &blocks) }
  if !explanation.notes.isEmpty {
    blocks.append(explanation.notes.map { "- " + escaped(printable($0)) + "\n" }.joined())
  }
  if !explanation.sources.isEmpty {
    let sources = explanation.sources.map { escaped(printable($0)) }
    blocks.append(sources.enumerated().map { "\($0 + 1). \($1)\n" }.joined())
  }
  return blocks.joined(separator: "\n")
}

private func write(_ step: StepText, level: Int, into blocks: inout [String]) {
  // Markdown knows six levels of headings.
  blocks.append(String(repeating: "#", count: min(level, 6)) + " " + escaped(step.name) + "\n")
  blocks.append(fenced(step.equations.map { "= \($0)\n" }.joined(), "text"))
  if !step.remarks.isEmpty { blocks.append(step.remarks.map { "- " + escaped($0) + "\n" }.joined()) }
  for listing in step.listings {
    var text = line(listing.headings.map(escaped))
    text += line(listing.isNumeric.map { $0 ? "--:" : ":--" })
    for row in listing.rows {
      switch row {
      case .cells(let cells): text += line(cells.map(escaped))
      case .gap(let gap): text += line([escaped(gap)] + listing.headings.dropFirst().map { _ in "" })
      }
    }
    blocks.append(text)
  }
  for inner in step.steps { write(inner, level: level + 1, into: &blocks) }
}
