internal import Market
internal import Rendering

// The work behind a figure as a part of a page: headings, equations, tables, and links to where a fact is from.
extension Markup {
  mutating func append(_ explanation: Explanation) {
    append(raw: "<div class=\"answer work\">\n")
    append(heading: explanation.heading)
    for step in explanation.steps { append(StepText(step, style: Style()), level: 3, explanation.sources) }
    append(notes: explanation.notes)
    if !explanation.sources.isEmpty {
      append(raw: "<ol class=\"quiet sources\">\n")
      for source in explanation.sources {
        open("li")
        link(to: source)
        close("li")
      }
      close("ol")
    }
    append(raw: "</div>\n")
  }

  private mutating func append(_ step: StepText, level: Int, _ sources: [String]) {
    append(raw: "<section class=\"step\">\n")
    // Pages know six levels of headings.
    element("h\(min(level, 6))", step.name)
    append(raw: "<ul class=\"equations\">\n")
    for (number, equation) in step.equations.enumerated() {
      let shade = step.value.mark == nil ? "" : " \(step.value.shade)"
      element("li", "= " + equation, number == step.equations.count - 1 ? [("class", "value\(shade)")] : [])
    }
    close("ul")
    append(notes: step.remarks)
    for listing in step.listings { append(listing, sources) }
    for inner in step.steps { append(inner, level: level + 1, sources) }
    close("section")
  }

  private mutating func append(_ listing: ListingText, _ sources: [String]) {
    append(raw: "<div class=\"scroll\">\n<table>\n<thead>\n<tr>")
    for (heading, isNumeric) in zip(listing.headings, listing.isNumeric) {
      element("th", heading, [("scope", "col")] + (isNumeric ? [("class", "number")] : []))
    }
    append(raw: "</tr>\n</thead>\n<tbody>\n")
    for row in listing.rows {
      append(raw: "<tr>")
      switch row {
      case .gap(let text):
        element("td", text, [("class", "quiet"), ("colspan", "\(listing.headings.count)")])
      case .cells(let cells):
        for (number, text) in cells.enumerated() {
          open("td", listing.isNumeric[number] ? [("class", "number")] : [])
          if listing.headings[number] == "source" { append(marks: text, sources) } else { append(text) }
          close("td")
        }
      }
      append(raw: "</tr>\n")
    }
    append(raw: "</tbody>\n</table>\n</div>\n")
  }

  /// `[1] [2]`, each a link to its source.
  private mutating func append(marks: String, _ sources: [String]) {
    for (index, mark) in marks.split(separator: " ").enumerated() {
      if index > 0 { append(" ") }
      let number = Int(mark.dropFirst().dropLast()).map { $0 - 1 }
      if let number, sources.indices.contains(number), sources[number].isAddress {
        element("a", String(mark), [("href", sources[number])])
      } else {
        append(String(mark))
      }
    }
  }

  /// An address by its site, or the text as it stands.
  mutating func link(to source: String) {
    guard source.isAddress else { return append(source) }
    open("a", [("href", source)])
    append(Handout.site(of: source))
    // No line feed behind it: a comma may follow.
    append(raw: "</a>")
  }
}

extension String {
  /// Whether a page can be opened under the text.
  var isAddress: Bool { hasPrefix("https://") || hasPrefix("http://") }
}
