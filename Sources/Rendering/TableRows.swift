internal import Market

/// Which rows are drawn, which are left out, and which are only named in the footer.
struct TableRows {
  /// The rows that are drawn, in their order.
  private(set) var shown: [Int]
  /// Behind how many of the rows drawn those are left out that do not fit the screen; nil where none are.
  private(set) var gap: Int?
  /// How many rows are left out.
  private(set) var hiddenCount: Int
  /// The rows at the end without any figure.
  let folded: Range<Int>

  /// How many empty rows are drawn where there are no others.
  private static let emptyRows = 10

  init(_ table: Table, style: Style) {
    let figures = table.columns.filter { !$0.isKey }
    var filled = table.rowCount
    if style.foldsEmptyRows && !figures.isEmpty {
      while filled > 0 && figures.allSatisfy({ $0.values.isMissing(filled - 1) }) { filled -= 1 }
      if filled == 0 { filled = min(TableRows.emptyRows, table.rowCount) }
    }
    let limit = min(filled, max(1, style.rowLimit ?? filled))
    shown = Array(0..<limit)
    hiddenCount = filled - limit
    folded = filled..<table.rowCount
  }

  /// How many rows are left out, in words: `27,307 more rows`.
  var hiddenWords: String {
    "\(grouped(String(hiddenCount)[...])) more \(hiddenCount == 1 ? "row" : "rows")"
  }

  /// Keeps so many rows, half of them from the beginning and half from the end.
  mutating func keep(_ count: Int) {
    guard count < shown.count else { return }
    let head = (count + 1) / 2
    hiddenCount += shown.count - count
    shown = Array(shown.prefix(head) + shown.suffix(count - head))
    gap = head
  }
}
