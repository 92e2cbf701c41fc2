import Market
import Query

// Which days a window means, by the table of section 3.
extension NaiveInterpreter {
  /// The days of a window for a company, inside the days `outer`; without a company by the days of all exchanges.
  func resolve(_ window: BoundWindow, _ company: Int?, inside outer: NaiveDays) -> NaiveDays {
    let calendar = company.map { series[$0].calendar } ?? market.allDays
    var none = NaiveDays.none
    none.origin = outer.origin
    // A group has days where all exchanges together have none; what picks among them is the same.
    if let condition = window.days { none.picks = [.when(condition)] }
    let last: Day?
    switch window.end {
    case .inherited: last = outer.last
    case .beforeInherited: last = outer.first.advanced(by: -1)
    case .day(let day): last = day
    case .attribute(let attribute): last = date(attribute, company, outer)
    case .offset(let anchor, let count): last = day(count, from: anchor, company, calendar, outer)
    }
    guard let last else { return none }
    let first: Day?
    switch window.start {
    case .inherited: first = outer.first
    case .origin: first = outer.origin
    case .span: first = outer.spanStart ?? outer.origin
    case .day(let day): first = day
    case .attribute(let attribute): first = date(attribute, company, outer)
    case .offset(let anchor, let count): first = day(count, from: anchor, company, calendar, outer)
    case .startOf(let unit): first = NaivePeriod.start(of: last, unit)
    case .calendar(let count, let unit): first = NaivePeriod.day(count, unit, before: last).advanced(by: 1)
    case .firstBar: first = firstBar(of: company)
    case .tradingDays(let count):
      let days = calendar.filter { $0 <= last }
      // A window that reaches behind the calendar begins before every bar, who knows when.
      first = days.count >= count ? days[days.count - count] : days.isEmpty ? nil : .first
    }
    guard let first else { return none }
    var days = NaiveDays(first: window.excludesStart ? first.advanced(by: 1) : first, last: last, origin: outer.origin)
    (days.spanStart, days.spanPicks) = (outer.spanStart, outer.spanPicks)
    // What lies within the window around it, or before it, is compared with it; a day of its own has its own scale.
    if window.end == .inherited { days.scaleDay = outer.scaleDay }
    if window.end == .beforeInherited { days.scaleDay = outer.scaleDay ?? outer.last }
    // What was picked stays picked in the windows that are a part of the picked one.
    switch window.start {
    case .inherited:
      days.picks = outer.picks
      // A window that begins where the one around it does asks for the same attributes.
      if !window.excludesStart { days.attributeDay = outer.attributeDay }
    case .origin, .span: days.picks = outer.spanStart == nil ? outer.picks : outer.spanPicks
    default: break
    }
    if let condition = window.days { days.picks.append(.when(condition)) }
    return days
  }

  private func firstBar(of company: Int?) -> Day? {
    if let company { return series[company].bars.first?.day }
    return market.companies.compactMap { $0.bars.first?.day }.min()
  }

  /// The day that an attribute holds; a dated one is asked before the window around it begins.
  private func date(_ attribute: Int, _ company: Int?, _ outer: NaiveDays) -> Day? {
    guard let company, case .day(let day) = market.labels(of: company, attribute, on: outer.dayBefore).first
    else { return nil }
    return day
  }

  /// The day that is counted from.
  func day(of anchor: BoundWindow.Anchor, _ company: Int?, _ outer: NaiveDays) -> Day? {
    switch anchor {
    case .day(let day): return day
    case .attribute(let attribute): return date(attribute, company, outer)
    }
  }

  /// The trading day so many behind day 0, the first one on or after the anchor.
  private func day(
    _ count: Int, from anchor: BoundWindow.Anchor, _ company: Int?, _ calendar: [Day], _ outer: NaiveDays
  ) -> Day? {
    guard let zero = self.day(of: anchor, company, outer) else { return nil }
    var place = count
    for day in calendar where day < zero { place += 1 }
    return place >= 0 && place < calendar.count ? calendar[place] : nil
  }

  /// A context with each window replaced. Without an aggregate in the operand nobody else's days are asked for.
  func windowed(
    _ context: NaiveContext, _ window: BoundWindow, _ member: Int?, _ operand: BoundExpression
  ) -> (context: NaiveContext, member: Int?) {
    var inner = context
    if let member, !operand.foldsCompanies {
      inner.members = [context.members[member]]
      inner.members[0].days = resolve(window, inner.members[0].company, inside: inner.members[0].days)
      return (inner, 0)
    }
    for place in inner.members.indices {
      inner.members[place].days = resolve(window, inner.members[place].company, inside: inner.members[place].days)
    }
    inner.groupDays = groupDays(window, inner, inside: context.groupDays)
    return (inner, member)
  }

  /// The days of a group as one: from the first to the last day of any of its companies where each has its own.
  func groupDays(_ window: BoundWindow, _ context: NaiveContext, inside outer: NaiveDays) -> NaiveDays {
    var days = resolve(window, nil, inside: outer)
    let isOwn: Bool
    switch (window.start, window.end) {
    case (.attribute, _), (.firstBar, _), (.tradingDays, _), (.offset, _), (_, .attribute), (_, .offset): isOwn = true
    default: isOwn = false
    }
    let own = context.members.map(\.days).filter { $0.first <= $0.last }
    guard isOwn, let first = own.map(\.first).min(), let last = own.map(\.last).max() else { return days }
    let common = days
    days = NaiveDays(first: first, last: last, origin: outer.origin)
    (days.picks, days.scaleDay) = (common.picks, common.scaleDay)
    return days
  }
}

extension BoundExpression {
  /// Whether companies are folded anywhere inside.
  var foldsCompanies: Bool {
    if case .aggregate = kind { return true }
    return operands.contains { $0.foldsCompanies }
  }
}
