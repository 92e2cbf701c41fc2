internal import Language
internal import Market

extension Binder {
  mutating func bindQuery(_ query: QuerySyntax) -> BoundQuery? {
    if let set = query.against {
      collect { binder throws(Diagnostic) in binder.benchmark = try binder.bindSet(set) }
    }
    var window: BoundWindow?
    collect { binder throws(Diagnostic) in window = try binder.bindQueryWindow(query.window, when: query.days) }
    if case .offset(let anchor, _) = window?.start {
      event = anchor
      if let period = query.period, period != .day {
        diagnostics.append(
          fault(
            .clauseNeeds(clause: "around an event each \(period.rawValue)", needs: "each day"),
            at: query.window?.range ?? query.range))
      }
    }
    var columns: [BoundQuery.Column] = []
    for column in query.columns {
      collect { binder throws(Diagnostic) in
        let expression = try binder.bind(column.expression)
        let name = column.name?.text ?? binder.heading(of: column.expression)
        columns.append(BoundQuery.Column(name: name, expression: expression, naturalAggregate: nil))
      }
    }
    var condition: BoundExpression?
    if let syntax = query.condition {
      isInCondition = true
      collect { binder throws(Diagnostic) in condition = try binder.bindCondition(syntax) }
      isInCondition = false
      if condition?.level == .group {
        note("this where asks one figure for all companies and not each group's: it keeps all of them or none")
      }
    }
    let includesAllKinds = namesKind
    let keys = query.keys.compactMap { bindKey($0) }
    var sort: [BoundQuery.SortKey] = []
    for key in query.sort {
      collect { binder throws(Diagnostic) in sort.append(try binder.bindSortKey(key, columns: columns, of: query)) }
    }
    let top = query.top.flatMap { bindTop($0, of: query, keys: keys) }
    guard diagnostics.isEmpty, let window else { return nil }
    if asksOfEvent, !keys.isEmpty || columns.contains(where: { $0.expression.containsAggregate }) {
      note(
        "all companies share one event date, so their abnormal returns are not independent; ask car of group, too")
    }

    let unit = rowUnit(of: columns.map(\.expression), hasKeys: !keys.isEmpty)
    if unit == .single, let key = query.top?.key, top?.key != nil {
      // One figure of all companies has no rows to cut by a key.
      diagnostics.append(
        Diagnostic(
          .clauseNeeds(clause: "top … per \(key.text)", needs: "\(key.text) among the keys of by"), at: key.range))
    }
    let folded = fold(columns: columns, of: query, unit: unit, keys: keys)
    sort = sort.compactMap { key in
      let isOrdered = unit == .company || key.expression.level != .company || key.expression.isAttribute(in: keys)
      if isOrdered { return key }
      return fold(key.expression)
        .map { BoundQuery.SortKey(expression: $0.expression, isDescending: key.isDescending) }
    }
    guard diagnostics.isEmpty else { return nil }
    return BoundQuery(
      columns: folded, condition: condition, includesAllKinds: includesAllKinds, window: window,
      period: query.period, across: query.across.flatMap { bindAcross($0, of: query, keys: keys, unit: unit) },
      benchmark: asksBenchmark ? benchmark : nil,
      keys: keys,
      sort: sort, top: top, unit: unit, notes: notes)
  }

  /// `top 3 per week` needs `each week`; `top 3 per segment` a key of the rows, or rows that are companies.
  private mutating func bindTop(_ top: QuerySyntax.Top, of query: QuerySyntax, keys: [Int]) -> BoundQuery.Top? {
    guard let name = top.key else { return BoundQuery.Top(count: top.count, isPerPeriod: false, key: nil) }
    if let period = PeriodWord(rawValue: name.text), market.attribute(named: name.text) == nil {
      if query.period != period {
        diagnostics.append(
          Diagnostic(.clauseNeeds(clause: "top … per \(name.text)", needs: "each \(name.text)"), at: name.range))
      }
      return BoundQuery.Top(count: top.count, isPerPeriod: true, key: nil)
    }
    guard let key = bindKey(name) else { return nil }
    if !keys.isEmpty, !keys.contains(key) {
      diagnostics.append(
        Diagnostic(
          .clauseNeeds(clause: "top … per \(name.text)", needs: "\(name.text) among the keys of by"), at: name.range))
    }
    return BoundQuery.Top(count: top.count, isPerPeriod: query.period != nil, key: key)
  }

