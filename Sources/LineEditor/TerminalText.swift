/// Cutting and filling plain text to a number of columns.
enum TerminalText {
  /// The text on one line, without anything that could move the cursor, cut with an ellipsis if it is too wide.
  static func clipped(_ text: String, to columns: Int) -> String {
    let shown = text.unicodeScalars.map { $0 == "\n" || $0 == "\t" ? " " : $0 }.filter {
      $0.value >= 0x20 && $0.value != 0x7F
    }
    guard columns > 0 else { return "" }
    let total = shown.reduce(0) { $0 + TerminalWidth.of($1) }
    var result = ""
    guard total > columns else {
      result.unicodeScalars.append(contentsOf: shown)
      return result
    }
    var width = 0
    for scalar in shown {
      width += TerminalWidth.of(scalar)
      if width > columns - 1 { break }
      result.unicodeScalars.append(scalar)
    }
    return result + "…"
  }

  /// The text followed by the spaces that make it this wide.
  static func padded(_ text: String, to columns: Int) -> String {
    text + String(repeating: " ", count: max(0, columns - TerminalWidth.of(text)))
  }
}
