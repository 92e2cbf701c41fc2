internal import Market

/// The vertical form: each row is a record under a rule with its number, a line for each column.
extension TableRenderer {
  /// Between the headings and the values.
  private static let gap = 2

  /// The lines of all records; nothing is cut, a long text takes several lines.
  func records(_ rows: TableRows) -> [String] {
    let columns = recordColumns(rows.shown)
    // Headings take half of the width at most, so that values have the other half.
    let longest = columns.map { displayWidth($0.heading) }.max() ?? 0
    let headingWidth = min(longest, style.width / 2 - TableRenderer.gap)
    let room = style.width - headingWidth - TableRenderer.gap
    let headings = columns.map { broken($0.heading, width: headingWidth) }
    let values = rows.shown.indices.map { place in
      columns.map { column in broken(column.cells[place].text(style: style), width: room) }
    }
    let widest = values.joined().joined().map(displayWidth).max() ?? 0
    let ruleWidth = headingWidth + TableRenderer.gap + min(widest, room)
    var lines: [String] = []
    for place in rows.shown.indices {
      if place == rows.gap { lines += gap(rows) }
      lines.append(rule(number: rows.shown[place] + 1, width: ruleWidth))
      for (index, column) in columns.enumerated() {
        lines += field(headings[index], values[place][index], column.cells[place], headingWidth: headingWidth)
      }
    }
    return lines
  }

  /// The columns with the rows' names, where these are no column, behind the keys.
  private func recordColumns(_ rows: [Int]) -> [CellColumn] {
    var columns = table.columns.map { CellColumn($0, rows: rows) }
    if !table.rowNames.isEmpty, !table.columns.contains(where: { $0.name == "name" }) {
      let cells = rows.map { table.rowNames[$0].map { Cell(lead: printable($0)) } ?? .missing }
      let place = table.columns.lastIndex(where: \.isKey).map { $0 + 1 } ?? 0
      columns.insert(CellColumn(name: "name", nameSuffix: "", cells: cells, isNumeric: false), at: place)
    }
    return columns
  }

  /// `── 3 ─────────`
  private func rule(number: Int, width: Int) -> String {
    let start = String(repeating: style.rule, count: 2) + " \(grouped(String(number)[...])) "
    var line = PaintedLine(isColored: style.isColored)
    line.append(start + String(repeating: style.rule, count: max(2, width - displayWidth(start))), .dim)
    return line.text
  }

  /// A heading and its value, side by side.
  private func field(_ heading: [String], _ value: [String], _ cell: Cell, headingWidth: Int) -> [String] {
    (0..<max(heading.count, value.count)).map { row in
      var line = PaintedLine(isColored: style.isColored)
      let start = row < heading.count ? heading[row] : ""
      line.append(start, .dim)
      line.skip(headingWidth - displayWidth(start) + TableRenderer.gap)
      guard row < value.count else { return line.text }
      if let mark = cell.mark, row == value.count - 1 {
        let sign = mark.sign(style: style)
        line.append(String(value[row].dropLast(sign.count)))
        line.append(sign, mark.paint)
      } else {
        line.append(value[row], cell.isMissing ? .dim : .plain)
      }
      return line.text
    }
  }

  /// The text in lines of at most `width` columns. Text without blanks, as Chinese is, is broken between characters; an
  /// address stays whole, since addresses are copied.
  private func broken(_ text: String, width: Int) -> [String] {
    wrapped(text, width: width).flatMap { line -> [String] in
      guard displayWidth(line) > width, !line.contains("://") else { return [line] }
      var lines = [""]
      var used = 0
      for character in line {
        let next = displayWidth(String(character))
        if used > 0, used + next > width {
          lines.append("")
          used = 0
        }
        lines[lines.count - 1].append(character)
        used += next
      }
      return lines
    }
  }
}
