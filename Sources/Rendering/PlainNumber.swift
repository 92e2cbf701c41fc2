/// A figure for machines: the shortest decimal that reads back as the same number, valid in JSON.
///
/// No exponent from 1e-5 up to 1e15; a minus on zero is dropped. `value` must be finite.
func plainNumber(_ value: Double) -> String {
  let magnitude = abs(value)
  // Zero loses its sign here.
  if magnitude < 1e15 && magnitude == magnitude.rounded(.towardZero) { return Int64(value).description }
  let shortest = value.description
  // In this range Swift writes no exponent itself.
  if magnitude >= 1e-3 && magnitude < 1e15 { return shortest }
  let (digits, exponent) = significantDigits(shortest)
  let sign = value < 0 ? "-" : ""
  if magnitude >= 1e-5 && magnitude < 1 {
    return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits
  }
  let fraction = digits.dropFirst()
  return sign + digits.prefix(1) + (fraction.isEmpty ? "" : ".") + fraction + "e\(exponent)"
}

/// Takes `-12.5e-07` apart: its digits without zeros at either end, and the power of ten of the first.
private func significantDigits(_ text: String) -> (digits: String, exponent: Int) {
  var digits = ""
  var exponent = -1
  var hasPoint = false
  var isLeading = true
  let parts = text.split(separator: "e")
  for character in parts[0] {
    switch character {
    case "-": continue
    case ".": hasPoint = true
    case "0" where isLeading:
      if hasPoint { exponent -= 1 }
    default:
      if !hasPoint { exponent += 1 }
      isLeading = false
      digits.append(character)
    }
  }
  while digits.last == "0" { digits.removeLast() }
  if parts.count > 1, let power = Int(parts[1]) { exponent += power }
  return (digits, exponent)
}
