internal import Language
internal import Market
internal import Query

extension SQLGenerator {
  /// An expression in SQL; missing is NULL, whose logic is the language's own.
  mutating func scalar(_ expression: BoundExpression, _ scope: Scope) throws(Diagnostic) -> String {
    switch expression.kind {
    case .constant(let value):
      guard expression.type != .date else { return "\(Day(number: Int32(value)).figure)" }
      return value.isNaN ? "CAST(NULL AS \(nullable))" : dialect.number(value)
    case .constantFlag(let flag): return flag ? "(1 = 1)" : "(1 = 0)"
    case .bar(let measure):
      switch scope.place {
      case .group: throw refusal("\(measure.rawValue) of all companies as one", expression.range)
      case .company: return windowFigure(measure, scope.days)
      case .bar: return try dayFigure(measure, expression)
      }
    case .attribute(let attribute): return try attributeFigure(attribute, scope, expression)
    case .hasText(let attribute, let codes): return try hasText(attribute, codes, scope, expression)
    case .negation(let operand): return "-(\(try scalar(operand, scope)))"
    case .arithmetic(let operation, let left, let right):
      let (first, second) = (try scalar(left, scope), try scalar(right, scope))
      switch operation {
      case .divide: return "(\(dialect.dividend(first)) / nullif(\(second), 0))"
      case .power:
        if case .constant(2) = right.kind { return "(\(first) * \(first))" }
        return dialect.power(first, second)
      default: return "(\(first) \(operation.rawValue) \(second))"
      }
    case .comparison(let operation, let left, let right):
      return dialect.comparison(operation, try scalar(left, scope), try scalar(right, scope))
    case .isMissing(let operand):
      if scope.place == .bar { throw refusal("missing days in a fold", expression.range) }
      if operand.type == .flag || operand.type == .text {
        throw refusal("is missing of a condition or a text", expression.range)
      }
      return "(\(try scalar(operand, scope)) IS NULL)"
    case .not(let operand): return dialect.negated(try scalar(operand, scope))
    case .logical(let operation, let left, let right):
      let (first, second) = (try scalar(left, scope), try scalar(right, scope))
      return operation == .and ? dialect.both(first, second) : dialect.either(first, second)
    case .conditional(let condition, let first, let second):
      if expression.type == .flag { throw refusal("if(…) of conditions", expression.range) }
      let test = try scalar(condition, scope)
      return dialect.choice(test, try scalar(first, scope), try scalar(second, scope))
    case .function(let function, let operands):
      var texts: [String] = []
      for operand in operands { texts.append(try scalar(operand, scope)) }
      return dialect.call(function, texts)
    case .within(let window, let operand):
      if scope.place == .bar { throw refusal("a window inside a fold over days", expression.range) }
      guard let days = try evaluator.exchangeDays(of: window, inside: scope.days) else {
        throw refusal("a window of each company's own, or of picked days,", expression.range)
      }
      return try scalar(operand, Scope(days: days, place: scope.place))
    case .aggregate(let aggregate, let operands, let condition, let keys):
      guard scope.place == .group, keys.isEmpty, !operands.contains(where: \.foldsCompanies),
        condition?.foldsCompanies != true
      else { throw refusal("\(aggregate.rawValue) beside figures of each company", expression.range) }
      return try fold(aggregate, operands, condition, scope, expression)
    case .fold(let fold, let operands, let window):
      return try self.fold(fold, operands, window, scope, expression)
    case .day, .tradingDays: throw refusal("a difference of days", expression.range)
    case .of: throw refusal("of", expression.range)
    }
  }

  private var nullable: String { dialect.name == "clickhouse" ? "Nullable(Float64)" : dialect.double }

  /// Companies folded into a value for each group.
  private mutating func fold(
    _ aggregate: Aggregate, _ operands: [BoundExpression], _ condition: BoundExpression?, _ scope: Scope,
    _ expression: BoundExpression
  ) throws(Diagnostic) -> String {
    let company = Scope(days: scope.days, place: .company)
    let kept = try condition.map { condition throws(Diagnostic) in try scalar(condition, company) }
    guard let operand = operands.first else {
      let listed = "first_day <= \(exchangeFigure(scope.days, { $0.last.figure }))"
      let test = kept.map { dialect.both(listed, $0) } ?? listed
      return "coalesce(sum(CASE WHEN \(test) THEN 1 ELSE 0 END), 0)"
    }
    if operand.type == .text { throw refusal("a text in an aggregate", operand.range) }
    // A day is held as 20260223, which has an order and no mean.
    if operand.type == .date, ![.max, .min, .count].contains(aggregate) {
      throw refusal("\(aggregate.rawValue) of days", operand.range)
    }
    let inner = try scalar(operand, company)
    if operand.type == .flag {
      let test = kept.map { dialect.both($0, inner) } ?? inner
      let not = dialect.negated(inner)
      let otherwise = kept.map { dialect.both($0, not) } ?? not
      return aggregate == .share
        ? "avg(CASE WHEN \(test) THEN 1.0 WHEN \(otherwise) THEN 0.0 END)"
        : "coalesce(sum(CASE WHEN \(test) THEN 1 ELSE 0 END), 0)"
    }
    if aggregate == .sum, case .number(let unit) = operand.type, unit == .price || unit == .amount,
      let currency = market.attribute(named: "currency"), market.attributes[currency].textCounts(on: .last).count > 1
    {
      throw refusal("a sum of money in a market of several currencies", expression.range)
    }
    let figure = kept.map { "CASE WHEN \($0) THEN \(inner) END" } ?? inner
    switch aggregate {
    case .avg, .sum, .max, .min: return "\(aggregate.rawValue)(\(figure))"
    case .count: return "count(\(figure))"
    case .median: return dialect.quantile(figure, "0.5")
    case .quantile:
      guard case .constant(let part) = operands[1].kind else { throw refusal("quantile", expression.range) }
      return dialect.quantile(figure, dialect.number(part))
    case .dispersion: return deviation(figure)
    case .wavg:
      let weight = try scalar(operands[1], company)
      let known = "CASE WHEN (\(figure)) IS NOT NULL THEN \(weight) END"
      return "(sum(\(figure) * \(weight)) / nullif(sum(\(known)), 0))"
    case .hhi: return "(sum(\(figure) * \(figure)) / nullif(sum(\(figure)) * sum(\(figure)), 0))"
    case .share, .rank: throw refusal(aggregate.rawValue, expression.range)
    }
  }

  func deviation(_ figure: String) -> String {
    "CASE WHEN count(\(figure)) >= 2 THEN \(dialect.deviation)(\(figure)) END"
  }
}
