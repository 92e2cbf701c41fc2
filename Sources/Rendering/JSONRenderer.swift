internal import Market

/// An object a row: as one array, or a line each.
func jsonText(_ table: Table, isLines: Bool) -> RowText {
  let starts = table.columns.enumerated().map { ($0.offset == 0 ? "{" : ",") + jsonString($0.element.name) + ":" }
  let end = isLines ? "" : table.rowCount == 0 ? "]\n" : "\n]\n"
  return RowText(of: table, from: isLines ? "" : "[", to: end) { columns, place, row, buffer in
    if !isLines { buffer.append(row == 0 ? "\n" : ",\n") }
    if columns.isEmpty { buffer.append("{") }
    for index in columns.indices {
      buffer.append(starts[index])
      append(columns[index], place, to: &buffer)
    }
    buffer.append(isLines ? "}\n" : "}")
  }
}

private func append(_ values: Table.Values, _ row: Int, to buffer: inout ByteBuffer) {
  switch values {
  case .numbers(let numbers, _, _) where numbers[row].isFinite:
    buffer.append(number: numbers[row])
  case .numbers:
    // JSON has no infinity.
    buffer.append("null")
  case .texts(let texts):
    buffer.append(texts[row].map(jsonString) ?? "null")
  case .days(let days):
    guard let day = days[row] else { return buffer.append("null") }
    buffer.append(UInt8(ascii: "\""))
    buffer.append(day: day)
    buffer.append(UInt8(ascii: "\""))
  case .flags(let flags):
    buffer.append(flags[row].map { $0 ? "true" : "false" } ?? "null")
  }
}

/// The text as a JSON string, with its quotes.
func jsonString(_ value: String) -> String {
  let isSimple = value.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
  if isSimple { return "\"\(value)\"" }
  var text = "\""
  for scalar in value.unicodeScalars {
    switch scalar {
    case "\"": text += "\\\""
    case "\\": text += "\\\\"
    case "\n": text += "\\n"
    case "\r": text += "\\r"
    case "\t": text += "\\t"
    case "\u{0}"..<"\u{20}":
      let digits = String(scalar.value, radix: 16)
      text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text + "\""
}
