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
    let windows = try measures.windows.map { (column, window) throws(Diagnostic) in
      (column: column, window: window, frame: try windowed(frame, window))
    }
    frames += windows.map(\.frame)
    if measures.usesBars {
      if measures.needsWindow, let words = try words(for: query.window, over: frame) { phrases.append(words) }
      if measures.measuresChange { phrases.append(contentsOf: try basePhrases(of: query, over: asked)) }
      var histories: [(column: String, histories: ShortHistories)] = []
      for (column, window, days) in windows {
        if let words = try words(for: window, over: days) { phrases.append("\(column): \(words)") }
        histories.append((column, try shortHistories(of: days)))
      }
      for (column, window) in measures.windows + measures.anchored {
        histories.append((column, shortHistories(of: window, for: frame.companies)))
      }
      noteShortHistories(of: histories)
      phrases.append(contentsOf: try membershipPhrases(of: query, over: asked))
      phrases.append(try coverage(of: frames))
      if let benchmark = query.benchmark { phrases.append("against \(Evaluator.words(for: benchmark, in: market))") }
      if measures.usesWindow { try noteGaps(of: frame) }
    } else if query.unit != .single || query.columns.contains(where: { $0.expression.level > .constant }) {
      phrases.append(contentsOf: try membershipPhrases(of: query, over: asked))
      phrases.append(Evaluator.companies(frame.count))
    }
    phrases.append(contentsOf: try currencyPhrase(of: query, over: frames))
    return phrases
  }

  private static func words(for set: BoundSet, in market: Market) -> String {
    let text = BoundText(market: market).text(set)
    if case .company = set.members { return text }
    return set.weight == nil ? "\(text), equal weights" : text
  }

  static func companies(_ count: Int) -> String {
    count == 1 ? "1 company" : "\(count.withThousands) companies"
  }

  private func title(of query: BoundQuery) -> String {
    // `joined` looks for its conformances when it is first called, which takes longer than to bind a question.
    var title = query.columns.dropFirst().reduce(query.columns.first?.name ?? "") { "\($0), \($1.name)" }
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
    let held = frame.days.held
    guard let days = held.first, let last = held.map(\.last).max() else {
      guard window.isCommon else { return nil }
      return words(for: try resolve(window, for: nil, in: Days(first: today, last: today)))
    }
    if held.allSatisfy({ $0.first == days.first && $0.last == days.last }) {
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

  /// A few companies by their tickers.
  func names(of companies: [Int]) -> String { names(of: companies, companies.count) }

  /// So many companies are named of many.
  static let namedCompanies = 3

  /// The first of so many companies by their tickers, and how many more there are.
  func names(of companies: [Int], _ count: Int) -> String {
    let shown = companies.prefix(Evaluator.namedCompanies).map { market.tickers[$0] }
    let rest = count - shown.count
    return rest > 0 ? "\(shown.joined(separator: ", ")) and \(rest.withThousands) more" : Evaluator.list(shown)
  }

  static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.joined() }
    return "\(words.dropLast().joined(separator: ", ")) and \(last)"
  }

  /// How many of the companies have a bar in their window.
  private mutating func coverage(of frames: [Frame]) throws(Diagnostic) -> String {
    let coverage = try joinedCoverage(of: frames)
    let (companies, covered) = (coverage.asked.memberCount, coverage.covered.memberCount)
    if covered == companies { return Evaluator.companies(companies) }
    return
      "\(covered.withThousands) of \(Evaluator.companies(companies)) \(covered == 1 || companies == 1 ? "has" : "have") a bar"
  }

  /// The companies that are asked, and those of them that have a bar.
  private struct Coverage: Sendable {
    var asked: Bitmap
    var covered: Bitmap
  }

  private mutating func joinedCoverage(of frames: [Frame]) throws(Diagnostic) -> Coverage {
    let nobody = Bitmap(count: market.companyCount)
    var all = Coverage(asked: nobody, covered: nobody)
    for frame in frames {
      let own = try kept(.coverage, of: frame) { evaluator throws(Diagnostic) in
        var own = Coverage(asked: nobody, covered: nobody)
        for (company, isTraded) in zip(frame.companies, try evaluator.hasBars(frame)) {
          own.asked[company] = true
          if isTraded { own.covered[company] = true }
        }
        return own
      }
      all.asked.formUnion(own.asked)
      all.covered.formUnion(own.covered)
    }
    return all
  }

  private mutating func currencyPhrase(of query: BoundQuery, over frames: [Frame]) throws(Diagnostic) -> [String] {
    let showsMoney = query.columns.contains { column in
      if case .number(let unit) = column.expression.type { unit.isMoney } else { false }
    }
    guard showsMoney, let attribute = market.attribute(named: "currency") else { return [] }
    let codes = codes(of: attribute)
    var isHeld = Array(repeating: false, count: codes.labels.count)
    let currencies = market.attributes[attribute]
    try joinedCoverage(of: frames).covered.forEachMember { company in
      for rank in codes[currencies.place(of: company, on: .last)] { isHeld[rank] = true }
    }
    let names = codes.labels.indices.compactMap { rank -> String? in
      if case .text(let text) = codes.labels[rank], isHeld[rank] { text } else { nil }
    }
    switch names.count {
    case 0: return []
    case 1: return ["in \(names[0])"]
    default: return ["each in its own currency: \(names.joined(separator: ", "))"]
    }
  }
}
