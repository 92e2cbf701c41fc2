internal import Market
internal import Rendering

extension Chart {
  /// The picture on a page of its own: with its heading, its notes, the question, the figures as a table and where they
  /// come from. It needs no other file.
  public func page(caption: Caption) -> String {
    var page = Markup()
    page.append(raw: "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
    page.append(raw: "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    var picture = Picture(chart: self, caption: caption)
    page.element("title", picture.title)
    page.append(raw: "<style>\n" + Theme.page + Theme.picture + "</style>\n</head>\n<body>\n<main>\n")
    page.element("h1", picture.title)
    page.element("p", answer.heading.dropFirst().joined(separator: " · "), [("class", "quiet")])
    page.append(raw: "<figure>\n" + picture.drawn(isAlone: false) + "</figure>\n")
    let sentences = omissions + answer.notes
    if !sentences.isEmpty {
      page.append(raw: "<ul class=\"quiet\">\n")
      for sentence in sentences { page.element("li", sentence) }
      page.close("ul")
    }
    page.element("h2", "The question")
    page.open("pre")
    page.open("code")
    page.append(caption.question)
    page.append(raw: "</code></pre>\n")
    page.element("h2", "The figures")
    page.append(raw: "<div class=\"scroll\">\n")
    page.append(table: answer.table)
    page.append(raw: "</div>\n")
    if !caption.sources.isEmpty { page.append(sources: caption.sources) }
    page.append(raw: "</main>\n")
    page.element("footer", "Data: \(caption.data). Drawn by Marq.", [("class", "quiet")])
    page.append(raw: "</body>\n</html>\n")
    return page.text
  }
}

extension Markup {
  /// A table with its rows as people read them; keys head their rows.
  mutating func append(table: Table) {
    let rows = Array(0..<table.rowCount)
    let columns = table.columns.map { CellColumn($0, rows: rows) }
    let nameColumn = table.rowNames.isEmpty ? nil : table.columns.lastIndex(where: \.isKey)
    append(raw: "<table>\n<thead>\n<tr>")
    for (index, column) in columns.enumerated() {
      element("th", column.heading, [("scope", "col")] + (column.isNumeric ? [("class", "number")] : []))
      if index == nameColumn { element("th", "name", [("scope", "col")]) }
    }
    append(raw: "</tr>\n</thead>\n<tbody>\n")
    for row in rows {
      append(raw: "<tr>")
      for (index, column) in columns.enumerated() {
        let cell = column.cells[row]
        let isKey = table.columns[index].isKey
        let shade = cell.mark == nil ? "" : " \(cell.shade)"
        let style = column.isNumeric ? [("class", "number\(shade)")] : []
        let content = cell.isMissing ? "" : cell.text(style: Style())
        element(isKey ? "th" : "td", content, (isKey ? [("scope", "row")] : []) + style)
        if index == nameColumn { element("td", table.rowNames[row] ?? "") }
      }
      append(raw: "</tr>\n")
    }
    append(raw: "</tbody>\n</table>\n")
  }
}
