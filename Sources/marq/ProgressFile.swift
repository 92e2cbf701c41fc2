internal import Glibc
internal import Lessons
internal import Market

/// What has been done in lessons, a line for each task that ended, in the reader's state folder.
///
/// Lines are only ever added, each by one write, so that sessions side by side lose nothing.
enum ProgressFile {
  /// `${XDG_STATE_HOME:-~/.local/state}/marq/lessons`; a variable that is empty or relative counts as unset.
  private static var path: String? {
    if let state = Terminal.environment("XDG_STATE_HOME"), state.hasPrefix("/") { return "\(state)/marq/lessons" }
    if let home = Terminal.environment("HOME"), home.hasPrefix("/") { return "\(home)/.local/state/marq/lessons" }
    return nil
  }

  /// What has been kept; a line that says nothing is passed over.
  static func marks() -> [LessonMark] {
    guard let path, let bytes = try? DataFile.read(path).bytes else { return [] }
    return String(decoding: Array(bytes), as: UTF8.self).split(separator: "\n").compactMap {
      LessonMark(line: String($0))
    }
  }

  /// Adds a mark; why it could not be kept, or nil.
  static func keep(_ mark: LessonMark) -> String? {
    guard let path else { return nil }
    for index in path.indices.dropFirst() where path[index] == "/" {
      // A folder that cannot be made shows when the file is opened.
      _ = unsafe mkdir(String(path[..<index]), 0o700)
    }
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return "what you solved can't be kept: \(unsafe String(cString: strerror(errno)))" }
    defer { close(descriptor) }
    return Terminal.writeAll(mark.line + "\n", to: descriptor) ? nil : "what you solved can't be kept"
  }
}
