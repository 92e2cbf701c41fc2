internal import Language
internal import Market

// How far back a question looks at the indices of its sets: an index is made of the days behind that only.
extension Evaluator {
  /// The first day on which the question can ask any of its indices; nil where that may be any, or where it has none.
  mutating func firstIndexDay(of query: BoundQuery) throws(Diagnostic) -> Day? {
    let expressions =
      query.expressions + query.condition.list
    // Who is in a set may depend on another set, which is asked on days of its own.
    guard market.bars.count > wholeIndexBars, expressions.contains(where: \.asksIndex), query.window.days == nil,
      !(query.condition?.asksIndex ?? false)
    else { return nil }
    let universe = universe(includesAllKinds: query.includesAllKinds)
    let held = try cells(of: query.window, for: universe, by: nil, hasClosed: false).whole.days.held.filter {
      !$0.isEmpty
    }
    guard let first = held.map(\.first).min(), let last = held.map(\.last).min() else { return nil }
    var reach = IndexReach(calendar: market.calendar)
    let window = IndexReach.Window(
      // A period may end as soon as it begins.
      first: first, last: query.period == nil ? last : first, origin: first, spanStart: first)
    for expression in expressions where !reach.isUnknown { reach.follow(expression, in: window, ofIndex: false) }
    return reach.isUnknown || reach.first == .last ? nil : reach.first
  }

  /// Whether an index that is made of the days from `first` on has a bar on all trading days of an exchange from there, so that
  /// going so many days back on it reaches no further than was foreseen.
  func isWhole(_ series: Series, from first: Day) -> Bool {
    let held = series.tradingDays
    return market.calendar.tradingDays.contains { days in
      let start = Calendar.count(before: first, in: days)
      guard start < days.count else { return false }
      var place = 0
      return days[start...].allSatisfy { day in
        while place < held.count, held[place] < day { place += 1 }
        return place < held.count && held[place] == day
      }
    }
  }
}

/// The earliest day that an index is asked on, found by following the windows of an expression inwards.
private struct IndexReach {
  /// The earliest ends that a window may have.
  struct Window {
    var first, last, origin, spanStart: Day
  }

  let calendar: Calendar
  /// The earliest day so far.
  private(set) var first = Day.last
  /// Whether an index may be asked on any day, or for its level, which all days before have made.
  private(set) var isUnknown = false

  init(calendar: Calendar) { self.calendar = calendar }

  /// So many trading days more are taken, so that the first of them has a bar before it to be measured from.
  private static let slack = 10

  mutating func follow(_ expression: BoundExpression, in window: Window, ofIndex isIndex: Bool) {
    if isUnknown { return }
    switch expression.kind {
    case .of(let set, let operand):
      if case .company = set.members { return follow(operand, in: window, ofIndex: false) }
      var conditions = set.weight.list
      if case .condition(let condition?, _) = set.members { conditions.append(condition) }
      switch operand.priceDegree {
      case .of(0), .any: if conditions.contains(where: \.asksIndex) { isUnknown = true }
      default: isUnknown = true
      }
      follow(operand, in: window, ofIndex: true)
    // The price as it was quoted is the level, on whatever scale the others stand.
    case .bar(.unadjusted): if isIndex { isUnknown = true }
    case .bar: if isIndex { first = min(first, before(window.first, IndexReach.slack)) }
    case .tradingDays: if isIndex { isUnknown = true }
    case .within(let inner, let operand):
      guard let window = resolved(inner, in: window) else {
        return isUnknown = isUnknown || operand.asksIndex || isIndex
      }
      follow(operand, in: window, ofIndex: isIndex)
    case .fold(let fold, let operands, let inner):
      guard isIndex || operands.contains(where: \.asksIndex) else { return }
      guard !fold.readsFromFirstBar, let days = inner.map({ resolved($0, in: window) }) ?? window else {
        return isUnknown = true
      }
      // Single days of the window are asked.
      let single = Window(first: days.first, last: days.first, origin: window.origin, spanStart: days.first)
      for operand in operands { follow(operand, in: single, ofIndex: isIndex) }
    default: for operand in expression.operands { follow(operand, in: window, ofIndex: isIndex) }
    }
  }

  /// The earliest ends of a window inside another; nil where they depend on more than that.
  private func resolved(_ inner: BoundWindow, in window: Window) -> Window? {
    guard inner.days == nil else { return nil }
    var result = window
    switch inner.end {
    case .inherited: break
    case .beforeInherited: result.last = window.first.advanced(by: -1)
    case .day(let day): result.last = day
    case .offset(.day(let day), let count): result.last = place(count, from: day)
    case .attribute, .offset: return nil
    }
    switch inner.start {
    case .day(let day): result.first = day
    case .tradingDays(let count): result.first = before(result.last, count)
    case .calendar(let count, let unit): result.first = unit.before(result.last, count: count)
    case .startOf(let unit): result.first = unit.start(of: result.last)
    case .inherited: break
    case .origin: result.first = window.origin
    case .span: result.first = window.spanStart
    case .offset(.day(let day), let count): result.first = place(count, from: day)
    case .attribute, .firstBar, .offset: return nil
    }
    result.first = min(result.first, result.last)
    return result
  }

  /// The trading day so many behind the first one from a day on, on the exchange where that is longest ago.
  private func place(_ count: Int, from day: Day) -> Day {
    calendar.tradingDays.map { days in
      let place = Calendar.count(before: day, in: days) + count
      return place < 0 ? .first : place < days.count ? days[place] : .last
    }.min() ?? .first
  }

  /// The day so many trading days before another, on the exchange where that is longest ago.
  private func before(_ day: Day, _ count: Int) -> Day {
    calendar.tradingDays.map { days in
      let place = Calendar.count(onOrBefore: day, in: days) - count
      return place < 0 || days.isEmpty ? .first : days[place]
    }.min() ?? .first
  }
}

extension BoundExpression {
  /// Whether it asks the index of a set.
  fileprivate var asksIndex: Bool {
    if case .of(let set, let operand) = kind {
      if case .company = set.members { return operand.asksIndex }
      return true
    }
    return operands.contains(where: \.asksIndex)
  }
}
