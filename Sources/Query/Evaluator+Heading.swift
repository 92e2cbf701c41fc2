internal import Language
internal import Market

extension Evaluator {
  /// All that is needed not to misread an answer: measures, days, base, coverage, currency.
  mutating func heading(of query: BoundQuery, over asked: Asked) throws(Diagnostic) -> [String] {
    let frame = asked.whole
    var phrases = [title(of: query)]
    let measures = BarUse(query.columns)
    // What the columns read: the question's window, and those in brackets.
    var frames = measures.usesWindow ? [frame] : []
    for (_, window) in measures.windows { frames.append(try windowed(frame, window)) }
    if measures.usesBars {
      if measures.needsWindow, let words = try words(for: query.window, over: frame) { phrases.append(words) }
      if measures.measuresChange { phrases.append(contentsOf: basePhrases(of: query, over: asked)) }
      for (column, window) in measures.windows {
        let days = try windowed(frame, window)
        if let words = try words(for: window, over: days) { phrases.append("\(column): \(words)") }
        noteShortHistories(of: days, in: column)
      }
      phrases.append(contentsOf: try membershipPhrases(of: query, over: asked))
      phrases.append(coverage(of: frames))
      if let benchmark = query.benchmark { phrases.append("against \(Evaluator.words(for: benchmark, in: market))") }
      if measures.usesWindow { noteGaps(of: frame) }
    } else if query.unit != .single || query.columns.contains(where: { $0.expression.level > .constant }) {
      phrases.append(contentsOf: try membershipPhrases(of: query, over: asked))
      phrases.append(Evaluator.companies(frame.count))
    }
    phrases.append(contentsOf: currencyPhrase(of: query, over: frames))
    return phrases
  }

  private static func words(for set: BoundSet, in market: Market) -> String {
    let text = BoundText(market: market).text(set)
    if case .company = set.members { return text }
    return set.weight == nil ? "\(text), equal weights" : text
  }

  /// Days of a longer window on which a company with bars has no price.
  private mutating func noteGaps(of frame: Frame) {
    var gaps: [(company: Int, priced: Int, days: Int)] = []
    for cell in 0..<frame.count {
      let company = frame.companies[cell]
      let series = series(of: company)
      let positions = positions(of: company, in: frame.days[cell])
      guard !positions.isEmpty, let span = series.span else { continue }
      // Days before the first bar are no gap: the company was not there.
      var days = frame.days[cell]
      days.first = max(days.first, span.first)
      let trading = tradingDays(of: company, in: days).count
      let priced = series.bars.close[series.number].knownCount(in: positions)
      if trading > 1, priced < trading { gaps.append((company, priced, trading)) }
    }
    guard let worst = gaps.min(by: { $0.priced * $1.days < $1.priced * $0.days }) else { return }
    let others = gaps.count == 1 ? "" : ", \(gaps.count - 1) more \(gaps.count == 2 ? "has" : "have") gaps"
    note("\(market.tickers[worst.company]) has a price on \(worst.priced) of \(worst.days) days\(others)")
  }

  /// A window that begins before a company's first bar is told once, and not in each row.
  private mutating func noteShortHistories(of frame: Frame, in column: String) {
    let short = Set(
      (0..<frame.count).filter { cell in
        let days = frame.days[cell]
        let series = series(of: frame.companies[cell])
        guard let first = series.span?.first, !positions(of: frame.companies[cell], in: days).isEmpty else {
          return false
        }
        return !tradingDays(of: frame.companies[cell], in: Days(first: days.first, last: first.advanced(by: -1)))
          .isEmpty
          || days.first < (series.tradingDays.first ?? days.first)
      }.map { frame.companies[$0] }
    ).sorted()
    guard !short.isEmpty else { return }
    note("\(column) reaches behind the first bar of \(names(of: short))")
  }

  static func companies(_ count: Int) -> String {
    count == 1 ? "1 company" : "\(count) companies"
  }

  private func title(of query: BoundQuery) -> String {
    var title = query.columns.map(\.name).joined(separator: ", ")
    if let period = query.period { title += " each \(period.rawValue)" }
    let keys = query.keys.map { market.attributes[$0].name }
    if !keys.isEmpty { title += " by \(keys.joined(separator: ", "))" }
    return title
  }

