internal import Language
internal import Market

extension Binder {
  /// The query's window; without one, the data's today.
  mutating func bindQueryWindow(
    _ syntax: WindowSyntax?, when days: ExpressionSyntax?
  ) throws(Diagnostic) -> BoundWindow {
    var window = try bindQueryWindow(syntax)
    window.days = try days.map { days throws(Diagnostic) in try bindDays(days) }
    return window
  }

  /// The condition of `when`: on the day itself, or on a set.
  mutating func bindDays(_ syntax: ExpressionSyntax) throws(Diagnostic) -> BoundExpression {
    let outer = asksOfDays
    asksOfDays = true
    // The days are picked once for all rows, so no row's own group can be asked.
    let outerCondition = isInCondition
    isInCondition = true
    defer { (asksOfDays, isInCondition) = (outer, outerCondition) }
    let condition = try bindCondition(syntax)
    guard condition.level < .company else { throw fault(.dayConditionNeeded, at: syntax.range) }
    return condition
  }

  private mutating func bindQueryWindow(_ syntax: WindowSyntax?) throws(Diagnostic) -> BoundWindow {
    guard let today else {
      throw fault(.noData, at: syntax?.range ?? SourceRange(0, source.bytes.count))
    }
    guard let syntax else { return .on(today) }
    return try bindWindow(syntax)
  }

  mutating func bindWindow(_ syntax: WindowSyntax) throws(Diagnostic) -> BoundWindow {
    switch syntax.kind {
    case .on(let point):
      switch try bindPoint(point) {
      case .day(let day):
        return .on(try tradingDay(onOrBefore: day, at: point.range))
      case .period(let first, let last): return BoundWindow(start: .day(first), end: .day(last))
      case .attribute(let attribute): return BoundWindow(start: .attribute(attribute), end: .attribute(attribute))
      }
    case .over(let span, on: nil): return try bindSpan(span, end: .inherited)
    case .over(let span, on: let point?):
      switch try bindPoint(point) {
      case .day(let day):
        return try bindSpan(span, end: .day(try tradingDay(onOrBefore: day, at: point.range)))
      case .period(_, let last): return try bindSpan(span, end: .day(last))
      case .attribute(let attribute): return try bindSpan(span, end: .attribute(attribute))
      }
    case .prior(let span): return try bindSpan(span, end: .beforeInherited)
    case .around(let event, let first, let last): return try bindAround(event, first, last, at: syntax.range)
    case .toDate: return BoundWindow(start: .span, end: .inherited)
    case .soFar: return BoundWindow(start: .origin, end: .inherited)
    case .ever: return BoundWindow(start: .firstBar, end: .inherited)
    case .between(let first, let excludesFirst, let last):
      return try bindRange(first: first, excludesFirst: excludesFirst, last: last, at: syntax.range)
    }
  }

  private mutating func bindRange(
    first: PointSyntax?, excludesFirst: Bool, last: PointSyntax?, at range: SourceRange
  ) throws(Diagnostic) -> BoundWindow {
    let firstPoint = try first.map { point throws(Diagnostic) in try bindPoint(point) }
    let lastPoint = try last.map { point throws(Diagnostic) in try bindPoint(point) }
    let start: BoundWindow.Start
    switch firstPoint {
    case nil: start = .firstBar
    case .day(let day): start = .day(day)
    // After a period is after its last day.
    case .period(let from, let to): start = .day(excludesFirst ? to : from)
    case .attribute(let attribute): start = .attribute(attribute)
    }
    let end: BoundWindow.End
    switch lastPoint {
    case nil: end = .inherited
    case .day(let day): end = .day(day)
    case .period(_, let to): end = .day(to)
    case .attribute(let attribute): end = .attribute(attribute)
    }
    let fixedEnd: Day?
    if case .day(let day) = end { fixedEnd = day } else { fixedEnd = end == .inherited ? today : nil }
    if case .day(let day) = start, let fixedEnd, day > fixedEnd || (excludesFirst && day == fixedEnd) {
      let first = excludesFirst ? day.advanced(by: 1) : day
      throw fault(
        .emptyWindow(first: first.description, last: fixedEnd.description, endsToday: end == .inherited), at: range)
    }
    return BoundWindow(start: start, excludesStart: excludesFirst, end: end)
  }

  /// The day an event, a date attribute or a day gives to count from; `event` is the question's own.
  private mutating func bindAnchor(_ point: PointSyntax) throws(Diagnostic) -> BoundWindow.Anchor {
    if case .word("event") = point.kind, market.event(named: "event") == nil {
      guard let event else { throw fault(.eventNeeded, at: point.range) }
      if case .day = event { asksOfEvent = true }
      return event
    }
    switch try bindPoint(point) {
    case .day(let day), .period(let day, _): return .day(day)
    case .attribute(let attribute): return .attribute(attribute)
    }
  }

