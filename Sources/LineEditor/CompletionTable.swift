/// The rows that list several candidates under the input.
enum CompletionTable {
  /// One candidate a row, with its note, when there are notes and room for them; else columns of candidates.
  static func rows(_ candidates: [Completion], columns: Int, rowsMax: Int) -> [String] {
    let limit = max(rowsMax, 2)
    let widest = candidates.map { TerminalWidth.of($0.text) }.max() ?? 0
    let hasNotes = candidates.contains { !$0.note.isEmpty }
    let noteRoom = columns - widest - 3
    let all =
      hasNotes && noteRoom >= 12 && candidates.count <= limit
      ? annotated(candidates, textWidth: widest, noteRoom: noteRoom)
      : columnar(candidates.map(\.text), width: widest, columns: columns)
    guard all.count > limit else { return all }
    let cut = min(candidates.count, (limit - 1) * max(1, (columns - 1) / (widest + 2)))
    let shown = columnar(candidates.prefix(cut).map(\.text), width: widest, columns: columns)
    return shown.prefix(limit - 1) + ["… and \(candidates.count - cut) more"]
  }

  private static func annotated(_ candidates: [Completion], textWidth: Int, noteRoom: Int) -> [String] {
    candidates.map { candidate in
      candidate.note.isEmpty
        ? candidate.text
        : TerminalText.padded(candidate.text, to: textWidth) + "  \u{1B}[2m"
          + TerminalText.clipped(candidate.note, to: noteRoom) + "\u{1B}[0m"
    }
  }

  /// Down the columns first, as `ls` does.
  private static func columnar(_ texts: [String], width: Int, columns: Int) -> [String] {
    let perRow = max(1, (columns - 1) / (width + 2))
    let count = (texts.count + perRow - 1) / perRow
    return (0..<count).map { row in
      let cells = stride(from: row, to: texts.count, by: count).map { texts[$0] }
      let padded = cells.dropLast().map { TerminalText.padded($0, to: width + 2) }
      return TerminalText.clipped(padded.joined() + (cells.last ?? ""), to: columns - 1)
    }
  }
}
