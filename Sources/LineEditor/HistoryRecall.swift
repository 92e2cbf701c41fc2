/// Walking through the history, and back to what was being typed.
struct HistoryRecall {
  /// How many entries back; 0 is what is being typed.
  private var steps = 0
  private var draft: [Unicode.Scalar] = []

  /// The entry before, remembering what is being typed if that is what is shown; nil at the oldest.
  mutating func older(than shown: [Unicode.Scalar], in entries: [String]) -> [Unicode.Scalar]? {
    guard steps < entries.count else { return nil }
    if steps == 0 { draft = shown }
    steps += 1
    return Array(entries[entries.count - steps].unicodeScalars)
  }

  /// The entry after, or what was being typed; nil if that is shown already.
  mutating func newer(in entries: [String]) -> [Unicode.Scalar]? {
    guard steps > 0 else { return nil }
    steps -= 1
    return steps == 0 ? draft : Array(entries[entries.count - steps].unicodeScalars)
  }
}
