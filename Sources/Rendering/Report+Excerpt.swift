/// A line of source text laid out in terminal columns, with the fault in it.
struct Excerpt {
  private struct Glyph {
    let text: String
    let start: Int
    let width: Int
    var end: Int { start + width }
  }

  /// Blanks up to the next multiple stand for a tab.
  private static let tabWidth = 4

  private var glyphs: [Glyph] = []
  /// The columns under which the caret stands.
  private let caret: Range<Int>

  init(_ text: String, caretStart: Int, caretLength: Int) {
    let size = text.utf8.count
    let first = min(max(0, caretStart), size)
    let last = first + min(max(0, caretLength), size - first)
    var start: Int?
    var end = 0
    var offset = 0
    var column = 0
    for character in text {
      let next = offset + character.utf8.count
      let isTab = character == "\t"
      let drawn = isTab ? "" : printable(String(character))
      let width = isTab ? Excerpt.tabWidth - column % Excerpt.tabWidth : displayWidth(drawn)
      glyphs.append(Glyph(text: drawn, start: column, width: width))
      // An offset inside a character means that character.
      if start == nil && first < next { start = column }
      column += width
      if offset < last { end = column }
      offset = next
    }
    let from = start ?? column
    caret = from..<max(from + 1, end)
  }

  /// The line and its caret in at most `width` columns, which show the fault wherever it is.
  func drawn(width: Int, ellipsis: String) -> (text: String, caret: String) {
    let total = max(glyphs.last?.end ?? 0, caret.upperBound)
    let cut = displayWidth(ellipsis)
    let width = max(width, 3 * cut + 1)
    var window = 0..<total
    if total > width {
      // Where the beginning does not show the fault, it stands a third of the way in.
      let isEarly = caret.upperBound + cut <= width
      let left = isEarly ? 0 : max(0, min(caret.lowerBound - width / 3, total - width))
      window = left..<left + width
    }
    let isCutBefore = window.lowerBound > 0
    let isCutAfter = window.upperBound < total
    let inner = window.lowerBound + (isCutBefore ? cut : 0)..<window.upperBound - (isCutAfter ? cut : 0)
    var text = isCutBefore ? ellipsis : ""
    var column = inner.lowerBound
    for glyph in glyphs where glyph.start >= inner.lowerBound && glyph.end <= inner.upperBound {
      text += String(repeating: " ", count: max(0, glyph.start - column)) + glyph.text
      column = glyph.text.isEmpty ? glyph.start : glyph.end
    }
    if isCutAfter {
      text += String(repeating: " ", count: max(0, inner.upperBound - column)) + ellipsis
    }
    let marked = caret.clamped(to: window)
    let marks = String(repeating: "^", count: max(1, marked.count))
    return (text, String(repeating: " ", count: marked.lowerBound - window.lowerBound) + marks)
  }
}
