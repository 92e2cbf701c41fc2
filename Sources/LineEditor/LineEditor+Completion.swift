/// Tab.
extension LineEditor {
  /// Inserts what all candidates share; lists them if that adds nothing.
  func complete(_ buffer: EditBuffer) {
    let (scalars, cursor) = buffer.contents
    let before = String(scalars[..<cursor])
    let list = delegate.completions(for: String(scalars), at: before.utf8.count)
    guard let start = LineEditor.scalarIndex(utf8Offset: list.start, in: scalars), start <= cursor,
      let first = list.candidates.first
    else { return }

    let word = Array(scalars[start..<cursor])
    let shared = list.candidates.dropFirst().reduce(first.text) { LineEditor.commonPrefix($0, $1.text) }
    let insertion = Array(shared.unicodeScalars)
    // Candidates may be found by another name than they have: what they share takes no letter away that was typed.
    let goesOn = insertion.count > word.count && String(shared).lowercased().hasPrefix(String(word).lowercased())
    if list.candidates.count == 1 || goesOn {
      buffer.deleteBefore(word.count)
      buffer.insert(insertion)
    } else {
      show(list.candidates)
    }
  }

  /// Prints the candidates under the entry; the entry is then drawn anew under them.
  private func show(_ candidates: [Completion]) {
    finishPainting()
    let rows = CompletionTable.rows(candidates, columns: window.columns, rowsMax: window.rows - 3)
    TerminalOutput.write(rows.map { $0 + "\r\n" }.joined())
  }

  static func commonPrefix(_ first: String, _ second: String) -> String {
    String(zip(first, second).prefix { $0 == $1 }.map(\.0))
  }

  /// The number of scalars in so many bytes; nil inside of a scalar or beyond the end.
  static func scalarIndex(utf8Offset: Int, in scalars: [Unicode.Scalar]) -> Int? {
    var offset = 0
    for (index, scalar) in scalars.enumerated() {
      if offset == utf8Offset { return index }
      offset += UTF8.width(scalar)
    }
    return offset == utf8Offset ? scalars.count : nil
  }
}
