internal import Glibc
internal import Market

/// The programs that a user has chosen for editing and for reading.
enum OtherPrograms {
  /// The text as it comes back from `$VISUAL`, `$EDITOR` or vi; nil where that failed.
  static func edit(_ text: String) -> String? {
    var template = Array("/tmp/marq-XXXXXX".utf8CString)
    // Safe: the template is this function's own, and ends in a zero.
    guard let name = unsafe template.withUnsafeMutableBufferPointer({ unsafe mkdtemp($0.baseAddress!) }) else {
      return nil
    }
    let folder = unsafe String(cString: name)
    // A name by which editors know what they show.
    let path = "\(folder)/statement.marq"
    defer {
      unsafe unlink(path)
      unsafe rmdir(folder)
    }
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0, Terminal.writeAll(text + "\n", to: descriptor), close(descriptor) == 0 else { return nil }
    guard unsafe system("${VISUAL:-${EDITOR:-vi}} \(path)") == 0, let edited = try? DataFile.read(path) else {
      return nil
    }
    let bytes = edited.bytes.reversed().drop { $0 == 0x0A || $0 == 0x0D || $0 == 0x20 }.reversed()
    return String(decoding: Array(bytes), as: UTF8.self)
  }

  /// Shows a text in `$MARQ_PAGER`, `$PAGER` or less; false where it was not shown.
  static func page(_ text: String) -> Bool {
    let chosen = Terminal.environment("MARQ_PAGER") ?? Terminal.environment("PAGER")
    if let chosen, ["", "cat"].contains(chosen) { return false }
    // Less keeps the colours, leaves at once where all fits, and the answer on the screen.
    let command = chosen ?? "less 2>/dev/null"
    if Terminal.environment("LESS") == nil { unsafe setenv("LESS", "FRX", 1) }
    guard let pipe = unsafe popen(command, "w") else { return false }
    // A reader who has seen enough closes the pipe; that is no fault.
    _ = Terminal.writeAll(text, to: unsafe fileno(pipe))
    let status = unsafe pclose(pipe)
    let notFound = 127
    return (status >> 8) & 0xFF != notFound
  }
}
