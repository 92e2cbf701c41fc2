internal import Glibc
internal import Market

/// Where passwords are kept: in `MARQ_PASSWORD`, else in a file of the reader's own.
enum Password {
  /// The password of a user on a server, or nil; `warn` is told what is wrong with the file.
  ///
  /// A line of the file is `user@host:port password`; what others may read is not used.
  static func of(_ user: String, at server: String, warn: (String) -> Void) -> String? {
    if let value = Terminal.environment("MARQ_PASSWORD") { return value }
    guard let path else { return nil }
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    guard status.st_mode & 0o077 == 0 else {
      warn("\(path) is not used: others may read it; chmod 600 \(path)")
      return nil
    }
    guard let bytes = try? DataFile.read(path).bytes else { return nil }
    for line in String(decoding: Array(bytes), as: UTF8.self).split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: " ", maxSplits: 1)
      if parts.count == 2, parts[0] == "\(user)@\(server)" { return String(parts[1]) }
    }
    return nil
  }

  /// `${XDG_CONFIG_HOME:-~/.config}/marq/passwords`.
  private static var path: String? {
    if let folder = Terminal.environment("XDG_CONFIG_HOME"), folder.hasPrefix("/") { return "\(folder)/marq/passwords" }
    if let home = Terminal.environment("HOME"), home.hasPrefix("/") { return "\(home)/.config/marq/passwords" }
    return nil
  }
}
