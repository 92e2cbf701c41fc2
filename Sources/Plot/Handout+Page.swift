internal import Market
internal import Rendering

extension Handout {
  /// The hand-out as one page that needs no other file and no network: it reads well aloud, on a small screen and on paper.
  public func page() -> String {
    var page = Markup()
    page.append(raw: "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
    page.append(raw: "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    page.element("title", title)
    page.append(raw: "<style>\n" + Theme.page + Theme.handout + Theme.picture + "</style>\n</head>\n<body>\n<main>\n")
    if case .title? = blocks.first {} else { page.element("h1", title) }
    var isInList = false
    var pictures = 0
    for block in blocks {
      if case .item = block {
        if !isInList { page.append(raw: "<ul>\n") }
        isInList = true
      } else if isInList {
        page.close("ul")
        isInList = false
      }
      page.append(block, &pictures)
    }
    if isInList { page.close("ul") }
    page.append(raw: "</main>\n")
    page.element("footer", footer, [("class", "quiet")])
    page.append(raw: "</body>\n</html>\n")
    return page.text
  }
}

extension Markup {
  fileprivate mutating func append(_ block: Handout.Block, _ pictures: inout Int) {
    switch block {
    case .title(let text): element("h1", text)
    case .heading(let text): element("h2", text)
    case .paragraph(let text): prose("p", text)
    case .item(let text): prose("li", text)
    case .statement(let text): code(text, "statement")
    case .text(let text): code(text, "printed")
    case .holds: element("p", "✓ This holds.", [("class", "quiet holds")])
    case .answer(let answer): append(answer.withoutEmptyRows())
    case .explanation(let explanation): append(explanation)
    case .picture(let chart, let caption):
      pictures += 1
      append(raw: "<figure>\n" + figure(chart, caption, pictures) + "<figcaption class=\"quiet\">")
      append(chart.answer.heading.joined(separator: " · "))
      append(raw: "</figcaption>\n</figure>\n")
      append(notes: chart.omissions + chart.answer.notes)
    case .sources(let rows): append(sources: rows)
    }
  }

  /// Text in which what stands between backticks is code and what stands between stars is stressed, as in Markdown.
  private mutating func prose(_ name: String, _ text: String) {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    open(name)
    if parts.count % 2 == 1 {
      for (index, part) in parts.enumerated() {
        if index % 2 == 0 { stressed(part) } else { inline("code", part) }
      }
    } else {
      stressed(text[...])
    }
    close(name)
  }

  /// A star that has a blank on its inner side multiplies: `2 * 3 * 4` stresses nothing.
  private mutating func stressed(_ text: Substring) {
    var rest = text
    while let match = rest.firstMatch(of: /\*([^\s*](?:[^*]*[^\s*])?)\*/) {
      append(String(rest[..<match.range.lowerBound]))
      inline("em", match.output.1)
      rest = rest[match.range.upperBound...]
    }
    append(String(rest))
  }

  private mutating func inline(_ name: String, _ text: Substring) {
    append(raw: "<\(name)>")
    append(String(text))
    append(raw: "</\(name)>")
  }

  private mutating func code(_ text: String, _ style: String) {
    open("pre", [("class", style)])
    open("code")
    append(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    append(raw: "</code></pre>\n")
  }

  /// The picture; several on a page name their descriptions apart.
  private func figure(_ chart: Chart, _ caption: Caption, _ number: Int) -> String {
    var picture = Picture(chart: chart, caption: caption)
    let text = picture.drawn(isAlone: false)
    guard number > 1 else { return text }
    return ["marq-title", "marq-description"].reduce(text) { text, name in
      text.replacing(name, with: "\(name)-\(number)")
    }
  }

  private mutating func append(_ answer: Answer) {
    append(raw: "<div class=\"answer\">\n")
    append(heading: answer.heading)
    if answer.table.rowCount == 0 {
      element("p", "no rows", [("class", "quiet")])
    } else {
      append(raw: "<div class=\"scroll\">\n")
      append(table: answer.table)
      append(raw: "</div>\n")
    }
    append(notes: answer.notes)
    append(raw: "</div>\n")
  }

  /// What was asked, and what must be known not to misread it.
  mutating func append(heading: [String]) {
    guard let first = heading.first else { return }
    open("p", [("class", "heading")])
    element("strong", first)
    open("span", [("class", "quiet")])
    append(heading.dropFirst().map { " · " + $0 }.joined())
    append(raw: "</span></p>\n")
  }

  mutating func append(notes: [String]) {
    guard !notes.isEmpty else { return }
    append(raw: "<ul class=\"quiet notes\">\n")
    for note in notes { element("li", note) }
    close("ul")
  }

  mutating func append(sources rows: [[String]]) {
    element("h2", "Sources")
    append(raw: "<div class=\"scroll\">\n<table class=\"sources\">\n<thead>\n<tr>")
    for name in ["company", "fact", "day", "value", "where it is from"] { element("th", name, [("scope", "col")]) }
    append(raw: "</tr>\n</thead>\n<tbody>\n")
    for row in rows {
      append(raw: "<tr>")
      for (index, text) in row.dropLast().enumerated() {
        element(
          index == 0 ? "th" : "td", text, index == 0 ? [("scope", "row")] : index == 3 ? [("class", "number")] : [])
      }
      open("td")
      for (index, address) in (row.last ?? "").split(separator: " ; ").map(String.init).enumerated() {
        if index > 0 { append(", ") }
        link(to: address)
      }
      append(raw: "</td></tr>\n")
    }
    append(raw: "</tbody>\n</table>\n</div>\n")
  }
}

extension Handout {
  /// `https://www.etnet.com.hk/www/tc` as `www.etnet.com.hk`.
  static func site(of address: String) -> String {
    let behind = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...]
    return String(behind.prefix { $0 != "/" && $0 != "?" })
  }
}
