internal import Market

/// Draws an answer for people: heading, aligned columns over a thin rule, and a footer that says what is not shown.
struct TableRenderer {
  let answer: Answer
  let style: Style

  private var table: Table { answer.table }

  /// The whole drawing.
  func text() -> String {
    let isEmpty = table.columns.isEmpty || table.rowCount == 0
    let (lines, footer) = isEmpty ? (sentence("no rows", style: style), []) : drawn()
    let blocks = [heading(of: answer, style: style), lines, footer + notes(of: answer, style: style)]
    return blocks.filter { !$0.isEmpty }
      .map { block in block.map { $0 + "\n" }.joined() }
      .joined(separator: "\n")
  }

  private func drawn() -> (lines: [String], footer: [String]) {
    let rows = TableRows(table, style: style)
    let layout = TableLayout(table, rows: rows.shown, width: style.width)
    var lines = headings(layout) + [rule(layout)]
    for row in 0..<rows.shown.count {
      lines.append(line(row, layout))
    }
    return (lines, footer(rows, layout))
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

  private func line(_ row: Int, _ layout: TableLayout) -> String {
    var line = PaintedLine(isColored: style.isColored)
    for (index, column) in layout.columns.enumerated() {
      line.skip(index > 0 ? TableLayout.gap : 0)
      if column.isNumeric {
        append(figure: column.cells[row], column, to: &line)
      } else {
        append(text: column.cells[row], column, to: &line)
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

/// Which rows are drawn, which are cut off by the limit, and which are only named in the footer.
struct TableRows {
  let shown: Range<Int>
  let cut: Range<Int>
  let folded: Range<Int>

  /// How many empty rows are drawn where there are no others.
  private static let emptyRows = 10

  init(_ table: Table, style: Style) {
    let figures = table.columns.filter { !$0.isKey }
    var filled = table.rowCount
    if style.foldsEmptyRows && !figures.isEmpty {
      while filled > 0 && figures.allSatisfy({ $0.values.isMissing(filled - 1) }) { filled -= 1 }
      if filled == 0 { filled = min(TableRows.emptyRows, table.rowCount) }
    }
    let limit = min(filled, max(1, style.rowLimit ?? filled))
    shown = 0..<limit
    cut = limit..<filled
    folded = filled..<table.rowCount
  }
}
