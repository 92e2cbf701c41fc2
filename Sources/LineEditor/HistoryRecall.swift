/// Walking through the history, and back to what was being typed.
///
/// Where something was being typed and entries begin with it, only these are walked through.
struct HistoryRecall {
  /// Where the walk stands: the number of an entry, or nil at what is being typed.
  private var place: Int?
  private var draft: [Unicode.Scalar] = []
  private var prefix = ""

  /// The entry before, remembering what is being typed if that is what is shown; nil at the oldest.
  mutating func older(than shown: [Unicode.Scalar], in entries: [String]) -> [Unicode.Scalar]? {
    if place == nil {
      draft = shown
      let text = String(shown)
      prefix = entries.contains { HistoryRecall.begins($0, with: text) } ? text : ""
    }
    guard let next = entries[..<(place ?? entries.count)].lastIndex(where: { HistoryRecall.begins($0, with: prefix) })
    else { return nil }
    place = next
    return Array(entries[next].unicodeScalars)
  }

  /// The entry after, or what was being typed; nil if that is shown already.
  mutating func newer(in entries: [String]) -> [Unicode.Scalar]? {
    guard let now = place else { return nil }
    place = entries[(now + 1)...].firstIndex { HistoryRecall.begins($0, with: prefix) }
    return place.map { Array(entries[$0].unicodeScalars) } ?? draft
  }

  /// Whether an entry begins with a text and goes on behind it.
  private static func begins(_ entry: String, with text: String) -> Bool {
    text.isEmpty || (entry.utf8.count > text.utf8.count && entry.utf8.starts(with: text.utf8))
  }
}
