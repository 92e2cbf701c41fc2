internal import Language
internal import Market
internal import Query

// The rows of a question: the companies that are asked, in each period, and the groups they make; the rules of
// Evaluator+Query.swift.
extension FrameGenerator {
  /// The statement.
  func statement(for query: BoundQuery, at range: SourceRange) throws(Diagnostic) -> String {
    let statement = try lastStatement(for: query)
    // What is laid out by a key are the rows; SQL makes no columns of values.
    let comment = query.across.map { "-- Marq lays the rows out by \($0).\n".filter { $0 != "\r" } } ?? ""
    return comment + dialect.script(steps, statement)
  }

  /// The companies that the condition keeps, in any period.
  func companies(keptBy query: BoundQuery) throws(Diagnostic) -> String {
    let cells = try keptCells(of: query).cells.get()
    flush(cells.stage)
    return select(["company"], from: cells.stage.name, distinct: true)
  }

  /// The companies that have, in some period in which they are kept, a price and nothing to measure it from.
  func companiesWithoutBase(of query: BoundQuery) throws(Diagnostic) -> String {
    let cells = try keptCells(of: query).cells.get()
    let lacks = lacksBase(cells.stage, cells.days)
    settle(cells.stage, lacks)
    return select(["company"], from: cells.stage.name, where: [lacks], distinct: true)
  }

  /// The days on which a condition of `when` held.
  func days(of condition: BoundExpression) throws(Diagnostic) -> String {
    select(["day"], from: try held(condition), distinct: true)
  }

  private func keptCells(of query: BoundQuery) throws(Diagnostic) -> SQLFrame {
    (condition, includesAllKinds) = (query.condition, query.includesAllKinds)
    let frame = try asked(by: query)
    return if let condition = query.condition { try kept(frame, where: condition) } else { frame }
  }

  /// The last of the statements, whose rows are the answer.
  func lastStatement(for query: BoundQuery) throws(Diagnostic) -> String {
    var frame = try keptCells(of: query)
    if query.unit != .company, !query.keys.isEmpty { frame = try grouped(frame, by: query.keys) }
    return try answer(query, over: frame)
  }

  /// The columns of `each`, and what it is called.
  private static let period = "period"

  /// A cell for each company and period.
  private func asked(by query: BoundQuery) throws(Diagnostic) -> SQLFrame {
    let today = DayText(market.calendar.exchanges.map { _ in self.today })
    let outer = FrameWindow(first: today, last: today, origin: today)
    let columns = ["company", "exchange", "1 AS answer"]
    let universe = Stage(
      name: add(
        "universe", select(columns, from: "companies", where: query.includesAllKinds ? [] : ["is_default = 1"])),
      keys: ["company"], columns: ["company", "exchange", "answer"], subject: companySubject)
    var days = try resolve(query.window, universe, inside: outer)
    (days.origin, days.scale, days.scaleDay) = (days.first, nil, nil)
    let cells = Side(stage: universe, days: days)
    let everywhere = Subject(bars: nil, company: nil, days: .exchange(dialect.text(Market.allExchanges), lanes: [nil]))
    let one = DayText(self.today)
    let whole = Stage(
      name: add("whole", "SELECT 1 AS answer"), keys: ["answer"], columns: ["answer"], subject: everywhere)
    let frame = SQLFrame(
      cells: Lazy(of: cells),
      groups: Lazy(of: Side(stage: whole, days: FrameWindow(first: one, last: one, origin: one))),
      groupKeys: ["answer"], setKeys: [])
    let wholeDays = Lazy<FrameWindow> { () throws(Diagnostic) -> FrameWindow in
      let side = try frame.groups.get()
      var days = try self.groupDays(of: query.window, frame, side) { () throws(Diagnostic) in cells }
      (days.origin, days.scale, days.scaleDay) = (days.first, nil, nil)
      return days
    }
    guard let period = query.period else {
      return SQLFrame(
        cells: frame.cells,
        groups: Lazy<Side> { () throws(Diagnostic) in Side(stage: whole, days: try wholeDays.get()) },
        groupKeys: ["answer"],
        setKeys: [])
    }
    return try split(cells, whole, wholeDays, query, by: period)
  }

