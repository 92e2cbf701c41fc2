/// An entry as one line of the history file: a line break is written `\n`, a backslash `\\`.
enum HistoryLine {
  /// The line for an entry, with its line break.
  static func encode(_ entry: String) -> [UInt8] {
    var line: [UInt8] = []
    for byte in entry.utf8 {
      switch byte {
      case UInt8(ascii: "\n"): line += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
      case UInt8(ascii: "\\"): line += [UInt8(ascii: "\\"), UInt8(ascii: "\\")]
      case 0: break
      default: line.append(byte)
      }
    }
    return line + [UInt8(ascii: "\n")]
  }

  /// The entry of a line without its line break.
  ///
  /// Any other use of a backslash stands for itself, as in a file that somebody wrote by hand; bytes that are no
  /// UTF-8 become U+FFFD.
  static func decode(_ line: some Sequence<UInt8>) -> String {
    var bytes: [UInt8] = []
    var isEscaped = false
    for byte in line where byte != 0 {
      switch (isEscaped, byte) {
      case (false, UInt8(ascii: "\\")):
        isEscaped = true
        continue
      case (true, UInt8(ascii: "n")): bytes.append(UInt8(ascii: "\n"))
      case (true, UInt8(ascii: "\\")): bytes.append(byte)
      case (true, _): bytes += [UInt8(ascii: "\\"), byte]
      case (false, _): bytes.append(byte)
      }
      isEscaped = false
    }
    if isEscaped { bytes.append(UInt8(ascii: "\\")) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
