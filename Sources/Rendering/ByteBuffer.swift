internal import Market

/// Text in the making, as UTF-8: digits are written straight into it, without a string for each value.
struct ByteBuffer {
  private var bytes: [UInt8]
  /// The day that was written last, and where it begins: rows of one day mostly follow one another.
  private var latest: (day: Day, start: Int)?

  init(_ text: String = "") { bytes = Array(text.utf8) }

  /// The texts written into some, one behind the other.
  static func text(of parts: [ByteBuffer]) -> String {
    let count = parts.reduce(0) { $0 + $1.bytes.count }
    return unsafe String(unsafeUninitializedCapacity: count) { target in
      var filled = 0
      for part in parts {
        let rest = unsafe UnsafeMutableBufferPointer(rebasing: target[filled...])
        filled += unsafe rest.update(fromContentsOf: part.bytes)
      }
      return filled
    }
  }

  mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  mutating func append(_ byte: UInt8) {
    bytes.append(byte)
  }

  /// A figure for machines: the shortest decimal that reads back as the same number, valid in JSON.
  ///
  /// No exponent from 1e-5 up to 1e15; a minus on zero is dropped. It must be finite.
  mutating func append(number: Double) {
    let magnitude = abs(number)
    // Zero loses its sign here.
    if magnitude < 1e15 && magnitude == magnitude.rounded(.towardZero) { return append(integer: Int(number)) }
    // In this range Swift writes no exponent itself.
    if magnitude >= 1e-3 && magnitude < 1e15 { return number.write(to: &self) }
    let (digits, exponent) = significantDigits(of: number.description)
    if number < 0 { append(UInt8(ascii: "-")) }
    if magnitude >= 1e-5 && magnitude < 1 {
      append("0.")
      for _ in 0..<(-exponent - 1) { append(UInt8(ascii: "0")) }
      bytes += digits
      return
    }
    append(digits[0])
    if digits.count > 1 { append(UInt8(ascii: ".")) }
    bytes += digits.dropFirst()
    append("e\(exponent)")
  }

  mutating func append(day: Day) {
    if let latest, latest.day == day {
      for place in latest.start..<latest.start + 10 { bytes.append(bytes[place]) }
      return
    }
    let (year, month, dayOfMonth) = day.civil
    guard (0...9999).contains(year) else { return append(day.description) }
    latest = (day, bytes.count)
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

/// Whoever writes digits may write them here.
extension ByteBuffer: TextOutputStream {
  mutating func write(_ text: String) { append(text) }

  // Without it each number would be a string first.
  mutating func _writeASCII(_ digits: UnsafeBufferPointer<UInt8>) { unsafe bytes.append(contentsOf: digits) }
}

/// Takes `-12.5e-07` apart: its digits without zeros at either end, and the power of ten of the first.
private func significantDigits(of text: String) -> (digits: [UInt8], exponent: Int) {
  let zero = UInt8(ascii: "0")
  var digits: [UInt8] = []
  digits.reserveCapacity(20)
  var (exponent, hasPoint) = (-1, false)
  let mark = text.utf8.firstIndex(of: UInt8(ascii: "e")) ?? text.utf8.endIndex
  for byte in text.utf8[..<mark] {
    if byte == UInt8(ascii: ".") { hasPoint = true }
    guard (zero...zero + 9).contains(byte) else { continue }
    if byte == zero, digits.isEmpty {
      if hasPoint { exponent -= 1 }
      continue
    }
    if !hasPoint { exponent += 1 }
    digits.append(byte)
  }
  while digits.last == zero { digits.removeLast() }
  if mark < text.utf8.endIndex, let power = Int(text[text.utf8.index(after: mark)...]) { exponent += power }
  return (digits, exponent)
}
