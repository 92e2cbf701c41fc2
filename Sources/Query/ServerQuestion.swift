package import Language
package import Market

/// A question whose rows a server works out: what more must be asked there, and the answer that all of it makes.
///
/// The days of windows, attributes and who is kept by them are known here; what a heading tells of bars is asked. In this order:
/// the days of conditions, the companies that are kept, the facts about bars, the rows.
package struct ServerQuestion {
  package let query: BoundQuery
  private var evaluator: Evaluator
  private var kept: Set<Int>?
  private var withoutBase: [Int]?
  private var askedCells: Evaluator.Asked?
  /// For each aggregate of money the currencies that it mixes; nil where it mixes none.
  private var currencies: [[String]?] = []

  /// A question that is asked on the day `today`.
  package init(_ query: BoundQuery, market: Market, today: Day, interruption: Interruption) {
    self.query = query
    evaluator = Evaluator(market: market, today: today, interruption: interruption)
    evaluator.elsewhere = BarsElsewhere()
  }

  private var market: Market { evaluator.market }

  // MARK: - What is asked

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
  private mutating func cells() throws(Diagnostic) -> Evaluator.Asked {
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
  private var isRanked: Bool {
    guard let period = query.period, query.unit == .company, query.top != nil else { return false }
    return period.nameCount == nil && query.window.days == nil && !query.window.isRelative
      && Rank(of: query, in: market) != nil
  }

  // MARK: - The answer

  /// The kinds of the columns of the rows that the server sends: keys, the ticker where it is not asked for, and what is asked.
  package var columnCount: Int {
    (query.period == nil ? 0 : 1) + (query.top?.key != nil && query.unit == .company ? 1 : 0)
      + (query.unit == .company ? 0 : query.keys.count) + (query.unit == .company && !asksTicker ? 1 : 0)
      + query.columns.count
  }

  private var asksTicker: Bool { query.columns.contains { isTicker($0.expression) } }

  private func isTicker(_ expression: BoundExpression) -> Bool {
    if case .attribute(let attribute) = expression.kind { return market.attributes[attribute].name == "ticker" }
    return false
  }

  /// The answer that the rows make; `columns` hold the server's values, nil where one is missing. Nil where they make no sense.
  package mutating func answer(_ columns: [[String?]]) throws(Diagnostic) -> Answer? {
    let count = columns.first?.count ?? 0
    var rest = columns[...]
    var made: [Table.Column] = []
    var tickers: [String?] = []
    func add(_ name: String, isKey: Bool, _ read: ([String?]) -> Table.Values?) -> Bool {
      guard let values = rest.popFirst().flatMap(read) else { return false }
      if name == "ticker", case .texts(let texts) = values { tickers = texts }
      made.append(Table.Column(name: name, values: values, isKey: isKey))
      return true
    }
    if let period = query.period {
      guard add(period.rawValue, isKey: true, { periodValues($0, period) }) else { return nil }
    }
    for key in query.unit == .company ? [query.top?.key].compactMap({ $0 }) : query.keys {
      guard add(market.attributes[key].name, isKey: true, { keyValues($0, key) }) else { return nil }
    }
    if query.unit == .company, !asksTicker {
      guard add("ticker", isKey: true, { .texts($0) }) else { return nil }
    }
    for column in query.columns {
      let isKey = isTicker(column.expression)
      guard let values = rest.popFirst().flatMap({ self.values($0, as: column.expression) }) else { return nil }
      if isKey, case .texts(let texts) = values { tickers = texts }
      made.append(Table.Column(name: column.name, values: values, isKey: isKey))
    }
    guard rest.isEmpty else { return nil }
    let asked = try cells()
    evaluator.notes = query.notes
    noteFolds(over: asked.whole)
    guard let names = names(of: tickers, over: asked.whole) else { return nil }
    var table = Table(columns: made, rowCount: count, rowNames: names)
    if let across = query.across { table = try table.laidOut(across: across, unless: evaluator.interruption) }
    let heading = try evaluator.heading(of: query, over: asked)
    try evaluator.proceed()
    return Answer(table: table, heading: heading, notes: evaluator.notes)
  }

  /// The names of companies, by their tickers; nil where a ticker is nobody's.
  private func names(of tickers: [String?], over whole: Frame) -> [String?]? {
    guard query.unit == .company else { return [] }
    let companies = tickers.compactMap { $0.flatMap { market.company(ticker: $0) } }
    guard companies.count == tickers.count else { return nil }
    guard let name = market.attribute(named: "name"),
      !query.columns.contains(where: {
        if case .attribute(let attribute) = $0.expression.kind { attribute == name } else { false }
      })
    else { return [] }
    let days = Dictionary(zip(whole.companies, whole.days)) { first, _ in first }
    return companies.map { company in
      market.attributes[name].texts(of: company, on: days[company]?.membershipDay ?? .last).first
    }
  }

  private func periodValues(_ values: [String?], _ period: Period) -> Table.Values? {
    if query.window.isRelative { return numbers(values).map { .numbers($0, .count, .none) } }
    return period == .day ? days(values).map { .days($0) } : .texts(values)
  }

  private func keyValues(_ values: [String?], _ key: Int) -> Table.Values? {
    switch market.attributes[key].values {
    case .number: return numbers(values).map { .numbers($0, .number, .none) }
    case .day: return days(values).map { .days($0) }
    case .flag: return flags(values).map { .flags($0) }
    case .text, .texts: return .texts(values)
    }
  }

  private func values(_ values: [String?], as expression: BoundExpression) -> Table.Values? {
    switch expression.type {
    case .number(let unit): return numbers(values).map { .numbers($0, unit, expression.direction) }
    case .date: return days(values).map { .days($0) }
    case .flag: return flags(values).map { .flags($0) }
    case .text: return .texts(values)
    }
  }

  private func numbers(_ values: [String?]) -> [Double]? {
    var numbers: [Double] = []
    numbers.reserveCapacity(values.count)
    for value in values {
      guard let value else {
        numbers.append(.nan)
        continue
      }
      guard let number = Double(value) else { return nil }
      numbers.append(number.isFinite ? number : .nan)
    }
    return numbers
  }

  private func days(_ values: [String?]) -> [Day?]? {
    guard let figures = numbers(values) else { return nil }
    var days: [Day?] = []
    for figure in figures {
      guard !figure.isNaN else {
        days.append(nil)
        continue
      }
      guard let number = Int(exactly: figure),
        let day = Day(year: number / 10_000, month: number / 100 % 100, day: number % 100)
      else { return nil }
      days.append(day)
    }
    return days
  }

  private func flags(_ values: [String?]) -> [Bool?]? {
    numbers(values).map { $0.map { $0.isNaN ? nil : $0 != 0 } }
  }

  // MARK: - Notes

  /// What is asked where money of several currencies may be folded into one: how many figures of each there are. Nil where that
  /// can't be, as the companies have one currency.
  package mutating func currencyQuestion() throws(Diagnostic) -> BoundQuery? {
    guard let attribute = market.attribute(named: "currency") else { return nil }
    let folds = moneyFolds
    let companies = try cells().whole.companies
    guard !folds.isEmpty, !groupKeys.contains(attribute),
      Set(companies.flatMap { market.attributes[attribute].texts(of: $0) }).count > 1
    else {
      return nil
    }
    let columns = folds.map { fold in
      BoundQuery.Column(
        name: "known",
        expression: BoundExpression(
          .aggregate(.count, [fold.operand], condition: fold.condition, within: []), .number(.count), level: .group,
          at: fold.operand.range), naturalAggregate: nil)
    }
    return BoundQuery(
      columns: columns, condition: query.condition, includesAllKinds: query.includesAllKinds, window: query.window,
      period: query.period, across: nil, benchmark: nil, keys: groupKeys + [attribute], sort: [], top: nil,
      unit: .group,
      notes: [])
  }

  /// Tells the rows of `currencyQuestion`; false where they make no sense.
  package mutating func setCurrencies(_ columns: [[String?]]) -> Bool {
    let keyCount = (query.period == nil ? 0 : 1) + groupKeys.count
    guard columns.count == keyCount + 1 + moneyFolds.count else { return false }
    currencies = []
    for counts in columns[(keyCount + 1)...] {
      guard let counts = numbers(counts) else { return false }
      var groups: [[String]: Set<String>] = [:]
      for (row, count) in counts.enumerated() where count > 0 {
        let group = columns[..<keyCount].map { $0[row] ?? "" }
        groups[group, default: []].formUnion([columns[keyCount][row]].compactMap { $0 })
      }
      // The group that mixes the most is told, the first of them where several do.
      let mixed = groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { $0.value.sorted() }
        .filter { $0.count > 1 }.min { $0.count > $1.count }
      currencies.append(mixed)
    }
    return true
  }

  private var groupKeys: [Int] { query.unit == .company ? [] : query.keys }

  /// The aggregates of money that fold the question's own rows.
  private var moneyFolds: [(aggregate: Aggregate, operand: BoundExpression, condition: BoundExpression?)] {
    (query.columns.map(\.expression) + query.sort.map(\.expression)).flatMap(\.moneyFolds)
  }

  /// What the folds of companies note.
  private mutating func noteFolds(over whole: Frame) {
    let keys = query.unit == .company ? [query.top?.key].compactMap { $0 } : query.keys
    if !keys.isEmpty { _ = evaluator.groupLabels(of: whole, by: keys) }
    let hasUnlisted = hasUnlisted(whole)
    let hasCurrencies = market.attribute(named: "currency") != nil
    var number = 0
    for expression in query.columns.map(\.expression) + query.sort.map(\.expression) {
      if hasUnlisted, expression.countsListed { evaluator.noteUnlisted() }
      for fold in expression.moneyFolds {
        if currencies.indices.contains(number), let mixed = currencies[number] {
          evaluator.note(
            "\(fold.aggregate.rawValue) folds money in \(mixed.joined(separator: ", ")) as if it were one currency")
        } else if hasCurrencies, fold.aggregate == .sum, fold.operand.type == .number(.price) {
          evaluator.noteSumOfPrices()
        }
        number += 1
      }
    }
  }

  /// Whether a company that is kept has no bar up to the end of the window, or of its first period.
  private func hasUnlisted(_ whole: Frame) -> Bool {
    (0..<whole.count).contains { cell in
      let (company, days) = (whole.companies[cell], whole.days[cell])
      guard let first = market.bars.span(of: company)?.first else { return true }
      guard let period = query.period, query.unit != .company, !query.window.isRelative, kept == nil,
        let day = evaluator.tradingDays(of: company, in: days).first
      else { return first > days.last }
      return first > period.days(period.number(of: day), of: days).last
    }
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

  /// The aggregates of money that fold the rows it is asked of.
  fileprivate var moneyFolds: [(aggregate: Aggregate, operand: BoundExpression, condition: BoundExpression?)] {
    switch kind {
    // Inside they fold other days.
    case .within, .fold, .of: return []
    case .aggregate(let aggregate, let operands, let condition, _):
      guard aggregate != .count, let operand = operands.first, case .number(let unit) = operand.type, unit.isMoney
      else {
        return operands.flatMap(\.moneyFolds)
      }
      return [(aggregate, operand, condition)]
    default: return operands.flatMap(\.moneyFolds)
    }
  }
}
