internal import Market

/// The sentences under a table that say what it does not show.
extension TableRenderer {
  /// So many columns that are not shown are told by their names; of more, the first ones and the last.
  private static let mostNames = 8

  /// `hidden` are the headings of the columns that are left out.
  func footer(_ rows: TableRows, hidden: [String]) -> [String] {
    var lines: [String] = []
    if rows.hiddenCount > 0, rows.gap == nil {
      lines += sentence("\(style.ellipsis) \(rows.hiddenWords): _ shows all", style: style)
    }
    if !rows.folded.isEmpty {
      lines += sentence(folded(rows.folded), style: style)
    }
    if !hidden.isEmpty {
      let noun = hidden.count == 1 ? "column" : "columns"
      let isLong = hidden.count > TableRenderer.mostNames
      let told = hidden.prefix(isLong ? TableRenderer.mostNames / 2 : hidden.count)
      let names = (told + (isLong ? [style.ellipsis] + hidden.suffix(1) : [])).joined(separator: ", ")
      let count = grouped(String(hidden.count)[...])
      lines += sentence("\(count) \(noun) not shown: \(names) (set format vertical shows all)", style: style)
    }
    return lines
  }

  /// `13 without a figure: AAPL, AMZN, … and 9 more`, on at most two lines.
  private func folded(_ rows: Range<Int>) -> String {
    let start = "\(rows.count.withThousands) without a figure"
    // A name takes at least three columns, so that no more can fit on two lines.
    let names = labels(rows.prefix(style.width))
    guard !names.isEmpty else { return start }
    for count in stride(from: names.count, to: 0, by: -1) {
      let rest = rows.count - count
      let end = rest == 0 ? "" : " and \(rest.withThousands) more"
      let text = start + ": " + names[..<count].joined(separator: ", ") + end
      if wrapped(text, width: style.width, indent: 2).count <= 2 { return text }
    }
    return start
  }

  /// What the rows are called: their keys, else their names.
  private func labels(_ rows: Range<Int>) -> [String] {
    let table = answer.table
    let keys = table.columns.filter(\.isKey).map { CellColumn($0, rows: Array(rows)).cells }
    if keys.isEmpty { return table.rowNames.isEmpty ? [] : table.rowNames[rows].compactMap { $0.map(printable) } }
    return (0..<rows.count).map { row in
      keys.map { $0[row].text(style: style) }.joined(separator: " ")
    }
  }
}
