public import Language
public import Market

extension Evaluator {
  /// The answer to a question, or the fault that only the data could show.
  public mutating func answer(_ query: BoundQuery) throws(Diagnostic) -> Answer {
    notes = query.notes
    let kept = try keptCompanies(of: query)
    let rows: Rows
    switch query.unit {
    case .company: rows = try companyRows(of: query, kept)
    case .group: rows = try groupRows(of: query, kept)
    case .single: rows = try singleRow(of: query, kept)
    }
    let order = query.top.map { rows.top($0.count) } ?? rows.order
    let table = Table(
      columns: (rows.keys + rows.columns).map { $0.gathered(order) }, rowCount: order.count,
      rowNames: rows.names.isEmpty ? [] : order.map { rows.names[$0] })
    let heading = heading(of: query, over: kept)
    return Answer(table: table, heading: heading, notes: notes)
  }

  /// The companies that the question is about, each with the query's window.
  mutating func keptCompanies(of query: BoundQuery) throws(Diagnostic) -> Frame {
    let outer = Days(first: today, last: today)
    var frame = Frame(groupDays: [outer])
    for company in universe(includesAllKinds: query.includesAllKinds) {
      var days = market.resolve(query.window, for: company, in: outer)
      days.origin = days.first
      frame.append(company: company, days: days, group: 0)
    }
    frame.groupDays[0] = groupDays(of: query.window, 0, in: frame, inside: outer)
    frame.groupDays[0].origin = frame.groupDays[0].first
    guard let condition = query.condition else { return frame }
    let isKept = try evaluate(condition, over: frame, at: .cells).flags
    return frame.gathered((0..<frame.count).filter { isKept[$0] == .yes })
  }

  /// The companies that are asked by default: stocks, and whatever has no kind.
  private func universe(includesAllKinds: Bool) -> [Int] {
    let all = Array(0..<market.companyCount)
    guard !includesAllKinds, let kind = market.attribute(named: "kind") else { return all }
    return all.filter { company in
      let kinds = market.attributes[kind].texts(of: company)
      return kinds.isEmpty || kinds.contains("stock")
    }
  }

  private mutating func companyRows(of query: BoundQuery, _ frame: Frame) throws(Diagnostic) -> Rows {
    var frame = frame
    var keys: [Table.Column] = []
    if let attribute = query.top?.key {
      // Each value of the key has rows of its own; a company with several stands in each.
      let groups = groupLabels(of: frame, by: [attribute])
      frame = grouped(frame, into: groups)
      keys = keyColumns([attribute], labels: frame.groups.map { groups.labels[$0] })
    }
    let columns = try columns(of: query, over: frame, at: .cells)
    let tickers = frame.companies.map { market.tickers[$0] }
    let asksTicker = query.columns.contains { isAttribute($0.expression, named: "ticker") }
    if !asksTicker { keys.append(Table.Column(name: "ticker", values: .texts(tickers), isKey: true)) }
    let sort = try sortValues(of: query, columns, over: frame, at: .cells)
    let groups = query.top?.key == nil ? [] : frame.groups
    // Cells stand in the order of groups, then companies, so that their order breaks every tie.
    return Rows(keys: keys, columns: columns, names: names(of: frame, query), sort: sort, groups: groups)
  }

  private func names(of frame: Frame, _ query: BoundQuery) -> [String?] {
    guard let name = market.attribute(named: "name"),
      !query.columns.contains(where: { isAttribute($0.expression, named: "name") })
    else { return [] }
    return frame.companies.map { market.attributes[name].texts(of: $0).first }
  }

  private func isAttribute(_ expression: BoundExpression, named name: String) -> Bool {
    if case .attribute(let attribute) = expression.kind { return market.attributes[attribute].name == name }
    return false
  }

  private mutating func groupRows(of query: BoundQuery, _ frame: Frame) throws(Diagnostic) -> Rows {
    let groups = groupLabels(of: frame, by: query.keys)
    let frame = grouped(frame, into: groups)
    let columns = try columns(of: query, over: frame, at: .groups)
    let keys = keyColumns(query.keys, labels: groups.labels)
    var sort = try sortValues(of: query, columns, over: frame, at: .groups)
    for (level, key) in query.sort.enumerated() {
      if case .attribute(let attribute) = key.expression.kind, let place = query.keys.firstIndex(of: attribute) {
        sort[level] = Rows.Sort(values: keys[place].values, isDescending: key.isDescending)
      }
    }
    return Rows(keys: keys, columns: columns, names: [], sort: sort, groups: [])
  }

  private mutating func singleRow(of query: BoundQuery, _ frame: Frame) throws(Diagnostic) -> Rows {
    let columns = try columns(of: query, over: frame, at: .groups)
    return Rows(keys: [], columns: columns, names: [], sort: [], groups: [])
  }

  private mutating func columns(
    of query: BoundQuery, over frame: Frame, at place: Place
  ) throws(Diagnostic) -> [Table.Column] {
    var columns: [Table.Column] = []
    for column in query.columns {
      let values = try tableValues(of: column.expression, over: frame, at: place)
      columns.append(
        Table.Column(name: column.name, values: values, isKey: isAttribute(column.expression, named: "ticker")))
    }
    return columns
  }

  private mutating func tableValues(
    of expression: BoundExpression, over frame: Frame, at place: Place
  ) throws(Diagnostic) -> Table.Values {
    if case .attribute(let attribute) = expression.kind, expression.type == .text {
      let values = market.attributes[attribute]
      return .texts(
        frame.companies.map { company in
          let texts = values.texts(of: company)
          return texts.isEmpty ? nil : texts.joined(separator: ", ")
        })
    }
    switch try evaluate(expression, over: frame, at: place) {
    case .flags(let flags): return .flags(flags.map(\.value))
    case .numbers(let numbers):
      guard case .number(let unit) = expression.type else {
        return .days(numbers.map { $0.isNaN ? nil : Day(number: Int32($0)) })
      }
      return .numbers(numbers, unit, expression.direction)
    }
  }

  /// The values that order the rows: the sort clause's, else the first numeric column, largest first.
  private mutating func sortValues(
    of query: BoundQuery, _ columns: [Table.Column], over frame: Frame, at place: Place
  ) throws(Diagnostic) -> [Rows.Sort] {
    guard query.sort.isEmpty else {
      var sort: [Rows.Sort] = []
      for key in query.sort {
        // What has a value a company can order groups only as their key, which has its values already.
        let isKey = place == .groups && key.expression.level == .company
        let values = isKey ? .texts([]) : try tableValues(of: key.expression, over: frame, at: place)
        sort.append(Rows.Sort(values: values, isDescending: key.isDescending))
      }
      return sort
    }
    for column in columns {
      if case .numbers = column.values { return [Rows.Sort(values: column.values, isDescending: true)] }
    }
    return []
  }
}
