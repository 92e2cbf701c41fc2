extension Int {
  /// The number with its thousands apart: `9,124`.
  package var withThousands: String {
    var digits = String(magnitude)
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
      place -= 3
    }
    return self < 0 ? "-\(digits)" : digits
  }
}