  /// The days of a window, of which each cell of `frame` holds its company's own, and which of them count.
  private mutating func words(for window: BoundWindow, over frame: Frame) throws(Diagnostic) -> String? {
    guard let days = window.days else { return try span(of: window, over: frame) }
    let span = try span(of: window, over: frame).map { "\($0) " } ?? ""
    return "\(span)when \(BoundText(market: market).text(days))"
  }

  mutating func span(of window: BoundWindow, over frame: Frame) throws(Diagnostic) -> String? {
    guard let days = frame.days.first, let last = frame.days.map(\.last).max() else {
      guard window.isCommon else { return nil }
      return words(for: try resolve(window, for: nil, in: Days(first: today, last: today)))
    }
    if frame.days.allSatisfy({ $0.first == days.first && $0.last == days.last }) {
      return words(for: days)
    }
    if case .attribute(let attribute) = window.end, window.start == .attribute(attribute) {
      return "on \(market.attributes[attribute].name)"
    }
    if case .offset(.attribute(let attribute), let first) = window.start, case .offset(_, let last) = window.end {
      return "days \(first) to \(last) around \(market.attributes[attribute].name)"
    }
    let start: String
    switch window.start {
    case .attribute(let attribute):
      start = "\(window.excludesStart ? "after" : "since") \(market.attributes[attribute].name)"
    case .firstBar: start = "from each company's first bar"
    case .tradingDays(let count): start = "the last \(count) trading days of each exchange"
    default: start = "from each company's own day"
    }
    if case .attribute(let attribute) = window.end { return "\(start) until \(market.attributes[attribute].name)" }
    return "\(start) to \(last)"
  }

  private func words(for days: Days) -> String {
    if days.isEmpty { return "no day" }
    if days.isSingle { return "\(days.first.weekdayName) \(days.last)" }
    let first = days.first > .first ? days.first : market.calendar.allDays.first ?? days.first
    return "\(first) to \(days.last)"
  }

  /// What the changes of a frame's cells are measured from.
  private struct Bases {
    /// Companies by the day of the close they are measured from.
    var closes: [Day: [Int]] = [:]
    /// Companies measured from an exchange's reference price.
    var referenced: [Int] = []
    /// Companies of which a change alone was reported.
    var reported: [Int] = []
    /// Companies with a bar in the window and nothing to measure its change from.
    var without: [Int] = []
  }

  private func bases(of frame: Frame) -> Bases {
    var bases = Bases()
    for cell in 0..<frame.count {
      let company = frame.companies[cell]
      let positions = positions(of: company, in: frame.days[cell])
      // Picked days compound their own changes, and have no base.
      guard !positions.isEmpty, frame.days[cell].picked == nil else { continue }
      let measurement = measurement(of: company, positions, in: frame.days[cell])
      if let bar = measurement.baseBar {
        bases.closes[market.bars.days[bar], default: []].append(company)
      } else if measurement.gain.isNaN {
        // Without a close of its own it lacks more than a base.
        if measurement.endBar != nil { bases.without.append(company) }
      } else if let previous = market.bars.previous?[company][positions.lowerBound], !previous.isNaN {
        bases.referenced.append(company)
      } else {
        bases.reported.append(company)
      }
    }
    return bases
  }

