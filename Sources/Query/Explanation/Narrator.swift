internal import Language
internal import Market

/// Tells how the evaluator came to a figure, by asking it for the figure of every part.
struct Narrator {
  /// A cell or group of a frame: a company and its days, or a group and its days.
  struct Place {
    var frame: Frame
    var kind: Evaluator.Place
    var index: Int

    var days: Days { kind == .cells ? frame.days[index] : frame.groupDays[index] }
    var company: Int? { kind == .cells ? frame.companies[index] : nil }
  }

  /// What was told already, so that nothing is told twice.
  struct Told: Hashable {
    let name: String
    let company: Int?
    let index: Int?
    let days: Days?
  }

  var evaluator: Evaluator
  /// The sources of the facts told, in the order they were met.
  var sources: [String] = []
  private var told: Set<Told> = []

  init(evaluator: Evaluator) { self.evaluator = evaluator }

  var words: BoundText { BoundText(market: evaluator.market, keepsNames: true) }

  /// The expression's value at a place.
  mutating func value(of expression: BoundExpression, at place: Place) throws(Diagnostic) -> Table.Values {
    if place.kind == .cells { return try evaluator.tableValues(of: expression, over: place.frame).only(place.index) }
    let values = try evaluator.evaluate(expression, over: place.frame, at: .groups)
    return evaluator.tableValues(values, as: expression).only(place.index)
  }

  /// Whether something of no company was not told yet.
  mutating func isNew(_ name: String) -> Bool {
    told.insert(Told(name: name, company: nil, index: nil, days: nil)).inserted
  }

  /// The step that tells an expression's figure.
  mutating func step(for expression: BoundExpression, at place: Place) throws(Diagnostic) -> Explanation.Step {
    try evaluator.proceed()
    var step = Explanation.Step(
      name: words.whole(expression), value: try value(of: expression, at: place))
    let known = Told(
      name: step.name, company: place.company, index: place.company == nil ? place.index : nil, days: place.days)
    guard told.insert(known).inserted else {
      step.remarks.append("as above")
      return step
    }
    if let use = expression.definition {
      step.remarks += use.definition.explainingLines
    }
    switch expression.kind {
    case .constant, .constantFlag: break
    case .bar(let measure): tell(measure, at: place, in: &step)
    case .day: step.remarks.append("asked of \(span(place.days))")
    case .attribute, .hasText: tellAttribute(expression, at: place, in: &step)
    case .within(let window, let operand):
      let inner = Place(frame: try evaluator.windowed(place.frame, window), kind: place.kind, index: place.index)
      step.remarks.append("the window: \(span(inner.days))")
      step.steps.append(try self.step(for: operand, at: inner))
    case .of(let set, let operand): try tell(operand, of: set, at: place, in: &step)
    case .aggregate(let aggregate, let operands, let condition, let keys):
      try tell(aggregate, operands, where: condition, within: keys, at: place, in: &step)
    case .fold(let fold, let operands, let window):
      try tell(fold, operands, in: window, at: place, in: &step)
    case .conditional(let condition, let first, let second):
      let inWords = words.whole(expression.bare)
      if inWords != step.name { step.lines.append([.text(inWords)]) }
      let decision = try value(of: condition, at: place)
      step.steps.append(try self.step(for: condition, at: place))
      guard case .flags(let flags) = decision, let isYes = flags[0] else { break }
      step.remarks.append(
        "\(words.text(condition)): \(isYes ? "yes, so the first counts" : "no, so the second counts")")
      try tellParts(of: isYes ? first : second, at: place, in: &step)
    default: try tellParts(of: expression, at: place, in: &step)
    }
    return step
  }

  /// The formula, the same with figures, and a step for each of its parts.
  private mutating func tellParts(
    of expression: BoundExpression, at place: Place, in step: inout Explanation.Step
  ) throws(Diagnostic) {
    let leaves = Narrator.leaves(of: expression)
    if leaves == [expression] {
      step.steps.append(try self.step(for: expression, at: place))
      return
    }
    let inWords = words.whole(expression.bare)
    // What is written out stands before the first sign of equality already.
    if inWords != step.name { step.lines.append([.text(inWords)]) }
    let inFigures = try figures(expression, at: place)
    if !step.value.isMissing(0) || inFigures.count > 1 { step.lines.append(inFigures) }
    var seen: Set<String> = []
    for leaf in leaves where leaf.level > .constant && seen.insert(words.text(leaf)).inserted {
      step.steps.append(try self.step(for: leaf, at: place))
    }
  }

  func span(_ days: Days) -> String {
    if days.isEmpty { return "no day" }
    return days.isSingle ? "\(days.first)" : "\(days.first) to \(days.last)"
  }
}

extension Definition {
  /// The comment without its formula, which the step itself tells.
  fileprivate var explainingLines: [String] {
    var lines: [String] = []
    var isFormula = false
    for line in documentation {
      let opensPart = ["formula:", "convention:", "source:"].first { line.hasPrefix($0) }
      isFormula = opensPart == nil ? isFormula : opensPart == "formula:"
      if isFormula { continue }
      // A part that goes on is one sentence.
      if opensPart == nil, let last = lines.last, last.hasPrefix("source:") || last.hasPrefix("convention:") {
        lines[lines.count - 1] = "\(last) \(line)"
      } else {
        lines.append(line)
      }
    }
    return lines
  }
}

extension Table.Values {
  /// One of the values, alone.
  func only(_ index: Int) -> Table.Values {
    switch self {
    case .numbers(let values, let unit, let direction): return .numbers([values[index]], unit, direction)
    case .texts(let values): return .texts([values[index]])
    case .days(let values): return .days([values[index]])
    case .flags(let values): return .flags([values[index]])
    }
  }
}