  private mutating func bindAround(
    _ event: PointSyntax, _ first: PointSyntax?, _ last: PointSyntax?, at range: SourceRange
  ) throws(Diagnostic) -> BoundWindow {
    guard case .offset(let start) = first?.kind, case .offset(let end) = last?.kind else {
      throw fault(.offsetsNeeded, at: first?.range ?? last?.range ?? range)
    }
    guard start <= end else {
      throw fault(.emptyWindow(first: "day \(start)", last: "day \(end)", endsToday: false), at: range)
    }
    let anchor = try bindAnchor(event)
    return BoundWindow(start: .offset(anchor, start), end: .offset(anchor, end))
  }

  private enum BoundPoint {
    case day(Day)
    case period(Day, Day)
    case attribute(Int)
  }

  private func bindPoint(_ point: PointSyntax) throws(Diagnostic) -> BoundPoint {
    switch point.kind {
    case .date(let text): return .day(try day(text, at: point.range))
    case .offset: throw fault(.offsetsNeeded, at: point.range)
    case .month(let text): return try bindMonth(text, at: point.range)
    case .parameter(let name):
      guard let value = parameters[name] else { throw fault(.unknownParameter(name), at: point.range) }
      if case .date(let day) = value { return .day(day) }
      if lex(Source(value.text)).tokens.first?.kind == .month { return try bindMonth(value.text, at: point.range) }
      return try bindPoint(PointSyntax(.word(value.text), at: point.range))
    case .word(let word):
      if let period = period(word) { return period }
      if word == "today", let today { return .day(today) }
      if let event = market.event(named: word) { return .day(event.day) }
      if let attribute = attribute(named: word), case .day = market.attributes[attribute].values {
        return .attribute(attribute)
      }
      throw fault(.unknownPoint(word, nearest: nearest(to: word, among: pointNames)), at: point.range)
    }
  }

  /// The words that stand for a day: events and date attributes.
  var pointNames: [String] {
    let dates = market.attributes.filter { if case .day = $0.values { true } else { false } }
    return ["today"] + market.events.map(\.name) + dates.map(\.name)
  }

  private func bindMonth(_ text: String, at range: SourceRange) throws(Diagnostic) -> BoundPoint {
    let parts = text.split(separator: "-")
    guard parts.count == 2, let year = Int(parts[0]), let month = Int(parts[1]),
      let first = Day(year: year, month: month, day: 1),
      let last = Day(year: year, month: month, day: Day.length(ofMonth: month, year: year))
    else { throw fault(.invalidDate(text), at: range) }
    return .period(first, last)
  }

  /// `2026`, `2026Q1`
  private func period(_ word: String) -> BoundPoint? {
    let parts = word.uppercased().split(separator: "Q", omittingEmptySubsequences: false)
    guard let year = parts.first, year.count == 4, let number = Int(year), number > 0, !year.hasPrefix("+") else {
      return nil
    }
    if parts.count == 1, let first = Day(year: number, month: 1, day: 1),
      let last = Day(year: number, month: 12, day: 31)
    {
      return .period(first, last)
    }
    guard parts.count == 2, let quarter = Int(parts[1]), (1...4).contains(quarter), parts[1].count == 1,
      let first = Day(year: number, month: quarter * 3 - 2, day: 1),
      let last = Day(year: number, month: quarter * 3, day: Day.length(ofMonth: quarter * 3, year: number))
    else { return nil }
    return .period(first, last)
  }

  /// The last day on or before `day` on which some exchange traded.
  private mutating func tradingDay(onOrBefore day: Day, at range: SourceRange) throws(Diagnostic) -> Day {
    guard let trading = Calendar.last(onOrBefore: day, in: market.calendar.allDays) else {
      throw fault(.noData, at: range)
    }
    if let last = market.calendar.allDays.last, last < day {
      note("the trading days known here end on \(last), before \(day)")
    } else if trading != day {
      note("\(day), a \(day.weekdayName), was no trading day here; \(trading) is the last one before it")
    }
    return trading
  }

  /// `5d`, `2w`, `3m`, `1y`, `ytd`
  func bindSpan(_ written: NameSyntax, end: BoundWindow.End) throws(Diagnostic) -> BoundWindow {
    var span = NameSyntax(word(for: written.text), at: written.range)
    if let argument = arguments[written.text], case .number = argument.expression.kind {
      span = NameSyntax(argument.source.text(in: argument.expression.range), at: written.range)
    }
    let toDate: [String: CalendarUnit] = ["wtd": .week, "mtd": .month, "qtd": .quarter, "ytd": .year]
    if let unit = toDate[span.text] { return BoundWindow(start: .startOf(unit), end: end) }
    let units: [Character: CalendarUnit] = ["w": .week, "m": .month, "q": .quarter, "y": .year]
    guard let last = span.text.last, let count = Int(span.text.dropLast()), (1...100_000).contains(count),
      !span.text.hasPrefix("+")
    else { throw fault(.invalidSpan(span.text), at: span.range) }
    if last == "d" { return BoundWindow(start: .tradingDays(count), end: end) }
    guard let unit = units[last] else { throw fault(.invalidSpan(span.text), at: span.range) }
    return BoundWindow(start: .calendar(count, unit), end: end)
  }
}
