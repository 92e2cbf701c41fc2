internal import Glibc
internal import Rendering
internal import Session

/// Where the program's words go, and what can be shown there. Decided once, for each stream on its own.
final class Terminal {
  let isInputTerminal = isatty(STDIN_FILENO) == 1
  let isOutputTerminal = isatty(STDOUT_FILENO) == 1
  let isErrorTerminal = isatty(STDERR_FILENO) == 1
  private let color: ColorChoice
  private let isUnicode: Bool

  init(color: ColorChoice) {
    self.color = color
    // Safe: the program has one thread here, and the name of the character set is copied at once.
    _ = unsafe setlocale(LC_CTYPE, "")
    let codeset = unsafe nl_langinfo(nl_item(CODESET)).map { unsafe String(cString: $0) }
    isUnicode = codeset == "UTF-8"
  }

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

  /// Hands words to their stream. A closed pipe ends the program quietly, a full disk with a status of its own.
  func write(_ output: Output) {
    switch output {
    case .data(let text):
      guard Terminal.write(text, to: STDOUT_FILENO) else {
        if errno == EPIPE { exit(ExitStatus.success.rawValue) }
        let reason = unsafe String(cString: strerror(errno))
        _ = Terminal.write("marq: standard output: \(reason)\n", to: STDERR_FILENO)
        exit(ExitStatus.notWritten.rawValue)
      }
    case .message(let text):
      // Nobody can be told that an error message was not written.
      _ = Terminal.write(text, to: STDERR_FILENO)
    }
  }

  private static func write(_ text: String, to descriptor: Int32) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var written = 0
      while written < bytes.count {
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
