internal import CLineEditor
internal import Glibc

/// Waiting for keys and signals.
extension LineEditor {
  /// How long the rest of a key's sequence may take, in milliseconds, before its Escape counts as a key of its own.
  private static let escapeDelay: Int32 = 50

  /// The next key for libedit; nil once the entry has ended.
  func nextKey() -> Unicode.Scalar? {
    if let (scalars, cursor) = buffer?.contents { states.note(scalars, cursor: cursor) }
    while true {
      guard let scalar = nextScalar() else { return nil }
      guard scalar == "\u{1B}", usesViKeys, !isEscapeAlone() else { return scalar }
      if let sequence = readSequence() {
        if let code = KeySequences.code(for: sequence) { return code }
      } else {
        return outcome == nil ? scalar : nil
      }
    }
  }

  /// The next scalar typed, after drawing whatever changed; nil once the entry has ended.
  func nextScalar() -> Unicode.Scalar? {
    if outcome == nil, let scalar = pushedBack {
      pushedBack = nil
      return scalar
    }
    while outcome == nil {
      if let scalar = decoder.next() { return scalar }
      // Typed ahead or pasted: drawing waits until all of it has been taken in.
      if !hasInput(within: 0) { repaint() }
      waitForInput()
    }
    return nil
  }

  /// Whether nothing follows an Escape closely enough to belong to it.
  func isEscapeAlone() -> Bool {
    decoder.isEmpty && !hasInput(within: LineEditor.escapeDelay)
  }

  /// The rest of a sequence after its Escape.
  ///
  /// Nil if it is none: then what was read waits to be read again.
  private func readSequence() -> String? {
    guard let first = nextScalar() else { return nil }
    if first == "\r" || first == "\n" { return String(first) }
    guard first == "[" || first == "O" else {
      pushedBack = first
      return nil
    }
    var sequence = String(first)
    while let scalar = nextScalar() {
      sequence.unicodeScalars.append(scalar)
      if first == "O" || !(0x20...0x3F).contains(scalar.value) { return sequence }
    }
    return nil
  }

  func hasInput(within milliseconds: Int32) -> Bool {
    var keyboard = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&keyboard, 1, milliseconds) > 0
  }

  /// Blocks until there are bytes or a signal, and deals with them.
  func waitForInput() {
    var watched = [
      pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
      pollfd(fd: cle_signals_descriptor(), events: Int16(POLLIN), revents: 0),
    ]
    // A signal interrupts the wait, too; it is in the pipe then.
    _ = unsafe poll(&watched, 2, -1)
    while outcome == nil, case let signal = cle_signals_next(), signal != 0 { handle(signal) }
    if outcome == nil, watched[0].revents != 0 { readBytes() }
  }

  private func readBytes() {
    var bytes = [UInt8](repeating: 0, count: 4096)
    // Safe: the pointer covers exactly the array's bytes and is not kept.
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(0, $0.baseAddress, $0.count) }
    if count > 0 {
      // A ^D typed before the terminal was in editing mode has become an end-of-input mark, which now reads as NUL.
      decoder.append(bytes[..<count].map { hasTypedAhead && $0 == 0 ? 0x04 : $0 })
      hasTypedAhead = false
    } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
      endOfInput()
    }
  }

  private func handle(_ signal: Int32) {
    switch signal {
    case SIGINT:
      // The terminal drops what was typed ahead of ^C, and so do we.
      decoder.removeAll()
      pushedBack = nil
      finishPainting(adding: "^C")
      outcome = .interrupted
    case SIGWINCH:
      window = Window.current
    case SIGCONT:
      // Stopped by a signal that nobody can catch: the terminal's modes are what the shell left.
      buffer?.prepareTerminal(editing: false)
      takeTerminalBack()
    default:
      // To stop, or to die: with the terminal as it was. If the process survives that, it goes on here.
      finishPainting()
      TerminalOutput.write(buffer == nil ? "" : Sequences.pasteOff)
      buffer?.prepareTerminal(editing: false)
      cle_signals_deliver(signal)
      takeTerminalBack()
    }
  }

  func takeTerminalBack() {
    window = Window.current
    painter = Painter()
    guard let buffer else { return }
    buffer.prepareTerminal(editing: true)
    TerminalOutput.write(Sequences.pasteOn)
  }
}
