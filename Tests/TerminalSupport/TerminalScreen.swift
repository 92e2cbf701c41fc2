internal import LineEditor

/// What a terminal shows after being sent some bytes: as much of an xterm as the programs here make use of.
///
/// After the last column the cursor waits there until the next character wraps, and erasing then takes the last
/// column, as terminals do. Resizing wraps the lines anew, as most terminals do.
public struct TerminalScreen: Sendable {
  private struct Cell: Sendable {
    /// Empty for the right half of a wide character.
    var text: String
    /// The numbers that set its colours and weight, as in `1;36`; empty where there are none.
    var style = ""
    static let blank = Cell(text: " ")
  }

  private struct Row: Sendable {
    /// As many cells as have been written; the rest of the row is blank.
    var cells: [Cell] = []
    /// Whether the row goes on in the next one.
    var wraps = false
  }

  /// The size of the window.
  public private(set) var columns: Int
  /// The number of rows of the window.
  public private(set) var height: Int
  /// The cursor's place.
  public private(set) var cursor = (row: 0, column: 0)
  /// Whether pasted text is bracketed at present.
  public private(set) var bracketsPaste = false
  /// The sequences that were not understood.
  ///
  /// A test should find none.
  public private(set) var unknown: [String] = []
  /// How often colours were set.
  public private(set) var styleCount = 0

  private var style = ""
  private var grid: [Row]
  private var waitsToWrap = false
  private var pending: [UInt8] = []
  private var sequence: String?

  /// An empty screen.
  public init(columns: Int, rows: Int) {
    self.columns = columns
    height = rows
    grid = Array(repeating: Row(), count: rows)
  }

  /// The rows as text without the blanks at their ends, and without the empty rows at the bottom.
  public var rows: [String] {
    var rows = grid.map { row in
      let text = row.cells.map(\.text).joined()
      return String(text[..<(text.lastIndex { $0 != " " }.map { text.index(after: $0) } ?? text.startIndex)])
    }
    while rows.last == "" { rows.removeLast() }
    return rows
  }

  /// A row with what its parts are shown in, as in `<36>drop</> <1>where</>`.
  public func styledRow(_ number: Int) -> String {
    guard grid.indices.contains(number) else { return "" }
    var (result, last) = ("", "")
    for cell in grid[number].cells {
      if cell.style != last { result += (last.isEmpty ? "" : "</>") + (cell.style.isEmpty ? "" : "<\(cell.style)>") }
      result += cell.text
      last = cell.style
    }
    return result + (last.isEmpty ? "" : "</>")
  }

  /// Shows bytes; a character that is cut off waits for its other bytes.
  public mutating func feed(_ bytes: some Sequence<UInt8>) {
    pending += bytes
    var index = 0
    while index < pending.count {
      let lead = pending[index]
      let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      guard index + length <= pending.count else { break }
      for scalar in String(decoding: pending[index..<index + length], as: UTF8.self).unicodeScalars { take(scalar) }
      index += length
    }
    pending.removeFirst(index)
  }

  private mutating func take(_ scalar: Unicode.Scalar) {
    if var text = sequence {
      text.unicodeScalars.append(scalar)
      sequence = text
      let isComplete = text == "[" ? false : text.hasPrefix("[") ? (0x40...0x7E).contains(scalar.value) : true
      if isComplete {
        sequence = nil
        obey(text)
      }
      return
    }
    switch scalar {
    case "\u{1B}": sequence = ""
    case "\r": move(to: cursor.row, 0)
    case "\n": lineFeed()
    case "\u{08}": move(to: cursor.row, cursor.column - 1)
    case "\u{07}": break
    case _ where scalar.value < 0x20: unknown.append("control \(scalar.value)")
    default: put(scalar)
    }
  }

  private mutating func obey(_ text: String) {
    let body = text.dropFirst().dropLast()
    let number = Int(body)
    switch (text.first, text.last, body) {
    case ("[", "m", _):
      styleCount += 1
      for number in text.dropFirst().dropLast().split(separator: ";", omittingEmptySubsequences: false) {
        if number.isEmpty || number == "0" { style = "" } else { style += (style.isEmpty ? "" : ";") + number }
      }
    case ("[", "A", _): move(to: cursor.row - (number ?? 1), cursor.column)
    case ("[", "B", _): move(to: cursor.row + (number ?? 1), cursor.column)
    case ("[", "C", _): move(to: cursor.row, cursor.column + (number ?? 1))
    case ("[", "D", _): move(to: cursor.row, cursor.column - (number ?? 1))
    case ("[", "H", ""): move(to: 0, 0)
    case ("[", "K", ""): eraseToEndOfRow()
    case ("[", "J", ""):
      eraseToEndOfRow()
      for row in grid.indices where row > cursor.row { grid[row] = Row() }
    case ("[", "J", "2"): for row in grid.indices { grid[row] = Row() }
    case ("[", "h", "?2004"): bracketsPaste = true
    case ("[", "l", "?2004"): bracketsPaste = false
    default: unknown.append(text)
    }
  }