  /// The key laid out as columns must be in the row already: a key of `by`, the ticker, or the period.
  private mutating func bindAcross(
    _ name: NameSyntax, of query: QuerySyntax, keys: [Int], unit: BoundQuery.RowUnit
  ) -> String? {
    var names = keys.map { market.attributes[$0].name }
    if unit == .company { names.append("ticker") }
    if let key = query.top?.key, unit == .company { names.append(key.text) }
    if let period = query.period { names.append(period.rawValue) }
    guard names.contains(name.text) else {
      diagnostics.append(Diagnostic(.notInRow(name.text, keys: names), at: name.range))
      return nil
    }
    return name.text
  }

  private func rowUnit(of columns: [BoundExpression], hasKeys: Bool) -> BoundQuery.RowUnit {
    if hasKeys { return .group }
    return columns.contains { $0.level == .company } ? .company : .single
  }

  /// The columns with their final names; under `by` those that are not folded yet take their natural aggregate.
  private mutating func fold(
    columns: [BoundQuery.Column], of query: QuerySyntax, unit: BoundQuery.RowUnit,
    keys: [Int]
  ) -> [BoundQuery.Column] {
    var result: [BoundQuery.Column] = []
    // A key that is asked as a column too is there already.
    for (index, column) in columns.enumerated() where !column.expression.isAttribute(in: keys) {
      var expression = column.expression
      var name = column.name
      var aggregate: Aggregate?
      if unit == .group, expression.level == .company {
        guard let folded = fold(expression) else { continue }
        expression = folded.expression
        aggregate = folded.aggregate
        if query.columns[index].name == nil { name = "\(folded.aggregate.rawValue) \(name)" }
      }
      result.append(
        BoundQuery.Column(
          name: unique(name, among: result.map(\.name)), expression: expression, naturalAggregate: aggregate))
    }
    return result
  }

  /// Amounts and counts add up, a condition gives its share, other figures average.
  private mutating func fold(
    _ expression: BoundExpression
  ) -> (expression: BoundExpression, aggregate: Aggregate)? {
    let aggregate: Aggregate
    switch expression.type {
    case .number(let unit): aggregate = unit.isAdditive ? .sum : .avg
    case .flag: aggregate = .share
    case .text, .date:
      diagnostics.append(Diagnostic(.textUnderBy(expression.type.words), at: expression.range))
      return nil
    }
    return (self.aggregate(aggregate, over: [expression], condition: nil, at: expression.range), aggregate)
  }

  /// A name that no earlier column has: itself, or the first of `drop (2)`, `drop (3)`. O(columns), which are few.
  func unique(_ name: String, among taken: [String]) -> String {
    var (result, count) = (name, 1)
    while taken.contains(result) {
      count += 1
      result = "\(name) (\(count))"
    }
    return result
  }

  /// A column's heading: its text as it was written.
  func heading(of expression: ExpressionSyntax) -> String {
    if case .text(let text) = expression.kind { return text }
    return source.line(in: expression.range)
  }

  mutating func bindCondition(_ syntax: ExpressionSyntax) throws(Diagnostic) -> BoundExpression {
    let expression = try bind(syntax)
    guard expression.type == .flag else {
      throw fault(.conditionNeeded(found: expression.type.words), at: syntax.range)
    }
    return expression
  }

  private mutating func bindKey(_ name: NameSyntax) -> Int? {
    var key: Int?
    collect { binder throws(Diagnostic) in key = try binder.key(name) }
    return key
  }

  /// The number of the attribute that rows are grouped by.
  func key(_ name: NameSyntax) throws(Diagnostic) -> Int {
    let plain = name.text.hasPrefix("attribute.") ? String(name.text.dropFirst("attribute.".count)) : name.text
    if let attribute = market.attribute(named: plain) { return attribute }
    let holders = market.attributes.filter { $0.dictionary?.code(of: name.text) != nil }.map(\.name)
    let near = holders.isEmpty ? nearest(to: name.text, among: market.attributes.map(\.name)) : Array(holders.prefix(3))
    throw fault(.keyNeeded(name.text, nearest: near), at: name.range)
  }

  /// A column's name stands for the column; anything else is an expression of its own.
  private mutating func bindSortKey(
    _ key: QuerySyntax.SortKey, columns: [BoundQuery.Column], of query: QuerySyntax
  ) throws(Diagnostic) -> BoundQuery.SortKey {
    var name: String?
    if case .word(let text) = key.expression.kind { name = text }
    if case .text(let text) = key.expression.kind { name = text }
    if let name, let column = columns.first(where: { $0.name == name }) {
      return BoundQuery.SortKey(expression: column.expression, isDescending: key.isDescending)
    }
    return BoundQuery.SortKey(expression: try bind(key.expression), isDescending: key.isDescending)
  }
}

extension BoundExpression {
  /// Whether the expression is one of the attributes itself.
  func isAttribute(in keys: [Int]) -> Bool {
    if case .attribute(let attribute) = kind { return keys.contains(attribute) }
    return false
  }
}
