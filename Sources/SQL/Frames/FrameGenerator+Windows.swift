internal import Language
internal import Market
internal import Query

// Which days a window means, as columns: the rules of Evaluator+Windows.swift.
extension FrameGenerator {
  /// The frame with each row's window replaced.
  func windowed(_ frame: SQLFrame, _ window: BoundWindow) -> SQLFrame {
    SQLFrame(
      cells: Lazy<Side> { () throws(Diagnostic) in
        let side = try frame.cells.get()
        return Side(stage: side.stage, days: try self.resolve(window, side.stage, inside: side.days))
      },
      groups: Lazy<Side> { () throws(Diagnostic) in
        let side = try frame.groups.get()
        let days = try self.groupDays(of: window, frame, side) { () throws(Diagnostic) in
          let cells = try frame.cells.get()
          return Side(stage: cells.stage, days: try self.resolve(window, cells.stage, inside: cells.days))
        }
        return Side(stage: side.stage, days: days)
      }, groupKeys: frame.groupKeys, setKeys: frame.setKeys)
  }

  /// The days of each group: by the calendar of all where the window is the same for all companies, else all days of
  /// its cells.
  func groupDays(
    of window: BoundWindow, _ frame: SQLFrame, _ side: Side, cells: () throws(Diagnostic) -> Side
  ) throws(Diagnostic) -> FrameWindow {
    let common = try resolve(window, side.stage, inside: side.days)
    if window.isCommon { return common }
    let own = try cells()
    let (first, last) = (bound(own.days.first, own.stage), bound(own.days.last, own.stage))
    settle(own.stage, first, last)
    let names = (fresh("group_first"), fresh("group_last"))
    let relation = add(
      "spans",
      select(
        frame.groupKeys + ["min(\(first)) AS \(names.0)", "max(\(last)) AS \(names.1)"], from: own.stage.name,
        where: ["\(first) <= \(last)"], groupBy: frame.groupKeys))
    attach(relation, [names.0, names.1], to: side.stage)
    let otherwise = (bound(common.first, side.stage), bound(common.last, side.stage))
    let (earliest, latest) = (
      min(own.days.first.earliest, common.first.earliest), max(own.days.last.latest, common.last.latest)
    )
    var days = FrameWindow(
      first: DayText("coalesce(\(names.0), \(otherwise.0))", from: earliest, to: latest),
      last: DayText("coalesce(\(names.1), \(otherwise.1))", from: earliest, to: latest), origin: side.days.origin)
    (days.picks, days.scale, days.scaleDay) = (common.picks, common.scale, common.scaleDay)
    return days
  }

  /// The days of a window for each row, inside the days `outer`.
  func resolve(
    _ window: BoundWindow, _ stage: Stage, inside outer: FrameWindow
  ) throws(Diagnostic) -> FrameWindow {
    let last: DayText
    switch window.end {
    case .inherited: last = outer.last
    case .beforeInherited: last = shifted(outer.first, by: -1, stage)
    case .day(let day): last = DayText(lanes(stage).map { _ in day })
    case .attribute(let attribute): last = try day(of: attribute, stage, outer)
    case .offset(let anchor, let count): last = try day(count, from: anchor, stage, outer)
    }
    var first = try start(of: window.start, stage, endingOn: last, inside: outer)
    var end = last
    // A row without the one has neither.
    if let starts = first.constants, let ends = last.constants {
      first = DayText(zip(starts, ends).map { $1 == nil ? nil : $0 })
      end = DayText(zip(starts, ends).map { $0 == nil ? nil : $1 })
    }
    if window.excludesStart { first = shifted(first, by: 1, stage) }
    var days = FrameWindow(first: first, last: end, origin: outer.origin)
    (days.spanStart, days.spanPicks) = (outer.spanStart, outer.spanPicks)
    days.isFromFirstBar = window.start == .firstBar && !window.excludesStart
    switch window.end {
    case .inherited: (days.scale, days.scaleDay) = (outer.scale, outer.scaleDay)
    case .beforeInherited:
      days.scale = outer.scale ?? factor(stage, upTo: outer.last, from: first)
      days.scaleDay = outer.scaleDay ?? outer.last
    default: break
    }
    switch window.start {
    case .inherited:
      days.picks = outer.picks
      if !window.excludesStart {
        days.attributeDay = outer.attributeDay
        days.isFromFirstBar = outer.isFromFirstBar
      }
    case .origin, .span: days.picks = outer.spanStart == nil ? outer.picks : outer.spanPicks
    default: break
    }
    if let condition = window.days { days.picks.append(.held(try held(condition))) }
    if case .tradingDays(let count) = window.start, !window.excludesStart { days.tradingDayCount = count }
    return days
  }

