internal import Language
internal import Market

// Which days a window means for a company.
extension Evaluator {
  /// The days of a window for one company, inside the days `outer`. Without a company: by the calendar of all.
  mutating func resolve(_ window: BoundWindow, for company: Int?, in outer: Days) throws(Diagnostic) -> Days {
    var days = span(of: window, for: company, in: outer)
    if let condition = window.days { days.picked = .held(try held(condition), of: days.picked) }
    return days
  }

  /// The days of a window whether or not a condition picks among them.
  func span(of window: BoundWindow, for company: Int?, in outer: Days) -> Days {
    let last: Day?
    switch window.end {
    case .inherited: last = outer.last
    case .beforeInherited: last = outer.first.advanced(by: -1)
    case .day(let day): last = day
    case .attribute(let attribute): last = day(of: attribute, company, in: outer)
    case .offset(let anchor, let count): last = day(count, from: anchor, for: company, in: outer)
    }
    guard let last, let start = start(of: window.start, for: company, endingOn: last, inside: outer) else {
      return Days(first: .last, last: .first, origin: outer.origin)
    }
    var days = Days(
      first: window.excludesStart ? start.advanced(by: 1) : start, last: last, origin: outer.origin)
    (days.spanStart, days.spanPicked) = (outer.spanStart, outer.spanPicked)
    days.scaleDay = scaleDay(of: window, in: outer)
    // Days picked out of a window stay picked in the windows inside it that end with it.
    switch window.start {
    case .inherited:
      days.picked = outer.picked
      if !window.excludesStart { days.attributeDay = outer.attributeDay }
    case .origin, .span: days.picked = outer.spanStart == nil ? outer.picked : outer.spanPicked
    default: break
    }
    return days
  }

  /// What ends with the window around it, or lies before it, is compared with it; a day of its own has its own scale.
  private func scaleDay(of window: BoundWindow, in outer: Days) -> Day? {
    switch window.end {
    case .inherited: return outer.scaleDay
    case .beforeInherited: return outer.scaleDay ?? outer.last
    case .day, .attribute, .offset: return nil
    }
  }

  private func start(
    of start: BoundWindow.Start, for company: Int?, endingOn last: Day, inside outer: Days
  ) -> Day? {
    switch start {
    case .inherited: return outer.first
    case .origin: return outer.origin
    case .span: return outer.spanStart ?? outer.origin
    case .day(let day): return day
    case .attribute(let attribute): return day(of: attribute, company, in: outer)
    case .offset(let anchor, let count): return day(count, from: anchor, for: company, in: outer)
    case .startOf(let unit): return unit.start(of: last)
    // A year up to 23 February begins on 24 February, so that its base is the close a year before.
    case .calendar(let count, let unit): return unit.before(last, count: count).advanced(by: 1)
    case .firstBar:
      guard let company else { return market.bars.firstDay }
      return series(of: company).span?.first
    case .tradingDays(let count):
      let days = tradingDays(of: company)
      let index = Calendar.count(onOrBefore: last, in: days) - count
      guard let earliest = days.first, earliest <= last else { return nil }
      // A window that reaches behind the calendar begins before every bar, who knows when.
      return index >= 0 ? days[index] : .first
    }
  }

  /// The day that a company's attribute holds; a dated one is asked before the window around it begins.
  private func day(of attribute: Int, _ company: Int?, in outer: Days) -> Day? {
    guard let company, company < market.companyCount, case .day(let days) = market.attributes[attribute].values else {
      return nil
    }
    return days[market.attributes[attribute].place(of: company, on: outer.membershipDay)]
  }

  /// The trading day so many behind an anchor's day 0.
  private func day(_ count: Int, from anchor: BoundWindow.Anchor, for company: Int?, in outer: Days) -> Day? {
    guard let zero = dayZero(of: anchor, for: company, in: outer) else { return nil }
    let days = tradingDays(of: company)
    return days.indices.contains(zero + count) ? days[zero + count] : nil
  }

  /// The place of an anchor's day 0 among the trading days: the first one on or after it.
  func dayZero(of anchor: BoundWindow.Anchor, for company: Int?, in outer: Days) -> Int? {
    switch anchor {
    case .day(let day): return Calendar.count(before: day, in: tradingDays(of: company))
    case .attribute(let attribute):
      return day(of: attribute, company, in: outer).map { Calendar.count(before: $0, in: tradingDays(of: company)) }
    }
  }

  /// The days of the market on which a condition of `when` held. Asked once for each condition; what it folds is the
  /// default universe, as in `where`.
  private mutating func held(_ condition: BoundExpression) throws(Diagnostic) -> Set<Day> {
    if let known = heldDays[condition] { return known }
    let days = market.calendar.allDays
    var frame = Frame(groupDays: days.map { Days(first: $0, last: $0) })
    if condition.containsAggregate {
      let universe = universe(includesAllKinds: false)
      for (group, day) in days.enumerated() {
        for company in universe where tradingDays(of: company, in: frame.groupDays[group]).first == day {
          frame.append(company: company, days: frame.groupDays[group], group: group)
        }
      }
    }
    let flags = try evaluate(condition, over: frame, at: .groups).flags
    let held = Set(zip(days, flags).lazy.filter { $1 == .yes }.map { $0.0 })
    heldDays[condition] = held
    return held
  }

  /// The trading days of a company's exchange; without a company, of all exchanges.
  func tradingDays(of company: Int?) -> [Day] {
    company.map { series(of: $0).tradingDays } ?? market.calendar.allDays
  }

  /// The trading days of a company's exchange in a window, as a part of its calendar.
  func tradingDays(of company: Int?, in days: Days) -> ArraySlice<Day> {
    let calendar = tradingDays(of: company)
    guard !days.isEmpty else { return [] }
    let start = Calendar.count(before: days.first, in: calendar)
    let span = calendar[start..<max(start, Calendar.count(onOrBefore: days.last, in: calendar))]
    guard let picked = days.picked else { return span }
    return span.filter { picked.contains($0) }[...]
  }
}

extension BoundWindow {
  /// Whether a company has days of its own in it, whatever its exchange.
  var isCompanysOwn: Bool {
    switch start {
    case .attribute, .firstBar, .offset(.attribute, _): return true
    default: break
    }
    switch end {
    case .attribute, .offset(.attribute, _): return true
    default: return false
    }
  }

  /// Whether all that a company has of its own in it is the day of its first bar.
  var isFromFirstBarOnly: Bool {
    switch (start, end) {
    case (.firstBar, .inherited), (.firstBar, .beforeInherited), (.firstBar, .day): return true
    default: return false
    }
  }

  /// Whether its days are the same for all companies.
  package var isCommon: Bool {
    switch (start, end) {
    case (.attribute, _), (_, .attribute), (.firstBar, _), (.tradingDays, _), (.offset, _), (_, .offset): return false
    default: return true
    }
  }

  /// Whether all companies of an exchange have the same days in it.
  var isShared: Bool {
    if case .tradingDays = start { return end == .inherited || end == .beforeInherited }
    return isCommon
  }
}
