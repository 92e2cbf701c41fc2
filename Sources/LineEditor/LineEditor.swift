internal import CLineEditor
internal import Glibc

/// Reads statements from a terminal: editing, history, completion, several lines, colours.
///
/// libedit edits (key maps, vi mode, kill buffer, words) but draws into `/dev/null`; every character that reaches the
/// terminal is drawn here, which is what makes colours, wide characters and hints come out right. Use one editor a
/// process, on one thread. The editor keeps its delegate alive.
public final class LineEditor {
  /// How reading an entry ended.
  public enum Entry: Equatable, Sendable {
    /// A whole statement, its lines separated by line breaks.
    case text(String)
    /// Control-C: what was typed is dropped.
    case interrupted
    /// Control-D on an empty line, or the terminal is gone.
    case end
  }

  let delegate: any LineEditorDelegate
  let history: History
  /// Nil on a terminal that can only print lines.
  var buffer: EditBuffer?

  var decoder = InputDecoder()
  var pushedBack: Unicode.Scalar?
  var painter = Painter()
  var window = Window()
  var recall = HistoryRecall()
  var states = UndoStates()
  var search: HistorySearch?
  /// Set by the key or signal that ends the entry.
  var outcome: Entry?
  var usesViKeys = false
  /// Whether there was input before the terminal was put into editing mode.
  var hasTypedAhead = false

  /// An editor on standard input and output; nil when either is no terminal.
  ///
  /// `program` is the name that lines of `~/.editrc` may be limited to.
  public init?(program: String, history: History, delegate: any LineEditorDelegate) {
    guard isatty(0) == 1, isatty(1) == 1 else { return nil }
    self.delegate = delegate
    self.history = history
    guard LineEditor.canEdit else { return }
    buffer = EditBuffer(program: program, editor: self)
    bindKeys()
    for entry in history.entries { buffer?.remember(entry) }
  }

  /// Whether the terminal can move its cursor and takes UTF-8.
  private static var canEdit: Bool {
    // Safe: the name is copied at once, and nothing here changes the environment.
    guard let name = unsafe getenv("TERM") else { return false }
    let terminal = unsafe String(cString: name)
    return !["", "dumb", "cons25", "emacs"].contains(terminal) && cle_use_utf8_locale()
  }

  /// Reads one whole statement.
  ///
  /// The terminal and the signal handlers are afterwards as they were before.
  public func readEntry() -> Entry {
    outcome = nil
    search = nil
    recall = HistoryRecall()
    states = UndoStates()
    painter = Painter()
    window = Window.current
    let isWatching = cle_signals_begin()
    defer { if isWatching { cle_signals_end() } }

    if let buffer {
      hasTypedAhead = hasInput(within: 0)
      TerminalOutput.write(Sequences.pasteOn)
      buffer.run()
      TerminalOutput.write(Sequences.pasteOff)
    } else {
      readPlainEntry()
    }
    let entry = outcome ?? .end
    if case .text(let text) = entry, delegate.isKept(text), history.append(text) { buffer?.remember(text) }
    return entry
  }
}

/// The size of the terminal.
struct Window: Equatable {
  var columns = 80
  var rows = 24

  /// As the terminal reports it now, or the size of old.
  static var current: Window {
    var columns: Int32 = 0
    var rows: Int32 = 0
    guard unsafe cle_window_size(1, &columns, &rows) else { return Window() }
    return Window(columns: Int(columns), rows: Int(rows))
  }
}

/// What the editor tells the terminal besides text.
enum Sequences {
  static let pasteOn = "\u{1B}[?2004h"
  static let pasteOff = "\u{1B}[?2004l"
  static let clearScreen = "\u{1B}[H\u{1B}[2J"
  static let eraseToEndOfRow = "\u{1B}[K"
  static let eraseBelow = "\u{1B}[J"
  static func up(_ rows: Int) -> String { rows > 0 ? "\u{1B}[\(rows)A" : "" }
  static func right(_ columns: Int) -> String { columns > 0 ? "\u{1B}[\(columns)C" : "" }
}
