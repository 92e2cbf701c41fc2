/// A pasted text that was copied from a session, with its prompts and answers.
enum Transcript {
  /// What was typed in it; the text as it is where it does not begin with a prompt.
  static func statements(
    of text: [Unicode.Scalar], prompt: [Unicode.Scalar], continuation: [Unicode.Scalar]
  ) -> [Unicode.Scalar] {
    // Copying loses the blank behind a prompt where nothing follows it.
    let (prompt, continuation) = (trimmed(prompt), trimmed(continuation))
    let first = text.drop { $0 == "\n" || $0 == " " }
    guard !prompt.isEmpty, first.starts(with: prompt) else { return text }
    var lines: [ArraySlice<Unicode.Scalar>] = []
    var goesOn = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let bare = line.drop { $0 == " " }
      if bare.starts(with: prompt) {
        lines.append(bare.dropFirst(prompt.count))
        goesOn = true
      } else if goesOn, !continuation.isEmpty, bare.starts(with: continuation) {
        lines.append(bare.dropFirst(continuation.count))
      } else {
        // An answer: it ends the statement, and nothing in it was typed.
        goesOn = false
      }
    }
    let typed = lines.map { $0.first == " " ? $0.dropFirst() : $0 }.filter { !$0.isEmpty }
    return Array(typed.joined(separator: ["\n"]))
  }

  private static func trimmed(_ prompt: [Unicode.Scalar]) -> [Unicode.Scalar] {
    Array(prompt.reversed().drop { $0 == " " }.reversed().drop { $0 == " " })
  }
}
