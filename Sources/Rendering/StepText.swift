package import Market

/// One expression of an explanation in words and digits, for each form that an explanation is written in.
package struct StepText {
  /// The expression as the question or a definition names it.
  package let name: String
  /// What stands behind each sign of equality: the formula, the same with figures, the value.
  package let equations: [String]
  /// The value as an answer has it.
  package let value: Cell
  /// Sentences on how it was done.
  package let remarks: [String]
  /// What was read or folded.
  package let listings: [ListingText]
  /// Where the figures come from.
  package let steps: [StepText]

  /// A step of an explanation. One that others are reckoned from has the digits that they take; the answer's own is as the
  /// answer has it. O(figures).
  package init(_ step: Explanation.Step, isFinal: Bool = true, style: Style) {
    name = printable(step.name)
    equations =
      step.lines.map { equationText($0, style: style) } + [resultText(step.value, isFinal: isFinal, style: style)]
    value = CellColumn(Table.Column(name: "", values: step.value), rows: [0]).cells[0]
    remarks = step.remarks.map { style.own($0) }
    listings = step.listings.map { ListingText($0, style: style) }
    steps = step.steps.map { StepText($0, isFinal: false, style: style) }
  }
}

/// Rows of a list in words and digits.
package struct ListingText {
  /// A row, or how many are left out.
  package enum Row {
    case cells([String])
    case gap(String)

    /// The texts of a row that is shown.
    package var cells: [String]? {
      if case .cells(let cells) = self { return cells }
      return nil
    }
  }

  /// What each column is called.
  package let headings: [String]
  /// Which columns hold figures.
  package let isNumeric: [Bool]
  package let rows: [Row]

  init(_ listing: Explanation.Listing, style: Style) {
    let columns = workingColumns(listing.table, style: style)
    headings = columns.map { $0.texts[0] }
    isNumeric = columns.map(\.isNumeric)
    rows = (0..<listing.table.rowCount).flatMap { row -> [Row] in
      let gap = listing.gaps[row].map { Row.gap("\(style.gap) \($0) more \(listing.noun)") }
      return (gap.map { [$0] } ?? []) + [.cells(columns.map { $0.texts[row + 1] })]
    }
  }
}
