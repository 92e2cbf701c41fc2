/// What the place of printing can show, and how much of it a reader wants.
public struct Style: Sendable {
  /// The columns of the terminal; never taken as less than 20.
  public var width: Int {
    didSet { width = max(20, width) }
  }
  /// Whether ANSI colours are understood.
  public var isColored: Bool
  /// Whether signs beyond ASCII may be drawn; data is always printed as it is.
  public var isUnicode: Bool
  /// The most rows that a table shows, or nil for all.
  public var rowLimit: Int?
  /// The most lines that a table takes with all that is said about it, or nil for any number: where it is higher, rows
  /// in the middle are left out.
  public var heightLimit: Int?
  /// Whether a bar is drawn beside each figure of a ratio, where there is room; of # in ASCII.
  public var hasBars: Bool
  /// Whether rows without any figure at the end of a table become one sentence under it.
  public var foldsEmptyRows: Bool

  /// A style; the defaults suit a plain terminal.
  public init(
    width: Int = 80, isColored: Bool = false, isUnicode: Bool = true, rowLimit: Int? = nil,
    heightLimit: Int? = nil, hasBars: Bool = false, foldsEmptyRows: Bool = true
  ) {
    self.width = max(20, width)
    self.isColored = isColored
    self.isUnicode = isUnicode
    self.rowLimit = rowLimit
    self.heightLimit = heightLimit
    self.hasBars = hasBars
    self.foldsEmptyRows = foldsEmptyRows
  }
}

extension Style {
  /// Between the phrases of a heading.
  package var separator: String { isUnicode ? "·" : "|" }
  /// Where there is no value.
  package var missing: String { isUnicode ? "·" : "." }
  /// Where text was cut.
  package var ellipsis: String { isUnicode ? "…" : "..." }
  /// Where rows were left out.
  var gap: String { isUnicode ? "⋮" : ":" }
  /// One column of the rule under the headings.
  package var rule: String { isUnicode ? "─" : "-" }
  /// Behind a figure that says a fall.
  package var fall: String { isUnicode ? "▼" : "v" }
  /// Behind a figure that says a rise.
  package var rise: String { isUnicode ? "▲" : "^" }

  /// A text of Marq's own with its signs as this style has them: `avg(…)` is `avg(...)` in ASCII.
  public func own(_ text: String) -> String {
    guard !isUnicode else { return text }
    return String(text.flatMap { $0 == "…" ? ellipsis : $0 == "·" ? separator : String($0) })
  }
}
