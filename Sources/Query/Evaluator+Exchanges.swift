package import Language
package import Market

/// A window as days for each exchange: what another engine is told of a calendar that this program knows.
package struct ExchangeDays: Hashable, Sendable {
  /// The days of one exchange.
  package struct Window: Hashable, Sendable {
    package let first: Day
    package let last: Day
    /// Whether it holds one trading day.
    package let isSingleDay: Bool
    /// Its first trading day: a company whose first bar is of that day is measured from what that bar states.
    package let firstTradingDay: Day?
    /// The day on whose scale prices stand.
    package let scaleDay: Day
    /// The day whose dated attributes count.
    package let membershipDay: Day
  }

  /// By the exchange's number; exchanges without companies are left out.
  package let windows: [Int: Window]
  /// Whether it begins on each company's first bar.
  package let beginsAtFirstBar: Bool
  let days: [Int: Days]
}

extension Evaluator {
  /// The days of a window inside others, or inside the day of asking; nil where companies of one exchange differ in
  /// them, or some of the days are picked out.
  package mutating func exchangeDays(
    of window: BoundWindow, inside outer: ExchangeDays?
  ) throws(Diagnostic) -> ExchangeDays? {
    guard window.days == nil else { return nil }
    let isEver = window.start == .firstBar
    let start: BoundWindow.Start = isEver ? .day(.first) : window.start
    let common = BoundWindow(start: start, excludesStart: window.excludesStart, end: window.end)
    let inheritsStart = [.inherited, .origin, .span].contains(window.start)
    guard !common.isCompanysOwn else { return nil }
    var resolved: [Int: Days] = [:]
    var windows: [Int: ExchangeDays.Window] = [:]
    for company in 0..<market.companyCount where resolved[market.exchanges[company]] == nil {
      let exchange = market.exchanges[company]
      let around = outer?.days[exchange] ?? Days(first: today, last: today)
      var days = try resolve(common, for: company, in: around)
      if outer == nil { (days.origin, days.scaleDay) = (days.first, nil) }
      resolved[exchange] = days
      let place = CalendarWindows.Window(days, in: tradingDays(of: company))
      windows[exchange] = ExchangeDays.Window(
        first: days.first, last: days.last, isSingleDay: place.isSingleDay, firstTradingDay: place.firstDay,
        scaleDay: days.scaleDay ?? days.last, membershipDay: days.membershipDay)
    }
    return ExchangeDays(
      windows: windows, beginsAtFirstBar: isEver || inheritsStart && outer?.beginsAtFirstBar == true, days: resolved)
  }
}

extension BoundExpression {
  /// Whether companies are folded anywhere inside.
  package var foldsCompanies: Bool { containsAggregate }
}
