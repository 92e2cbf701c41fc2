internal import Glibc
internal import Language
internal import Market
internal import Query

extension FrameGenerator {
  /// Which value of a frame an expression is asked for: one a cell, or one a group.
  enum Place { case cells, groups }

  func side(_ frame: SQLFrame, _ place: Place) throws(Diagnostic) -> Side {
    place == .cells ? try frame.cells.get() : try frame.groups.get()
  }

  /// An expression as SQL over the columns of the cells' or the groups' stage; missing is NULL, whose logic is the
  /// language's own.
  func evaluate(
    _ expression: BoundExpression, over frame: SQLFrame, at place: Place
  ) throws(Diagnostic) -> String {
    func value(_ operand: BoundExpression) throws(Diagnostic) -> String {
      try evaluate(operand, over: frame, at: place)
    }
    switch expression.kind {
    case .constant(let value):
      if value.isNaN { return missing }
      return expression.type == .date ? "\(Day(number: Int32(value)).figure)" : dialect.number(value)
    case .constantFlag(let flag): return flag ? "(1 = 1)" : "(1 = 0)"
    case .bar(let measure):
      let side = try side(frame, place)
      return barFigure(measure, side.stage, side.days)
    case .day(let attribute):
      let side = try side(frame, place)
      let day = real(side.days.last, side.stage)
      switch attribute {
      case .day: return day
      case .weekday: return lookup("dates", "weekday", by: [("day", day)], side.stage)
      case .month: return "(\(dialect.wholeQuotient(day, "100")) % 100)"
      case .year: return dialect.wholeQuotient(day, "10000")
      }
    case .of(let set, let operand): return try evaluate(operand, of: set, over: frame, at: place)
    case .attribute(let attribute):
      let side = try side(frame, place)
      return attributeFigure(attribute, side.stage, side.days)
    case .hasText(let attribute, let codes):
      let side = try side(frame, place)
      return hasText(attribute, codes, side.stage, side.days)
    case .negation(let operand): return "-(\(try value(operand)))"
    case .arithmetic(let operation, let left, let right):
      if let known = expression.constantValue { return known.isFinite ? dialect.number(known) : missing }
      let (first, second) = (try value(left), try value(right))
      switch operation {
      case .divide: return "(\(quotient(first, second)))"
      case .power:
        if case .constant(2) = right.kind { return "(\(first) * \(first))" }
        return dialect.power(first, second)
      default: return "(\(first) \(operation.rawValue) \(second))"
      }
    case .tradingDays(let left, let right):
      let side = try side(frame, .cells)
      func position(_ operand: BoundExpression) throws(Diagnostic) -> String {
        let day = column(side.stage, try evaluate(operand, over: frame, at: .cells), "date")
        return try self.position(of: DayText(day, from: .first, to: .last), side.stage)
      }
      return "(\(try position(left)) - \(try position(right)))"
    case .comparison(let operation, let left, let right):
      return dialect.comparison(operation, try value(left), try value(right))
    case .isMissing(let operand):
      let text = try value(operand)
      return operand.type == .flag
        ? "((CASE WHEN \(text) THEN 1 WHEN \(dialect.negated(text)) THEN 0 END) IS NULL)" : "((\(text)) IS NULL)"
    case .not(let operand): return dialect.negated(try value(operand))
    case .logical(let operation, let left, let right):
      let (first, second) = (try value(left), try value(right))
      return operation == .and ? dialect.both(first, second) : dialect.either(first, second)
    case .conditional(let condition, let first, let second):
      let test = try value(condition)
      let chosen = dialect.choice(
        test, try figure(first, over: frame, at: place), try figure(second, over: frame, at: place))
      return expression.type == .flag ? "((\(chosen)) = 1)" : "(\(chosen))"
    case .function(let function, let operands):
      var texts: [String] = []
      for operand in operands { texts.append(try value(operand)) }
      return dialect.call(function, texts)
    case .within(let window, let operand):
      return try evaluate(operand, over: windowed(frame, window), at: place)
    case .aggregate(let aggregate, let operands, let condition, let keys):
      return try foldCompanies(
        aggregate, operands, where: condition, within: keys, over: frame, at: place, range: expression.range)
    case .fold(let fold, let operands, let window):
      return try foldDays(fold, operands, in: window, over: frame, at: place, range: expression.range)
    }
  }

  private func position(of day: DayText, _ stage: Stage) throws(Diagnostic) -> String {
    guard stage.subject.isIndex else { return position(through: day, stage) }
    let name = bound(day, stage)
    let key = "position of \(name)"
    if let known = stage.known[key] { return known }
    settle(stage, name)
    let (source, on) = bars(of: stage, reading: ["day"])
    let result = fresh("position")
    let counted = "sum(CASE WHEN day <= \(name) THEN 1 ELSE 0 END)"
    let relation = add(
      "index_days",
      select(
        stage.keys + ["\(counted) AS \(result)"], from: joined(stage.name, source, on: on),
        where: ["\(name) IS NOT NULL"], groupBy: stage.keys))
    attach(relation, [result], to: stage)
    stage.known[key] = result
    return result
  }

  /// The value as a figure: a condition is 1 or 0.
  func figure(_ expression: BoundExpression, over frame: SQLFrame, at place: Place) throws(Diagnostic) -> String {
    let text = try evaluate(expression, over: frame, at: place)
    return expression.type == .flag ? "CASE WHEN \(text) THEN 1.0 WHEN \(dialect.negated(text)) THEN 0.0 END" : text
  }
}

extension BoundExpression {
  /// The value of an expression of constants alone.
  fileprivate var constantValue: Double? {
    switch kind {
    case .constant(let value): return value
    case .negation(let operand): return operand.constantValue.map { -$0 }
    case .arithmetic(let operation, let left, let right):
      guard let first = left.constantValue, let second = right.constantValue else { return nil }
      switch operation {
      case .add: return first + second
      case .subtract: return first - second
      case .multiply: return first * second
      case .divide: return first / second
      case .power: return pow(first, second)
      }
    default: return nil
    }
  }
}
