package import Market

// Figures in digits to reckon with: more than an answer has, and none that say nothing.

/// A step's value behind its last sign of equality.
func resultText(_ values: Table.Values, isFinal: Bool, style: Style) -> String {
  let column = CellColumn(Table.Column(name: "", values: values), rows: [0])
  let cell = column.cells[0]
  if cell.isMissing { return "missing" }
  // Millions are said in a column's heading; here there is none.
  let unit = column.nameSuffix.isEmpty ? "" : "m"
  if !isFinal, let text = workingText(values) {
    return text + (cell.mark.map { " " + $0.sign(style: style) } ?? "")
  }
  return cell.lead + cell.tail + unit + (cell.mark.map { " " + $0.sign(style: style) } ?? "")
}

/// A formula, or the same with figures. A negative figure behind a sign stands in brackets.
package func equationText(_ parts: [Explanation.Part], style: Style) -> String {
  var line = ""
  for part in parts {
    let next = text(part, style: style)
    if case .value = part, next.hasPrefix("-"), ["+ ", "- ", "* ", "/ ", "^ "].contains(where: line.hasSuffix) {
      line += "(\(next))"
    } else {
      line += next
    }
  }
  return line
}

private func text(_ part: Explanation.Part, style: Style) -> String {
  switch part {
  case .text(let text): return printable(text)
  case .value(let values):
    if let text = workingText(values) { return text }
    let cell = CellColumn(Table.Column(name: "", values: values), rows: [0]).cells[0]
    // Signs between figures are hard enough to read without arrows: only a result has one.
    return cell.isMissing ? "missing" : cell.lead + cell.tail
  }
}

/// A figure of a calculation, with digits enough to redo it; nil for what has no digits.
func workingText(_ values: Table.Values) -> String? {
  guard case .numbers(let numbers, let unit, _) = values, numbers[0].isFinite, abs(numbers[0]) < 1e15 else {
    return nil
  }
  let value = numbers[0]
  switch unit {
  case .ratio, .points:
    let percent = trimmed(fixedText(value * 100, decimals: percentDecimals(value)), to: 2)
    return withoutSignOfZero(percent) + (unit == .ratio ? "%" : " pp")
  case .price: return abs(value) < 1 ? nil : trimmed(fixedText(value, decimals: 4), to: 2)
  case .amount where abs(value) >= 1e9: return groupedWhole(fixedText(value / 1e6, decimals: 4), to: 2) + "m"
  case .amount: return abs(value) < 1 ? significantText(value) : groupedWhole(fixedText(value, decimals: 2), to: 0)
  case .number, .multiple: return significantText(value)
  case .shares, .count: return value == value.rounded() ? nil : significantText(value)
  }
}

/// Four decimals, or more where a small figure would lose its digits.
private func percentDecimals(_ value: Double) -> Int {
  var decimals = 4
  var limit = 0.0001
  while value != 0, abs(value) < limit, decimals < 10 {
    decimals += 1
    limit /= 10
  }
  return decimals
}

/// What prints as zero has no sign.
private func withoutSignOfZero(_ text: String) -> String {
  let isZero = !text.utf8.contains { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }
  return isZero && text.hasPrefix("-") ? String(text.dropFirst()) : text
}

/// The text with its thousands apart, without zeros at the end but for so many decimals.
private func groupedWhole(_ text: String, to decimals: Int) -> String {
  let text = trimmed(text, to: decimals)
  let isNegative = text.hasPrefix("-")
  let digits = isNegative ? text.dropFirst() : text[...]
  let point = digits.firstIndex(of: ".") ?? digits.endIndex
  return (isNegative ? "-" : "") + grouped(digits[..<point]) + digits[point...]
}

/// Six significant digits, none of them a zero at the end.
private func significantText(_ value: Double) -> String {
  if value == value.rounded() { return withoutSignOfZero(fixedText(value, decimals: 0)) }
  var decimals = 5
  var limit = 1.0
  while abs(value) < limit, decimals < 14 {
    decimals += 1
    limit /= 10
  }
  limit = 10
  while abs(value) >= limit, decimals > 1 {
    decimals -= 1
    limit *= 10
  }
  return trimmed(fixedText(value, decimals: decimals), to: 0)
}

/// Without zeros at the end, but for so many decimals.
private func trimmed(_ text: String, to decimals: Int) -> String {
  guard let point = text.firstIndex(of: ".") else { return text }
  var text = text
  while text.last == "0", text.distance(from: point, to: text.endIndex) > decimals + 1 { text.removeLast() }
  if text.last == "." { text.removeLast() }
  return text
}

/// A listing's cells in digits to reckon with, under their headings.
func workingColumns(_ table: Table, style: Style) -> [(texts: [String], isNumeric: Bool)] {
  table.columns.map { column in
    let cells = CellColumn(column, rows: Array(0..<table.rowCount))
    guard case .numbers(let values, let unit, let direction) = column.values else {
      return ([cells.heading] + cells.cells.map { $0.text(style: style) }, cells.isNumeric)
    }
    // One choice of decimals for a column of ratios, so that their points stand under one another.
    let isRatio = unit == .ratio || unit == .points
    let decimals = isRatio ? values.filter { $0.isFinite }.map(percentDecimals).max() ?? 4 : 0
    let isMillions = (values.filter { $0.isFinite }.map(abs).max() ?? 0) >= 1e9
    let texts = values.indices.map { row -> String in
      guard !cells.cells[row].isMissing else { return style.missing }
      if isRatio, table.rowCount > 1, values[row].isFinite {
        return withoutSignOfZero(fixedText(values[row] * 100, decimals: decimals)) + (unit == .ratio ? "%" : " pp")
      }
      if unit == .amount, table.rowCount > 1, values[row].isFinite {
        let digits = fixedText(values[row] / (isMillions ? 1e6 : 1), decimals: isMillions ? 4 : 2)
        return groupedWhole(digits, to: isMillions ? 4 : 2) + (isMillions ? "m" : "")
      }
      return workingText(.numbers([values[row]], unit, direction)) ?? (cells.cells[row].lead + cells.cells[row].tail)
    }
    return ([cells.name] + texts, true)
  }
}