  private func start(
    of start: BoundWindow.Start, _ stage: Stage, endingOn last: DayText, inside outer: FrameWindow
  ) throws(Diagnostic) -> DayText {
    switch start {
    case .inherited: return outer.first
    case .origin: return outer.origin
    case .span: return outer.spanStart ?? outer.origin
    case .day(let day): return DayText(lanes(stage).map { _ in day })
    case .attribute(let attribute): return try day(of: attribute, stage, outer)
    case .offset(let anchor, let count): return try day(count, from: anchor, stage, outer)
    case .startOf(let unit):
      if let days = last.constants { return DayText(days.map { $0.map { unit.start(of: $0) } }) }
      return DayText(
        unitStart(unit, real(last, stage), stage), from: unit.start(of: last.earliest), to: unit.start(of: last.latest))
    case .calendar(let count, let unit):
      if let days = last.constants {
        return DayText(days.map { $0.map { unit.before($0, count: count).advanced(by: 1) } })
      }
      return DayText(
        before(real(last, stage), count, unit, stage), shift: 1, from: unit.before(last.earliest, count: count),
        to: unit.before(last.latest, count: count).advanced(by: 1))
    case .firstBar: return firstBar(stage)
    case .tradingDays(let count): return try tradingDay(count, last, stage)
    }
  }

  private func firstBar(_ stage: Stage) -> DayText {
    let (from, to) = (market.dateCoverage.lowerBound, market.dateCoverage.upperBound)
    if stage.subject.isIndex {
      return DayText(indexFigure("min(day)", "first_bar", where: [], stage), from: from, to: to)
    }
    guard let company = stage.subject.company else { return DayText([market.bars.firstDay]) }
    return DayText(lookup("companies", "first_day", by: [("company", company)], stage), from: from, to: to)
  }

  /// The first of so many trading days that end on a day.
  private func tradingDay(_ count: Int, _ last: DayText, _ stage: Stage) throws(Diagnostic) -> DayText {
    func day(_ last: Day, in calendar: [Day]) -> Day? {
      guard let earliest = calendar.first, earliest <= last else { return nil }
      let index = Calendar.count(onOrBefore: last, in: calendar) - count
      return index >= 0 ? calendar[index] : .first
    }
    let earliest = calendars(stage).map { day(last.earliest, in: $0) ?? .first }.min() ?? .first
    if let days = last.constants, !stage.subject.isIndex {
      return DayText(zip(days, calendars(stage)).map { last, calendar in last.flatMap { day($0, in: calendar) } })
    }
    let known: String
    let found: String
    if stage.subject.isIndex {
      let end = bound(last, stage)
      known = "coalesce(\(indexFigure("count(day)", "position", where: ["day <= \(end)"], stage)), 0)"
      let place = "position = \(known) - \(count - 1)"
      found = indexFigure("max(CASE WHEN \(place) THEN day END)", "day", where: [], stage)
    } else {
      known = position(through: last, stage)
      found = openDay(at: "\(known) - \(count - 1)", stage)
    }
    return DayText(
      "CASE WHEN \(known) >= \(count) THEN \(found) WHEN \(known) > 0 THEN \(Day.first.figure) END",
      from: stage.subject.isIndex ? .first : earliest, to: last.latest)
  }

  /// Something of the days of the row's index.
  private func indexFigure(_ aggregate: String, _ hint: String, where conditions: [String], _ stage: Stage) -> String {
    let key = "\(aggregate) \(conditions)"
    if let known = stage.known[key] { return known }
    settle(stage, ([aggregate] + conditions).joined(separator: " "))
    let name = fresh(hint)
    let (source, on) = bars(of: stage, reading: ["day", "position"])
    let relation = add(
      "index_days",
      select(
        stage.keys + ["\(aggregate) AS \(name)"], from: joined(stage.name, source, on: on), where: conditions,
        groupBy: stage.keys))
    attach(relation, [name], to: stage)
    stage.known[key] = name
    return name
  }

