/// A search through the history that narrows while its pattern is typed.
struct HistorySearch {
  private(set) var pattern: [Unicode.Scalar] = []
  /// The entry found, or what was being typed before anything is found.
  private(set) var shown: [Unicode.Scalar]
  /// Where the match starts in `shown`.
  private(set) var cursor: Int
  private var isFailing = false
  /// The entries from here on have been looked at.
  private var position: Int
  private let entries: [String]

  /// A search that starts at the newest entry.
  init(entries: [String], draft: [Unicode.Scalar], cursor: Int) {
    self.entries = entries
    shown = draft
    self.cursor = cursor
    position = entries.count
  }

  /// Shown in place of the prompt.
  var prompt: String { (isFailing ? "no match: " : "search: ") + TerminalText.clipped(String(pattern), to: 40) + " > " }

  /// Narrows the pattern; the entry shown stays if it still matches.
  mutating func type(_ scalar: Unicode.Scalar) {
    pattern.append(scalar)
    find(from: min(position, entries.count - 1), by: -1)
  }

  /// Shortens the pattern and starts again at the newest entry.
  mutating func erase() {
    guard !pattern.isEmpty else { return }
    pattern.removeLast()
    position = entries.count
    if pattern.isEmpty { isFailing = false } else { find(from: entries.count - 1, by: -1) }
  }

  /// The next match further back.
  mutating func older() { if !pattern.isEmpty { find(from: position - 1, by: -1) } }

  /// The next match further on.
  mutating func newer() { if !pattern.isEmpty { find(from: position + 1, by: 1) } }

  private mutating func find(from start: Int, by step: Int) {
    var index = start
    while entries.indices.contains(index) {
      let entry = Array(entries[index].unicodeScalars)
      if entry != shown || index == position, let match = HistorySearch.firstMatch(of: pattern, in: entry) {
        (position, shown, cursor, isFailing) = (index, entry, match, false)
        return
      }
      index += step
    }
    isFailing = true
  }

  private static func firstMatch(of pattern: [Unicode.Scalar], in entry: [Unicode.Scalar]) -> Int? {
    guard pattern.count <= entry.count else { return nil }
    return (0...entry.count - pattern.count).first { entry[$0...].starts(with: pattern) }
  }
}
