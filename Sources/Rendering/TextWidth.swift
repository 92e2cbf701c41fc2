private import CDisplay

/// How many terminal columns a text takes.
package func displayWidth(_ text: String) -> Int {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
  return text.unicodeScalars.reduce(0) { $0 + Int(display_width($1.value)) }
}

/// The text cut to at most `width` columns, with `ellipsis` where something was cut.
package func truncated(_ text: String, to width: Int, ellipsis: String) -> String {
  guard displayWidth(text) > width else { return text }
  let available = width - displayWidth(ellipsis)
  var kept = ""
  var used = 0
  // Whole characters, so that no accent is parted from its letter.
  for character in text {
    let next = displayWidth(String(character))
    guard used + next <= available else { break }
    kept.append(character)
    used += next
  }
  while kept.last == " " { kept.removeLast() }
  return kept + ellipsis
}

/// The text on one line and without anything that could steer a terminal: data is not to be trusted with that.
package func printable(_ text: String) -> String {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
  var scalars = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: scalars.append(" ")
    // Marks that reorder the rest of the line.
    case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: continue
    default: scalars.append(scalar)
    }
  }
  return String(scalars)
}

/// The text in lines of at most `width` columns, broken at spaces; further lines begin with `indent` blanks.
///
/// A word wider than a line stays whole: it is most often an address, which is there to be copied.
package func wrapped(_ text: String, width: Int, indent: Int = 0) -> [String] {
  // Mostly it fits as it is.
  if displayWidth(text) <= width, hasLoneSpaces(text) { return [text] }
  let margin = String(repeating: " ", count: indent)
  var lines: [String] = []
  var line = ""
  var used = 0
  for word in text.split(separator: " ") {
    let next = displayWidth(String(word))
    if used > 0 && used + 1 + next > width {
      lines.append(line)
      line = margin
      line.append(contentsOf: word)
      used = indent + next
    } else {
      if used > 0 { line += " " }
      line.append(contentsOf: word)
      used += used > 0 ? 1 + next : next
    }
  }
  if used > 0 { lines.append(line) }
  return lines
}

/// Whether a text begins and ends with a word, and one space stands between each two.
private func hasLoneSpaces(_ text: String) -> Bool {
  var last = UInt8(ascii: " ")
  for byte in text.utf8 {
    if byte == UInt8(ascii: " "), last == byte { return false }
    last = byte
  }
  return last != UInt8(ascii: " ")
}
