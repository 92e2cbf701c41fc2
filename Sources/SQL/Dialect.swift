/// How an engine writes what the engines write differently.
package struct Dialect: Sendable {
  /// What follows `for` in `sql for duckdb`.
  package let name: String
  /// The quotation mark of identifiers.
  let identifierQuote: Character
  /// Whether a backslash in a text stands for the next sign.
  let escapesBackslash: Bool
  /// The join that keeps the rows of its left side.
  let leftJoin: String
  /// What stands behind the whole statement.
  let ending: String
  /// A figure's value on the last and on the first day that has it.
  let last: @Sendable (_ figure: String, _ day: String) -> String
  let first: @Sendable (_ figure: String, _ day: String) -> String
  /// The figure that a part stays below, interpolated (type 7).
  let quantile: @Sendable (_ figure: String, _ part: String) -> String
  /// The sample deviation; what it says of a single figure does not matter.
  let deviation: String
  /// The type of figures with a fraction.
  let double: String
  /// What stands behind a text that is put in the order of its bytes.
  var byteOrder = ""
  /// What is divided, where whole numbers would be cut.
  var dividend: @Sendable (_ figure: String) -> String = { $0 }

  /// The dialects there are.
  package static let all: [Dialect] = [.clickhouse, .duckdb, .postgresql]

  /// A name, whatever is in it.
  func identifier(_ name: String) -> String {
    var text = String(identifierQuote)
    for character in name.unicodeScalars {
      if Character(character) == identifierQuote { text.unicodeScalars.append(character) }
      if escapesBackslash, character == "\\" { text += "\\" }
      // No engine takes a NUL in a name.
      text.unicodeScalars.append(character == "\0" ? " " : character)
    }
    return text + String(identifierQuote)
  }

  /// A text, whatever is in it.
  func text(_ value: String) -> String {
    var text = "'"
    for character in value.unicodeScalars {
      if character == "'" { text += "'" }
      if escapesBackslash, character == "\\" { text += "\\" }
      text.unicodeScalars.append(character == "\0" ? " " : character)
    }
    return text + "'"
  }
}