  /// The base day, and which companies have an older one or none.
  private mutating func basePhrases(of query: BoundQuery, over asked: Asked) -> [String] {
    guard asked.whole.count > 0 else { return [] }
    let bases = bases(of: asked.whole)
    if query.period != nil {
      let without = asked.withoutBase ?? Set(self.bases(of: asked.frame).without).sorted()
      if !without.isEmpty {
        let have = without.count == 1 ? "has" : "have"
        note(
          "\(names(of: without)) \(have) no close before the first \(query.period?.rawValue ?? "period") to measure it from"
        )
      }
      // Each period has a base of its own.
      return market.bars.hasReferencePrices ? ["splits and dividends chained"] : []
    }
    if !bases.without.isEmpty {
      let have = bases.without.count == 1 ? "has" : "have"
      note("\(names(of: bases.without)) \(have) no close before the window to measure a change from")
    }
    let frame = asked.whole
    let startsTogether = Set(frame.days.map(\.first)).count <= 1
    let isSingleDay = startsTogether && frame.days.first?.isSingle == true
    let isMixed = [bases.closes.count, bases.reported.count, bases.referenced.count].count { $0 > 0 } > 1
    var phrases: [String] = []
    if startsTogether, let common = bases.closes.max(by: { ($0.value.count, $0.key) < ($1.value.count, $1.key) })?.key {
      phrases.append("from the close of \(common)")
      for (day, companies) in bases.closes.sorted(by: { $0.key < $1.key }) where day != common {
        let are = companies.count == 1 ? "is" : "are"
        let age = day < common ? "older" : "later"
        note("\(names(of: companies)) \(are) measured from \(day), \(age) than the others")
      }
    }
    if !bases.referenced.isEmpty {
      let count = isMixed ? "\(bases.referenced.count) " : ""
      phrases.append("\(count)from the reference price of the \(isSingleDay ? "day" : "first day")")
    }
    if !bases.reported.isEmpty {
      let count = isMixed ? "\(bases.reported.count) " : ""
      phrases.append("\(count)as reported\(isMixed ? ", without a close of the day before" : "")")
    }
    if !isSingleDay, market.bars.hasReferencePrices { phrases.append("splits and dividends chained") }
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
  private func coverage(of frames: [Frame]) -> String {
    let companies = Set(frames.flatMap(\.companies)).count
    let covered = coveredCompanies(of: frames).count
    if covered == companies { return Evaluator.companies(companies) }
    return "\(covered) of \(Evaluator.companies(companies)) \(covered == 1 || companies == 1 ? "has" : "have") a bar"
  }

  private func coveredCompanies(of frames: [Frame]) -> Set<Int> {
    var companies: Set<Int> = []
    for frame in frames {
      for cell in 0..<frame.count where !positions(of: frame.companies[cell], in: frame.days[cell]).isEmpty {
        companies.insert(frame.companies[cell])
      }
    }
    return companies
  }

  private mutating func currencyPhrase(of query: BoundQuery, over frames: [Frame]) -> [String] {
    let showsMoney = query.columns.contains { column in
      if case .number(let unit) = column.expression.type { unit.isMoney } else { false }
    }
    guard showsMoney, let attribute = market.attribute(named: "currency") else { return [] }
    let currencies = Set(coveredCompanies(of: frames).flatMap { market.attributes[attribute].texts(of: $0) }).sorted()
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
  /// Whether something reads the question's window itself.
  var usesWindow = false
  /// Each window in brackets and the column it stands in; one inside another moves with it and is not told.
  var windows: [(column: String, window: BoundWindow)] = []

  /// Whether the question's window says anything: it is read, or a window in brackets ends with it.
  var needsWindow: Bool { usesWindow || windows.contains { !$0.window.isFixed } }

  init(_ columns: [BoundQuery.Column]) {
    for column in columns { visit(column.expression, isOwnWindow: false, in: column.name) }
  }

  private mutating func visit(_ expression: BoundExpression, isOwnWindow: Bool, in column: String) {
    switch expression.kind {
    case .bar(let measure):
      usesBars = true
      if !isOwnWindow { usesWindow = true }
      if !isOwnWindow, measure == .gain || measure == .base { measuresChange = true }
    case .aggregate(.count, let operands, let condition, _) where operands.isEmpty:
      usesBars = true
      if !isOwnWindow { usesWindow = true }
      if let condition { visit(condition, isOwnWindow: isOwnWindow, in: column) }
    case .fold(let fold, let operands, window: let window?) where fold == .ema || fold == .wilder:
      // All days so far are read; the number in the brackets is a weight.
      let all = BoundWindow(start: .firstBar, end: window.end)
      if !isOwnWindow, !windows.contains(where: { $0 == (column, all) }) { windows.append((column, all)) }
      usesBars = true
      for operand in operands { visit(operand, isOwnWindow: true, in: column) }
    case .within(let window, _), .fold(_, _, window: let window?):
      if !isOwnWindow, !windows.contains(where: { $0 == (column, window) }) { windows.append((column, window)) }
      usesBars = true
      for operand in expression.operands { visit(operand, isOwnWindow: true, in: column) }
    case .fold(_, _, window: nil):
      usesBars = true
      if !isOwnWindow {
        usesWindow = true
        if expression.operands.contains(where: \.isMeasuredToDate) { measuresChange = true }
      }
      for operand in expression.operands { visit(operand, isOwnWindow: true, in: column) }
    default:
      for operand in expression.operands { visit(operand, isOwnWindow: isOwnWindow, in: column) }
    }
  }
}

extension BoundExpression {
  /// Whether it is measured from the base of the window whose days are being folded.
  fileprivate var isMeasuredToDate: Bool {
    if case .within(let window, _) = kind { return window.start == .span }
    return false
  }
}
