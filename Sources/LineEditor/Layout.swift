/// Where prompt and text stand on a screen of some columns: the rows to print, and the cursor among them.
///
/// A pure value: it knows widths and wrapping, and nothing of a terminal. Every row can be printed alone, because
/// colours that go on from the row before are repeated at its start and ended at its end.
struct Layout: Equatable {
  struct Row: Equatable {
    /// What to print, with its escapes.
    var text = ""
    /// The columns it takes.
    var width = 0
    /// Whether the text goes on in the next row without a line break.
    var wraps = false
  }

  private(set) var rows: [Row] = []
  private(set) var cursorRow = 0
  private(set) var cursorColumn = 0
  /// Whether the last row is empty only because the row before it is full.
  private(set) var endsInOverflow = false
  let columns: Int

  private var row = Row()
  private var style = ""

  /// Lays out a whole frame.
  ///
  /// `cursor` counts the scalars of `text` before the cursor.
  init(
    prompt: StyledText, continuation: StyledText = StyledText(plain: []), text: StyledText, cursor: Int,
    hint: String = "", status: String = "", columns: Int
  ) {
    self.columns = max(columns, 2)
    add(prompt)
    var index = 0
    for piece in text.pieces {
      if index == cursor, case .scalar(let scalar) = piece { placeCursor(before: scalar) }
      switch piece {
      case .escape(let escape): add(escape: escape)
      case .scalar("\n"):
        breakLine(wrapping: false)
        addUnstyled(continuation)
        index += 1
      case .scalar(let scalar):
        add(scalar)
        index += 1
      }
    }
    if row.width == self.columns {
      breakLine(wrapping: true)
      endsInOverflow = true
    }
    if cursor >= index {
      (cursorRow, cursorColumn) = (rows.count, row.width)
      add(hint: hint)
    }
    endRow()
    if !status.isEmpty {
      row = Row()
      add(hint: status)
      rows.append(row)
    }
  }

  /// What one scalar looks like: itself, or something that can be shown in its place.
  static func glyph(of scalar: Unicode.Scalar, atColumn column: Int, of columns: Int) -> String {
    switch scalar.value {
    case 0x09: String(repeating: " ", count: max(1, min(8 - column % 8, columns - column)))
    case 0x00..<0x20: "^" + String(Unicode.Scalar(UInt8(scalar.value + 0x40)))
    case 0x7F: "^?"
    case 0x80..<0xA0, 0x2028, 0x2029: "\u{FFFD}"
    default: String(scalar)
    }
  }

  private mutating func add(_ text: StyledText) {
    for piece in text.pieces {
      switch piece {
      case .escape(let escape): add(escape: escape)
      case .scalar(let scalar): add(scalar)
      }
    }
    if !style.isEmpty { add(escape: "\u{1B}[0m") }
  }

  /// Adds text in its own colours, then goes on in the present ones.
  private mutating func addUnstyled(_ text: StyledText) {
    let outer = style
    if !outer.isEmpty { add(escape: "\u{1B}[0m") }
    add(text)
    if !outer.isEmpty { add(escape: outer) }
  }

  private mutating func add(escape: String) {
    row.text += escape
    if escape == "\u{1B}[0m" || escape == "\u{1B}[m" {
      style = ""
    } else if escape.hasSuffix("m") {
      style += escape
    }
  }

  private mutating func add(_ scalar: Unicode.Scalar) {
    let position = row.width == columns ? 0 : row.width
    for shown in Layout.glyph(of: scalar, atColumn: position, of: columns).unicodeScalars {
      let width = TerminalWidth.of(shown)
      if row.width + width > columns { breakLine(wrapping: true) }
      row.text.unicodeScalars.append(shown)
      row.width += width
    }
  }

  private mutating func add(hint: String) {
    // One column stays free, so that a hint never wraps and never leaves the terminal waiting to wrap.
    let room = columns - row.width - 1
    let shown = TerminalText.clipped(hint, to: room)
    guard !shown.isEmpty else { return }
    row.text += "\u{1B}[0;2m" + shown + "\u{1B}[0m"
    row.width += TerminalWidth.of(shown)
  }

  /// The cursor is where the scalar will be: at the start of the next row if it does not fit into this one.
  private mutating func placeCursor(before scalar: Unicode.Scalar) {
    let first = Layout.glyph(of: scalar, atColumn: row.width, of: columns).unicodeScalars.first
    let width = scalar == "\n" ? 0 : first.map(TerminalWidth.of) ?? 0
    if row.width + width > columns {
      (cursorRow, cursorColumn) = (rows.count + 1, 0)
    } else {
      (cursorRow, cursorColumn) = (rows.count, min(row.width, columns - 1))
    }
  }

  private mutating func breakLine(wrapping: Bool) {
    row.wraps = wrapping
    endRow()
    row = Row(text: style)
  }

  private mutating func endRow() {
    if !style.isEmpty { row.text += "\u{1B}[0m" }
    rows.append(row)
  }
}
