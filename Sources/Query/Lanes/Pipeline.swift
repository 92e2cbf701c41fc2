internal import CKernels
internal import Language
internal import Market

/// Steps that make figures of a company's bars, each on the day of its bar, without lanes between: so many bars at a time go through
/// all steps that they stay at hand.
///
/// It has what is made of the bar itself, of changes from the bar before, and of means and sums of trailing windows of one figure.
struct Pipeline: Sendable {
  private(set) var steps: [kernel_step] = []
  /// The figures that bars have which it reads, in the order of the sources of the steps.
  private(set) var sources: [BarMeasure] = []

  /// The step that makes an expression; nil where it can't be made so.
  mutating func step(of expression: BoundExpression) -> Int? { made(of: expression).flatMap { append($0) } }

  /// The step that has the figures of one where another one is true, and is missing elsewhere.
  mutating func step(_ figure: Int, where condition: Int) -> Int? {
    // Nothing over 1 is changed, and over 0 there is no figure.
    append(.made(kernel_divide_each, figure, condition))
  }

  /// The number of a step, which is put behind the others where it is new.
  private mutating func append(_ step: kernel_step) -> Int? {
    if let number = steps.firstIndex(where: { $0.isSame(as: step) }) { return number }
    guard steps.count < kernel_most_steps else { return nil }
    steps.append(step)
    return steps.count - 1
  }

  private mutating func made(of expression: BoundExpression) -> kernel_step? {
    switch expression.kind {
    case .bar(.gain): return taken(kernel_take_change, .close)
    case .bar(let measure): return measure.isKept ? taken(kernel_take_figure, measure) : nil
    case .negation(let operand): return made(kernel_multiply_each, -1, operand)
    case .not(let operand): return made(kernel_subtract_each, 1, operand)
    case .arithmetic(let operation, let left, let right): return made(operation.kernel, left, right)
    case .comparison(let operation, let left, let right): return made(operation.kernel, left, right)
    case .logical(let operation, let left, let right):
      return made(operation == .and ? kernel_and_each : kernel_or_each, left, right)
    case .fold(let fold, let operands, let window): return made(of: fold, operands, in: window)
    default: return nil
    }
  }

  private mutating func taken(_ kind: kernel_step_kind, _ measure: BarMeasure, length: Int = 0) -> kernel_step {
    let source = sources.firstIndex(of: measure) ?? sources.count
    if source == sources.count { sources.append(measure) }
    var step = kernel_step()
    (step.kind, step.source, step.length) = (kind, Int32(source), Int32(length))
    return step
  }

  private mutating func made(
    _ operation: kernel_operation?, _ left: BoundExpression, _ right: BoundExpression
  ) -> kernel_step? {
    guard let operation else { return nil }
    if case .constant(let constant) = left.kind { return made(operation, constant, right) }
    if case .constant(let constant) = right.kind {
      guard let step = step(of: left) else { return nil }
      var made = kernel_step.made(operation, step, 0)
      (made.kind, made.constant) = (kernel_make_of_step_and_constant, constant)
      return made
    }
    if let step = made(operation, left, withFigure: right, kernel_make_of_step_and_figure) { return step }
    if let step = made(operation, right, withFigure: left, kernel_make_of_figure_and_step) { return step }
    guard let first = step(of: left), let second = step(of: right) else { return nil }
    return .made(operation, first, second)
  }

  /// What is made of an operand and of a bar's figure that stands where it is made; nil where that is none, or is a step's already.
  private mutating func made(
    _ operation: kernel_operation, _ operand: BoundExpression, withFigure figure: BoundExpression,
    _ kind: kernel_step_kind
  ) -> kernel_step? {
    guard case .bar(let measure) = figure.kind, measure.isKept else { return nil }
    let isTaken = steps.contains { $0.kind == kernel_take_figure && sources[Int($0.source)] == measure }
    guard !isTaken, let step = step(of: operand) else { return nil }
    var made = taken(kind, measure)
    (made.operation, made.first, made.second) = (operation, Int32(step), Int32(step))
    return made
  }

  private mutating func made(
    _ operation: kernel_operation, _ constant: Double, _ operand: BoundExpression
  ) -> kernel_step? {
    guard let step = step(of: operand) else { return nil }
    var made = kernel_step.made(operation, 0, step)
    (made.kind, made.constant) = (kernel_make_of_constant_and_step, constant)
    return made
  }

  /// The mean or sum of a bar's figure over so many trading days up to each; of one day alone it is that day's figure.
  private mutating func made(
    of fold: DayFold, _ operands: [BoundExpression], in window: BoundWindow?
  ) -> kernel_step? {
    if operands.count == 1, fold.keepsOneDay, window.map({ $0.trailingDays == 1 }) ?? true {
      return made(of: operands[0])
    }
    guard fold == .mean || fold == .total, operands.count == 1, case .bar(let measure) = operands[0].kind,
      measure.isKept, let length = window?.trailingDays, (1...1 << 19).contains(length)
    else { return nil }
    return taken(fold == .mean ? kernel_take_trailing_mean : kernel_take_trailing_sum, measure, length: length)
  }
}

extension BoundWindow {
  /// How many trading days up to the end of the window around it; nil for any other window.
  fileprivate var trailingDays: Int? {
    guard case .tradingDays(let count) = start, end == .inherited, days == nil, !excludesStart else { return nil }
    return count
  }
}

extension kernel_step {
  /// Whether both make the same.
  fileprivate func isSame(as other: kernel_step) -> Bool {
    kind == other.kind && operation == other.operation && source == other.source && first == other.first
      && second == other.second && length == other.length && constant.bitPattern == other.constant.bitPattern
  }

  fileprivate static func made(_ operation: kernel_operation, _ first: Int, _ second: Int) -> kernel_step {
    var step = kernel_step()
    (step.kind, step.operation) = (kernel_make_of_steps, operation)
    (step.first, step.second) = (Int32(first), Int32(second))
    return step
  }
}

extension BoundExpression {
  /// Whether on a single day on which a company has no bar it is missing, whatever bars lie before.
  var isMissingOnDaysWithoutBar: Bool {
    switch kind {
    case .bar: return true
    case .negation(let operand), .not(let operand): return operand.isMissingOnDaysWithoutBar
    case .arithmetic(_, let left, let right), .comparison(_, let left, let right):
      return left.isMissingOnDaysWithoutBar || right.isMissingOnDaysWithoutBar
    case .logical(_, let left, let right): return left.isMissingOnDaysWithoutBar && right.isMissingOnDaysWithoutBar
    // The fold of one day is that day's figure.
    case .fold(let fold, let operands, window: nil):
      return fold.keepsOneDay && operands.allSatisfy(\.isMissingOnDaysWithoutBar)
    default: return false
    }
  }
}
