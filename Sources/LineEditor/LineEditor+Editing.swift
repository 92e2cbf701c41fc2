/// Control-X Control-E.
extension LineEditor {
  /// Hands the entry to the delegate's own editor, with the terminal as it was, and goes on with what comes back.
  func editElsewhere(_ buffer: EditBuffer) {
    let text = String(buffer.contents.scalars)
    finishPainting()
    TerminalOutput.write(Sequences.pasteOff)
    buffer.prepareTerminal(editing: false)
    let edited = delegate.editElsewhere(text)
    takeTerminalBack()
    if let edited { buffer.replaceAll(with: edited.unicodeScalars) }
  }
}