  /// The cells split by periods.
  private func split(
    _ cells: Side, _ whole: Stage, _ wholeDays: Lazy<FrameWindow>, _ query: BoundQuery, by period: Period
  ) throws(Diagnostic) -> SQLFrame {
    let stage = cells.stage
    var carried = ["company", "exchange"]
    func kept(_ text: DayText, _ hint: String) -> DayText {
      guard text.constants == nil else { return text }
      let name = column(stage, bound(text, stage), hint)
      if !carried.contains(name) { carried.append(name) }
      return DayText(name, from: text.earliest, to: text.latest)
    }
    var days = cells.days
    (days.first, days.last) = (kept(days.first, "first"), kept(days.last, "last"))
    days.origin = days.first
    var zero: String?
    if case .offset(let anchor, _) = query.window.start {
      let outer = FrameWindow(
        first: DayText(lanes(stage).map { _ in today }), last: DayText(lanes(stage).map { _ in today }),
        origin: DayText(today))
      zero = try dayZero(of: anchor, stage, outer).map { column(stage, $0, "day_zero") }
      if let zero { carried.append(zero) }
    }
    // Days that differ from exchange to exchange are columns too, where each company is crossed with all periods.
    let (firstDay, lastDay) = (bound(days.first, stage), bound(days.last, stage))
    let bounds = [firstDay, lastDay].filter { $0.first?.isLetter == true && !carried.contains($0) && !$0.contains("(") }
    flush(stage)
    let day = fresh("day")
    let spread = add("days", tradingDays(stage, days, as: day, carrying: carried))
    let spreadStage = Stage(name: spread, keys: ["company", day], columns: carried + [day], subject: companySubject)
    let number: String
    if let zero {
      let (low, high) = (market.dateCoverage.lowerBound, market.dateCoverage.upperBound)
      number = "\(position(through: DayText(day, from: low, to: high), spreadStage)) - 1 - \(zero)"
    } else {
      number = periodNumber(period, of: day, spreadStage)
    }
    let label = column(spreadStage, dialect.wholeKey(number), "number")
    flush(spreadStage)
    let isRelative = zero != nil
    let extra = isRelative ? ["\(day) AS period_day"] : []
    var source = add(
      "periods",
      select(
        carried + (label == FrameGenerator.period ? [label] : ["\(label) AS \(FrameGenerator.period)"]) + extra,
        from: spreadStage.name, distinct: true))
    let all = add("all_periods", select([FrameGenerator.period], from: source, distinct: true))
    var ends: String?
    if period.isSpan, !isRelative { ends = periodEnd(period) }
    if query.unit != .company, !isRelative {
      // A group keeps a company while its exchange is shut, so that who is folded does not change with one's holidays.
      let (first, last) = (firstDay, lastDay)
      let periods = ends.map { joined(all, $0, on: [FrameGenerator.period]) } ?? all
      let every = nested(select([FrameGenerator.period] + (ends == nil ? [] : ["period_last"]), from: periods))
      let start = period == .day ? FrameGenerator.period : "period_last"
      let overlaps =
        ends == nil && period != .day
        ? ["\(first) <= \(last)"]
        : ["\(first) <= \(start)", "\(last) >= \(FrameGenerator.period)", "\(first) <= \(last)"]
      source = add(
        "cells",
        select(
          carried + [FrameGenerator.period],
          from: joined(nested(select(carried + bounds, from: stage.name)), every, on: []), where: overlaps))
    }
    var columns = carried + [FrameGenerator.period] + (isRelative ? ["period_day"] : [])
    var groupSource = all
    var groupColumns = [FrameGenerator.period]
    if let ends {
      source = add("cells", select(columns + ["period_last"], from: joined(source, ends, on: [FrameGenerator.period])))
      columns.append("period_last")
      groupSource = add(
        "period_days", select(groupColumns + ["period_last"], from: joined(all, ends, on: [FrameGenerator.period])))
      groupColumns.append("period_last")
    }
    let result = Stage(
      name: source, keys: ["company", FrameGenerator.period], columns: columns, subject: companySubject)
    let own = narrowed(days, to: period, result, isRelative: isRelative)
    let groups = Lazy<Side> { () throws(Diagnostic) -> Side in
      var outer = try wholeDays.get()
      // The days of all are one row, which each period has a part of.
      var names: [String] = []
      func moved(_ text: DayText, _ hint: String) -> DayText {
        if text.constants != nil { return text }
        let name = self.column(whole, self.bound(text, whole), hint)
        names.append(name)
        return DayText(name, from: text.earliest, to: text.latest)
      }
      (outer.first, outer.last) = (moved(outer.first, "whole_first"), moved(outer.last, "whole_last"))
      outer.tradingDayCount = nil
      outer.origin = outer.first
      var name = groupSource
      if !names.isEmpty {
        self.flush(whole)
        name = self.add(
          "period_groups",
          self.select(
            groupColumns + names,
            from: self.joined(groupSource, self.nested(self.select(names, from: whole.name)), on: [])))
      }
      let stage = Stage(
        name: name, keys: [FrameGenerator.period], columns: groupColumns + names, subject: whole.subject)
      if isRelative {
        outer = try self.relativeDays(query.window, outer, stage)
      } else {
        outer = self.narrowed(outer, to: period, stage, isRelative: false)
      }
      return Side(stage: stage, days: outer)
    }
    return SQLFrame(
      cells: Lazy(of: Side(stage: result, days: own)), groups: groups, groupKeys: [FrameGenerator.period], setKeys: [])
  }

