private import CDisplay
internal import Market

/// How the figures of one column are written for people: one choice of decimals and scale for the whole column, so
/// that figures can be compared at a glance.
///
/// | unit | written as |
/// |---|---|
/// | ratio | percent with two decimals |
/// | points | the same, signed, with `pp` |
/// | price | two decimals, below 1 up to four significant digits |
/// | amount | whole where the column reaches 1,000, in millions (`(m)` in the heading) where it reaches 1e9 |
/// | shares, count | whole, but with decimals where a column of small figures has fractions |
/// | multiple, number | whole where all are whole, else two to four decimals after the smallest |
struct NumberText {
  /// Said in the heading because it holds for every figure: ` (m)`, millions.
  let headingSuffix: String

  private let unit: Unit
  private let direction: Direction
  private let divisor: Double
  private let decimals: Int
  private let isGrouped: Bool

  init(_ values: [Double], unit: Unit, direction: Direction) {
    self.unit = unit
    self.direction = direction
    var extent = Extent(values)
    let isScaled = unit == .amount && extent.largest >= 1e9
    divisor = isScaled ? 1e6 : 1
    headingSuffix = isScaled ? " (m)" : ""
    if isScaled { extent.scale(by: divisor) }
    decimals = extent.decimals(unit: unit, isScaled: isScaled)
    // A bare number of four digits may be a year.
    isGrouped = unit != .number || extent.largest >= 10_000
  }

  /// The figure, which is not missing.
  func cell(_ value: Double) -> Cell {
    guard value.isFinite else { return Cell(lead: value < 0 ? "-inf" : "inf") }
    var digits = written(value / divisor)
    let isNegative = digits.hasPrefix("-")
    if isNegative { digits.removeFirst() }
    // What prints as zero has neither sign nor direction.
    let isZero = !digits.utf8.contains { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }
    let point = digits.firstIndex(of: ".") ?? digits.endIndex
    let whole = isGrouped ? grouped(digits[..<point]) : String(digits[..<point])
    let sign = isZero ? "" : isNegative ? "-" : unit == .points ? "+" : ""
    return Cell(lead: sign + whole, tail: digits[point...] + suffix, mark: isZero ? nil : mark(isNegative: isNegative))
  }

  private var suffix: String {
    switch unit {
    case .ratio: return "%"
    case .points: return " pp"
    default: return ""
    }
  }

  private func mark(isNegative: Bool) -> Cell.Mark? {
    switch direction {
    case .none: return nil
    case .rise: return isNegative ? .fall : .rise
    case .fall: return isNegative ? .rise : .fall
    }
  }

  private func written(_ value: Double) -> String {
    if abs(value) >= 1e15 { return scientificText(value) }
    switch unit {
    case .ratio, .points:
      // Moving the point of the text, not multiplying the number, keeps the rounding exact.
      return shiftedByTwo(fixedText(value, decimals: decimals))
    case .price where abs(value) < 1:
      return priceBelowOne(value)
    default:
      return fixedText(value, decimals: decimals)
    }
  }
}

/// How large the figures of a column are.
private struct Extent {
  var largest = 0.0
  var smallest = Double.infinity
  var isWhole = true

  init(_ values: [Double]) {
    for value in values where value.isFinite && value != 0 {
      let magnitude = abs(value)
      largest = max(largest, magnitude)
      smallest = min(smallest, magnitude)
      isWhole = isWhole && magnitude == magnitude.rounded(.towardZero)
    }
  }

  mutating func scale(by divisor: Double) {
    largest /= divisor
    smallest /= divisor
  }

  func decimals(unit: Unit, isScaled: Bool) -> Int {
    switch unit {
    case .ratio, .points: return 4
    case .price: return 2
    case .amount where isScaled: return smallest >= 100 ? 0 : smallest >= 1 ? 1 : 2
    case .amount, .shares, .count: return isWhole || largest >= 1000 ? 0 : fraction
    case .multiple, .number: return isWhole ? 0 : fraction
    }
  }

  /// Two to four decimals so that the smallest figure shows; four significant digits where all figures are tiny.
  private var fraction: Int {
    if largest < 0.01 {
      var decimals = 5
      var limit = 0.01
      while largest < limit && decimals < 12 {
        decimals += 1
        limit /= 10
      }
      return decimals
    }
    return smallest >= 0.1 ? 2 : smallest >= 0.01 ? 3 : 4
  }
}

// MARK: Digits

/// The value with so many decimals, correctly rounded, ties to even.
func fixedText(_ value: Double, decimals: Int) -> String {
  digitText(value, decimals: decimals, isScientific: false)
}

/// Four significant digits and an exponent, for figures too long to read: `1.234e20`.
private func scientificText(_ value: Double) -> String {
  let text = digitText(value, decimals: 3, isScientific: true)
  let parts = text.split(separator: "e")
  return "\(parts[0])e\(parts.last.flatMap { Int($0) } ?? 0)"
}

private func digitText(_ value: Double, decimals: Int, isScientific: Bool) -> String {
  // The largest number has 309 digits before its point.
  unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
    let write = unsafe isScientific ? format_scientific : format_fixed
    let length = unsafe write(value, CInt(decimals), buffer.baseAddress, buffer.count)
    precondition(length >= 0, "a number longer than its buffer")
    return unsafe String(decoding: UnsafeRawBufferPointer(buffer)[..<Int(length)], as: UTF8.self)
  }
}

/// Four significant digits, but at least two decimals and no zeros for show.
private func priceBelowOne(_ value: Double) -> String {
  var decimals = 4
  var limit = 0.1
  while abs(value) < limit && value != 0 && decimals < 12 {
    decimals += 1
    limit /= 10
  }
  var text = fixedText(value, decimals: decimals)
  while decimals > 2 && text.last == "0" {
    text.removeLast()
    decimals -= 1
  }
  return text
}

/// Moves the decimal point two places to the right, so that `-0.0450` becomes `-4.50`.
private func shiftedByTwo(_ text: String) -> String {
  guard let point = text.firstIndex(of: ".") else { return text }
  let isNegative = text.hasPrefix("-")
  let fraction = text[text.index(after: point)...]
  var whole = text[(isNegative ? text.index(after: text.startIndex) : text.startIndex)..<point] + fraction.prefix(2)
  while whole.count > 1 && whole.first == "0" { whole.removeFirst() }
  return (isNegative ? "-" : "") + whole + "." + fraction.dropFirst(2)
}

/// Sets thousands apart with commas; anything but digits is left alone.
func grouped(_ digits: Substring) -> String {
  guard digits.utf8.count > 3, digits.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") }) else { return String(digits) }
  var text = ""
  for (offset, digit) in digits.enumerated() {
    if offset > 0 && (digits.utf8.count - offset) % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return text
}
