internal import Market

/// Draws an answer for people: heading, aligned columns over a thin rule or a record for each row, and a footer that
/// says what is not shown.
struct TableRenderer {
  enum Form {
    /// A row is a line.
    case columns
    /// A row is a block of lines, one a column.
    case records
  }

  let answer: Answer
  let style: Style
  let form: Form

  var table: Table { answer.table }

  /// The whole drawing.
  func text() -> String {
    let isEmpty = table.columns.isEmpty || table.rowCount == 0
    guard !isEmpty else { return joined(sentence("no rows", style: style), footer: []) }
    var rows = TableRows(table, style: style)
    guard let heightLimit = style.heightLimit else { return drawn(rows) }
    // How high everything but the rows is follows from which are shown, since that decides the widths of columns.
    rows.keep(max(fewestRows, heightLimit / rowHeight))
    var drawing = drawn(rows)
    while rows.shown.count > fewestRows {
      let excess = drawing.utf8.count { $0 == 0x0A } - heightLimit
      guard excess > 0 else { break }
      rows.keep(max(fewestRows, rows.shown.count - max(1, excess / rowHeight)))
      drawing = drawn(rows)
    }
    return drawing
  }

  /// No screen is so small that fewer rows than these are shown.
  private var fewestRows: Int { form == .columns ? 4 : 2 }

  /// The fewest lines that a row takes.
  private var rowHeight: Int { form == .columns ? 1 : 1 + table.columns.count }

  private func drawn(_ rows: TableRows) -> String {
    switch form {
    case .columns: drawnInColumns(rows)
    case .records: joined(records(rows), footer: footer(rows, hidden: []))
    }
  }

  private func drawnInColumns(_ rows: TableRows) -> String {
    let layout = TableLayout(
      table, rows: rows.shown, width: style.width, hasBars: style.hasBars, isUnicode: style.isUnicode)
    var lines = headings(layout) + [rule(layout)]
    for row in rows.shown.indices {
      if row == rows.gap { lines += gap(rows) }
      lines.append(line(row, rows.shown[row], layout))
    }
    return joined(lines, footer: footer(rows, hidden: layout.hidden))
  }

  /// The heading, the lines and what is said under them, with a blank line between.
  private func joined(_ lines: [String], footer: [String]) -> String {
    let blocks = [heading(of: answer, style: style), lines, footer + notes(of: answer, style: style)]
    return blocks.filter { !$0.isEmpty }
      .map { block in block.map { $0 + "\n" }.joined() }
      .joined(separator: "\n")
  }

  /// Where the rows are that the screen has no room for.
  func gap(_ rows: TableRows) -> [String] {
    sentence("\(style.gap) \(rows.hiddenWords): _ shows all", style: style)
  }

  /// Long headings take several lines, of which the last stands on the rule.
  private func headings(_ layout: TableLayout) -> [String] {
    let headings = layout.columns.map { $0.headingLines(ellipsis: style.ellipsis) }
    let height = headings.map(\.count).max() ?? 0
    return (0..<height).map { row in
      var line = PaintedLine(isColored: style.isColored)
      for (index, column) in layout.columns.enumerated() {
        line.skip(index > 0 ? TableLayout.gap : 0)
        let above = height - headings[index].count
        let text = row < above ? "" : headings[index][row - above]
        let blank = column.width - displayWidth(text)
        line.skip(column.isNumeric ? blank : 0)
        line.append(text)
        line.skip(column.isNumeric ? 0 : blank)
      }
      return line.text
    }
  }

  private func rule(_ layout: TableLayout) -> String {
    var line = PaintedLine(isColored: style.isColored)
    line.append(String(repeating: style.rule, count: min(layout.width, style.width)), .dim)
    return line.text
  }

  /// A row of the table: the `place`th of those that are drawn.
  private func line(_ place: Int, _ row: Int, _ layout: TableLayout) -> String {
    var line = PaintedLine(isColored: style.isColored)
    for (index, column) in layout.columns.enumerated() {
      line.skip(index > 0 ? TableLayout.gap : 0)
      if column.isNumeric {
        append(figure: column.cells[place], column, to: &line)
      } else if column.kind == .bar {
        append(barOf: row, layout, to: &line)
      } else {
        append(text: column.cells[place], column, to: &line)
      }
    }
    return line.text
  }

  private func append(text cell: Cell, _ column: TableLayout.Column, to line: inout PaintedLine) {
    if column.kind == .rowName && cell.isMissing { return line.skip(column.width) }
    var text = cell.isMissing ? style.missing : cell.lead
    if column.kind != .source { text = truncated(text, to: column.width, ellipsis: style.ellipsis) }
    line.append(text, cell.isMissing || column.kind == .rowName ? .dim : .plain)
    line.skip(column.width - displayWidth(text))
  }

  private func append(barOf row: Int, _ layout: TableLayout, to line: inout PaintedLine) {
    guard let bar = layout.bar else { return }
    let (blanks, text, paint) = bar.bar(row)
    line.skip(blanks)
    line.append(text, paint)
    line.skip(bar.width - blanks - displayWidth(text))
  }

  /// Decimal points stand in one line, and so does a missing figure's dot.
  private func append(figure cell: Cell, _ column: TableLayout.Column, to line: inout PaintedLine) {
    line.skip(column.width - column.contentWidth)
    if cell.isMissing {
      let hasTail = column.tailWidth > 0
      line.skip(hasTail ? column.leadWidth : column.leadWidth - 1)
      line.append(style.missing, .dim)
      line.skip(hasTail ? column.tailWidth - 1 : 0)
    } else {
      line.skip(column.leadWidth - displayWidth(cell.lead))
      line.append(cell.lead + cell.tail)
      line.skip(column.tailWidth - displayWidth(cell.tail))
    }
    guard column.markWidth > 0 else { return }
    line.skip(column.markWidth - (cell.mark == nil ? 0 : 1))
    if let mark = cell.mark { line.append(mark.sign(style: style), mark.paint) }
  }
}
