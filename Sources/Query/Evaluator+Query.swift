public import Language
public import Market

extension Evaluator {
  /// The answer to a question, or the fault that only the data could show.
  public mutating func answer(_ query: BoundQuery) throws(Diagnostic) -> Answer {
    notes = query.notes
    interruption?.passes.expect(query.passCount)
    question = Question(condition: query.condition, companies: universe(includesAllKinds: query.includesAllKinds))
    question.firstIndexDay = try firstIndexDay(of: query)
    let asked: Asked
    let rows: Rows
    if let streamed = try streamedRows(of: query) {
      (asked, rows) = (streamed.asked, streamed.rows)
    } else {
      if let ranked = try rankedCells(of: query) { asked = ranked } else { asked = try self.asked(by: query) }
      switch query.unit {
      case .company: rows = try companyRows(of: query, asked)
      case .group, .single: rows = try groupRows(of: query, asked)
      }
    }
    try proceed()
    let order: [Int]
    if let top = query.top {
      order = try rows.top(top.count, unless: interruption)
    } else {
      order = try rows.order(unless: interruption)
    }
    var columns = rows.keys.map { $0.gathered(order) }
    let cells = rows.cells?.gathered(order)
    if let cells { columns += tickers(of: cells, query) }
    for column in rows.columns {
      try proceed()
      columns.append(column.gathered(order))
    }
    let rowNames = cells.map { names(of: $0, query) } ?? []
    try proceed()
    var table = Table(columns: columns, rowCount: order.count, rowNames: rowNames)
    if let across = query.across { table = try table.laidOut(across: across, unless: interruption) }
    let heading = try heading(of: query, over: asked)
    try proceed()
    return Answer(table: table, heading: heading, notes: notes)
  }

  /// The companies that a question is about, each with its days in each period.
  struct Asked {
    /// A cell a company and period; the groups are the periods, in their order.
    var frame: Frame
    /// The numbers of the periods; empty where the window's days stay together.
    var periods: [Int]
    /// A cell for each company that is asked, with all days of the window.
    var whole: Frame
    /// The companies without a base in one of the periods, where these have no cells.
    var withoutBase: [Int]?
  }

  /// The cells that the condition keeps; it is asked anew in each period.
  mutating func asked(by query: BoundQuery) throws(Diagnostic) -> Asked {
    let universe = universe(includesAllKinds: query.includesAllKinds)
    var asked = try cells(of: query.window, for: universe, by: query.period, hasClosed: query.unit != .company)
    guard let condition = query.condition else { return asked }
    let isKept = try evaluate(condition, over: asked.frame, at: .cells).flags
    asked.frame = asked.frame.gathered((0..<asked.frame.count).filter { isKept[$0] == .yes })
    let companies = Set(asked.frame.companies)
    asked.whole = asked.whole.gathered((0..<asked.whole.count).filter { companies.contains(asked.whole.companies[$0]) })
    return asked
  }

  /// A cell for each company and period. A company has no row of its own in a period in which its exchange is shut; a
  /// group keeps it, so that who is folded does not change with one exchange's holidays.
  mutating func cells(
    of window: BoundWindow, for companies: [Int], by period: Period?, hasClosed: Bool
  ) throws(Diagnostic) -> Asked {
    let outer = askedOn
    var whole = Frame(groupDays: [outer])
    whole.append(companies: companies, days: outer, group: 0)
    whole = try windowed(whole, window)
    // The question's own window has its own scale, as has each period of it.
    whole.days.change { ($0.origin, $0.scaleDay) = ($0.first, nil) }
    (whole.groupDays[0].origin, whole.groupDays[0].scaleDay) = (whole.groupDays[0].first, nil)
    guard let period else { return Asked(frame: whole, periods: [], whole: whole) }
    var cells: [Int: [Int]] = [:]
    for cell in 0..<whole.count {
      try proceed()
      for day in tradingDays(of: whole.companies[cell], in: whole.days[cell]) {
        let number = number(of: day, in: period, window, for: whole.companies[cell])
        if cells[number]?.last != cell { cells[number, default: []].append(cell) }
      }
    }
    let numbers = cells.keys.sorted()
    if hasClosed, !window.isRelative {
      for number in numbers {
        cells[number] = (0..<whole.count).filter { period.overlaps(number, whole.days[$0]) }
      }
    }
    var frame = Frame(
      groupDays: numbers.map { days($0, of: whole.groupDays[0], in: period, window, for: nil) })
    frame.reserve(numbers.reduce(0) { $0 + (cells[$1]?.count ?? 0) })
    for (group, number) in numbers.enumerated() {
      try proceed()
      for cell in cells[number] ?? [] {
        let company = whole.companies[cell]
        frame.append(
          company: company, days: days(number, of: whole.days[cell], in: period, window, for: company), group: group)
      }
    }
    return Asked(frame: frame, periods: numbers, whole: whole)
  }

