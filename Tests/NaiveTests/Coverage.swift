import Language
import Query

/// Which parts of the language some bound questions use, by name.
struct Coverage {
  private(set) var parts: [String: Int] = [:]

  mutating func add(_ query: BoundQuery) {
    count("unit \(query.unit)")
    for column in query.columns { add(column.expression) }
    for column in query.columns where column.naturalAggregate != nil { count("natural aggregate") }
    if let condition = query.condition {
      count("where")
      add(condition)
    }
    if query.includesAllKinds { count("all kinds") }
    count("query")
    add(query.window)
    if let period = query.period { count("each \(period.rawValue)") }
    if query.keys.count > 1 { count("several keys") }
    if !query.sort.isEmpty { count("sort") }
    for key in query.sort { add(key.expression) }
    if let top = query.top {
      count(top.isPerPeriod ? top.key == nil ? "top per period" : "top per key and period" : "top")
    }
    if query.top?.key != nil { count("top per key") }
  }

  private mutating func count(_ part: String) { parts[part, default: 0] += 1 }

  private mutating func add(_ expression: BoundExpression) {
    switch expression.kind {
    case .constant, .constantFlag: break
    case .bar(let measure): count("bar \(measure.rawValue)")
    case .day(let attribute): count("day \(attribute.rawValue)")
    case .of(let set, _):
      switch set.members {
      case .company: count("of company")
      case .condition(nil, _): count("of market")
      case .condition(let condition?, _):
        count("of condition")
        add(condition)
      case .group: count("of group")
      }
      if let weight = set.weight {
        count("weighted")
        add(weight)
      }
    case .attribute: count("attribute")
    case .negation: count("negation")
    case .arithmetic(let operation, _, _): count("arithmetic \(operation.rawValue)")
    case .tradingDays: count("trading days")
    case .comparison(let operation, _, _): count("comparison \(operation.rawValue)")
    case .hasText: count("text")
    case .isMissing: count("is missing")
    case .not: count("not")
    case .logical(let operation, _, _): count("logical \(operation.rawValue)")
    case .conditional: count("if")
    case .function(let function, _): count("function \(function.rawValue)")
    case .within(let window, _):
      count("in brackets")
      add(window)
    case .aggregate(let aggregate, _, let condition, let keys):
      count("aggregate \(aggregate.rawValue)")
      if condition != nil { count("aggregate where") }
      if !keys.isEmpty { count("aggregate within") }
    case .fold(let fold, let operands, let window):
      count("fold \(fold.rawValue)")
      if operands.contains(where: \.foldsCompanies) { count("fold over an aggregate") }
      if let window { add(window) }
    }
    for operand in expression.operands { add(operand) }
  }

  private mutating func add(_ window: BoundWindow) {
    switch window.start {
    case .day: count("start day")
    case .attribute: count("start attribute")
    case .tradingDays: count("start trading days")
    case .calendar(_, let unit): count("start calendar \(unit.rawValue)")
    case .startOf(let unit): count("start of \(unit.rawValue)")
    case .firstBar: count("start first bar")
    case .inherited: count("start inherited")
    case .origin: count("start so far")
    case .span: count("start to date")
    case .offset(.day, _): count("start around event")
    case .offset(.attribute, _): count("start around attribute")
    }
    if window.excludesStart { count("after") }
    switch window.end {
    case .inherited: count("end inherited")
    case .beforeInherited: count("end prior")
    case .day: count("end day")
    case .attribute: count("end attribute")
    case .offset: count("end offset")
    }
    if let days = window.days {
      count("when")
      add(days)
    }
  }

  /// Every part that questions made up must use.
  static let expected: [String] = {
    var parts = BarMeasure.allCases.map { "bar \($0.rawValue)" } + Aggregate.allCases.map { "aggregate \($0.rawValue)" }
    // `dayof` is bound as the day of the highest or lowest figure.
    parts += DayFold.allCases.filter { $0 != .dayof }.map { "fold \($0.rawValue)" }
    parts += DayAttribute.allCases.map { "day \($0.rawValue)" }
    parts += ScalarFunction.allCases.map { "function \($0.rawValue)" }
    parts += ArithmeticOperator.allCases.map { "arithmetic \($0.rawValue)" }
    parts += ComparisonOperator.allCases.filter { $0 != .matches }.map { "comparison \($0.rawValue)" }
    parts += LogicalOperator.allCases.map { "logical \($0.rawValue)" }
    parts += PeriodWord.allCases.map { "each \($0.rawValue)" }
    parts += CalendarUnit.allCases.flatMap { ["start calendar \($0.rawValue)", "start of \($0.rawValue)"] }
    return parts + [
      "unit company", "unit group", "unit single", "natural aggregate", "where", "all kinds", "several keys", "sort",
      "top", "top per period", "top per key", "top per key and period", "of company", "of market", "of condition",
      "of group", "weighted", "attribute", "negation", "trading days", "text", "is missing", "not", "if", "in brackets",
      "aggregate where", "aggregate within", "fold over an aggregate", "start day", "start attribute",
      "start trading days", "start first bar", "start inherited", "start so far", "start to date", "start around event",
      "start around attribute", "after", "end inherited", "end prior", "end day", "end attribute", "end offset", "when",
    ]
  }()
}
