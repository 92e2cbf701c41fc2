internal import Glibc
internal import Rendering
internal import Session

/// Where the program's words go, and what can be shown there. Decided once, for each stream on its own.
final class Terminal {
  let isInputTerminal = isatty(STDIN_FILENO) == 1
  let isOutputTerminal = isatty(STDOUT_FILENO) == 1
  let isErrorTerminal = isatty(STDERR_FILENO) == 1
  /// Who tells how long an answer takes, and must make room for it.
  var waiting: Waiting?
  /// How many lines make an answer long enough for the pager; nil where there is none.
  var pagedRows: Int?
  private let color: ColorChoice
  private let isUnicode: Bool

  init(color: ColorChoice) {
    self.color = color
    // By its name: the C library would read the locale's files for it, and not know a locale that is not installed, as in a container,
    // where the terminal draws it all the same.
    let names = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { Terminal.environment($0) }
    // `C.UTF-8`, `de_DE.utf8@euro`: the name of the character set comes last.
    let locale = (names.first { !$0.isEmpty } ?? "").utf8.prefix { $0 != UInt8(ascii: "@") }
    let letters = locale.filter { $0 != UInt8(ascii: "-") }.map { $0 | 0x20 }
    isUnicode = letters.suffix(4).elementsEqual("utf8".utf8)
  }

  /// Whether standard error is a terminal that can take back what it shows.
  var canTellTime: Bool { isErrorTerminal && !["dumb", "", nil].contains(Terminal.environment("TERM")) }

  /// What standard output can show.
  var outputStyle: Style {
    Style(
      width: Terminal.width(of: STDOUT_FILENO), isColored: isColored(isTerminal: isOutputTerminal),
      isUnicode: isUnicode || !isOutputTerminal)
  }

  /// What standard error can show.
  var messageStyle: Style {
    Style(
      width: Terminal.width(of: STDERR_FILENO), isColored: isColored(isTerminal: isErrorTerminal),
      isUnicode: isUnicode || !isErrorTerminal)
  }

  /// `--color`, then NO_COLOR, CLICOLOR_FORCE and FORCE_COLOR, CLICOLOR, then whether it is a terminal with colours.
  private func isColored(isTerminal: Bool) -> Bool {
    switch color {
    case .always: return true
    case .never: return false
    case .auto: break
    }
    func value(_ name: String) -> String? { Terminal.environment(name).flatMap { $0.isEmpty ? nil : $0 } }
    if value("NO_COLOR") != nil { return false }
    if let force = value("CLICOLOR_FORCE"), force != "0" { return true }
    if value("FORCE_COLOR") != nil { return true }
    if value("CLICOLOR") == "0" { return false }
    return isTerminal && !["dumb", nil].contains(value("TERM"))
  }

  /// The rows of the terminal that standard output is, or nil.
  var rows: Int? {
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return nil }
    return Int(size.ws_row)
  }

  /// Writes a whole text.
  static func writeAll(_ text: String, to descriptor: Int32) -> Bool { writeAll(text, to: descriptor) { true } }

  /// `COLUMNS`, else what the terminal says, else 80.
  private static func width(of descriptor: Int32) -> Int {
    if let columns = environment("COLUMNS").flatMap({ Int($0) }), (20...10_000).contains(columns) { return columns }
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// A variable of the environment, or nil.
  static func environment(_ name: String) -> String? {
    // Safe: the value is copied at once, and nothing here changes the environment.
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// How many bytes take a terminal noticeably long.
  private static let longText = 1 << 16

  /// Hands words to their stream. A closed pipe ends the program quietly, a full disk with a status of its own.
  func write(_ output: Output) {
    waiting?.clear()
    switch output {
    case .data(let text):
      if let rows = pagedRows, text.utf8.lazy.filter({ $0 == 0x0A }).count >= rows, OtherPrograms.page(text) { return }
      guard write(text, to: STDOUT_FILENO) else {
        if errno == EPIPE { exit(ExitStatus.success.rawValue) }
        let reason = unsafe String(cString: strerror(errno))
        _ = write("marq: standard output: \(reason)\n", to: STDERR_FILENO)
        exit(ExitStatus.notWritten.rawValue)
      }
    case .message(let text):
      // Nobody can be told that an error message was not written.
      _ = write(text, to: STDERR_FILENO)
    }
  }

  private func write(_ text: String, to descriptor: Int32) -> Bool {
    // A long answer stops on its way, too; a short one, such as that it was interrupted, is printed whole.
    let isLong = text.utf8.count > Terminal.longText
    return Terminal.writeAll(text, to: descriptor) { !isLong || waiting?.isInterrupted != true }
  }

  /// Writes a text for as long as it is wanted.
  private static func writeAll(_ text: String, to descriptor: Int32, while isWanted: () -> Bool) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var written = 0
      while written < bytes.count, isWanted() {
        let count = unsafe Glibc.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
        if count < 0 {
          if errno == EINTR { continue }
          return false
        }
        written += count
      }
      return true
    }
  }
}