  /// The days of all exchanges together, so many trading days from day 0.
  private func relativeDays(
    _ window: BoundWindow, _ outer: FrameWindow, _ stage: Stage
  ) throws(Diagnostic) -> FrameWindow {
    var days = outer
    guard case .offset(let anchor, _) = window.start, case .day(let zero) = anchor else {
      (days.first, days.last) = (DayText([nil]), DayText([nil]))
      return days
    }
    let place = Calendar.count(before: zero, in: market.calendar.allDays)
    let text = lookup(
      "calendar WHERE is_open = 1", "day",
      by: [("exchange", dialect.text(Market.allExchanges)), ("position", "\(FrameGenerator.period) + \(place + 1)")],
      stage)
    (days.first, days.last) = (
      DayText(text, from: outer.first.earliest, to: outer.last.latest),
      DayText(text, from: outer.first.earliest, to: outer.last.latest)
    )
    return days
  }

  /// The days of a period among those of a window.
  private func narrowed(_ days: FrameWindow, to period: Period, _ stage: Stage, isRelative: Bool) -> FrameWindow {
    var result = days
    result.tradingDayCount = nil
    let (earliest, latest) = (days.first.earliest, days.last.latest)
    if isRelative || period == .day {
      let text = DayText(isRelative ? "period_day" : FrameGenerator.period, from: earliest, to: latest)
      (result.first, result.last) = (text, text)
      return result
    }
    guard period.isSpan else {
      result.picks.append(.period(period, FrameGenerator.period))
      return result
    }
    let (first, last) = (bound(days.first, stage), bound(days.last, stage))
    let start = "CASE WHEN \(first) > \(FrameGenerator.period) THEN \(first) ELSE \(FrameGenerator.period) END"
    let end = "CASE WHEN \(last) < period_last THEN \(last) ELSE period_last END"
    result.first = DayText(column(stage, start, "first"), from: earliest, to: latest)
    result.last = DayText(column(stage, end, "last"), from: earliest, to: latest)
    return result
  }

