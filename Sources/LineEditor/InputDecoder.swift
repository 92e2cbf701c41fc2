/// Bytes from the keyboard as Unicode scalars; an unfinished one waits for its other bytes.
struct InputDecoder {
  private var bytes: [UInt8] = []
  private var start = 0

  /// Whether there are bytes that have not become a scalar.
  var isEmpty: Bool { start == bytes.count }

  mutating func append(_ more: some Sequence<UInt8>) {
    bytes.removeFirst(start)
    start = 0
    bytes.append(contentsOf: more)
  }

  /// Forgets what was typed ahead.
  mutating func removeAll() {
    bytes = []
    start = 0
  }

  /// The next scalar; bytes that are no UTF-8 become U+FFFD, one each.
  mutating func next() -> Unicode.Scalar? {
    guard start < bytes.count else { return nil }
    let lead = bytes[start]
    let length = InputDecoder.length(lead: lead)
    guard length > 1 else {
      start += 1
      return length == 1 ? Unicode.Scalar(lead) : "\u{FFFD}"
    }
    for index in start + 1..<start + length {
      guard index < bytes.count else { return nil }
      if bytes[index] & 0xC0 != 0x80 {
        start += 1
        return "\u{FFFD}"
      }
    }
    let text = String(decoding: bytes[start..<start + length], as: UTF8.self).unicodeScalars
    guard text.count == 1, let scalar = text.first else {
      start += 1
      return "\u{FFFD}"
    }
    start += length
    return scalar
  }

  /// How many bytes a scalar has that starts with this one; 0 if none does.
  private static func length(lead: UInt8) -> Int {
    switch lead {
    case 0x00..<0x80: 1
    case 0xC2..<0xE0: 2
    case 0xE0..<0xF0: 3
    case 0xF0..<0xF5: 4
    default: 0
    }
  }
}