  private mutating func move(to row: Int, _ column: Int) {
    cursor = (min(max(row, 0), height - 1), min(max(column, 0), columns - 1))
    waitsToWrap = false
  }

  private mutating func lineFeed() {
    waitsToWrap = false
    if cursor.row < height - 1 {
      cursor.row += 1
    } else {
      grid.removeFirst()
      grid.append(Row())
    }
  }

  private mutating func eraseToEndOfRow() {
    splitWide(at: cursor.column)
    let kept = min(cursor.column, grid[cursor.row].cells.count)
    grid[cursor.row].cells.removeSubrange(kept...)
    grid[cursor.row].wraps = false
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    let width = TerminalWidth.of(scalar)
    if width == 0 {
      let column = waitsToWrap ? cursor.column : cursor.column - 1
      guard grid[cursor.row].cells.indices.contains(column) else { return }
      let isHalf = grid[cursor.row].cells[column].text.isEmpty && column > 0
      grid[cursor.row].cells[isHalf ? column - 1 : column].text.unicodeScalars.append(scalar)
      return
    }
    if waitsToWrap || cursor.column + width > columns {
      grid[cursor.row].wraps = true
      lineFeed()
      cursor.column = 0
    }
    let missing = cursor.column + width - grid[cursor.row].cells.count
    if missing > 0 { grid[cursor.row].cells += Array(repeating: .blank, count: missing) }
    splitWide(at: cursor.column)
    splitWide(at: cursor.column + width)
    grid[cursor.row].cells[cursor.column] = Cell(text: String(scalar), style: style)
    if width == 2 { grid[cursor.row].cells[cursor.column + 1] = Cell(text: "", style: style) }
    cursor.column += width
    if cursor.column == columns {
      cursor.column -= 1
      waitsToWrap = true
    }
  }

  /// Writing over half of a wide character leaves a blank for the other half.
  private mutating func splitWide(at column: Int) {
    let cells = grid[cursor.row].cells
    guard column > 0, cells.indices.contains(column), cells[column].text.isEmpty else { return }
    grid[cursor.row].cells[column - 1] = .blank
    grid[cursor.row].cells[column] = .blank
  }

  /// Changes the size and wraps every line anew; the cursor stays at its character.
  public mutating func resize(columns newColumns: Int, rows newHeight: Int) {
    var rewrapped: [Row] = []
    var newCursor = (row: 0, column: 0)
    var row = 0
    while row < grid.count {
      var cells: [Cell] = []
      var cursorIndex: Int?
      while row < grid.count {
        if row == cursor.row { cursorIndex = cells.count + cursor.column + (waitsToWrap ? 1 : 0) }
        cells += grid[row].cells
        row += 1
        if !grid[row - 1].wraps { break }
      }
      let start = rewrapped.count
      rewrapped += TerminalScreen.wrap(cells, to: newColumns, cursorIndex: cursorIndex) { newCursor = ($0 + start, $1) }
    }
    let used = max(newCursor.row, rewrapped.lastIndex { !$0.cells.isEmpty } ?? 0) + 1
    let dropped = max(0, used - newHeight)
    grid = Array(rewrapped.dropFirst(dropped).prefix(newHeight))
    while grid.count < newHeight { grid.append(Row()) }
    (columns, height) = (newColumns, newHeight)
    move(to: newCursor.row - dropped, newCursor.column)
    waitsToWrap = newCursor.column == newColumns
  }

  private static func wrap(
    _ cells: [Cell], to columns: Int, cursorIndex: Int?, placeCursor: (Int, Int) -> Void
  ) -> [Row] {
    var rows = [Row()]
    for (index, cell) in cells.enumerated() {
      let isWide = index + 1 < cells.count && cells[index + 1].text.isEmpty
      if !cell.text.isEmpty, rows[rows.count - 1].cells.count + (isWide ? 2 : 1) > columns {
        rows[rows.count - 1].wraps = true
        rows.append(Row())
      }
      if index == cursorIndex { placeCursor(rows.count - 1, rows[rows.count - 1].cells.count) }
      rows[rows.count - 1].cells.append(cell)
    }
    if let cursorIndex, cursorIndex >= cells.count {
      placeCursor(rows.count - 1, rows[rows.count - 1].cells.count + cursorIndex - cells.count)
    }
    return rows
  }
}
