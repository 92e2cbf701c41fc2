internal import Language
internal import LineEditor
internal import Market
internal import Query
internal import Rendering
internal import Session

/// The conversation at a terminal: reads a statement, answers it, until the reader leaves.
final class Prompt: LineEditorDelegate {
  private let session: Session
  private let terminal: Terminal
  private let waiting: Waiting
  private let history: History
  private let assistant: Assistant
  private let readsInit: Bool
  private let opening: String?

  /// `opening` is a statement to begin with in place of the greeting: `lesson 1`.
  init(_ session: Session, _ terminal: Terminal, _ waiting: Waiting, readsInit: Bool, opening: String? = nil) {
    self.readsInit = readsInit
    self.opening = opening
    self.session = session
    self.terminal = terminal
    self.waiting = waiting
    history = History(path: History.standardPath(program: "marq", environment: { Terminal.environment($0) }))
    assistant = Assistant(session, history)
    session.history = { [history] in history.entries }
  }

  func run() -> Outcome {
    guard let editor = LineEditor(program: "marq", history: history, delegate: self) else { return .finished }
    if readsInit { runInit() }
    if let opening {
      let outcome = waiting.during { session.run(Source(opening)) }
      guard outcome == .finished else { return outcome }
      terminal.write(.message("\n"))
    } else {
      greet()
    }
    while true {
      if let warning = history.takeWarning() { terminal.write(.message("note: \(warning)\n")) }
      assistant.begin()
      switch editor.readEntry() {
      case .end: return .finished
      case .interrupted: continue
      case .text(let text):
        let width = session.settings.style.width
        if width == lastWidth { followTerminal() }
        // The blank line behind an answer, the next prompt and its line of hints belong on the screen, too.
        session.settings.screenHeight = terminal.rows.map { max(1, $0 - 3) }
        // A terminal that can only print lines has no pager either.
        terminal.pagedRows = terminal.canTellTime ? terminal.rows : nil
        // A fault has been told; at a prompt one carries on.
        if waiting.during({ session.run(Source(text)) }) == .quit { return .finished }
        // The next question stands apart from this answer.
        terminal.write(.message("\n"))
      }
    }
  }

  /// Runs the reader's own `init.marq`: definitions and settings for every prompt. A fault in it is told, and the prompt
  /// begins all the same.
  private func runInit() {
    guard let path = Prompt.initPath else { return }
    do throws(DataError) {
      let bytes = Array(try DataFile.read(path).bytes)
      if case .failed = waiting.during({ session.run(Source(name: path, bytes: bytes), isFile: true) }) {
        terminal.write(.message("\n"))
      }
    } catch {
      // Most readers have none.
      if !error.isNoInput { terminal.write(.message("note: \(path): \(error.message)\n")) }
    }
  }

  /// `${XDG_CONFIG_HOME:-~/.config}/marq/init.marq`; a variable that is empty or relative counts as unset, as the
  /// specification says.
  private static var initPath: String? {
    if let config = Terminal.environment("XDG_CONFIG_HOME"), config.hasPrefix("/") { return "\(config)/marq/init.marq" }
    if let home = Terminal.environment("HOME"), home.hasPrefix("/") { return "\(home)/.config/marq/init.marq" }
    return nil
  }

  /// The width last taken from the terminal. A width that was set stays as it is.
  private lazy var lastWidth = session.settings.style.width

  private func followTerminal() {
    lastWidth = terminal.outputStyle.width
    session.settings.style.width = lastWidth
    session.settings.messageStyle.width = lastWidth
  }

  private func greet() {
    terminal.write(.message("\(session.loadedMessage())help shows how to ask, Tab completes, Control-D leaves\n\n"))
  }

  // MARK: What the line editor asks

  func prompt(continuing: Bool) -> String {
    let text = continuing ? "  ... " : "marq> "
    guard session.settings.style.isColored else { return text }
    return continuing ? "\u{1B}[2m\(text)\u{1B}[0m" : "\u{1B}[1;36m\(text)\u{1B}[0m"
  }

  func completions(for text: String, at offset: Int) -> CompletionList {
    let found = session.completions(for: text, at: offset)
    return CompletionList(
      start: found.start, candidates: found.candidates.map { Completion(text: $0.text, note: $0.note) })
  }

  private var assists: Bool { session.settings.showsHints }

  // Without colours words are told by weight alone, and what is wrong is underlined all the same.
  func paint(_ text: String) -> String {
    assistant.paint(text, isColored: session.settings.style.isColored, marksFaults: assists)
  }

  func hint(for text: String) -> String { assists ? assistant.hint(for: text) : "" }

  func status(for text: String) -> String { assists ? assistant.status(for: text) : "" }

  func editElsewhere(_ text: String) -> String? { OtherPrograms.edit(text) }

  func isKept(_ text: String) -> Bool { !Session.showsPassword(text) }

  func isComplete(_ text: String) -> Bool {
    Language.isComplete(Source(text))
  }
}
