/// Control-R.
extension LineEditor {
  /// Searches until a key that is not part of a search; that key then does what it always does.
  func searchHistory(_ buffer: EditBuffer) {
    let (draft, cursor) = buffer.contents
    search = HistorySearch(entries: history.entries, draft: draft, cursor: cursor)
    defer { search = nil }
    while let key = nextScalar() {
      switch key {
      case "\u{12}": search?.older()
      case "\u{13}": search?.newer()
      case "\u{7F}", "\u{08}": search?.erase()
      case "\u{07}": return
      case _ where key.value >= 0x20: search?.type(key)
      default:
        if key != "\u{1B}" || !isEscapeAlone() { pushedBack = key }
        accept(buffer)
        return
      }
    }
  }

  private func accept(_ buffer: EditBuffer) {
    guard let search else { return }
    buffer.replaceAll(with: search.shown)
    buffer.move(by: search.cursor - search.shown.count)
  }
}
