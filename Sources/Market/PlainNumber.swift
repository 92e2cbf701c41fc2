/// A decimal number as data sets write it: `131.5`, `-0.2276`, `1.5e8`.
///
/// No separators, `inf`, `nan` or hexadecimal.
struct PlainNumber {
  /// The nearest double; infinite where the number is too large for one.
  let value: Double
  /// The place of the last digit: 4 for `-0.2276`, 0 for `725`, -7 for `1e7`.
  let decimals: Int
}

extension PlainNumber {
  /// Reads the number that the bytes `range` are, all of them; nil where they are not one.
  init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    var offset = range.lowerBound
    let end = range.upperBound
    var isNegative = false
    if offset < end, bytes[offset] == UInt8(ascii: "-") || bytes[offset] == UInt8(ascii: "+") {
      isNegative = bytes[offset] == UInt8(ascii: "-")
      offset += 1
    }
    var mantissa: UInt64 = 0
    var significant = 0  // digits of the mantissa, leading zeros apart
    var digits = 0
    var fraction = 0
    var isFraction = false
    while offset < end {
      let digit = bytes[offset] &- UInt8(ascii: "0")
      if digit < 10 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
        if mantissa != 0 || significant != 0 { significant += 1 }
        digits += 1
        if isFraction { fraction += 1 }
      } else if bytes[offset] == UInt8(ascii: "."), !isFraction {
        isFraction = true
      } else {
        break
      }
      offset += 1
    }
    guard digits > 0, let exponent = PlainNumber.exponent(bytes, offset..<end) else { return nil }
    decimals = fraction - exponent

    // Both numbers are exact here, so the one multiplication or division rounds once, to the nearest double.
    if significant <= 19, mantissa <= 1 << 53, abs(decimals) <= 22 {
      let scale = PlainNumber.powersOfTen[abs(decimals)]
      let magnitude = decimals > 0 ? Double(mantissa) / scale : Double(mantissa) * scale
      value = isNegative ? -magnitude : magnitude
    } else {
      value = PlainNumber.slowly(bytes, range, isNegative: isNegative)
    }
  }

  /// What the standard library makes of it, which knows no locale, unlike `strtod`.
  private static func slowly(_ bytes: Span<UInt8>, _ range: Range<Int>, isNegative: Bool) -> Double {
    let text = String(decoding: range.map { bytes[$0] }, as: UTF8.self)
    return Double(text) ?? (isNegative ? -.infinity : .infinity)
  }

  /// The exponent behind the mantissa: 0 for nothing, 8 for `e8`; nil for anything else.
  ///
  /// Held to four digits.
  private static func exponent(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    guard !range.isEmpty else { return 0 }
    var offset = range.lowerBound + 1
    guard bytes[offset - 1] | 0x20 == UInt8(ascii: "e"), offset < range.upperBound else { return nil }
    let isNegative = bytes[offset] == UInt8(ascii: "-")
    if isNegative || bytes[offset] == UInt8(ascii: "+") { offset += 1 }
    guard offset < range.upperBound else { return nil }
    var exponent = 0
    while offset < range.upperBound {
      let digit = bytes[offset] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      exponent = min(9999, exponent * 10 + Int(digit))
      offset += 1
    }
    return isNegative ? -exponent : exponent
  }

  /// The powers of ten that a double holds exactly.
  static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]
}

extension Day {
  /// Reads the ten bytes `2026-02-23` in `range` and nothing else.
  init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    guard let (year, month, day) = Day.parts(bytes, range) else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// Year, month and day where the bytes have the form `2026-02-23`, whether or not the calendar has such a day.
  static func parts(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (year: Int, month: Int, day: Int)? {
    let start = range.lowerBound
    guard range.count == 10, bytes[start + 4] == UInt8(ascii: "-"), bytes[start + 7] == UInt8(ascii: "-") else {
      return nil
    }
    var isWellFormed = true
    func number(_ first: Int, _ count: Int) -> Int {
      var number = 0
      for offset in first..<first + count {
        let digit = bytes[start + offset] &- UInt8(ascii: "0")
        if digit > 9 { isWellFormed = false }
        number = number * 10 + Int(digit)
      }
      return number
    }
    let parts = (number(0, 4), number(5, 2), number(8, 2))
    return isWellFormed ? parts : nil
  }
}
