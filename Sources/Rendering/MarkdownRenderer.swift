internal import Market

/// A GitHub table with every row, the heading as a bold line above it and the notes as a list below.
func markdownText(_ answer: Answer, style: Style) -> String {
  var blocks: [String] = []
  if !answer.heading.isEmpty {
    let phrases = answer.heading.map { escaped(printable($0)) }
    blocks.append("**" + phrases.joined(separator: " \(style.separator) ") + "**\n")
  }
  let table = answer.table
  blocks.append(table.columns.isEmpty || table.rowCount == 0 ? "no rows\n" : rows(table, style: style))
  if !answer.notes.isEmpty {
    blocks.append(answer.notes.map { "- " + escaped(printable($0)) + "\n" }.joined())
  }
  return blocks.joined(separator: "\n")
}

private func rows(_ table: Table, style: Style) -> String {
  let columns = table.columns.map { CellColumn($0, rows: Array(0..<table.rowCount)) }
  // The companies' names stand behind their tickers, as in a terminal.
  let nameColumn = table.rowNames.isEmpty ? nil : table.columns.lastIndex(where: \.isKey)
  func withName(_ cells: [String], _ name: @autoclosure () -> String) -> [String] {
    guard let nameColumn else { return cells }
    return Array(cells[...nameColumn]) + [name()] + cells[(nameColumn + 1)...]
  }
  var text = line(withName(columns.map { escaped($0.heading) }, "name"))
  text += line(withName(columns.map { $0.isNumeric ? "--:" : ":--" }, ":--"))
  for row in 0..<table.rowCount {
    text += line(
      withName(
        columns.map { escaped($0.cells[row].text(style: style)) }, escaped(printable(table.rowNames[row] ?? ""))))
  }
  return text
}

/// A row of a table.
func line(_ cells: [String]) -> String {
  "| " + cells.joined(separator: " | ") + " |\n"
}

/// The text with a backslash before what Markdown would take for markup.
func escaped(_ text: String) -> String {
  if text.hasPrefix("https://") || text.hasPrefix("http://") {
    // An address becomes a link as it stands; a backslash would become part of it.
    return String(text.flatMap { $0 == "|" ? Array("%7C") : [$0] })
  }
  var result = ""
  for character in text {
    if "\\|*_`<[".contains(character) { result.append("\\") }
    result.append(character)
  }
  return result
}

/// A text in a fence that nothing in it ends.
package func fenced(_ text: String, _ language: String) -> String {
  var fence = "```"
  while text.contains(fence) { fence += "`" }
  return "\(fence)\(language)\n\(text.hasSuffix("\n") ? text : text + "\n")\(fence)\n"
}