  /// The window around the question's own: the day on which it is asked.
  private var askedOn: Days { Days(first: today, last: today) }

  /// The number of the period that holds a day: around an event, how many trading days it is from day 0.
  private func number(of day: Day, in period: Period, _ window: BoundWindow, for company: Int?) -> Int {
    guard case .offset(let anchor, _) = window.start, let zero = dayZero(of: anchor, for: company, in: askedOn)
    else {
      return period.number(of: day)
    }
    return Calendar.count(before: day, in: tradingDays(of: company)) - zero
  }

  /// The days of a period, among those of a cell or of all.
  private func days(
    _ number: Int, of days: Days, in period: Period, _ window: BoundWindow, for company: Int?
  ) -> Days {
    guard case .offset(let anchor, _) = window.start else { return period.days(number, of: days) }
    var result = days
    let calendar = tradingDays(of: company)
    // A date of its own is known of a company only: all companies as one have no such day.
    guard let zero = dayZero(of: anchor, for: company, in: askedOn), calendar.indices.contains(zero + number) else {
      (result.first, result.last) = (.last, .first)
      return result
    }
    (result.first, result.last) = (calendar[zero + number], calendar[zero + number])
    return result
  }

  /// The column that names the period of each row; nothing where the window's days stay together.
  func periodColumns(of query: BoundQuery, _ asked: Asked, rows: [Int]) -> [Table.Column] {
    guard let period = query.period else { return [] }
    let values: Table.Values
    if case .offset = query.window.start {
      // Days around an event are told by their distance from it.
      values = .numbers(rows.map { Double(asked.periods[$0]) }, .count, .none)
    } else if period == .day {
      values = .days(rows.map { Day(number: Int32(asked.periods[$0])) })
    } else {
      values = .texts(rows.map { period.name(of: asked.periods[$0]) })
    }
    return [Table.Column(name: period.rawValue, values: values, isKey: true)]
  }

  /// The companies that are asked by default: stocks, and whatever has no kind.
  mutating func universe(includesAllKinds: Bool) -> [Int] {
    if includesAllKinds { return Array(0..<market.companyCount) }
    if let stocks { return stocks }
    var companies = Array(0..<market.companyCount)
    if let kind = market.attribute(named: "kind") {
      let codes = codes(of: kind)
      let isMeant = codes.labels.map { if case .text(let text) = $0 { text == "stock" } else { true } }
      let kinds = market.attributes[kind]
      companies.removeAll { !codes.holds(isMeant, at: kinds.place(of: $0, on: .last)) }
    }
    stocks = companies
    return companies
  }

