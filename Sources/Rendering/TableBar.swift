internal import Market

/// A bar beside each figure of a column: to the right of zero for what is above it, to the left for what is below.
///
/// The figure beside it says the same with its sign and mark; the bar is for the eye that runs down the column.
struct TableBar {
  /// The columns that the bars take.
  let width: Int
  /// Where zero is, in half columns.
  private let zero: Int
  /// Half columns for each 1.
  private let scale: Double
  private let values: [Double]
  private let direction: Direction
  private let isUnicode: Bool

  /// No bar is drawn in fewer columns, none in more.
  private static let widths = 8...24

  /// Bars for the figures of a table's only ratio, in the room that is left; nil where they would say nothing.
  init?(_ table: Table, rows: [Int], room: Int, isUnicode: Bool = true) {
    let ratios = table.columns.indices.filter { index in
      guard case .numbers(_, let unit, _) = table.columns[index].values else { return false }
      return (unit == .ratio || unit == .points) && !table.columns[index].isKey
    }
    guard ratios.count == 1, case .numbers(let figures, _, let direction) = table.columns[ratios[0]].values,
      room >= TableBar.widths.lowerBound
    else { return nil }
    let known = rows.map { figures[$0] }.filter { $0.isFinite }
    let (low, high) = (min(known.min() ?? 0, 0), max(known.max() ?? 0, 0))
    // A single bar has nothing to be compared with.
    guard known.count > 1, high > low else { return nil }
    width = min(room, TableBar.widths.upperBound)
    column = ratios[0]
    let halves = 2 * width
    // Bars of either side begin at a whole column, so that both stand against one line.
    let below = -low / (high - low) * Double(width)
    zero = 2 * (low == 0 ? 0 : high == 0 ? width : min(max(Int(below.rounded()), 1), width - 1))
    scale = min(
      high > 0 ? Double(halves - zero) / high : .infinity, low < 0 ? Double(zero) / -low : .infinity)
    values = figures
    self.direction = direction
    self.isUnicode = isUnicode
  }

  /// The column that the bars belong to.
  let column: Int

  /// The blanks before a row's bar, and the bar.
  func bar(_ row: Int) -> (blanks: Int, text: String, paint: Paint) {
    let value = values[row]
    guard value.isFinite, value != 0 else { return (0, "", .plain) }
    // What is not zero can be seen.
    let halves =
      isUnicode ? max(1, Int((abs(value) * scale).rounded())) : 2 * max(1, Int((abs(value) * scale / 2).rounded()))
    let full = isUnicode ? "█" : "#"
    let text: String
    let blanks: Int
    if value > 0 {
      blanks = zero / 2
      text = String(repeating: full, count: halves / 2) + (halves % 2 == 0 ? "" : "▌")
    } else {
      blanks = zero / 2 - (halves + 1) / 2
      text = (halves % 2 == 0 ? "" : "▐") + String(repeating: full, count: halves / 2)
    }
    guard direction != .none else { return (blanks, text, .dim) }
    return (blanks, text, (value > 0) == (direction == .rise) ? .green : .red)
  }
}
