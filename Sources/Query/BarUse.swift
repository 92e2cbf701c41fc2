internal import Language

/// Which figures of bars some expressions read, and in which windows of their own.
struct BarUse {
  var usesBars = false
  var measuresChange = false
  /// Whether something reads the question's window itself.
  var usesWindow = false
  /// Each window in brackets and the column it stands in; one inside another moves with it and is not told.
  var windows: [(column: String, window: BoundWindow)] = []
  /// Each window inside another that is counted from an event or a company's own day.
  var anchored: [(column: String, window: BoundWindow)] = []

  /// Whether the question's window says anything: it is read, or a window in brackets ends with it.
  var needsWindow: Bool { usesWindow || windows.contains { !$0.window.isFixed } }

  init(_ columns: [BoundQuery.Column]) {
    for column in columns { visit(column.expression, isOwnWindow: false, in: column.name) }
  }

  private mutating func add(_ window: BoundWindow, isOwnWindow: Bool, in column: String) {
    if !isOwnWindow, !windows.contains(where: { $0 == (column, window) }) {
      windows.append((column, window))
    } else if isOwnWindow, case .offset = window.start, !anchored.contains(where: { $0 == (column, window) }) {
      anchored.append((column, window))
    }
  }

  private mutating func visit(_ expression: BoundExpression, isOwnWindow: Bool, in column: String) {
    switch expression.kind {
    case .bar(let measure):
      usesBars = true
      if !isOwnWindow { usesWindow = true }
      if !isOwnWindow, measure == .gain || measure == .base { measuresChange = true }
    case .aggregate(.count, let operands, let condition, _) where operands.isEmpty:
      usesBars = true
      if !isOwnWindow { usesWindow = true }
      if let condition { visit(condition, isOwnWindow: isOwnWindow, in: column) }
    case .fold(let fold, let operands, window: let window?) where fold.readsFromFirstBar:
      // All days so far are read; the number in the brackets is a weight.
      let all = BoundWindow(start: .firstBar, end: window.end)
      if !isOwnWindow, !windows.contains(where: { $0 == (column, all) }) { windows.append((column, all)) }
      usesBars = true
      for operand in operands { visit(operand, isOwnWindow: true, in: column) }
    case .within(let window, _), .fold(_, _, window: let window?):
      add(window, isOwnWindow: isOwnWindow, in: column)
      usesBars = true
      for operand in expression.operands { visit(operand, isOwnWindow: true, in: column) }
    case .fold(_, _, window: nil):
      usesBars = true
      if !isOwnWindow {
        usesWindow = true
        if expression.operands.contains(where: \.isMeasuredToDate) { measuresChange = true }
      }
      for operand in expression.operands { visit(operand, isOwnWindow: true, in: column) }
    default:
      for operand in expression.operands { visit(operand, isOwnWindow: isOwnWindow, in: column) }
    }
  }
}

extension BoundExpression {
  /// Whether it is measured from the base of the window whose days are being folded.
  fileprivate var isMeasuredToDate: Bool {
    if case .within(let window, _) = kind { return window.start == .span }
    return false
  }
}