  /// The number of the period that holds a trading day.
  private func periodNumber(_ period: Period, of day: String, _ stage: Stage) -> String {
    switch period {
    case .day: return day
    case .weekday: return lookup("dates", "weekday", by: [("day", day)], stage)
    case .calendarMonth: return "\(dialect.wholeQuotient(day, "100")) % 100"
    case .week: return lookup("dates", "week_first", by: [("day", day)], stage)
    case .month: return periodStart(.month, day)
    case .quarter: return periodStart(.quarter, day)
    case .year: return periodStart(.year, day)
    }
  }

  /// The last day of each period, by its first.
  private func periodEnd(_ period: Period) -> String {
    let column: String
    switch period {
    case .week: column = "week_last"
    case .month: column = "month_last"
    case .quarter: column = "quarter_last"
    default: column = "year_last"
    }
    return nested("SELECT day AS \(FrameGenerator.period), \(column) AS period_last FROM dates")
  }

  /// The cells that a condition keeps.
  private func kept(_ frame: SQLFrame, where condition: BoundExpression) throws(Diagnostic) -> SQLFrame {
    let cells = try frame.cells.get()
    let test = try evaluate(condition, over: frame, at: .cells)
    flush(cells.stage)
    let name = add("kept", select(cells.stage.columns, from: cells.stage.name, where: [test]))
    return frame.with(
      Side(stage: cells.stage.renamed(name, keys: cells.stage.keys, columns: cells.stage.columns), days: cells.days))
  }

  /// The groups that keys make inside those the frame has already, its periods.
  private func grouped(_ frame: SQLFrame, by keys: [Int]) throws(Diagnostic) -> SQLFrame {
    let cells = try frame.cells.get()
    let stage = cells.stage
    var columns = stage.columns
    var names: [String] = []
    var labels: [String] = []
    for (number, key) in keys.enumerated() {
      let name = "key_\(number + 1)"
      names.append(name)
      setKeys.append((name, key))
      labels.append(self.labels(of: key, named: name, stage, cells.days))
    }
    flush(stage)
    columns = stage.columns
    var source = stage.name
    for (number, relation) in labels.enumerated() {
      if number > 0, dialect.joinsTwoAtATime { source = nested(select(columns + names.prefix(number), from: source)) }
      source = joined(source, relation, on: stage.keys)
    }
    let periodKeys = frame.groupKeys.filter { $0 == FrameGenerator.period }
    let name = add("grouped", select(columns + names, from: source))
    let result = stage.renamed(name, keys: stage.keys + names, columns: columns + names)
    let groupKeys = periodKeys + names
    let groups = Lazy<Side> { () throws(Diagnostic) -> Side in
      let outer = try frame.groups.get()
      // What the days of a period are said by must be columns that go with its groups.
      self.flush(outer.stage)
      let distinct = self.nested(self.select(groupKeys, from: name, distinct: true))
      let others = outer.stage.columns.filter { !groupKeys.contains($0) }
      let relation = self.add(
        "groups", self.select(groupKeys + others, from: self.joined(distinct, outer.stage.name, on: periodKeys)))
      return Side(
        stage: outer.stage.renamed(relation, keys: groupKeys, columns: groupKeys + others), days: outer.days)
    }
    return SQLFrame(
      cells: Lazy(of: Side(stage: result, days: cells.days)), groups: groups, groupKeys: groupKeys, setKeys: names)
  }
}

extension SQLFrame {
  /// The frame with other cells.
  func with(_ cells: Side) -> SQLFrame {
    SQLFrame(cells: Lazy(of: cells), groups: groups, groupKeys: groupKeys, setKeys: setKeys)
  }
}

extension Stage {
  /// A stage of some or other rows with the same columns, which know what these were made from.
  func renamed(_ name: String, keys: [String], columns: [String]) -> Stage {
    let stage = Stage(name: name, keys: keys, columns: columns, subject: subject)
    stage.known = known.filter { columns.contains($0.value) }
    return stage
  }
}

extension Period {
  /// Whether it is a span of the calendar of several days.
  var isSpan: Bool { [.week, .month, .quarter, .year].contains(self) }
}
