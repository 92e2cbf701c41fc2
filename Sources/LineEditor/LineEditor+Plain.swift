/// Reading on a terminal that can only print lines: it edits them itself, and sees neither colours nor escapes.
extension LineEditor {
  /// Reads lines until they make a statement.
  func readPlainEntry() {
    var entry = ""
    while outcome == nil {
      TerminalOutput.write(StyledText(delegate.prompt(continuing: !entry.isEmpty)).ascii)
      var line = ""
      while let scalar = nextScalar(), scalar != "\n" { line.unicodeScalars.append(scalar) }
      // The last line need not end with a line break.
      if outcome == .end, !line.isEmpty || !entry.isEmpty {
        outcome = .text(entry + line)
      } else if outcome == nil {
        entry += line
        if delegate.isComplete(entry) { outcome = .text(entry) } else { entry += "\n" }
      }
    }
  }
}