  /// The day that a company's attribute holds.
  private func day(of attribute: Int, _ stage: Stage, _ outer: FrameWindow) throws(Diagnostic) -> DayText {
    guard stage.subject.company != nil else { return DayText(lanes(stage).map { _ in nil }) }
    let text = attributeValue(attribute, "day", stage, outer)
    // An attribute's day may lie anywhere: it is looked up where the calendar ends at the latest.
    return DayText(text, from: .first, to: .last)
  }

  /// The trading day so many behind an anchor's day 0.
  private func day(
    _ count: Int, from anchor: BoundWindow.Anchor, _ stage: Stage, _ outer: FrameWindow
  ) throws(Diagnostic) -> DayText {
    if case .day(let day) = anchor, !stage.subject.isIndex {
      return DayText(
        calendars(stage).map { calendar in
          let place = Calendar.count(before: day, in: calendar) + count
          return calendar.indices.contains(place) ? calendar[place] : nil
        })
    }
    guard let zero = try dayZero(of: anchor, stage, outer) else { return DayText(lanes(stage).map { _ in nil }) }
    let place = "\(zero) + \(count + 1)"
    let (from, to) = (market.dateCoverage.lowerBound, market.dateCoverage.upperBound)
    if stage.subject.isIndex {
      return DayText(
        indexFigure("max(CASE WHEN position = \(place) THEN day END)", "day", where: [], stage), from: from, to: to)
    }
    return DayText(openDay(at: place, stage), from: from, to: to)
  }

  /// How many trading days come before an anchor's day 0.
  func dayZero(of anchor: BoundWindow.Anchor, _ stage: Stage, _ outer: FrameWindow) throws(Diagnostic) -> String? {
    let day: DayText
    switch anchor {
    case .day(let fixed): day = DayText(lanes(stage).map { _ in fixed })
    case .attribute(let attribute):
      guard stage.subject.company != nil else { return nil }
      day = try self.day(of: attribute, stage, outer)
    }
    if stage.subject.isIndex {
      let end = bound(day, stage)
      return "coalesce(\(indexFigure("count(day)", "position", where: ["day < \(end)"], stage)), 0)"
    }
    return position(before: day, stage)
  }

  /// A company's trading day at a place, the first being 1.
  private func openDay(at position: String, _ stage: Stage) -> String {
    lookup(
      "calendar WHERE is_open = 1", "day", by: [("exchange", exchange(stage)), ("position", position)], stage)
  }

  // MARK: - Days as text

  /// A day that it is right to compare with.
  func bound(_ day: DayText, _ stage: Stage) -> String {
    guard let days = day.constants else {
      return day.shift == 0 ? day.text : "(\(day.text) \(day.shift > 0 ? "+" : "-") 1)"
    }
    if let single = day.single { return single.map { "\($0.figure)" } ?? "CAST(NULL AS \(dialect.nullableWhole))" }
    let cases = zip(lanes(stage), days).compactMap { lane, day in
      day.map { "WHEN \(exchange(stage)) = \(dialect.text(exchangeName(lane))) THEN \($0.figure)" }
    }
    return column(stage, "CASE \(cases.joined(separator: " ")) END", "day")
  }

  /// A day that stands in the tables of dates.
  func real(_ day: DayText, _ stage: Stage) -> String {
    guard day.constants == nil, day.shift != 0 else { return bound(day, stage) }
    return lookup("dates", day.shift < 0 ? "day_before" : "day_after", by: [("day", clamped(day.text))], stage)
  }

  func shifted(_ day: DayText, by count: Int, _ stage: Stage) -> DayText {
    if let days = day.constants { return DayText(days.map { $0?.advanced(by: count) }) }
    var result = day
    if abs(day.shift + count) > 1 { (result.text, result.shift) = (real(day, stage), 0) }
    result.shift += count
    (result.earliest, result.latest) = (day.earliest.advanced(by: count), day.latest.advanced(by: count))
    return result
  }

  private func clamped(_ day: String) -> String {
    let (low, high) = (market.dateCoverage.lowerBound.figure, market.dateCoverage.upperBound.figure)
    return "CASE WHEN \(day) < \(low) THEN \(low) WHEN \(day) > \(high) THEN \(high) ELSE \(day) END"
  }

  /// How many trading days there are up to a day, that day included.
  func position(through day: DayText, _ stage: Stage) -> String { position(day, endsBefore: false, stage) }

  /// How many trading days there are before a day.
  func position(before day: DayText, _ stage: Stage) -> String { position(day, endsBefore: true, stage) }

