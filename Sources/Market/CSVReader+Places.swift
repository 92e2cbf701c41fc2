extension CSVReader {
  /// The text of a field, doubled quotes halved.
  func text(of field: Field) -> String {
    let bytes = file.bytes[field.range]
    guard field.needsUnescaping else { return String(decoding: bytes, as: UTF8.self) }
    var unescaped: [UInt8] = []
    unescaped.reserveCapacity(bytes.count)
    var isSecond = false
    for byte in bytes {
      // Inside a quoted field quotes come in pairs, of which the first is kept.
      isSecond = byte == CSVReader.quote && !isSecond
      if byte != CSVReader.quote || isSecond { unescaped.append(byte) }
    }
    return String(decoding: unescaped, as: UTF8.self)
  }

  /// A problem with a field of this file.
  ///
  /// O(bytes before it): lines are counted only when something is wrong.
  func error(_ problem: DataError.Problem, at field: Field) -> DataError {
    var start = field.start
    var end = field.end
    if start > 0, file.bytes[start - 1] == CSVReader.quote {
      start -= 1
      if end < file.bytes.count { end += 1 }
    }
    return DataError(problem, in: file, at: start..<end, text: text(of: field))
  }

  /// The line on which a field begins, from 1.
  ///
  /// O(bytes before it).
  func line(of field: Field) -> Int {
    CSVReader.lineNumber(at: field.start, in: file.bytes)
  }

  /// The number of the line that `offset` lies on, from 1.
  static func lineNumber(at offset: Int, in bytes: Column<UInt8>) -> Int {
    var line = 1
    for index in 0..<offset {
      let isEnd =
        bytes[index] == lineFeed
        || bytes[index] == carriageReturn && !(index + 1 < bytes.count && bytes[index + 1] == lineFeed)
      if isEnd { line += 1 }
    }
    return line
  }
}

extension DataError {
  /// A problem with the bytes `range` of a file, shown on the line where they begin.
  init(_ problem: Problem, in file: DataFile, at range: Range<Int>, text: String) {
    let bytes = file.bytes
    func isLineEnd(_ byte: UInt8) -> Bool { byte == CSVReader.lineFeed || byte == CSVReader.carriageReturn }
    let mark = CSVReader.markLength(bytes)
    let start = max(mark, min(range.lowerBound, bytes.count))
    var lineStart = start
    while lineStart > mark, !isLineEnd(bytes[lineStart - 1]) { lineStart -= 1 }
    var lineEnd = start
    while lineEnd < bytes.count, !isLineEnd(bytes[lineEnd]) { lineEnd += 1 }
    let end = max(start, min(range.upperBound, lineEnd))

    // Decoded apart, so that bytes which are not UTF-8 can't shift where the field begins.
    let before = String(decoding: bytes[lineStart..<start], as: UTF8.self)
    let field = String(decoding: bytes[start..<end], as: UTF8.self)
    let behind = String(decoding: bytes[end..<lineEnd], as: UTF8.self)
    self.init(
      problem, file: file.name, line: CSVReader.lineNumber(at: lineStart, in: bytes), column: before.count + 1,
      text: text, lineText: before + field + behind, fieldStart: before.utf8.count, fieldLength: field.utf8.count)
  }
}
