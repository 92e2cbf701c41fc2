internal import Market

/// Text in the making, as UTF-8: digits are written straight into it, without a string for each value.
struct ByteBuffer {
  private var bytes: [UInt8] = []

  /// The text written so far.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  mutating func append(_ byte: UInt8) {
    bytes.append(byte)
  }

  /// A finite number, as `plainNumber` writes it.
  mutating func append(number: Double) {
    if abs(number) < 1e15 && number == number.rounded(.towardZero) {
      append(integer: Int(number))
    } else {
      append(plainNumber(number))
    }
  }

  mutating func append(day: Day) {
    let (year, month, dayOfMonth) = day.civil
    guard (0...9999).contains(year) else { return append(day.description) }
    append(padded: year / 100)
    append(padded: year % 100)
    append(UInt8(ascii: "-"))
    append(padded: month)
    append(UInt8(ascii: "-"))
    append(padded: dayOfMonth)
  }

  private mutating func append(integer: Int) {
    if integer < 0 { append(UInt8(ascii: "-")) }
    let start = bytes.count
    var rest = integer.magnitude
    repeat {
      append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }

  private mutating func append(padded value: Int) {
    append(UInt8(ascii: "0") + UInt8(value / 10))
    append(UInt8(ascii: "0") + UInt8(value % 10))
  }
}
