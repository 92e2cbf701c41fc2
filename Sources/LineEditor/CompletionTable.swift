/// The rows that list several candidates under the input.
enum CompletionTable {
  /// Each candidate beside its note, in as few columns as the rows allow; without notes where there is no room for them.
  static func rows(_ candidates: [Completion], columns: Int, rowsMax: Int) -> [String] {
    let limit = max(rowsMax, 2)
    let widest = candidates.map { TerminalWidth.of($0.text) }.max() ?? 0
    let longest = candidates.map { TerminalWidth.of($0.note) }.max() ?? 0
    let room = max(1, columns - 1)
    // Two candidates beside each other are two blanks apart, as are a candidate and its note.
    func noteRoom(_ perRow: Int) -> Int { (room - 2 * (perRow - 1)) / perRow - widest - 2 }
    let annotatable = longest == 0 ? 0 : (1...16).prefix { noteRoom($0) >= min(longest, noteWidth) }.count
    guard annotatable > 0 else {
      return cut(candidates, perRow: max(1, room / (widest + 2)), limit) { $0.text }
    }
    let perRow = (1...annotatable).first { rowCount(candidates.count, $0) <= limit } ?? annotatable
    let width = min(longest, noteRoom(perRow))
    return cut(candidates, perRow: perRow, limit) { candidate in
      guard !candidate.note.isEmpty else { return candidate.text }
      return TerminalText.padded(candidate.text, to: widest) + "  \u{1B}[2m"
        + TerminalText.clipped(candidate.note, to: width) + "\u{1B}[0m"
    }
  }

  /// So wide a note says something though it is cut.
  private static let noteWidth = 12

  private static func rowCount(_ count: Int, _ perRow: Int) -> Int { (count + perRow - 1) / perRow }

  /// As many candidates as there is room for, and how many more there are.
  private static func cut(
    _ candidates: [Completion], perRow: Int, _ limit: Int, _ cell: (Completion) -> String
  ) -> [String] {
    guard rowCount(candidates.count, perRow) > limit else { return columnar(candidates.map(cell), perRow) }
    let shown = candidates.prefix((limit - 1) * perRow)
    return columnar(shown.map(cell), perRow) + ["… and \(candidates.count - shown.count) more"]
  }

  /// Down the columns first, as `ls` does.
  private static func columnar(_ cells: [String], _ perRow: Int) -> [String] {
    let count = rowCount(cells.count, perRow)
    let columns = stride(from: 0, to: cells.count, by: max(1, count)).map {
      Array(cells[$0..<min($0 + count, cells.count)])
    }
    let widths = columns.map { column in column.map(width(of:)).max() ?? 0 }
    return (0..<count).map { row in
      let inRow = columns.indices.filter { row < columns[$0].count }
      return inRow.map { column in
        let cell = columns[column][row]
        let blanks = column == inRow.last ? 0 : widths[column] + 2 - width(of: cell)
        return cell + String(repeating: " ", count: blanks)
      }.joined()
    }
  }

  /// The columns that a cell takes, less its colours.
  private static func width(of cell: String) -> Int {
    StyledText(cell).plain.reduce(0) { $0 + TerminalWidth.of($1) }
  }
}
