import Market

/// Reads RFC 4180 the plainest way; every record ends in a line feed.
func readCSV(_ text: String) -> [[String]] {
  var records: [[String]] = []
  var record: [String] = []
  var field = String.UnicodeScalarView()
  var isQuoted = false
  var wasQuote = false
  for scalar in text.unicodeScalars {
    if scalar == "\"" {
      // A doubled quote closes the field and opens it again.
      if wasQuote && !isQuoted { field.append(scalar) }
      wasQuote = isQuoted
      isQuoted.toggle()
      continue
    }
    wasQuote = false
    guard !isQuoted, scalar == "," || scalar == "\n" else {
      field.append(scalar)
      continue
    }
    record.append(String(field))
    field = String.UnicodeScalarView()
    if scalar == "\n" {
      records.append(record)
      record = []
    }
  }
  return records
}

/// A JSON value, read strictly.
enum JSON: Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([(String, JSON)])

  static func == (left: JSON, right: JSON) -> Bool {
    switch (left, right) {
    case (.null, .null): return true
    case (.bool(let a), .bool(let b)): return a == b
    case (.number(let a), .number(let b)): return a == b
    // Scalars: `==` on strings ignores how an accent is composed.
    case (.string(let a), .string(let b)): return a.unicodeScalars.elementsEqual(b.unicodeScalars)
    case (.array(let a), .array(let b)): return a == b
    case (.object(let a), .object(let b)): return a.count == b.count && zip(a, b).allSatisfy { $0 == $1 }
    default: return false
    }
  }
}

extension JSON {
  /// What a value of a table must come out as.
  init(_ values: Table.Values, _ row: Int) {
    switch values {
    case .numbers(let numbers, _, _): self = numbers[row].isFinite ? .number(numbers[row]) : .null
    case .texts(let texts): self = texts[row].map(JSON.string) ?? .null
    case .days(let days): self = days[row].map { .string($0.description) } ?? .null
    case .flags(let flags): self = flags[row].map(JSON.bool) ?? .null
    }
  }

  /// The one value that the text holds, or nil where it is not JSON.
  init?(_ text: String) {
    var reader = JSONReader(text)
    guard let value = reader.value(), reader.isAtEnd() else { return nil }
    self = value
  }
}

private struct JSONReader {
  private let scalars: [Unicode.Scalar]
  private var position = 0

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  private mutating func skipBlanks() {
    while position < scalars.count, [" ", "\n", "\t", "\r"].contains(scalars[position]) { position += 1 }
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard position < scalars.count, scalars[position] == scalar else { return false }
    position += 1
    return true
  }

  mutating func isAtEnd() -> Bool {
    skipBlanks()
    return position == scalars.count
  }

  mutating func value() -> JSON? {
    if take("[") { return list("]") { $0.value() }.map(JSON.array) }
    if take("{") { return list("}") { $0.member() }.map(JSON.object) }
    skipBlanks()
    guard position < scalars.count else { return nil }
    if scalars[position] == "\"" { return string().map(JSON.string) }
    return word()
  }

  private mutating func member() -> (String, JSON)? {
    skipBlanks()
    guard let name = string(), take(":"), let value = value() else { return nil }
    return (name, value)
  }

  private mutating func list<Item>(_ end: Unicode.Scalar, _ item: (inout JSONReader) -> Item?) -> [Item]? {
    var items: [Item] = []
    if take(end) { return items }
    repeat {
      guard let next = item(&self) else { return nil }
      items.append(next)
    } while take(",")
    return take(end) ? items : nil
  }

  private mutating func string() -> String? {
    guard take("\"") else { return nil }
    var text = String.UnicodeScalarView()
    while position < scalars.count {
      let scalar = scalars[position]
      position += 1
      if scalar == "\"" { return String(text) }
      if scalar.value < 0x20 { return nil }
      guard scalar == "\\" else {
        text.append(scalar)
        continue
      }
      guard let escaped = escape() else { return nil }
      text.append(escaped)
    }
    return nil
  }

  private mutating func escape() -> Unicode.Scalar? {
    guard position < scalars.count else { return nil }
    let scalar = scalars[position]
    position += 1
    switch scalar {
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "\"", "\\": return scalar
    case "u" where position + 4 <= scalars.count:
      let digits = String(String.UnicodeScalarView(scalars[position..<position + 4]))
      position += 4
      return UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
    default: return nil
    }
  }

  private mutating func word() -> JSON? {
    let start = position
    while position < scalars.count, !",]} \n".unicodeScalars.contains(scalars[position]) { position += 1 }
    let text = String(String.UnicodeScalarView(scalars[start..<position]))
    switch text {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default:
      let isNumber = text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?(e-?[0-9]+)?/) != nil
      return isNumber ? Double(text).map(JSON.number) : nil
    }
  }
}
