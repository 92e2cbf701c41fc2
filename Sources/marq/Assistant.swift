internal import LineEditor
internal import Session

/// What is shown while a statement is being typed: its colours, how it may go on, and what it is about to do.
///
/// Nothing here may take long, or keys would lag: what has once taken too long is left out for the rest of the entry.
final class Assistant {
  private let session: Session
  private let history: History

  /// How long anything may take at one key. A slow machine loses the hints, and not its temper.
  private static let limit = Duration.milliseconds(5)
  /// No statement that a person types is longer, in UTF-8.
  private static let longest = 2000

  private var read = (text: "", result: Typing())
  private var continued = (text: "", result: "")
  private var isDeep = true
  private var completes = true

  init(_ session: Session, _ history: History) {
    self.session = session
    self.history = history
  }

  /// Forgets what was slow, for a new entry.
  func begin() {
    (read, continued) = (("", Typing()), ("", ""))
    (isDeep, completes) = (true, true)
  }

  /// The text in colours.
  func paint(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var painted = ""
    var end = 0
    for piece in typing(text).pieces where piece.range.lowerBound >= end {
      painted += String(decoding: bytes[end..<piece.range.lowerBound], as: UTF8.self)
      painted += Assistant.color(of: piece.role) + String(decoding: bytes[piece.range], as: UTF8.self) + "\u{1B}[0m"
      end = piece.range.upperBound
    }
    return painted + String(decoding: bytes[end...], as: UTF8.self)
  }

  /// What the statement is about to do, or what it lacks.
  func status(for text: String) -> String { typing(text).status }

  /// How the text may go on: as the newest entry that begins so, else with the rest of a word.
  func hint(for text: String) -> String {
    guard continued.text != text else { return continued.result }
    continued = (text, newHint(for: text))
    return continued.result
  }

  private func newHint(for text: String) -> String {
    guard text.utf8.count <= Assistant.longest, text.contains(where: { $0 != " " }) else { return "" }
    if let entry = history.entries.last(where: { $0.hasPrefix(text) && $0.utf8.count > text.utf8.count }) {
      // The rest of its first line: a hint has one row.
      return String(entry.dropFirst(text.count).prefix { $0 != "\n" })
    }
    guard completes, text.last != " " else { return "" }
    var result = ""
    let taken = ContinuousClock().measure { result = session.continuation(of: text) }
    if taken > Assistant.limit { completes = false }
    return result
  }

  private func typing(_ text: String) -> Typing {
    guard read.text != text else { return read.result }
    guard text.utf8.count <= Assistant.longest else { return Typing() }
    let taken = ContinuousClock().measure { read = (text, session.typing(text, isDeep: isDeep)) }
    if taken > Assistant.limit { isDeep = false }
    return read.result
  }

  private static func color(of role: Typing.Role) -> String {
    switch role {
    case .keyword: return "\u{1B}[1m"
    case .measure: return "\u{1B}[36m"
    case .attribute: return "\u{1B}[35m"
    case .value: return "\u{1B}[32m"
    case .figure: return "\u{1B}[33m"
    case .fault: return "\u{1B}[4;31m"
    }
  }
}
