/// Everything that is to be seen of an entry at one moment.
struct Frame: Equatable {
  var prompt: StyledText
  var continuation: StyledText
  var text: StyledText
  var cursor: Int
  var hint = ""
  var status = ""

  func layout(columns: Int) -> Layout {
    Layout(
      prompt: prompt, continuation: continuation, text: text, cursor: cursor, hint: hint, status: status,
      columns: columns)
  }
}

/// Turns frames into what to send to the terminal, knowing what it sent before.
///
/// A frame is printed over the one before it, row by row, and each row's rest is erased after its text: nothing is
/// blank in between, so nothing flickers.
struct Painter {
  private var frame: Frame?
  private var window = Window()
  /// The first row of the layout on the screen, when it has more rows than the screen.
  private var top = 0
  /// The cursor's row below `top`.
  private var cursorRow = 0
  private var endsInOverflow = false

  /// What brings the screen from the last frame to this one; empty if they are the same.
  mutating func draw(_ next: Frame, in window: Window) -> String {
    guard next != frame || window != self.window else { return "" }
    let layout = next.layout(columns: window.columns)
    let height = max(window.rows, 1)
    var output = "\r" + Sequences.up(rowsAbove(in: window))

    let last = max(layout.rows.count - height, 0)
    top = min(max(top, layout.cursorRow - height + 1), layout.cursorRow, last)
    let bottom = min(top + height, layout.rows.count) - 1
    for index in top...bottom {
      output += Painter.line(layout, index, isFirst: index == top, isLast: index == bottom)
    }
    output += Sequences.up(bottom - layout.cursorRow) + "\r" + Sequences.right(layout.cursorColumn)

    cursorRow = layout.cursorRow - top
    endsInOverflow = layout.endsInOverflow
    frame = next
    self.window = window
    return output
  }

  /// The last frame of an entry, and the move to the line below it.
  mutating func finish(_ last: Frame, in window: Window) -> String {
    let output = draw(last, in: window)
    // After a full row the cursor is at the start of an empty one already.
    return output + (last.layout(columns: window.columns).endsInOverflow ? "" : "\r\n")
  }

  /// How far up the frame on the screen starts.
  ///
  /// Terminals wrap what they show anew when they are resized, so that the old frame is now as tall as it would be
  /// if it had been drawn for the new width.
  private func rowsAbove(in window: Window) -> Int {
    guard let frame, window.columns != self.window.columns else { return cursorRow }
    let rewrapped = frame.layout(columns: window.columns)
    // A row that has become full by this has no row after it yet: only drawing makes one.
    let last = rewrapped.rows.count - (frame.status.isEmpty ? 1 : 2)
    let isFullOnly = rewrapped.endsInOverflow && !endsInOverflow && rewrapped.cursorRow == last
    return min(rewrapped.cursorRow - (isFullOnly ? 1 : 0), max(window.rows - 1, 0))
  }

  private static func line(_ layout: Layout, _ index: Int, isFirst: Bool, isLast: Bool) -> String {
    let row = layout.rows[index]
    let follows = !isFirst && layout.rows[index - 1].wraps
    // Nothing would make the terminal wrap into an empty row, so a space does. It stays: a terminal that is resized
    // would not count an empty row as part of the wrapped line.
    let isOverflow = follows && row.width == 0
    var output = isOverflow ? " " : row.text
    if row.width < layout.columns { output += isLast ? Sequences.eraseBelow : Sequences.eraseToEndOfRow }
    if !isLast && !row.wraps { output += "\r\n" }
    return output
  }
}
