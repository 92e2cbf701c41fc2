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
      order = try rows.top(top.count, concurrency, unless: interruption)
    } else {
      order = try rows.order(concurrency, unless: interruption)
    }
    var columns: [Table.Column] = []
    for key in rows.keys {
      try proceed()
      columns.append(key.gathered(order, concurrency))
    }
    let cells = rows.cells?.gathered(order, concurrency)
    if let cells { columns += tickers(of: cells, query) }
    for column in rows.columns {
      try proceed()
      columns.append(column.gathered(order, concurrency))
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
  struct Asked: Sendable {
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
    if query.period == nil {
      asked.whole = asked.frame
      return asked
    }
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
    let whole = try frame(ofQuestion: window, for: companies) { evaluator throws(Diagnostic) in
      var whole = try evaluator.windowed(Frame(companies: companies, days: outer), window)
      // The question's own window has its own scale, as has each period of it.
      whole.days.change { ($0.origin, $0.scaleDay) = ($0.first, nil) }
      (whole.groupDays[0].origin, whole.groupDays[0].scaleDay) = (whole.groupDays[0].first, nil)
      return whole
    }
    guard let period else { return Asked(frame: whole, periods: [], whole: whole) }
    // Those around an event are some for each company; what takes far more memory than the companies is made again.
    let few = Evaluator.keptCells * companies.count
    return try kept(.cells(period, hasClosed: hasClosed), of: whole, if: { $0.frame.count <= few }) {
      evaluator throws(Diagnostic) in try evaluator.cells(of: window, over: whole, by: period, hasClosed: hasClosed)
    }
  }

  /// So many cells for each company are kept.
  private static let keptCells = 16

  /// The window around the question's own: the day on which it is asked.
  var askedOn: Days { Days(first: today, last: today) }

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
      let names: [String?] = asked.periods.map { period.name(of: $0) }
      values = .texts(rows.map { names[$0] })
    }
    return [Table.Column(name: period.rawValue, values: values, isKey: true)]
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
