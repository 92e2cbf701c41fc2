internal import Language
internal import Market

// What changes are measured from, for the heading.
extension Evaluator {
  /// The companies that are measured from the close of one day.
  private struct Close: Sendable {
    let day: Day
    /// How many they are.
    var count = 0
    /// The first few of them.
    var companies: [Int] = []
  }

  /// What the changes of a frame's cells are measured from.
  private struct Bases: Sendable {
    /// Who is measured from a close, in the order of the days.
    var closes: [Close] = []
    /// The place of the last one's day; mostly it is that of the next one, too.
    private var place = 0
    /// Companies measured from an exchange's reference price.
    var referenced: [Int] = []
    /// Companies of which a change alone was reported.
    var reported: [Int] = []
    /// Companies with a bar in the window and nothing to measure its change from.
    var without: [Int] = []

    mutating func add(_ company: Int, from day: Day) {
      if place == closes.count || closes[place].day != day {
        place = closes.partitioningIndex { $0.day >= day }
        if place == closes.count || closes[place].day != day { closes.insert(Close(day: day), at: place) }
      }
      closes[place].count += 1
      if closes[place].companies.count < Evaluator.namedCompanies { closes[place].companies.append(company) }
    }

    mutating func add(_ company: Int, _ basis: Basis) {
      switch basis {
      case .none: break
      case .close(let day): add(company, from: day)
      case .referenced: referenced.append(company)
      case .reported: reported.append(company)
      case .without: without.append(company)
      }
    }
  }

  /// What one cell's change is measured from.
  private enum Basis: Sendable {
    /// Nothing is measured: no bar, or picked days, which compound their own changes.
    case none
    case close(Day)
    case referenced
    case reported
    case without
  }

  private func basis(
    of company: Int, _ positions: Range<Int>, in days: Days, _ windows: inout CalendarWindows
  ) -> Basis {
    guard !positions.isEmpty, days.picked == nil else { return .none }
    let measurement = measurement(of: company, positions, in: days, &windows)
    if let bar = measurement.baseBar { return .close(series(of: company).day(of: bar)) }
    // Without a close of its own it lacks more than a base.
    if measurement.gain.isNaN { return measurement.endBar == nil ? .none : .without }
    if let previous = market.bars.previous?[company][positions.lowerBound], !previous.isNaN { return .referenced }
    return .reported
  }

  private mutating func bases(of frame: Frame) throws(Diagnostic) -> Bases {
    try kept(.bases, of: frame) { evaluator throws(Diagnostic) in try evaluator.foundBases(of: frame) }
  }

  private mutating func foundBases(of frame: Frame) throws(Diagnostic) -> Bases {
    if let facts = facts(of: frame) { return bases(of: frame, facts) }
    let evaluator = self
    let bars = try bars(of: frame)
    let isPicked = frame.days.held.contains { $0.picked != nil }
    guard !isPicked, let closes = try closes(of: frame, bars) else {
      return bases(
        of: frame,
        try mapCells(of: frame, or: .none) { cell, bars, windows in
          evaluator.basis(of: frame.companies[cell], bars, in: frame.days[cell], &windows)
        })
    }
    return try bases(of: frame, bars, closes)
  }

  /// The same of windows that begin and end with a close, most of them.
  private mutating func bases(
    of frame: Frame, _ bars: [Range<Int>], _ closes: [Figures.Edges]
  ) throws(Diagnostic) -> Bases {
    let evaluator = self
    // What the two closes don't tell is measured by all the rules.
    let others = closes.indices.filter { closes[$0].end.isNaN || closes[$0].base.isNaN }
    let found = try mapPlaces(of: others.count, or: .none) { place, windows -> Basis in
      let cell = others[place]
      return evaluator.basis(of: frame.companies[cell], bars[cell], in: frame.days[cell], &windows)
    }
    let places = market.places(before: bars, of: frame.companies, concurrency)
    var bases = Bases()
    var next = 0
    for cell in 0..<frame.count {
      let company = frame.companies[cell]
      if next < others.count, others[next] == cell {
        bases.add(company, found[next])
        next += 1
      } else if places[cell] >= 0 {
        bases.add(company, from: market.calendar.tradingDays[market.exchanges[company]][places[cell]])
      } else {
        bases.add(company, from: series(of: company).day(of: bars[cell].lowerBound - 1))
      }
    }
    return bases
  }

