/// A CSV file with a header: its columns by name, its rows one after another.
struct CSVTable {
  /// The columns' names, trimmed and in lower case.
  let names: [String]
  private(set) var reader: CSVReader
  private let header: [CSVReader.Field]
  private var used: Set<Int> = []

  /// A table at its first row.
  ///
  /// Throws where there is no header or two columns have one name.
  init(_ file: DataFile, isASCII: Bool = false) throws(DataError) {
    var reader = try CSVReader(file, isASCII: isASCII)
    guard try reader.nextRow(in: file.bytes.span) else { throw DataError(.emptyFile, file: file.name) }
    self.header = reader.fields
    self.names = header.map { reader.text(of: $0).lowercased() }
    self.reader = reader
    var seen: Set<String> = []
    for (name, field) in zip(names, header) where !name.isEmpty && !seen.insert(name).inserted {
      throw reader.error(.repeatedColumn(name), at: field)
    }
  }

  var file: DataFile { reader.file }

  // MARK: Columns

  /// The number of a column that may be absent; `synonym` counts where there is no `name`.
  mutating func column(_ name: String, or synonym: String? = nil) -> Int? {
    let number = names.firstIndex(of: name) ?? synonym.flatMap { names.firstIndex(of: $0) }
    if let number { used.insert(number) }
    return number
  }

  /// The number of a column that must be there.
  mutating func requiredColumn(_ name: String, or synonym: String? = nil) throws(DataError) -> Int {
    if let number = column(name, or: synonym) { return number }
    throw reader.error(.missingColumn(name), at: header[0])
  }

  /// A problem with the heading of a column.
  func headerError(_ problem: DataError.Problem, column: Int = 0) -> DataError {
    reader.error(problem, at: header[column])
  }

  /// What is to be said of the columns that nothing asked for.
  var notes: [DataNote] {
    let unused = names.indices.filter { !used.contains($0) && !names[$0].isEmpty }.map { names[$0] }
    var notes: [DataNote] = []
    if !unused.isEmpty { notes.append(.unusedColumns(file: file.name, names: unused)) }
    if names.contains("") { notes.append(.unnamedColumn(file: file.name)) }
    return notes
  }

  // MARK: Rows

  /// Goes to the next row; false behind the last that begins before `end`.
  ///
  /// `bytes` are those of the file.
  mutating func nextRow(in bytes: Span<UInt8>, before end: Int = .max) throws(DataError) -> Bool {
    try reader.nextRow(in: bytes, before: end)
  }

  /// Where the next row begins.
  var position: Int { reader.position }

  /// Goes to the row that begins at `position`.
  mutating func move(to position: Int) { reader.move(to: position) }

  /// A field of the row.
  func field(_ column: Int) -> CSVReader.Field { reader.fields[column] }

  /// The text of a field of the row; nil where it is empty or there is no such column.
  func text(_ column: Int?) -> String? {
    guard let column, !field(column).isEmpty else { return nil }
    return reader.text(of: field(column))
  }

  /// The text of a field of the row that must not be empty.
  func requiredText(_ column: Int) throws(DataError) -> String {
    if let text = text(column) { return text }
    throw error(.missingValue(column: names[column]), column)
  }

  /// The day in a field of the row that must not be empty.
  func day(_ column: Int, in bytes: Span<UInt8>) throws(DataError) -> Day {
    let field = field(column)
    if let day = Day(bytes, field.range) { return day }
    guard !field.isEmpty else { throw error(.missingValue(column: names[column]), column) }
    guard let parts = Day.parts(bytes, field.range) else { throw error(.notADay(column: names[column]), column) }
    throw error(.noSuchDay(year: parts.year, month: parts.month), column)
  }

  /// The text of a field of the row that must be one word, for it is a name in queries.
  func requiredWord(_ column: Int, what: String) throws(DataError) -> String {
    let text = try requiredText(column)
    if text.isWord { return text }
    throw error(.notAWord(what: what, suggestion: text.nearestWord), column)
  }

  /// A problem with a field of the row.
  func error(_ problem: DataError.Problem, _ column: Int) -> DataError {
    reader.error(problem, at: field(column))
  }

  /// The row with this number, from 0, read once more.
  ///
  /// O(bytes before it): only for what is said of an error.
  func row(_ number: Int) throws(DataError) -> CSVTable {
    var table = try CSVTable(file)
    for _ in 0...number {
      guard try table.nextRow(in: file.bytes.span) else { break }
    }
    return table
  }

  /// The line on which the row begins.
  var line: Int { reader.line(of: reader.fields[0]) }
}

extension String {
  /// Whether queries can say the text as a name: letters, digits and `_`, a letter or `_` first.
  var isWord: Bool {
    guard let first = unicodeScalars.first, first.isWordPart, !first.isDigit else { return false }
    return unicodeScalars.allSatisfy(\.isWordPart)
  }

  /// The text with everything that a word can't have replaced; nil where no word comes of it.
  var nearestWord: String? {
    let parts = lowercased().unicodeScalars.split { !$0.isWordPart }
    let word = parts.map { String($0) }.joined(separator: "_")
    return word.isWord && word.count <= 40 ? word : nil
  }
}

extension Unicode.Scalar {
  fileprivate var isDigit: Bool {
    isASCII ? (0x30...0x39).contains(value) : properties.generalCategory == .decimalNumber
  }

  fileprivate var isWordPart: Bool {
    // The tables of Unicode take long to ask, and most names need none.
    if isASCII { return isDigit || self == "_" || (0x61...0x7A).contains(value | 0x20) }
    // Full-width forms look like ASCII and are not; the language has no words of them.
    if (0xFF01...0xFF5E).contains(value) { return false }
    return properties.isXIDContinue
  }
}
