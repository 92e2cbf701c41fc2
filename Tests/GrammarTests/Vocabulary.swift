import Language

/// What the code gives a meaning: the words and signs that the grammar must have, and no others.
enum Vocabulary {
  /// The words with a meaning that this version answers.
  static let words: [String] =
    Keyword.allCases.map(\.rawValue) + StatementWord.allCases.map(\.rawValue)
    + LocalWord.allCases.map(\.rawValue) + PlotWord.allCases.map(\.rawValue) + DialectWord.allCases.map(\.rawValue) + [
      LessonWord.grade.rawValue, LessonWord.again.rawValue,
    ]
    + Set(PeriodWord.allCases.flatMap { $0.rawValue.split(separator: " ").map(String.init) }).sorted()

  /// The operators, the brackets, the comma and `;`.
  static let signs: [String] = Token.Kind.allCases.flatMap(\.signs)
}

/// The kinds of syntax node. The switches below name every kind of the code, and the compiler sees to it that none is
/// forgotten.
enum NodeKind: String, CaseIterable {
  case query, define, load, save, show, describe, set, setParameter, source, check, plan, sql, explain, plot, run,
    history
  case help, search, quit, report, lesson, lessonFile, hint, answer, skip, next, progress
  case column, condition, days, period, keys, across, sort, top, against
  case on, over, prior, between, soFar, toDate, around, ever
  case datePoint, monthPoint, wordPoint, parameterPoint, offset
  case of, group, setName, setCondition, weight
  case number, percent, word, date, month, text, parameter, call, negation, arithmetic, comparison, membership, within
  case isMissing, not, logical

  /// The production that a node of the kind is written by.
  var production: String {
    switch self {
    case .query, .column, .period, .number, .percent, .word, .date, .month, .text, .parameter, .call, .comparison,
      .membership:
      return rawValue
    case .define, .load, .save, .show, .describe, .set, .setParameter, .source, .check, .plan, .sql, .explain, .plot,
      .run,
      .history, .help, .search, .quit, .report, .lesson, .lessonFile, .hint, .answer, .skip, .next, .progress:
      return "statement"
    case .condition, .days, .keys, .across, .sort, .top, .against: return "clause"
    case .on, .over, .prior, .soFar, .toDate, .around, .ever: return "window"
    case .between: return "range"
    case .datePoint, .monthPoint, .wordPoint, .parameterPoint, .offset: return "point"
    case .of: return "operand"
    case .group: return "call"
    case .setName, .setCondition, .weight: return "set"
    case .negation: return "signed"
    case .arithmetic: return "sum"
    case .within: return "between"
    case .isMissing: return "absence"
    case .not: return "negation"
    case .logical: return "expression"
    }
  }
}

/// The kinds of node found in some statements.
struct NodeKinds {
  private(set) var found: Set<NodeKind> = []

  mutating func add(_ statement: StatementSyntax) {
    switch statement.kind {
    case .query(let query): add(.query, query)
    case .define(_, _, let body): add(.define, body)
    case .load: found.insert(.load)
    case .save(let query?, _): add(.save, query)
    case .save(nil, _): found.insert(.save)
    case .show: found.insert(.show)
    case .describe: found.insert(.describe)
    case .set(_, let value): add(.set, value)
    case .setParameter(_, let value): add(.setParameter, value)
    case .source(let query): add(.source, query)
    case .check(let query, _): add(.check, query)
    case .plan(let query): add(.plan, query)
    case .sql(let query, _): add(.sql, query)
    case .explain(let query, _, _): add(.explain, query)
    case .plot(let query, _, _): add(.plot, query)
    case .run: found.insert(.run)
    case .history: found.insert(.history)
    case .help: found.insert(.help)
    case .search: found.insert(.search)
    case .quit: found.insert(.quit)
    case .report: found.insert(.report)
    case .lesson: found.insert(.lesson)
    case .lessonFile: found.insert(.lessonFile)
    case .hint: found.insert(.hint)
    case .answer: found.insert(.answer)
    case .skip: found.insert(.skip)
    case .next: found.insert(.next)
    case .progress: found.insert(.progress)
    }
  }

  private mutating func add(_ kind: NodeKind, _ parts: ExpressionSyntax?...) {
    found.insert(kind)
    for part in parts.compactMap({ $0 }) { add(part) }
  }

  private mutating func add(_ kind: NodeKind, _ query: QuerySyntax) {
    found.insert(kind)
    for column in query.columns { add(.column, column.expression) }
    if let condition = query.condition { add(.condition, condition) }
    if let days = query.days { add(.days, days) }
    if let window = query.window { add(window) }
    if query.period != nil { found.insert(.period) }
    if query.across != nil { found.insert(.across) }
    if let set = query.against { add(.against, set) }
    if !query.keys.isEmpty { found.insert(.keys) }
    for key in query.sort { add(.sort, key.expression) }
    if query.top != nil { found.insert(.top) }
  }

  private mutating func add(_ window: WindowSyntax) {
    switch window.kind {
    case .on(let point): add(.on, points: point)
    case .over(_, let point): add(.over, points: point)
    case .prior: found.insert(.prior)
    case .between(let first, _, let last): add(.between, points: first, last)
    case .soFar: found.insert(.soFar)
    case .toDate: found.insert(.toDate)
    case .around(let event, let first, let last): add(.around, points: event, first, last)
    case .ever: found.insert(.ever)
    }
  }

  private mutating func add(_ kind: NodeKind, points: PointSyntax?...) {
    found.insert(kind)
    for point in points.compactMap({ $0 }) {
      switch point.kind {
      case .date: found.insert(.datePoint)
      case .month: found.insert(.monthPoint)
      case .word: found.insert(.wordPoint)
      case .parameter: found.insert(.parameterPoint)
      case .offset: found.insert(.offset)
      }
    }
  }

  private mutating func add(_ kind: NodeKind, _ set: SetSyntax) {
    found.insert(kind)
    if set.weight != nil { found.insert(.weight) }
    switch set.kind {
    case .name: found.insert(.setName)
    case .condition(let condition): add(.setCondition, condition)
    }
  }

  private mutating func add(_ expression: ExpressionSyntax) {
    switch expression.kind {
    case .number: found.insert(.number)
    case .percent: found.insert(.percent)
    case .word: found.insert(.word)
    case .date: found.insert(.date)
    case .month: found.insert(.month)
    case .text: found.insert(.text)
    case .parameter: found.insert(.parameter)
    case .call(_, let arguments):
      add(.call, arguments.condition, arguments.days)
      for argument in arguments.expressions { add(argument) }
      if let window = arguments.window { add(window) }
      if !arguments.within.isEmpty { found.insert(.group) }
    case .of(let operand, let set):
      add(operand)
      add(.of, set)
    case .negation(let operand): add(.negation, operand)
    case .arithmetic(_, let left, let right): add(.arithmetic, left, right)
    case .comparison(_, let left, let right): add(.comparison, left, right)
    case .membership(let left, let items, _):
      add(.membership, left)
      for item in items { add(item) }
    case .between(let operand, let low, let high, _): add(.within, operand, low, high)
    case .isMissing(let operand, _): add(.isMissing, operand)
    case .not(let operand): add(.not, operand)
    case .logical(_, let left, let right): add(.logical, left, right)
    }
  }
}