  /// The same of bars that lie on a server, from what it tells of each window.
  private func bases(of frame: Frame, _ facts: [BarFacts]) -> Bases {
    var windows = CalendarWindows()
    return bases(
      of: frame,
      zip(frame.companies, facts).enumerated().map { cell, pair -> Basis in
        let (company, facts) = pair
        let days = frame.days[cell]
        guard facts.barCount > 0, days.picked == nil else { return .none }
        let window = windows.window(days, ofExchange: market.exchanges[company], in: market)
        let stated: Basis = facts.statesPrevious ? .referenced : .reported
        if window.isSingleDay, facts.endsInReport { return stated }
        guard facts.hasLevel else { return .none }
        if !facts.beginsAtFirstBar, let day = facts.baseDay { return .close(day) }
        let isFirst = window.firstDay.map { $0 == market.bars.span(of: company)?.first } ?? false
        return facts.beginsAtFirstBar && facts.hasBase && isFirst ? stated : .without
      })
  }

  private func bases(of frame: Frame, _ found: [Basis]) -> Bases {
    var bases = Bases()
    for (company, basis) in zip(frame.companies, found) { bases.add(company, basis) }
    return bases
  }

  /// The cells whose windows do not begin behind their company's first close: any other change has that to be measured from. All of
  /// them where bars are on a server. O(cells), and the bars of companies that lack closes.
  private func cellsOfFirstBars(of frame: Frame) throws(Diagnostic) -> [Int] {
    if elsewhere != nil { return Array(0..<frame.count) }
    let evaluator = self
    let firstCloses = try mapPlaces(of: market.companyCount, or: nil) { company, _ in
      evaluator.series(of: company).firstAnchorDay
    }
    let (firsts, places) = (frame.days.distinct.map(\.first), frame.days.places)
    return (0..<frame.count).filter { cell in
      let company = frame.companies[cell]
      guard company < firstCloses.count else { return true }
      return firstCloses[company].map { firsts[Int(places[cell])] <= $0 } ?? false
    }
  }

  /// The base day, and which companies have an older one or none.
  mutating func basePhrases(of query: BoundQuery, over asked: Asked) throws(Diagnostic) -> [String] {
    guard asked.whole.count > 0 else { return [] }
    if query.period != nil {
      var without = asked.withoutBase ?? []
      if asked.withoutBase == nil {
        let first = asked.frame.gathered(try cellsOfFirstBars(of: asked.frame))
        without = Set(try bases(of: first).without).sorted()
      }
      if !without.isEmpty {
        let have = without.count == 1 ? "has" : "have"
        note(
          "\(names(of: without)) \(have) no close before the first \(query.period?.rawValue ?? "period") to measure it from"
        )
      }
      // Each period has a base of its own.
      return market.bars.hasReferencePrices ? ["splits and dividends chained"] : []
    }
    let bases = try bases(of: asked.whole)
    if !bases.without.isEmpty {
      let have = bases.without.count == 1 ? "has" : "have"
      note("\(names(of: bases.without)) \(have) no close before the window to measure a change from")
    }
    let frame = asked.whole
    let startsTogether = Set(frame.days.held.map(\.first)).count <= 1
    let isSingleDay = startsTogether && frame.days.first?.isSingle == true
    let isMixed = [bases.closes.count, bases.reported.count, bases.referenced.count].count { $0 > 0 } > 1
    var phrases: [String] = []
    if startsTogether,
      let common = bases.closes.max(by: { ($0.count, $0.day) < ($1.count, $1.day) })?.day
    {
      phrases.append("from the close of \(common)")
      let others = bases.closes.filter { $0.day != common }
      // A large market has many: the oldest are told, and how many more there are.
      let told = others.prefix(others.count > 3 ? 2 : 3)
      for close in told {
        let are = close.count == 1 ? "is" : "are"
        let age = close.day < common ? "older" : "later"
        note("\(names(of: close.companies, close.count)) \(are) measured from \(close.day), \(age) than the others")
      }
      if let first = others.dropFirst(told.count).first, let last = others.last {
        let count = others.dropFirst(told.count).reduce(0) { $0 + $1.count }
        note("\(count.withThousands) more are measured from other closes, of \(first.day) to \(last.day)")
      }
    }
    if !bases.referenced.isEmpty {
      let count = isMixed ? "\(bases.referenced.count.withThousands) " : ""
      phrases.append("\(count)from the reference price of the \(isSingleDay ? "day" : "first day")")
    }
    if !bases.reported.isEmpty {
      let count = isMixed ? "\(bases.reported.count.withThousands) " : ""
      phrases.append("\(count)as reported\(isMixed ? ", without a close of the day before" : "")")
    }
    if !isSingleDay, market.bars.hasReferencePrices { phrases.append("splits and dividends chained") }
    return phrases
  }
}