  private func position(_ day: DayText, endsBefore: Bool, _ stage: Stage) -> String {
    if let days = day.constants {
      let counts = zip(days, calendars(stage)).map { day, calendar in
        day.map { endsBefore ? Calendar.count(before: $0, in: calendar) : Calendar.count(onOrBefore: $0, in: calendar) }
      }
      if let first = counts.first, let first, counts.allSatisfy({ $0 == first }) { return "\(first)" }
      let cases = zip(lanes(stage), counts).compactMap { lane, count in
        count.map { "WHEN \(exchange(stage)) = \(dialect.text(exchangeName(lane))) THEN \($0)" }
      }
      if cases.isEmpty { return "CAST(NULL AS \(dialect.nullableWhole))" }
      return column(stage, "CASE \(cases.joined(separator: " ")) END", "position")
    }
    // What comes before the day behind one comes up to that one.
    let through = endsBefore ? day.shift > 0 : day.shift == 0
    if !endsBefore, day.shift > 0 {
      var exact = day
      (exact.text, exact.shift) = (real(day, stage), 0)
      return position(exact, endsBefore: false, stage)
    }
    if endsBefore, day.shift < 0 {
      var exact = day
      (exact.text, exact.shift) = (real(day, stage), 0)
      return position(exact, endsBefore: true, stage)
    }
    let keys = [("exchange", exchange(stage)), ("day", clamped(day.text))]
    let position = lookup("calendar", "position", by: keys, stage)
    if through { return position }
    return "(\(position) - \(lookup("calendar", "is_open", by: keys, stage)))"
  }

  private func unitStart(_ unit: CalendarUnit, _ day: String, _ stage: Stage) -> String {
    if unit == .week { return lookup("dates", "week_first", by: [("day", clamped(day))], stage) }
    return periodStart(unit, day)
  }

  /// The first day of a month, quarter or year.
  func periodStart(_ unit: CalendarUnit, _ day: String) -> String {
    let month = dialect.wholeQuotient(day, "100")
    switch unit {
    case .week, .month: return "(\(month) * 100 + 1)"
    case .quarter:
      let quarter = dialect.wholeQuotient("(\(month) % 100 - 1)", "3")
      return "(\(dialect.wholeQuotient(day, "10000")) * 10000 + (\(quarter) * 3 + 1) * 100 + 1)"
    case .year: return "(\(dialect.wholeQuotient(day, "10000")) * 10000 + 101)"
    }
  }

  /// The day so many units before another; the end of the month where a month is too short.
  private func before(_ day: String, _ count: Int, _ unit: CalendarUnit, _ stage: Stage) -> String {
    let low = market.dateCoverage.lowerBound.figure
    if unit == .week {
      let number = lookup("dates", "number", by: [("day", clamped(day))], stage)
      let weeks = min(count, 100_000)
      return "coalesce(\(lookup("dates", "day", by: [("number", "\(number) - \(7 * weeks)")], stage)), \(low))"
    }
    let months = min(count, 12_000) * (unit == .month ? 1 : unit == .quarter ? 3 : 12)
    let (year, month) = (dialect.wholeQuotient(day, "10000"), "\(dialect.wholeQuotient(day, "100")) % 100")
    let total = column(stage, "(\(year) * 12 + \(month) - 1 - \(months))", "month_number")
    let first = column(stage, "\(dialect.wholeQuotient(total, "12")) * 100 + \(total) % 12 + 1", "month")
    let end = lookup("dates", "month_last", by: [("day", "\(first) * 100 + 1")], stage)
    let same = "\(first) * 100 + \(day) % 100"
    return "CASE WHEN \(end) IS NULL THEN \(low) WHEN \(same) > \(end) THEN \(end) ELSE \(same) END"
  }

  // MARK: - Exchanges

  /// The exchanges that a row of the stage may be of; an index has none, and one lane all the same.
  func lanes(_ stage: Stage) -> [Int?] {
    if case .exchange(_, let lanes) = stage.subject.days { return lanes }
    return [nil]
  }

  func calendars(_ stage: Stage) -> [[Day]] {
    lanes(stage).map { $0.map { market.calendar.tradingDays[$0] } ?? market.calendar.allDays }
  }

  func exchangeName(_ lane: Int?) -> String { lane.map { market.calendar.exchanges[$0] } ?? Market.allExchanges }

  /// The name of the exchange of a row.
  func exchange(_ stage: Stage) -> String {
    if case .exchange(let text, _) = stage.subject.days { return text }
    return dialect.text(Market.allExchanges)
  }
}
