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

  /// The join that keeps the rows that both sides have.
  var innerJoin = "JOIN"
  /// The join that has a table on several servers read where its rows lie, with the rows of its right side sent there; nil where
  /// the order of a join's sides makes no difference.
  var joinToTable: String?
  /// Whether a join of three tables takes a query in between.
  var joinsTwoAtATime = false
  /// Figures and whole numbers that may be missing.
  var nullableDouble = "double precision"
  var nullableWhole = "integer"
  /// A quotient of whole numbers, cut.
  var wholeQuotient: @Sendable (_ first: String, _ second: String) -> String = { "(\($0) / \($1))" }
  /// A whole number as the tables hold it, to join by.
  var wholeKey: @Sendable (_ figure: String) -> String = { $0 }
  /// Texts as one, in their order.
  var listed: @Sendable (_ text: String) -> String = { "string_agg(\($0), ', ' ORDER BY \($0))" }
  /// One figure to the power of another; missing where there is none.
  var power: @Sendable (_ first: String, _ second: String) -> String = {
    "CASE WHEN \($0) > 0 OR \($1) = floor(\($1)) AND (\($0) <> 0 OR \($1) >= 0) THEN power(\($0), \($1)) END"
  }
  /// A figure with a fraction, where what stands beside it may have one.
  var fractional: @Sendable (_ figure: String) -> String = { $0 }
  /// What is true where a condition is not; missing where that is.
  var negated: @Sendable (_ condition: String) -> String = { "(NOT \($0))" }
  /// What is true where two conditions are, or one of them is, by Kleene's logic.
  var both: @Sendable (_ first: String, _ second: String) -> String = { "(\($0) AND \($1))" }
  var either: @Sendable (_ first: String, _ second: String) -> String = { "(\($0) OR \($1))" }
  /// A figure to so many decimals, halves to the even one.
  var rounded: @Sendable (_ figure: String, _ places: String) -> String = { figure, places in
    let scaled = "((\(figure)) * power(10.0, \(places)))"
    let low = "floor(\(scaled))"
    let rest = "(\(scaled) - \(low))"
    let isUp = "\(rest) > 0.5 OR \(rest) = 0.5 AND \(low) - 2 * floor(\(low) / 2) = 1"
    return "((CASE WHEN \(isUp) THEN \(low) + 1 ELSE \(low) END) / power(10.0, \(places)))"
  }
  /// Rows with running aggregates of those up to each, in an order.
  var running:
    @Sendable (
      _ source: String, _ keys: [String], _ order: String, _ carried: [String], _ columns: [RunningColumn]
    ) -> String = Dialect.runningByWindow
  /// The first rows of each block.
  var firstOfEach:
    @Sendable (
      _ text: String, _ columns: [String], _ source: String, _ conditions: [String], _ blocks: [String],
      _ levels: [String], _ count: Int
    ) -> String = Dialect.firstByWindow
  /// Named relations and the statement that they are for.
  var script: @Sendable (_ steps: [(name: String, text: String)], _ statement: String) -> String = Dialect.withSteps

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
      switch character {
      case "'": text += escapesBackslash ? "\\'" : "''"
      case "\\" where escapesBackslash: text += "\\\\"
      // Where a text can't hold one, it is no text of the tables either.
      case "\0": text += escapesBackslash ? "\\0" : " "
      default: text.unicodeScalars.append(character)
      }
    }
    return text + "'"
  }

  /// A query where a table stands.
  func nested(_ text: String, _ alias: String) -> String { "(\n  \(text)\n) AS \(alias)" }
}

// How engines with window functions and WITH write what is built of several rows.
extension Dialect {
  static let runningByWindow: @Sendable (String, [String], String, [String], [RunningColumn]) -> String = {
    source, keys, order, carried, columns in
    let window = "PARTITION BY \(keys.joined(separator: ", ")) ORDER BY \(order)"
    let made = columns.map { column in
      let aggregate =
        switch column.kind {
        case .number: "row_number()"
        case .sum: "sum(\(column.value))"
        case .max: "max(\(column.value))"
        }
      let rows = column.kind == .number ? "" : " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
      return "\(aggregate) OVER (\(window)\(rows)) AS \(column.name)"
    }
    return "SELECT \((keys + carried + made).joined(separator: ", "))\nFROM \(source)"
  }

  static let firstByWindow: @Sendable (String, [String], String, [String], [String], [String], Int) -> String = {
    _, columns, source, conditions, blocks, levels, count in
    let window = "PARTITION BY \(blocks.joined(separator: ", ")) ORDER BY \(levels.joined(separator: ", "))"
    let kept = conditions.isEmpty ? "" : "\n  WHERE \(conditions.joined(separator: " AND "))"
    return """
      SELECT \(columns.joined(separator: ", "))
      FROM (
        SELECT *, row_number() OVER (\(window)) AS place
        FROM \(source)\(kept)
      ) AS placed
      WHERE place <= \(count)
      ORDER BY \(levels.joined(separator: ", "))
      """
  }

  static let withSteps: @Sendable ([(name: String, text: String)], String) -> String = { steps, statement in
    let parts = steps.map { step in
      let text = step.text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n  ")
      return "\(step.name) AS (\n  \(text)\n)"
    }
    return "WITH " + parts.joined(separator: ",\n") + "\n\(statement);"
  }
}
