internal import Rendering

extension Handout {
  /// The hand-out as Markdown of GitHub's kind; pictures are drawn in signs, so that it is one file.
  public func markdown() -> String {
    var parts: [String] = []
    if case .title? = blocks.first {} else { parts.append("# \(plain(title))\n") }
    for block in blocks {
      let text = written(block)
      // The lines of a list stand together.
      if case .item = block, let last = parts.last, last.hasPrefix("- "), !last.hasPrefix("- [") {
        parts[parts.count - 1] = last + text
      } else {
        parts.append(text)
      }
    }
    parts.append("---\n\n\(plain(footer))\n")
    return parts.joined(separator: "\n")
  }

  private func written(_ block: Block) -> String {
    switch block {
    case .title(let text): return "# \(plain(text))\n"
    case .heading(let text): return "## \(plain(text))\n"
    case .paragraph(let text): return "\(plain(text))\n"
    case .item(let text): return "- \(plain(text))\n"
    case .statement(let text): return fenced(text, "marq")
    case .text(let text): return fenced(text, "text")
    case .holds: return "✓ This holds.\n"
    case .answer(let answer): return render(answer.withoutEmptyRows(), format: .markdown, style: Style(width: 90))
    case .explanation(let explanation): return render(explanation, format: .markdown, style: Style(width: 90))
    case .picture(let chart, _): return fenced(chart.text(style: Style(width: 90)), "text")
    case .sources(let rows):
      let lines = rows.map { row in
        let addresses = (row.last ?? "").split(separator: " ; ").map { address in
          address.hasPrefix("http") ? "<\(address)>" : plain(String(address))
        }
        let fact = row.dropLast().filter { !$0.isEmpty }.map(plain).joined(separator: " ")
        return "- \(fact): \(addresses.joined(separator: ", "))\n"
      }
      return "## Sources\n\n" + lines.joined()
    }
  }

  /// Prose may carry Markdown of its own: `code`, *stress*. Only what would be a page's markup is made plain.
  private func plain(_ text: String) -> String { printable(text).replacing("<", with: "\\<") }
}
