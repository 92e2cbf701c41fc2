internal import CLineEditor

/// The keys whose meaning is the editor's own; the numbers are shared with the C side.
enum Action: Int32 {
  case enter, newline, complete, deleteOrEnd, clear, paste, search, up, down, lineStart, lineEnd, right, edit, undo
}

/// What keys do.
extension LineEditor {
  /// Binds defaults, lets `~/.editrc` change them, then binds what the editor cannot work without.
  func bindKeys() {
    guard let buffer else { return }
    for sequence in KeySequences.ignored { buffer.bind(KeySequences.notation(sequence), "ed-ignore") }
    for key in KeySequences.keys {
      for sequence in key.sequences { buffer.bind(KeySequences.notation(sequence), key.command) }
    }
    buffer.bind("^P", "marq-up")
    buffer.bind("^N", "marq-down")
    buffer.bind("^A", "marq-line-start")
    buffer.bind("^E", "marq-line-end")
    buffer.bind("^F", "marq-right")
    buffer.bind("^X^E", "marq-edit")
    buffer.bind("^_", "marq-undo")
    buffer.bind("^X^U", "marq-undo")
    buffer.bind("^W", "ed-delete-prev-word")
    buffer.bind("^U", "vi-kill-line-prev")
    buffer.bind("^R", "marq-search")

    buffer.readConfiguration()
    usesViKeys = buffer.isVi

    if usesViKeys {
      // Choosing vi's keys makes libedit forget every binding.
      for key in KeySequences.keys {
        let code = "\\" + String(key.code, radix: 8)
        buffer.bind(code, key.command)
        buffer.bindInCommandMode(code, key.command)
      }
      for (key, command) in [("k", "marq-up"), ("j", "marq-down"), ("u", "marq-undo")] {
        buffer.bindInCommandMode(key, command)
      }
      buffer.bind("^R", "marq-search")
      buffer.bind("^_", "marq-undo")
    } else {
      buffer.bind(KeySequences.notation(KeySequences.paste), "marq-paste")
    }
    for (key, command) in [
      ("\\r", "marq-enter"), ("\\n", "marq-enter"), ("^D", "marq-delete-or-end"), ("^L", "marq-clear"),
    ] {
      buffer.bind(key, command)
      buffer.bindInCommandMode(key, command)
    }
    buffer.bind("\\t", "marq-complete")
  }

  /// Carries out one of the editor's own keys.
  func perform(_ action: Action) -> EditBuffer.Outcome {
    guard let buffer, outcome == nil else { return .end }
    switch action {
    case .enter: return enter(buffer)
    case .newline: buffer.insert(["\n"])
    case .complete: complete(buffer)
    case .deleteOrEnd: return deleteOrEnd(buffer)
    case .clear: clear()
    case .paste: paste(buffer)
    case .search: searchHistory(buffer)
    case .up: moveUp(buffer)
    case .down: moveDown(buffer)
    case .lineStart: moveWithinLine(buffer, toEnd: false)
    case .lineEnd: takeHint(buffer) { moveWithinLine($0, toEnd: true) }
    case .right: takeHint(buffer) { $0.move(by: 1) }
    case .edit: editElsewhere(buffer)
    case .undo: undo(buffer)
    }
    return outcome == nil ? .goOn : .end
  }

  private func enter(_ buffer: EditBuffer) -> EditBuffer.Outcome {
    let text = String(buffer.contents.scalars)
    guard delegate.isComplete(text) else {
      buffer.moveToEnd()
      buffer.insert(["\n"])
      return .goOn
    }
    finishPainting()
    outcome = .text(text)
    return .submit
  }

  private func deleteOrEnd(_ buffer: EditBuffer) -> EditBuffer.Outcome {
    let (scalars, cursor) = buffer.contents
    if scalars.isEmpty {
      endOfInput()
      return .end
    }
    if cursor < scalars.count {
      buffer.move(by: 1)
      buffer.deleteBefore(1)
    }
    return .goOn
  }

  /// Ends the entry because no more will come.
  func endOfInput() {
    finishPainting()
    outcome = .end
  }

  /// At the end of the entry inserts the hint that is shown there; elsewhere, or where there is none, moves.
  private func takeHint(_ buffer: EditBuffer, else move: (EditBuffer) -> Void) {
    let (scalars, cursor) = buffer.contents
    let hint = cursor == scalars.count ? delegate.hint(for: String(scalars)) : ""
    if hint.isEmpty { move(buffer) } else { buffer.insert(hint.unicodeScalars) }
  }

  private func undo(_ buffer: EditBuffer) {
    guard let state = states.undo() else { return }
    buffer.replaceAll(with: state.scalars)
    buffer.move(by: state.cursor - state.scalars.count)
  }

  private func clear() {
    painter = Painter()
    TerminalOutput.write(Sequences.clearScreen)
  }

  /// Inserts what the terminal sends until it says that the paste is over.
  private func paste(_ buffer: EditBuffer) {
    let end = Array(("\u{1B}" + KeySequences.pasteEnd).unicodeScalars)
    var pasted: [Unicode.Scalar] = []
    while !pasted.suffix(end.count).elementsEqual(end) {
      guard let scalar = nextScalar() else { return }
      // Terminals send a line break as CR, and pass a CR LF of the text on as both.
      if scalar == "\n", pasted.last == "\r" { continue }
      pasted.append(scalar)
    }
    let text = pasted.dropLast(end.count).map { $0 == "\r" ? "\n" : $0 }
    let prompts = [false, true].map { StyledText(delegate.prompt(continuing: $0)).plain }
    buffer.insert(Transcript.statements(of: text, prompt: prompts[0], continuation: prompts[1]))
  }

  private func moveUp(_ buffer: EditBuffer) {
    let (scalars, cursor) = buffer.contents
    guard let lineBreak = scalars[..<cursor].lastIndex(of: "\n") else {
      if let entry = recall.older(than: scalars, in: history.entries) { buffer.replaceAll(with: entry) }
      return
    }
    let above = scalars[..<lineBreak].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    buffer.move(by: min(above + cursor - lineBreak - 1, lineBreak) - cursor)
  }

  private func moveDown(_ buffer: EditBuffer) {
    let (scalars, cursor) = buffer.contents
    guard let lineBreak = scalars[cursor...].firstIndex(of: "\n") else {
      if let entry = recall.newer(in: history.entries) { buffer.replaceAll(with: entry) }
      return
    }
    let start = scalars[..<cursor].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    let end = scalars[(lineBreak + 1)...].firstIndex(of: "\n") ?? scalars.count
    buffer.move(by: min(lineBreak + 1 + cursor - start, end) - cursor)
  }

  private func moveWithinLine(_ buffer: EditBuffer, toEnd: Bool) {
    let (scalars, cursor) = buffer.contents
    let target =
      toEnd
      ? scalars[cursor...].firstIndex(of: "\n") ?? scalars.count
      : scalars[..<cursor].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    buffer.move(by: target - cursor)
  }
}
