/// A search through the history that narrows while its pattern is typed.
struct HistorySearch {
  private(set) var pattern: [Unicode.Scalar] = []
  /// The entry found, or what was being typed before anything is found.
  private(set) var shown: [Unicode.Scalar]
  /// Where the match starts in `shown`.
  private(set) var cursor: Int
  /// The entries that match, newest first, each once.
  private var matches: [Int] = []
  /// Which of them is shown; nil before anything is found.
  private var place: Int?
  private let entries: [String]

  /// A search that starts at the newest entry.
  init(entries: [String], draft: [Unicode.Scalar], cursor: Int) {
    self.entries = entries
    shown = draft
    self.cursor = cursor
  }

  /// Shown in place of the prompt: how many entries match, and which of them is shown.
  var prompt: String {
    let text = TerminalText.clipped(String(pattern), to: 40)
    guard !pattern.isEmpty, let place, !matches.isEmpty else {
      return (pattern.isEmpty ? "search: " : "no match: ") + text + " > "
    }
    return "search \(place + 1)/\(matches.count): \(text) > "
  }

  /// Narrows the pattern; the entry shown stays if it still matches.
  mutating func type(_ scalar: Unicode.Scalar) {
    let isFailing = matches.isEmpty && !pattern.isEmpty
    let before = place.flatMap { matches.indices.contains($0) ? matches[$0] : nil }
    pattern.append(scalar)
    find(among: isFailing ? [] : pattern.count == 1 ? nil : matches, from: before)
  }

  /// Shortens the pattern and starts again at the newest entry.
  mutating func erase() {
    guard !pattern.isEmpty else { return }
    pattern.removeLast()
    if pattern.isEmpty { (matches, place) = ([], nil) } else { find(among: nil, from: nil) }
  }

  /// The next match further back.
  mutating func older() { show(place.map { $0 + 1 } ?? 0) }

  /// The next match further on.
  mutating func newer() { show((place ?? 0) - 1) }

  private mutating func find(among candidates: [Int]?, from before: Int?) {
    // A capital letter is meant; small ones stand for both.
    let isExact = pattern.contains { $0.properties.isUppercase }
    let wanted = HistorySearch.folded(String(pattern), isExact)
    var seen: Set<String> = []
    matches = (candidates ?? entries.indices.reversed()).filter { index in
      HistorySearch.firstMatch(of: wanted, in: HistorySearch.folded(entries[index], isExact)) != nil
        && seen.insert(entries[index]).inserted
    }
    show(before.flatMap { before in matches.firstIndex { $0 <= before } } ?? 0)
  }

  private mutating func show(_ next: Int) {
    guard matches.indices.contains(next) else { return }
    place = next
    let entry = entries[matches[next]]
    shown = Array(entry.unicodeScalars)
    let isExact = pattern.contains { $0.properties.isUppercase }
    let bytes = HistorySearch.folded(entry, isExact)
    let match = HistorySearch.firstMatch(of: HistorySearch.folded(String(pattern), isExact), in: bytes) ?? 0
    // Scalars begin where no continuation byte stands.
    cursor = bytes[..<match].lazy.filter { $0 & 0xC0 != 0x80 }.count
  }

  /// The bytes of a text, ASCII letters small unless they are meant as they are.
  private static func folded(_ text: String, _ isExact: Bool) -> [UInt8] {
    isExact ? Array(text.utf8) : text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }

  private static func firstMatch(of pattern: [UInt8], in entry: [UInt8]) -> Int? {
    guard let first = pattern.first, pattern.count <= entry.count else { return nil }
    return (0...entry.count - pattern.count).first { start in
      entry[start] == first && entry[start..<start + pattern.count].elementsEqual(pattern)
    }
  }
}
