/// The rows of a CSV file (RFC 4180), one after another, as ranges of its bytes.
///
/// UTF-8 with or without a byte order mark; a line ends in CR LF, LF or CR; lines without anything on them are skipped;
/// blanks around a field do not count. Every row must have as many fields as the first.
struct CSVReader {
  /// One field: its bytes without the quotes around it.
  struct Field: Hashable, Sendable {
    /// Offset of the first byte.
    let start: Int
    /// Offset behind the last byte.
    let end: Int
    /// Whether the bytes hold doubled quotes.
    let needsUnescaping: Bool

    var range: Range<Int> { start..<end }
    var isEmpty: Bool { start == end }
  }

  let file: DataFile
  /// The fields of the row that `nextRow` read last.
  private(set) var fields: [Field] = []
  /// Where the next row begins, blank lines apart.
  private(set) var position = 0
  private var width: Int?

  /// A reader at the first row.
  ///
  /// Throws where the bytes are not UTF-8, which need not be asked where they are known to be ASCII. O(bytes).
  init(_ file: DataFile, isASCII: Bool = false) throws(DataError) {
    self.file = file
    self.position = CSVReader.markLength(file.bytes)
    if isASCII { return }
    do {
      _ = try UTF8Span(validating: file.bytes.span)
    } catch {
      throw DataError(.notUTF8, in: file, at: error.byteOffsets, text: "")
    }
  }

  /// Goes to the row that begins at `position`.
  mutating func move(to position: Int) { self.position = position }

  /// How long the byte order mark is: 3 bytes or none.
  static func markLength(_ bytes: Column<UInt8>) -> Int {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// Reads the next row into `fields`; false where none begins before `end`, the end of the file unless it is given.
  ///
  /// `bytes` are those of the file.
  mutating func nextRow(in bytes: Span<UInt8>, before end: Int = .max) throws(DataError) -> Bool {
    while position < min(end, bytes.count) {
      fields.removeAll(keepingCapacity: true)
      try scanRow(bytes)
      if isBlankLine(bytes) { continue }
      guard let width else {
        width = fields.count
        return true
      }
      if fields.count > width {
        throw error(.tooManyFields(found: fields.count, expected: width), at: fields[width])
      }
      if fields.count < width {
        throw error(.tooFewFields(found: fields.count, expected: width), at: fields[fields.count - 1])
      }
      return true
    }
    return false
  }

  private func isBlankLine(_ bytes: Span<UInt8>) -> Bool {
    // A quoted field begins behind its quote.
    fields.count == 1 && fields[0].isEmpty && !(fields[0].start > 0 && bytes[fields[0].start - 1] == CSVReader.quote)
  }

  private mutating func scanRow(_ bytes: Span<UInt8>) throws(DataError) {
    var offset = position
    while true {
      while offset < bytes.count, CSVReader.isBlank(bytes[offset]) { offset += 1 }
      if offset < bytes.count, bytes[offset] == CSVReader.quote {
        offset = try scanQuoted(bytes, from: offset)
      } else {
        let start = offset
        while offset < bytes.count, !CSVReader.endsField(bytes[offset]) { offset += 1 }
        var end = offset
        while end > start, CSVReader.isBlank(bytes[end - 1]) { end -= 1 }
        fields.append(Field(start: start, end: end, needsUnescaping: false))
      }
      guard offset < bytes.count, bytes[offset] == CSVReader.comma else { break }
      offset += 1
    }
    position = CSVReader.behindLineEnd(bytes, at: offset)
  }

  /// Reads `"…"` and the blanks behind it; returns where the field ends.
  private mutating func scanQuoted(_ bytes: Span<UInt8>, from opening: Int) throws(DataError) -> Int {
    var offset = opening + 1
    var hasDoubledQuotes = false
    while true {
      while offset < bytes.count, bytes[offset] != CSVReader.quote { offset += 1 }
      guard offset < bytes.count else {
        let line = file.bytes[(opening + 1)...].prefix { $0 != CSVReader.lineFeed && $0 != CSVReader.carriageReturn }
        let text = String(decoding: line, as: UTF8.self)
        throw DataError(.unterminatedQuote, in: file, at: opening..<line.endIndex, text: text)
      }
      guard offset + 1 < bytes.count, bytes[offset + 1] == CSVReader.quote else { break }
      hasDoubledQuotes = true
      offset += 2
    }
    fields.append(Field(start: opening + 1, end: offset, needsUnescaping: hasDoubledQuotes))
    offset += 1
    while offset < bytes.count, CSVReader.isBlank(bytes[offset]) { offset += 1 }
    if offset < bytes.count, !CSVReader.endsField(bytes[offset]) {
      var end = offset
      while end < bytes.count, !CSVReader.endsField(bytes[end]) { end += 1 }
      let text = String(decoding: file.bytes[offset..<end], as: UTF8.self)
      throw DataError(.textAfterQuote, in: file, at: offset..<end, text: text)
    }
    return offset
  }

  static let quote = UInt8(ascii: "\"")
  static let comma = UInt8(ascii: ",")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")

  static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  static func endsField(_ byte: UInt8) -> Bool {
    // Digits and letters all lie above the comma: one comparison settles most bytes.
    byte <= comma && (byte == comma || byte == lineFeed || byte == carriageReturn)
  }

  /// The offset behind the line end at `offset`, or `offset` itself at the end of the file.
  static func behindLineEnd(_ bytes: Span<UInt8>, at offset: Int) -> Int {
    guard offset < bytes.count else { return offset }
    let isPair = bytes[offset] == carriageReturn && offset + 1 < bytes.count && bytes[offset + 1] == lineFeed
    return offset + (isPair ? 2 : 1)
  }
}
