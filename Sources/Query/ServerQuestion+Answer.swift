package import Language
package import Market

// The answer that a server's rows make.
extension ServerQuestion {
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
    for key in query.unit == .company ? (query.top?.key).list : query.keys {
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

  func numbers(_ values: [String?]) -> [Double]? {
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
}
