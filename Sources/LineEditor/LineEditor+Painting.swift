/// Drawing the entry.
extension LineEditor {
  /// Draws what has changed, in one write.
  func repaint() {
    guard buffer != nil else { return }
    TerminalOutput.write(painter.draw(frame(), in: window))
  }

  /// Draws the entry a last time, with the cursor after it, and goes to the next line.
  func finishPainting(adding suffix: String = "") {
    // Without editing the terminal has echoed everything itself, ^C too.
    guard let buffer else { return TerminalOutput.write("\n") }
    search = nil
    var last = frame()
    last.hint = ""
    last.status = ""
    if !suffix.isEmpty {
      last.text = StyledText(plain: buffer.contents.scalars + Array(suffix.unicodeScalars))
    }
    last.cursor = last.text.plain.count
    TerminalOutput.write(painter.finish(last, in: window))
    painter = Painter()
  }

  private func frame() -> Frame {
    let continuation = StyledText(delegate.prompt(continuing: true))
    if let search {
      return Frame(
        prompt: StyledText(search.prompt), continuation: continuation,
        text: .painted(search.shown, by: delegate.paint), cursor: search.cursor)
    }
    let (scalars, cursor) = buffer?.contents ?? ([], 0)
    return Frame(
      prompt: StyledText(delegate.prompt(continuing: false)), continuation: continuation,
      text: .painted(scalars, by: delegate.paint), cursor: cursor,
      hint: cursor == scalars.count ? delegate.hint(for: String(scalars)) : "",
      status: delegate.status(for: String(scalars)))
  }
}

extension String {
  /// The text made of these scalars.
  init(_ scalars: some Sequence<Unicode.Scalar>) {
    self.init()
    unicodeScalars.append(contentsOf: scalars)
  }
}
