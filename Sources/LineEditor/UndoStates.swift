/// What an entry was before each change, for going back.
///
/// A word that is typed is one change.
struct UndoStates {
  struct State: Equatable {
    var scalars: [Unicode.Scalar] = []
    var cursor = 0
  }

  private var states = [State()]
  private var isTyping = false

  /// Takes note of what the entry is now.
  mutating func note(_ scalars: [Unicode.Scalar], cursor: Int) {
    let (now, last) = (State(scalars: scalars, cursor: cursor), states[states.count - 1])
    guard scalars != last.scalars else {
      // A cursor that was moved begins a new change.
      if cursor != last.cursor { (states[states.count - 1].cursor, isTyping) = (cursor, false) }
      return
    }
    let isOneMore =
      scalars.count == last.scalars.count + 1 && cursor == last.cursor + 1 && scalars[cursor - 1] != " "
      && scalars[..<(cursor - 1)] == last.scalars[..<last.cursor]
    if isOneMore, isTyping { states[states.count - 1] = now } else { states.append(now) }
    isTyping = isOneMore
    // What was done long ago, or to a text of megabytes, is not worth its memory.
    let limit = max(2, min(1000, UndoStates.scalarLimit / max(1, scalars.count)))
    if states.count > limit { states.removeFirst(states.count - limit) }
  }

  private static let scalarLimit = 1_000_000

  /// The entry before the last change; nil where there was none.
  mutating func undo() -> State? {
    guard states.count > 1 else { return nil }
    states.removeLast()
    isTyping = false
    return states[states.count - 1]
  }
}
