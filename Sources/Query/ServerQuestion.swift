package import Language
package import Market

/// A question whose rows a server works out: what more must be asked there, and the answer that all of it makes.
///
/// The days of windows, attributes and who is kept by them are known here; what a heading tells of bars is asked. In this order:
/// the days of conditions, the companies that are kept, the facts about bars, the rows.
package struct ServerQuestion {
  package let query: BoundQuery
  var evaluator: Evaluator
  var kept: Set<Int>?
  var withoutBase: [Int]?
  var askedCells: Evaluator.Asked?
  /// For each aggregate of money the currencies that it mixes; nil where it mixes none.
  var currencies: [[String]?] = []

  /// A question that is asked on the day `today`.
  package init(_ query: BoundQuery, market: Market, today: Day, interruption: Interruption) {
    self.query = query
    evaluator = Evaluator(market: market, today: today, interruption: interruption)
    evaluator.elsewhere = BarsElsewhere()
  }

  var market: Market { evaluator.market }

  /// The conditions of `when` whose days only bars can tell.
  package var dayConditions: [BoundExpression] {
    var found: [BoundExpression] = []
    func visit(_ window: BoundWindow) {
      guard let days = window.days else { return }
      if !days.asksDaysOnly, !found.contains(days) { found.append(days) }
    }
    func visit(_ expression: BoundExpression) {
      switch expression.kind {
      case .within(let window, _): visit(window)
      case .fold(_, _, let window): window.map(visit)
      default: break
      }
      for operand in expression.operands { visit(operand) }
    }
    visit(query.window)
    for column in query.columns { visit(column.expression) }
    return found
  }

  /// Tells the days on which a condition of `when` held.
  package mutating func setDays(of condition: BoundExpression, _ days: [Day]) {
    evaluator.heldDays[condition] = Set(days)
  }

  /// Whether only the server can tell which companies the condition keeps.
  package var needsCompanies: Bool {
    guard let condition = query.condition else { return false }
    return !condition.asksAttributesOnly || query.period != nil && condition.readsDates(in: market)
  }

  /// Tells which companies the condition keeps, in any period.
  package mutating func setCompanies(_ companies: [Int]) { kept = Set(companies) }

  /// Whether the heading tells which companies have nothing to measure a period from.
  package var needsCompaniesWithoutBase: Bool { query.period != nil && BarUse(query.columns).measuresChange }

  /// Tells the companies that have, in some period, a price and nothing to measure it from.
  package mutating func setCompaniesWithoutBase(_ companies: [Int]) { withoutBase = companies.sorted() }

  /// The windows of bars that the heading tells of, each with its companies.
  package mutating func windows() throws(Diagnostic) -> [(first: Day, last: Day, companies: [Int])] {
    var trial = evaluator
    trial.notes = []
    let cells = try cells()
    _ = try trial.heading(of: query, over: cells)
    try evaluator.proceed()
    return (trial.elsewhere?.wanted ?? [:]).sorted { ($0.key.first, $0.key.last) < ($1.key.first, $1.key.last) }
      .map { (first: $0.key.first, last: $0.key.last, companies: $0.value.sorted()) }
  }

  /// Tells what the server knows of the bars of a window; companies that are not among `facts` have none.
  package mutating func setFacts(first: Day, last: Day, companies: [Int], _ facts: [Int: BarFacts]) {
    var known = facts
    for company in companies where known[company] == nil { known[company] = BarFacts() }
    evaluator.elsewhere?.known[BarWindow(first: first, last: last)] = known
  }

  /// The companies that are asked, with the days of the window.
  mutating func cells() throws(Diagnostic) -> Evaluator.Asked {
    if let askedCells { return askedCells }
    let universe = evaluator.universe(includesAllKinds: query.includesAllKinds)
    var asked = try evaluator.cells(of: query.window, for: universe, by: nil, hasClosed: query.unit != .company)
    if let kept {
      asked.whole = asked.whole.gathered((0..<asked.whole.count).filter { kept.contains(asked.whole.companies[$0]) })
    } else if let condition = query.condition {
      let flags = try evaluator.evaluate(condition, over: asked.whole, at: .cells).flags
      asked.whole = asked.whole.gathered((0..<asked.whole.count).filter { flags[$0] == .yes })
    }
    if query.period != nil, query.condition != nil || isRanked, kept == nil {
      // Who has no day in the window is in no period; a group keeps a company while its exchange is shut.
      let whole = asked.whole
      let isCompany = query.unit == .company
      asked.whole = whole.gathered(
        (0..<whole.count).filter { cell in
          isCompany
            ? !evaluator.tradingDays(of: whole.companies[cell], in: whole.days[cell]).isEmpty
            : !whole.days[cell].isEmpty
        })
    }
    asked.frame = asked.whole
    asked.withoutBase = withoutBase ?? []
    askedCells = asked
    return asked
  }

  /// Whether the evaluator would find the rows of `top` by ranking, and tell of nobody who is in no period.
  var isRanked: Bool {
    guard let period = query.period, query.unit == .company, query.top != nil else { return false }
    return period.nameCount == nil && query.window.days == nil && !query.window.isRelative
      && Rank(of: query, in: market) != nil
  }
}

extension BoundExpression {
  /// Whether it asks the day alone, which the calendar knows.
  fileprivate var asksDaysOnly: Bool {
    switch kind {
    case .constant, .constantFlag, .day: return true
    case .negation, .arithmetic, .comparison, .isMissing, .not, .logical, .conditional, .function:
      return operands.allSatisfy(\.asksDaysOnly)
    case .bar, .attribute, .hasText, .of, .tradingDays, .within, .aggregate, .fold: return false
    }
  }

  /// Whether it reads an attribute whose values have dates.
  fileprivate func readsDates(in market: Market) -> Bool {
    switch kind {
    case .attribute(let attribute), .hasText(let attribute, _): return market.attributes[attribute].isDated
    default: return operands.contains { $0.readsDates(in: market) }
    }
  }
}
