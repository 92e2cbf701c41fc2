/// Rows as ClickHouse writes them: TabSeparatedWithNamesAndTypes, whose figures read back to the last bit.
struct TableText {
  let names: [String]
  let types: [String]
  /// The values of each column; nil where one is missing.
  let columns: [[String?]]

  var rowCount: Int { columns.first?.count ?? 0 }

  /// The rows; nil where the bytes are none, or not all of them are there.
  init?(_ bytes: [UInt8], columnCount: Int) {
    // Each row ends in a line feed: what stands without one at the end has been cut.
    guard bytes.last == 0x0A else { return nil }
    var rows = bytes.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)[...]
    guard let nameLine = rows.popFirst(), let typeLine = rows.popFirst() else { return nil }
    func texts(_ line: ArraySlice<UInt8>) -> [String]? {
      let fields = line.split(separator: 0x09, omittingEmptySubsequences: false).map { TableText.text($0) }
      guard fields.count == columnCount else { return nil }
      return fields.map { $0 ?? "" }
    }
    guard let names = texts(nameLine), let types = texts(typeLine), types.allSatisfy({ !$0.isEmpty }) else {
      return nil
    }
    var columns = Array(repeating: [String?](), count: columnCount)
    for column in columns.indices { columns[column].reserveCapacity(rows.count) }
    for row in rows {
      var column = 0
      for field in row.split(separator: 0x09, omittingEmptySubsequences: false) {
        guard column < columnCount else { return nil }
        columns[column].append(TableText.text(field))
        column += 1
      }
      guard column == columnCount else { return nil }
    }
    (self.names, self.types, self.columns) = (names, types, columns)
  }

  /// A field's text; nil where it is missing.
  private static func text(_ field: ArraySlice<UInt8>) -> String? {
    guard field.contains(0x5C) else { return String(decoding: field, as: UTF8.self) }
    var bytes: [UInt8] = []
    var rest = field
    while let byte = rest.popFirst() {
      guard byte == 0x5C, let next = rest.popFirst() else {
        bytes.append(byte)
        continue
      }
      switch next {
      case UInt8(ascii: "N") where field.count == 2: return nil
      case UInt8(ascii: "n"): bytes.append(0x0A)
      case UInt8(ascii: "t"): bytes.append(0x09)
      case UInt8(ascii: "r"): bytes.append(0x0D)
      case UInt8(ascii: "b"): bytes.append(0x08)
      case UInt8(ascii: "f"): bytes.append(0x0C)
      case UInt8(ascii: "0"): bytes.append(0)
      default: bytes.append(next)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// A column of whole numbers; nil where one is none or missing.
extension [String?] {
  var wholes: [Int]? {
    var numbers: [Int] = []
    numbers.reserveCapacity(count)
    for text in self {
      guard let text, let number = Int(text) else { return nil }
      numbers.append(number)
    }
    return numbers
  }
}
