internal import Language
internal import Market

// What the data lacks in the days that are asked for, told once and not in each row.
extension Evaluator {
  /// Days of a longer window on which a company with bars has no price.
  mutating func noteGaps(of frame: Frame) throws(Diagnostic) {
    // One day alone has no gap.
    if frame.days.held.allSatisfy(\.isSingle) { return }
    let gaps = try kept(.gaps, of: frame) { evaluator throws(Diagnostic) in try evaluator.gaps(of: frame) }
    guard let worst = gaps.min(by: { $0.priced * $1.days < $1.priced * $0.days }) else { return }
    let others =
      gaps.count == 1 ? "" : ", \((gaps.count - 1).withThousands) more \(gaps.count == 2 ? "has" : "have") gaps"
    note(
      "\(market.tickers[worst.company]) has a price on \(worst.priced.withThousands) of \(worst.days.withThousands) days\(others)"
    )
  }

  /// A company's days in a window and those with a price, which are fewer.
  private typealias Gap = (company: Int, priced: Int, days: Int)

  /// The companies with bars that have no price on some of their days.
  private mutating func gaps(of frame: Frame) throws(Diagnostic) -> [Gap] {
    if let facts = facts(of: frame) {
      var windows = CalendarWindows()
      return facts.enumerated().compactMap { cell, facts in
        guard facts.barCount > 0 else { return nil }
        return gap(of: frame.companies[cell], in: frame.days[cell], &windows) { _ in facts.pricedCount }
      }
    }
    let evaluator = self
    return try mapCells(of: frame, or: nil) { cell, bars, windows -> Gap? in
      if bars.isEmpty { return nil }
      return evaluator.gap(of: frame.companies[cell], in: frame.days[cell], &windows) { series in
        series.bars.close[series.number].knownCount(in: bars)
      }
    }.compactMap { $0 }
  }

  /// What a company lacks in a window; nil where that is nothing.
  private func gap(
    of company: Int, in days: Days, _ windows: inout CalendarWindows, pricedCount: (Series) -> Int
  ) -> Gap? {
    if days.isSingle { return nil }
    let series = series(of: company)
    guard let span = series.span else { return nil }
    let trading: Int
    if days.picked == nil, days.first >= span.first, company < market.companyCount {
      trading = windows.window(days, ofExchange: market.exchanges[company], in: market).dayCount
    } else {
      // Days before the first bar are no gap: the company was not there.
      var days = days
      days.first = max(days.first, span.first)
      trading = tradingDays(of: company, in: days).count
    }
    if trading <= 1 { return nil }
    let priced = pricedCount(series)
    return priced < trading ? (company, priced, trading) : nil
  }

  /// What windows ask for that begin before there is anything to read, each told once and not in each row.
  mutating func noteShortHistories(of columns: [(column: String, histories: ShortHistories)]) {
    for (start, columns) in columns.grouped(by: { $0.histories.tradingStart }) {
      note(
        "\(Evaluator.list(columns)) \(columns.count == 1 ? "asks" : "ask") for days before \(start), on which the trading days begin"
      )
    }
    for (companies, columns) in columns.grouped(by: { $0.histories.companies }) where !companies.isEmpty {
      let reach = columns.count == 1 ? "reaches" : "reach"
      note("\(Evaluator.list(columns)) \(reach) behind the first bar of \(names(of: companies))")
    }
  }

  /// The companies whose first bar comes after a window has begun that holds bars of theirs.
  mutating func shortHistories(of frame: Frame) throws(Diagnostic) -> ShortHistories {
    try kept(.shortHistories, of: frame) { evaluator throws(Diagnostic) in
      try evaluator.foundShortHistories(of: frame)
    }
  }

  private mutating func foundShortHistories(of frame: Frame) throws(Diagnostic) -> ShortHistories {
    var histories = ShortHistories()
    let isTraded = try hasBars(frame)
    for cell in 0..<frame.count where histories.companies.last != frame.companies[cell] {
      let company = frame.companies[cell]
      guard isTraded[cell], let first = market.bars.span(of: company)?.first else { continue }
      let days = frame.days[cell]
      // Mostly the company was there when the window began.
      if days.first >= first { continue }
      let series = series(of: company)
      let before = tradingDays(of: company, in: Days(first: days.first, last: first.advanced(by: -1)))
      guard !before.isEmpty || days.first < (series.tradingDays.first ?? days.first) else { continue }
      histories.companies.append(company)
    }
    histories.companies = Set(histories.companies).sorted()
    return histories
  }

  /// The same of a window that is counted from an event or a company's own day. It may stand in a definition, where no
  /// heading tells its days.
  func shortHistories(of window: BoundWindow, for companies: [Int]) -> ShortHistories {
    var histories = ShortHistories()
    guard case .offset(let anchor, let count) = window.start else { return histories }
    for company in companies {
      let series = series(of: company)
      let outer = Days(first: today, last: today)
      guard let first = series.span?.first, let zero = dayZero(of: anchor, for: company, in: outer) else { continue }
      let calendar = series.tradingDays
      if zero + count < 0, let start = calendar.first {
        histories.tradingStart = min(histories.tradingStart ?? start, start)
      } else if calendar.indices.contains(zero + count), first > calendar[zero + count] {
        histories.companies.append(company)
      }
    }
    return histories
  }
}

/// What is not there of the days that a window asks for.
struct ShortHistories {
  /// The first trading day, where the window begins before any.
  var tradingStart: Day?
  /// The companies whose first bar comes too late, in their order.
  var companies: [Int] = []
}

extension [(column: String, histories: ShortHistories)] {
  /// The columns that lack the same, in the order of their first.
  fileprivate func grouped<Key: Hashable>(by key: (Element) -> Key?) -> [(key: Key, columns: [String])] {
    var result: [(key: Key, columns: [String])] = []
    for element in self {
      guard let key = key(element) else { continue }
      let place = result.firstIndex { $0.key == key } ?? result.count
      if place == result.count { result.append((key, [])) }
      if !result[place].columns.contains(element.column) { result[place].columns.append(element.column) }
    }
    return result
  }
}
