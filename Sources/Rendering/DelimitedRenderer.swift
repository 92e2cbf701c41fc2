internal import Market

/// Two ways to write a table as lines of fields.
enum Dialect {
  /// RFC 4180 with line feeds: fields in quotes where they must be. A missing value is an empty field, an empty text
  /// is `""`.
  case csv
  /// No quotes: tab, line feed, carriage return and backslash are written `\t`, `\n`, `\r` and `\\`.
  case tsv
}

/// A line of column names, then a line a row.
func delimitedText(_ table: Table, dialect: Dialect) -> RowText {
  let separator = dialect == .csv ? "," : "\t"
  var heading = ""
  for (index, column) in table.columns.enumerated() {
    if index > 0 { heading += separator }
    heading += field(column.name, dialect)
  }
  return RowText(of: table, from: heading + "\n", to: "") { columns, place, _, buffer in
    for index in columns.indices {
      if index > 0 { buffer.append(separator) }
      append(columns[index], place, dialect, to: &buffer)
    }
    // Readers of CSV skip an empty line, and with it the row.
    if dialect == .csv && columns.count == 1 && columns[0].isMissing(place) { buffer.append("\"\"") }
    buffer.append(UInt8(ascii: "\n"))
  }
}

private func append(_ values: Table.Values, _ row: Int, _ dialect: Dialect, to buffer: inout ByteBuffer) {
  switch values {
  case .numbers(let numbers, _, _):
    let number = numbers[row]
    if number.isFinite {
      buffer.append(number: number)
    } else if number.isInfinite {
      buffer.append(number < 0 ? "-inf" : "inf")
    }
  case .texts(let texts):
    if let value = texts[row] { buffer.append(field(value, dialect)) }
  case .days(let days):
    if let day = days[row] { buffer.append(day: day) }
  case .flags(let flags):
    if let flag = flags[row] { buffer.append(flag ? "true" : "false") }
  }
}

private func field(_ value: String, _ dialect: Dialect) -> String {
  dialect == .csv ? quotedField(value) : escapedField(value)
}

private func quotedField(_ value: String) -> String {
  let needsQuotes = value.utf8.contains { byte in
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }
  guard needsQuotes || value.isEmpty else { return value }
  var text = "\""
  // Scalars: a carriage return and a line feed are one character.
  for scalar in value.unicodeScalars {
    if scalar == "\"" { text += "\"" }
    text.unicodeScalars.append(scalar)
  }
  return text + "\""
}

private func escapedField(_ value: String) -> String {
  guard value.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\\") }) else { return value }
  var text = ""
  for scalar in value.unicodeScalars {
    switch scalar {
    case "\t": text += "\\t"
    case "\n": text += "\\n"
    case "\r": text += "\\r"
    case "\\": text += "\\\\"
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text
}
