internal import Language
internal import Market

extension Evaluator {
  /// All that is needed not to misread an answer: measures, days, base, coverage, currency.
  mutating func heading(of query: BoundQuery, over frame: Frame) -> [String] {
    var phrases = [title(of: query)]
    let measures = BarUse(query.columns)
    if measures.usesBars {
      phrases.append(contentsOf: windowPhrases(of: query, over: frame))
      for (column, window) in measures.windows { phrases.append(contentsOf: phrase(column, window, over: frame)) }
      if measures.measuresChange { phrases.append(contentsOf: basePhrases(of: query, over: frame)) }
      phrases.append(coverage(of: frame))
    } else if query.unit != .single || query.columns.contains(where: { $0.expression.level > .constant }) {
      phrases.append(Evaluator.companies(frame.count))
    }
    phrases.append(contentsOf: currencyPhrase(of: query, over: frame))
    return phrases
  }

  static func companies(_ count: Int) -> String {
    count == 1 ? "1 company" : "\(count) companies"
  }

  private func title(of query: BoundQuery) -> String {
    let columns = query.columns.map(\.name).joined(separator: ", ")
    guard !query.keys.isEmpty else { return columns }
    return "\(columns) by \(query.keys.map { market.attributes[$0].name }.joined(separator: ", "))"
  }

  private func windowPhrases(of query: BoundQuery, over frame: Frame) -> [String] {
    let starts = Set(frame.first)
    let ends = Set(frame.last)
    if let first = starts.first, let last = ends.first, starts.count == 1, ends.count == 1 {
      return [Evaluator.words(for: DaySpan(first: first, last: last))]
    }
    if frame.count == 0 {
      let span = market.resolve(query.window, in: DaySpan(first: today, last: today))
      return span.map { [Evaluator.words(for: $0)] } ?? []
    }
    let start: String
    switch query.window.start {
    case .attribute(let attribute):
      start = "\(query.window.excludesStart ? "after" : "since") \(market.attributes[attribute].name)"
    case .firstBar: start = "from each company's first bar"
    case .tradingDays(let count): start = "the last \(count) trading days of each exchange"
    default: start = "from each company's own day"
    }
    let lasts = frame.last.max()
    return [lasts.map { "\(start) to \($0)" } ?? start]
  }

  private static func words(for span: DaySpan) -> String {
    if span.isEmpty { return "no day" }
    return span.first == span.last ? "\(span.first.weekdayName) \(span.last)" : "\(span.first) to \(span.last)"
  }

  /// A window in a measure's own brackets, where it is the same for all companies.
  private func phrase(_ name: String, _ window: BoundWindow, over frame: Frame) -> [String] {
    let inner = windowed(frame, window)
    guard let first = inner.first.first, let last = inner.last.first, inner.first.allSatisfy({ $0 == first }),
      inner.last.allSatisfy({ $0 == last })
    else { return [] }
    return ["\(name) over \(Evaluator.words(for: DaySpan(first: first, last: last)))"]
  }

  /// The base day, and which companies have an older one or none.
  private mutating func basePhrases(of query: BoundQuery, over frame: Frame) -> [String] {
    var bases: [Day: [Int]] = [:]
    var reported: [Int] = []
    var referenced: [Int] = []
    var without: [Int] = []
    for cell in 0..<frame.count {
      let company = frame.companies[cell]
      let positions = market.bars.positions(of: company, from: frame.first[cell], through: frame.last[cell])
      guard !positions.isEmpty else { continue }
      let measurement = measurement(of: company, positions, from: frame.first[cell], through: frame.last[cell])
      if let bar = measurement.baseBar {
        bases[market.bars.days[bar], default: []].append(company)
      } else if measurement.gain.isNaN {
        without.append(company)
      } else if let bar = measurement.endBar, let previous = market.bars.previous?[bar], !previous.isNaN {
        referenced.append(company)
      } else {
        reported.append(company)
      }
    }
    if !without.isEmpty {
      note("\(names(of: without)) \(without.count == 1 ? "has" : "have") no close before the window to measure a change from")
    }
    let startsTogether = Set(frame.first).count == 1
    let isSingleDay = startsTogether && frame.first.first == frame.last.first
    var phrases: [String] = []
    let common = bases.max { ($0.value.count, $0.key) < ($1.value.count, $1.key) }?.key
    if let common, startsTogether {
      phrases.append("from the close of \(common)")
      for (day, companies) in bases.sorted(by: { $0.key < $1.key }) where day < common {
        note("\(names(of: companies)) \(companies.count == 1 ? "is" : "are") measured from \(day), older than the others")
      }
    }
    if isSingleDay {
      let isMixed = [bases.count, reported.count, referenced.count].count { $0 > 0 } > 1
      if !referenced.isEmpty {
        phrases.append(isMixed ? "\(referenced.count) from the day's reference price" : "from the day's reference price")
      }
      if !reported.isEmpty {
        phrases.append(isMixed ? "\(reported.count) as reported, without a close of the day before" : "as reported")
      }
    } else if !isSingleDay, market.bars.hasReferencePrices {
      phrases.append("splits and dividends chained")
    }
    return phrases
  }

