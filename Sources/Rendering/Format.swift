/// The shape in which an answer is written.
public enum Format: String, CaseIterable, Sendable {
  /// Aligned columns for people.
  case table
  /// A block of lines for each row, for people: whatever does not fit beside each other.
  case vertical
  /// RFC 4180, full precision.
  case csv
  /// Tab-separated, full precision.
  case tsv
  /// One array of objects.
  case json
  /// One object a line.
  case jsonl
  /// A GitHub table.
  case markdown

  /// The format with the given name, or nil; `md` is short for `markdown`.
  public init?(name: String) {
    self.init(rawValue: name == "md" ? "markdown" : name)
  }

  /// The names, in the order in which help lists them.
  public static var names: [String] {
    allCases.map(\.rawValue)
  }

  /// Whether heading and notes belong to the text itself; other formats hold data alone.
  public var isForPeople: Bool {
    self == .table || self == .vertical || self == .markdown
  }
}
