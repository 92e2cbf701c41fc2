/// A text to be read: what was typed, or a file.
public struct Source: Sendable {
  /// The file's path, or nil for what was typed or given on the command line.
  public let name: String?
  /// The text as UTF-8.
  public let bytes: [UInt8]
  // Where each line starts.
  private let lineStarts: [Int]

  /// A source from UTF-8 bytes. Bytes that are not UTF-8 are for the lexer to report.
  public init(name: String? = nil, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    self.lineStarts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
  }

  /// A source from a text.
  public init(name: String? = nil, _ text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// The text in a range; a range out of bounds is cut to what there is.
  public func text(in range: SourceRange) -> String {
    let start = min(max(0, range.start), bytes.count)
    let end = min(max(start, range.end), bytes.count)
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The text in a range on one line, with one blank wherever there is white space.
  public func line(in range: SourceRange) -> String {
    let text = text(in: range)
    var before = UInt8(ascii: " ")
    let isPlain = text.utf8.allSatisfy { byte in
      defer { before = byte }
      return byte > 0x20 && byte < 0x80 || byte == 0x20 && before != 0x20
    }
    // Mostly it is written so.
    return isPlain && before != 0x20 ? text : text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Line and column, both from 1; the column counts characters. O(log lines + length of the line).
  public func position(of offset: Int) -> (line: Int, column: Int) {
    let line = lineIndex(of: offset)
    let start = lineStarts[line]
    let end = min(max(start, offset), bytes.count)
    return (line + 1, String(decoding: bytes[start..<end], as: UTF8.self).count + 1)
  }

  /// The line that holds `offset`, without its end, and where it starts.
  public func line(at offset: Int) -> (text: String, start: Int) {
    let line = lineIndex(of: offset)
    let start = lineStarts[line]
    var end = line + 1 < lineStarts.count ? lineStarts[line + 1] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return (String(decoding: bytes[start..<end], as: UTF8.self), start)
  }

  private func lineIndex(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }
}

/// A stretch of a source, as UTF-8 offsets; `end` is past the last byte.
public struct SourceRange: Sendable, Hashable {
  /// The offset of the first byte.
  public let start: Int
  /// The offset after the last byte.
  public let end: Int

  /// The stretch from `start` up to but not including `end`.
  public init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = max(start, end)
  }

  /// The stretch that holds both.
  public func union(_ other: SourceRange) -> SourceRange {
    SourceRange(min(start, other.start), max(end, other.end))
  }
}
