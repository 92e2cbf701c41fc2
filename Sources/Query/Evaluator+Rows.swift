internal import Language
internal import Market

// The rows of an answer: companies, or groups of them.
extension Evaluator {
  mutating func companyRows(of query: BoundQuery, _ asked: Asked) throws(Diagnostic) -> Rows {
    var frame = asked.frame
    var keys = periodColumns(of: query, asked, rows: frame.groups)
    var blocks = query.period == nil ? [] : frame.groups
    try foldTogether(query.expressions, over: frame, at: .cells)
    var columns: [Table.Column] = []
    for column in query.columns {
      try proceed()
      let values = try tableValues(of: column.expression, over: frame)
      columns.append(
        Table.Column(name: column.name, values: values, isKey: isAttribute(column.expression, named: "ticker")))
    }
    var sorted: [Table.Values] = []
    for key in query.sort { sorted.append(try tableValues(of: key.expression, over: frame)) }
    var sort = sortLevels(of: query, columns, sorted)
    if let attribute = query.top?.key {
      // Each value of the key has rows of its own; a company with several stands in each. Its figures are the same
      // in all of them: `top` cuts the answer and folds nothing.
      let groups = groupLabels(of: frame, by: [attribute], isNoted: asked.withoutBase != nil)
      let grouping = groups.byGroup
      let (cells, numbers) = (grouping.cells, grouping.groups)
      try proceed()
      let rowGroups = RowGroups(groups.labels).gathered(numbers)
      frame = frame.gathered(cells)
      columns = columns.map { $0.gathered(cells) }
      sort = sort.map { Rows.Sort(values: $0.values.gathered(cells), isDescending: $0.isDescending) }
      keys = periodColumns(of: query, asked, rows: rowGroups.periods) + keyColumns([attribute], of: rowGroups)
      blocks = numbers
    }
    try proceed()
    // Cells stand in the order of groups, then companies, so that their order breaks every tie.
    return Rows(
      keys: keys, columns: columns, cells: frame, sort: sort, blocks: blocks,
      keepsBlocks: query.top?.keepsBlocks ?? true)
  }

  mutating func groupRows(of query: BoundQuery, _ asked: Asked) throws(Diagnostic) -> Rows {
    var frame = asked.frame
    var groupLabels = frame.groupDays.indices.map { [GroupLabel.period($0)] }
    if !query.keys.isEmpty {
      let groups = self.groupLabels(of: frame, by: query.keys)
      frame = grouped(frame, into: groups)
      question.members = members(of: groups, by: query.keys)
      groupLabels = groups.labels
    }
    try foldTogether(query.expressions, over: frame, at: .groups)
    return try groupRows(of: query, asked, RowGroups(groupLabels)) { evaluator, expression throws(Diagnostic) in
      try evaluator.evaluate(expression, over: frame, at: .groups)
    }
  }

  /// The rows of groups; `values` are those of an expression for each of them.
  mutating func groupRows(
    of query: BoundQuery, _ asked: Asked, _ groups: RowGroups,
    values: (inout Evaluator, BoundExpression) throws(Diagnostic) -> Vector
  ) throws(Diagnostic) -> Rows {
    var columns: [Table.Column] = []
    for column in query.columns {
      let values = tableValues(try values(&self, column.expression), as: column.expression)
      columns.append(
        Table.Column(name: column.name, values: values, isKey: isAttribute(column.expression, named: "ticker")))
    }
    try proceed()
    let keys = keyColumns(query.keys, of: groups)
    try proceed()
    var sorted: [Table.Values] = []
    for key in query.sort.map(\.expression) {
      // What has a value a company can order groups only as their key, which has its values already.
      sorted.append(key.level == .company ? .texts([]) : tableValues(try values(&self, key), as: key))
    }
    var sort = sortLevels(of: query, columns, sorted)
    for (level, key) in query.sort.enumerated() {
      if case .attribute(let attribute) = key.expression.kind, let place = query.keys.firstIndex(of: attribute) {
        sort[level] = Rows.Sort(values: keys[place].values, isDescending: key.isDescending)
      }
    }
    return Rows(
      keys: periodColumns(of: query, asked, rows: groups.periods) + keys, columns: columns,
      cells: nil, sort: sort, blocks: blocks(of: query, groups), keepsBlocks: query.top?.keepsBlocks ?? true)
  }

  /// The block of each row of groups: its period, and where `top` counts within a key, its value of that key.
  private func blocks(of query: BoundQuery, _ groups: RowGroups) -> [Int] {
    guard let place = query.top?.key.flatMap({ query.keys.firstIndex(of: $0) }) else {
      return query.period == nil ? [] : groups.periods
    }
    let values = groups.sets.map { $0[place] }
    let ordered = Set(values).sorted()
    let ranks = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1, $0) })
    let ranksOfSets = values.map { ranks[$0] ?? 0 }
    return zip(groups.periods, groups.numbers).map { $0 * ordered.count + ranksOfSets[$1] }
  }

  /// The column of tickers; none where the question asks for them itself.
  func tickers(of frame: Frame, _ query: BoundQuery) -> [Table.Column] {
    guard !query.columns.contains(where: { isAttribute($0.expression, named: "ticker") }) else { return [] }
    // Made as they are kept: an array of texts made into one of texts or nothing is cast one by one.
    let tickers: [String?] =
      frame.count > market.companyCount
      ? market.tickers.map { $0 }.gathered(frame.companies, concurrency) : frame.companies.map { market.tickers[$0] }
    return [Table.Column(name: "ticker", values: .texts(tickers), isKey: true)]
  }

  func names(of frame: Frame, _ query: BoundQuery) -> [String?] {
    guard let name = market.attribute(named: "name"),
      !query.columns.contains(where: { isAttribute($0.expression, named: "name") })
    else { return [] }
    return texts(of: name, over: frame) { $0.first }
  }

  private func isAttribute(_ expression: BoundExpression, named name: String) -> Bool {
    if case .attribute(let attribute) = expression.kind { return market.attributes[attribute].name == name }
    return false
  }

  mutating func tableValues(
    of expression: BoundExpression, over frame: Frame
  ) throws(Diagnostic) -> Table.Values {
    if case .attribute(let attribute) = expression.kind, expression.type == .text {
      return .texts(texts(of: attribute, over: frame) { $0.isEmpty ? nil : $0.joined(separator: ", ") })
    }
    return tableValues(try evaluate(expression, over: frame, at: .cells), as: expression)
  }

  func tableValues(_ values: Vector, as expression: BoundExpression) -> Table.Values {
    switch values {
    case .flags(let flags): return .flags(flags.map(\.value))
    case .numbers(let numbers):
      guard case .number(let unit) = expression.type else {
        return .days(numbers.map { $0.isNaN ? nil : Day(number: Int32($0)) })
      }
      return .numbers(numbers, unit, expression.direction)
    }
  }

  /// The values that order the rows: the sort clause's, else the first numeric column, largest first.
  private func sortLevels(
    of query: BoundQuery, _ columns: [Table.Column], _ sorted: [Table.Values]
  ) -> [Rows.Sort] {
    guard query.sort.isEmpty else {
      return zip(sorted, query.sort).map { Rows.Sort(values: $0, isDescending: $1.isDescending) }
    }
    for column in columns {
      if case .numbers = column.values { return [Rows.Sort(values: column.values, isDescending: true)] }
    }
    return []
  }
}