  func names(of companies: [Int]) -> String {
    let shown = companies.prefix(3).map { market.tickers[$0] }
    let rest = companies.count - shown.count
    if rest > 0 { return "\(shown.joined(separator: ", ")) and \(rest) more" }
    guard let last = shown.last, shown.count > 1 else { return shown.joined() }
    return "\(shown.dropLast().joined(separator: ", ")) and \(last)"
  }

  /// How many of the companies have a bar in their window.
  private func coverage(of frame: Frame) -> String {
    var companies: Set<Int> = []
    var covered: Set<Int> = []
    for cell in 0..<frame.count {
      let company = frame.companies[cell]
      companies.insert(company)
      if !market.bars.positions(of: company, from: frame.first[cell], through: frame.last[cell]).isEmpty {
        covered.insert(company)
      }
    }
    if covered.count == companies.count { return Evaluator.companies(companies.count) }
    return "\(covered.count) of \(Evaluator.companies(companies.count)) \(covered.count == 1 ? "has" : "have") a bar"
  }

  private mutating func currencyPhrase(of query: BoundQuery, over frame: Frame) -> [String] {
    let showsMoney = query.columns.contains { column in
      if case .number(let unit) = column.expression.type { unit.isMoney } else { false }
    }
    guard showsMoney, let attribute = market.attribute(named: "currency") else { return [] }
    let currencies = Set(frame.companies.flatMap { market.attributes[attribute].texts(of: $0) }).sorted()
    switch currencies.count {
    case 0: return []
    case 1: return ["in \(currencies[0])"]
    default: return ["each in its own currency: \(currencies.joined(separator: ", "))"]
    }
  }
}

/// Which figures of bars some expressions read, and in which windows of their own.
struct BarUse {
  var usesBars = false
  var measuresChange = false
  /// Each window in brackets and the column it stands in.
  var windows: [(column: String, window: BoundWindow)] = []

  init(_ columns: [BoundQuery.Column]) {
    for column in columns { visit(column.expression, isOwnWindow: false, in: column.name) }
  }

  private mutating func visit(_ expression: BoundExpression, isOwnWindow: Bool, in column: String) {
    switch expression.kind {
    case .bar(let measure):
      usesBars = true
      if !isOwnWindow, measure == .gain || measure == .base { measuresChange = true }
    case .aggregate(.count, nil, _): usesBars = true
    case .within(let window, let operand), .fold(_, let operand, window: let window?):
      if !windows.contains(where: { $0 == (column, window) }) { windows.append((column, window)) }
      usesBars = true
      visit(operand, isOwnWindow: true, in: column)
    case .fold(_, let operand, window: nil):
      usesBars = true
      visit(operand, isOwnWindow: true, in: column)
    default:
      for operand in expression.operands { visit(operand, isOwnWindow: isOwnWindow, in: column) }
    }
  }
}

extension Market {
  /// The days of a window that does not depend on the company; nil where it does.
  func resolve(_ window: BoundWindow, in outer: DaySpan) -> DaySpan? {
    switch (window.start, window.end) {
    case (.attribute, _), (_, .attribute), (.firstBar, _), (.tradingDays, _): return nil
    default: return resolve(window, for: 0, in: outer)
    }
  }
}
