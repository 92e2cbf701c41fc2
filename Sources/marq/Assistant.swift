internal import Glibc
internal import LineEditor
internal import Session

/// What is shown while a statement is being typed: its colours, how it may go on, and what it is about to do.
///
/// Nothing here may take long, or keys would lag: what has once taken too long is left out for the rest of the entry.
final class Assistant {
  private let session: Session
  private let history: History

  /// How long anything may take at one key, of the processor's time. A slow machine loses the hints, and not its temper.
  private static let limit = Assistant.isOptimised ? 5_000_000 : 500_000_000
  private static let isOptimised: Bool = {
    #if DEBUG
      false
    #else
      true
    #endif
  }()
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

  /// The text in colours, or without them; what cannot be right is underlined.
  func paint(_ text: String, isColored: Bool, marksFaults: Bool) -> String {
    guard isColored || marksFaults else { return text }
    let bytes = Array(text.utf8)
    var painted = ""
    var end = 0
    for piece in typing(text).pieces where piece.range.lowerBound >= end {
      let style = isColored ? Assistant.color(of: piece.role) : Assistant.weight(of: piece.role)
      guard !style.isEmpty, marksFaults || piece.role != .fault else { continue }
      painted += String(decoding: bytes[end..<piece.range.lowerBound], as: UTF8.self)
      painted += style + String(decoding: bytes[piece.range], as: UTF8.self) + "\u{1B}[0m"
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
    let (result, taken) = Assistant.measured { session.continuation(of: text) }
    if taken > Assistant.limit { completes = false }
    return result
  }

  private func typing(_ text: String) -> Typing {
    guard read.text != text else { return read.result }
    guard text.utf8.count <= Assistant.longest else { return Typing() }
    // An entry that is taken back begins anew.
    if text.isEmpty { begin() }
    let (result, taken) = Assistant.measured { session.typing(text, isDeep: isDeep) }
    read = (text, result)
    if taken > Assistant.limit { isDeep = false }
    return result
  }

  /// What some work gives, and how many nanoseconds this thread worked on it; what others do meanwhile does not count.
  private static func measured<Result>(_ work: () -> Result) -> (Result, Int) {
    let begin = now
    let result = work()
    return (result, now - begin)
  }

  private static var now: Int {
    var time = timespec()
    // Safe: the time is written to at once.
    _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  /// What tells a role where there are no colours.
  private static func weight(of role: Typing.Role) -> String {
    switch role {
    case .fault: return "\u{1B}[4m"
    case .keyword: return "\u{1B}[1m"
    case .comment: return "\u{1B}[2m"
    case .measure, .attribute, .value, .figure, .time: return ""
    }
  }

  private static func color(of role: Typing.Role) -> String {
    switch role {
    case .keyword: return "\u{1B}[1m"
    case .measure: return "\u{1B}[36m"
    case .attribute: return "\u{1B}[35m"
    case .value: return "\u{1B}[32m"
    case .figure: return "\u{1B}[33m"
    case .time: return "\u{1B}[94m"
    case .comment: return "\u{1B}[2m"
    case .fault: return "\u{1B}[4;31m"
    }
  }
}
