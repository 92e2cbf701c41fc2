package import Market

/// A value as people read it, in parts that line up with the cells above and below.
package struct Cell {
  /// Which way a figure points.
  package enum Mark {
    case fall
    case rise
  }

  /// All of a text; of a figure the part before its decimal point.
  package var lead: String
  /// Of a figure the part from its decimal point on, with its unit.
  package var tail = ""
  package var mark: Mark?
  package var isMissing = false

  static let missing = Cell(lead: "", isMissing: true)

  /// The cell on its own, outside a column.
  package func text(style: Style) -> String {
    if isMissing { return style.missing }
    return lead + tail + (mark.map { " " + $0.sign(style: style) } ?? "")
  }
}

extension Cell.Mark {
  package func sign(style: Style) -> String {
    self == .fall ? style.fall : style.rise
  }

  package var paint: Paint {
    self == .fall ? .red : .green
  }
}

/// Some rows of a column as people read them.
package struct CellColumn {
  package let name: String
  /// Said once in the heading because it holds for every figure: ` (m)`, millions.
  package let nameSuffix: String
  package let cells: [Cell]
  package let isNumeric: Bool
  /// Whether a part of a value would say something else, as of a day.
  var isWhole = false

  package var heading: String { name + nameSuffix }
}

extension CellColumn {
  /// The column's cells in `rows`; how figures are written is decided by all rows.
  package init(_ column: Table.Column, rows: [Int]) {
    var suffix = ""
    // A group of companies without a value has a name; what a row lacks has a sign.
    let missing = column.isKey ? Cell(lead: "(none)") : .missing
    switch column.values {
    case .numbers(let values, let unit, let direction):
      let format = NumberText(values, unit: unit, direction: direction)
      suffix = format.headingSuffix
      cells = rows.map { values[$0].isNaN ? missing : format.cell(values[$0]) }
      isNumeric = true
    case .texts(let values):
      cells = rows.map { values[$0].map { Cell(lead: printable($0)) } ?? missing }
      isNumeric = false
    case .days(let values):
      cells = rows.map { values[$0].map { Cell(lead: $0.description) } ?? missing }
      isNumeric = false
      isWhole = true
    case .flags(let values):
      cells = rows.map { values[$0].map { Cell(lead: $0 ? "yes" : "no") } ?? missing }
      isNumeric = false
    }
    name = printable(column.name)
    nameSuffix = suffix
  }
}