  private mutating func companyRows(of query: BoundQuery, _ asked: Asked) throws(Diagnostic) -> Rows {
    var frame = asked.frame
    var keys = periodColumns(of: query, asked, rows: frame.groups)
    var blocks = query.period == nil ? [] : frame.groups
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
      var rows: [(group: Int, cell: Int)] = []
      for cell in 0..<frame.count { rows += groups.ofCell(cell).map { ($0, cell) } }
      rows.sort { $0 < $1 }
      let cells = rows.map(\.cell)
      let labels = rows.map { groups.labels[$0.group] }
      frame = frame.gathered(cells)
      columns = columns.map { $0.gathered(cells) }
      sort = sort.map { Rows.Sort(values: $0.values.gathered(cells), isDescending: $0.isDescending) }
      keys =
        periodColumns(of: query, asked, rows: labels.map { $0[0].periodNumber })
        + keyColumns([attribute], labels: labels)
      blocks = rows.map(\.group)
    }
    try proceed()
    // Cells stand in the order of groups, then companies, so that their order breaks every tie.
    return Rows(
      keys: keys, columns: columns, cells: frame, sort: sort, blocks: blocks,
      keepsBlocks: query.top?.keepsBlocks ?? true)
  }

  private mutating func groupRows(of query: BoundQuery, _ asked: Asked) throws(Diagnostic) -> Rows {
    var frame = asked.frame
    var labels = frame.groupDays.indices.map { [GroupLabel.period($0)] }
    if !query.keys.isEmpty {
      let groups = groupLabels(of: frame, by: query.keys)
      frame = grouped(frame, into: groups)
      question.members = members(of: groups, by: query.keys)
      labels = groups.labels
    }
    return try groupRows(of: query, asked, labels) { evaluator, expression throws(Diagnostic) in
      try evaluator.evaluate(expression, over: frame, at: .groups)
    }
  }

  /// The rows of groups with these labels; `values` are those of an expression for each of them.
  mutating func groupRows(
    of query: BoundQuery, _ asked: Asked, _ labels: [[GroupLabel]],
    values: (inout Evaluator, BoundExpression) throws(Diagnostic) -> Vector
  ) throws(Diagnostic) -> Rows {
    var columns: [Table.Column] = []
    for column in query.columns {
      let values = tableValues(try values(&self, column.expression), as: column.expression)
      columns.append(
        Table.Column(name: column.name, values: values, isKey: isAttribute(column.expression, named: "ticker")))
    }
    let keys = keyColumns(query.keys, labels: labels)
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
      keys: periodColumns(of: query, asked, rows: labels.map { $0[0].periodNumber }) + keys, columns: columns,
      cells: nil, sort: sort, blocks: blocks(of: query, labels), keepsBlocks: query.top?.keepsBlocks ?? true)
  }

  /// The block of each row of groups: its period, and where `top` counts within a key, its value of that key.
  private func blocks(of query: BoundQuery, _ labels: [[GroupLabel]]) -> [Int] {
    let place = query.top?.key.flatMap { query.keys.firstIndex(of: $0) }
    guard let place else { return query.period == nil ? [] : labels.map { $0[0].periodNumber } }
    let parts = labels.map { label in [label[0], label[place + 1]] }
    let ordered = Set(parts).sorted { $0.lexicographicallyPrecedes($1) }
    let numbers = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1, $0) })
    return parts.compactMap { numbers[$0] }
  }

  /// The column of tickers; none where the question asks for them itself.
  private func tickers(of frame: Frame, _ query: BoundQuery) -> [Table.Column] {
    guard !query.columns.contains(where: { isAttribute($0.expression, named: "ticker") }) else { return [] }
    // Made as they are kept: an array of texts made into one of texts or nothing is cast one by one.
    let tickers: [String?] = frame.companies.map { market.tickers[$0] }
    return [Table.Column(name: "ticker", values: .texts(tickers), isKey: true)]
  }

  private func names(of frame: Frame, _ query: BoundQuery) -> [String?] {
    guard let name = market.attribute(named: "name"),
      !query.columns.contains(where: { isAttribute($0.expression, named: "name") })
    else { return [] }
    var names: [String?] = []
    names.reserveCapacity(frame.count)
    for cell in 0..<frame.count {
      // Given up early: nobody sees these.
      if cell.isMultiple(of: Evaluator.checkInterval), isInterrupted { break }
      names.append(texts(of: name, cell, in: frame).first)
    }
    return names
  }

  private func isAttribute(_ expression: BoundExpression, named name: String) -> Bool {
    if case .attribute(let attribute) = expression.kind { return market.attributes[attribute].name == name }
    return false
  }

  mutating func tableValues(
    of expression: BoundExpression, over frame: Frame
  ) throws(Diagnostic) -> Table.Values {
    if case .attribute(let attribute) = expression.kind, expression.type == .text {
      return .texts(
        (0..<frame.count).map { cell in
          let texts = texts(of: attribute, cell, in: frame)
          return texts.isEmpty ? nil : texts.joined(separator: ", ")
        })
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

extension BoundQuery {
  /// About how many passes over companies it takes to answer, beside looking up single bars.
  var passCount: Int {
    columns.reduce(0) { $0 + $1.expression.passCount } + sort.reduce(0) { $0 + $1.expression.passCount }
      + (condition?.passCount ?? 0)
  }
}

extension BoundExpression {
  fileprivate var passCount: Int {
    let within = operands.reduce(0) { $0 + $1.passCount }
    switch kind {
    // What is folded over days is worked out in the same pass.
    case .fold: return 1
    case .aggregate(let aggregate, _, _, _): return max(1, within) + (aggregate.needsFigures ? 1 : 0)
    default: return within
    }
  }
}
