internal import Language
internal import Market
internal import Query

// Single days folded: each row is spread into one for each of its days, evaluated there, and folded back, as in
// Evaluator+Days.swift.
extension FrameGenerator {
  func foldDays(
    _ fold: DayFold, _ operands: [BoundExpression], in window: BoundWindow?, over frame: SQLFrame, at place: Place,
    range: SourceRange
  ) throws(Diagnostic) -> String {
    var window = window
    var count: Int?
    if case .tradingDays(let days) = window?.start { count = days }
    // An exponential mean remembers all days so far; the number of days is its weight.
    if fold.readsFromFirstBar { window = window.map { BoundWindow(start: .firstBar, end: $0.end) } }
    let inner = window.map { windowed(frame, $0) } ?? frame
    let side = try side(inner, place)
    if fold.needsSeveralDays, window == nil, side.days.isSingle {
      throw Diagnostic(.severalDaysNeeded(fold.rawValue), at: range)
    }
    let foldsCompanies = operands.contains(where: \.foldsCompanies)
    var last: Int?
    if case .tradingDays(let days) = window?.start { last = days }
    let spread: Spread
    if place == .groups {
      spread = try spreadGroups(inner, joinsAll: window != nil, last: last, foldsCompanies: foldsCompanies)
    } else if foldsCompanies, window != nil {
      spread = try spreadAll(inner)
    } else {
      spread = try spreadCells(inner)
    }
    let days = try self.side(spread.frame, place)
    let value = column(days.stage, try figure(operands[0], over: spread.frame, at: place), "value")
    var second: String?
    if fold == .percentile || fold == .tailmean {
      second = try part(operands[1])
    } else if operands.count > 1 {
      second = column(days.stage, try figure(operands[1], over: spread.frame, at: place), "second")
    }
    let key = "fold \(fold) \(value) \(second ?? "") \(String(describing: count)) \(spread.day)"
    if let known = side.stage.known[key] { return known }
    flush(days.stage)
    let figures = Fold(
      relation: days.stage.name, keys: side.stage.keys, day: spread.day, value: value, second: second, count: count,
      conditions: spread.own.map { ["\($0) = 1"] } ?? [])
    let made = try folded(fold, figures, isFlag: operands[0].type == .flag)
    attach(made.relation, [made.column], to: side.stage)
    let text = fold == .days || fold == .streak ? "coalesce(\(made.column), 0)" : made.column
    side.stage.known[key] = text
    return text
  }

  /// Rows spread into their days.
  struct Spread {
    let frame: SQLFrame
    /// The column of the day.
    let day: String
    /// The column that says which of the days are the row's own, where there are others.
    var own: String?
  }

  /// A cell for each day of each cell.
  private func spreadCells(_ frame: SQLFrame) throws(Diagnostic) -> Spread {
    let cells = try frame.cells.get()
    let key = "\(cells.days.key) \(cells.days.origin) \(String(describing: cells.days.spanStart))"
    if let known = cells.stage.spreads[key], let day = cells.stage.known["spread \(key)"] {
      return Spread(frame: known, day: day)
    }
    let day = fresh("day")
    let (carried, days) = try singles(cells, day, keeping: frame.groupKeys)
    let source = tradingDays(cells.stage, cells.days, as: day, carrying: carried)
    let stage = Stage(
      name: add("days", source), keys: cells.stage.keys + [day], columns: carried + [day], subject: cells.stage.subject)
    let result = SQLFrame(
      cells: Lazy(of: Side(stage: stage, days: days)), groups: groupsOfDays(frame, stage, day),
      groupKeys: frame.groupKeys + [day], setKeys: frame.setKeys)
    cells.stage.spreads[key] = result
    cells.stage.known["spread \(key)"] = day
    return Spread(frame: result, day: day)
  }

  /// A cell for each day of any cell of the group, for an aggregate inside: whom it folds on a day follows from the rows,
  /// not from the span in the fold's own brackets.
  private func spreadAll(_ frame: SQLFrame) throws(Diagnostic) -> Spread {
    let own = try spreadCells(frame)
    let cells = try frame.cells.get()
    let day = own.day
    let ownStage = try own.frame.cells.get().stage
    let (carried, days) = try singles(cells, day, keeping: frame.groupKeys)
    let groupDays = add("group_days", select(frame.groupKeys + [day], from: ownStage.name, distinct: true))
    var all = cells.days
    all.tradingDayCount = nil
    // Every trading day; those of the group are chosen by the join.
    (all.first, all.last, all.picks) = (
      DayText(lanes(cells.stage).map { _ in market.dateCoverage.lowerBound }),
      DayText(lanes(cells.stage).map { _ in market.dateCoverage.upperBound }), []
    )
    let everyDay = nested(tradingDays(cells.stage, all, as: day, carrying: carried))
    let mark = fresh("own")
    let marks = nested(select(cells.stage.keys + [day, "1 AS \(mark)"], from: ownStage.name))
    let asked = nested(select(carried + [day], from: joined(everyDay, groupDays, on: frame.groupKeys + [day])))
    let stage = Stage(
      name: add(
        "days",
        select(
          carried + [day, "coalesce(\(mark), 0) AS \(mark)_day"],
          from: joined(asked, marks, on: cells.stage.keys + [day], keepsLeft: true))),
      keys: cells.stage.keys + [day], columns: carried + [day, "\(mark)_day"], subject: cells.stage.subject)
    let result = SQLFrame(
      cells: Lazy(of: Side(stage: stage, days: days)), groups: groupsOfDays(frame, stage, day),
      groupKeys: frame.groupKeys + [day], setKeys: frame.setKeys)
    return Spread(frame: result, day: day, own: "\(mark)_day")
  }

  /// A group for each day of each group: those of its companies, or of all exchanges where it has none; the last ones of
  /// them where the brackets name a number of trading days.
  private func spreadGroups(
    _ frame: SQLFrame, joinsAll: Bool, last: Int?, foldsCompanies: Bool
  ) throws(Diagnostic) -> Spread {
    let (groups, cells) = (try frame.groups.get(), try frame.cells.get())
    let own = try spreadCells(frame)
    let day = own.day
    let ownStage = try own.frame.cells.get().stage
    let (first, lastDay) = (bound(groups.days.first, groups.stage), bound(groups.days.last, groups.stage))
    let bounds = [(groups.days.first, first), (groups.days.last, lastDay)].filter { $0.0.constants == nil }
      .map { column(groups.stage, $0.1, "bound") }
    let (groupCarried, groupDays) = try singles(groups, day, keeping: bounds)
    // Groups without a cell.
    let populated = fresh("populated")
    let members = nested(select(frame.groupKeys + ["1 AS \(populated)"], from: cells.stage.name, distinct: true))
    let empty = nested(
      select(
        groupCarried,
        from: joined(groups.stage.name, members, on: frame.groupKeys, keepsLeft: true), where: ["\(populated) IS NULL"])
    )
    let emptyStage = Stage(
      name: empty, keys: groups.stage.keys, columns: groupCarried, subject: groups.stage.subject)
    var emptyDays = groups.days
    if emptyDays.first.constants == nil, let name = bounds.first {
      emptyDays.first = DayText(name, from: groups.days.first.earliest, to: groups.days.first.latest)
    }
    if emptyDays.last.constants == nil, let name = bounds.last {
      emptyDays.last = DayText(name, from: groups.days.last.earliest, to: groups.days.last.latest)
    }
    let withoutCells = tradingDays(emptyStage, emptyDays, as: day, carrying: frame.groupKeys)
    let withCells = select(frame.groupKeys + [day], from: ownStage.name, distinct: true)
    var days = add("group_days", "\(withCells)\nUNION ALL\n\(withoutCells)")
    if let last {
      let (place, count) = (fresh("place"), fresh("count"))
      let fold = Fold(relation: days, keys: frame.groupKeys, day: day, value: day, second: nil, count: nil)
      let numbered = running(fold, by: day, [RunningColumn(kind: .number, value: day, name: place)])
      let placed = Fold(
        relation: numbered.relation, keys: frame.groupKeys, day: day, value: place, second: nil, count: nil)
      let counted = extended(placed, [("max(\(place))", count)])
      days = add(
        "group_days", select(frame.groupKeys + [day], from: counted.relation, where: ["\(place) > \(count) - \(last)"]))
    }
    let groupStage = Stage(
      name: add("day_groups", select(groupCarried + [day], from: joined(groups.stage.name, days, on: frame.groupKeys))),
      keys: groups.stage.keys + [day], columns: groupCarried + [day], subject: groups.stage.subject)
    let groupSide = Side(stage: groupStage, days: groupDays)
    let cellSide = Lazy<Side> { () throws(Diagnostic) -> Side in
      let (carried, cellDays) = try self.singles(cells, day, keeping: frame.groupKeys)
      var all = cells.days
      if joinsAll {
        all.tradingDayCount = nil
        (all.first, all.last, all.picks) = (
          DayText(self.lanes(cells.stage).map { _ in self.market.dateCoverage.lowerBound }),
          DayText(self.lanes(cells.stage).map { _ in self.market.dateCoverage.upperBound }), []
        )
      }
      let every = self.nested(self.tradingDays(cells.stage, all, as: day, carrying: carried))
      let name = self.add(
        "days", self.select(carried + [day], from: self.joined(every, days, on: frame.groupKeys + [day])))
      let stage = Stage(
        name: name, keys: cells.stage.keys + [day], columns: carried + [day], subject: cells.stage.subject)
      return Side(stage: stage, days: cellDays)
    }
    return Spread(
      frame: SQLFrame(
        cells: cellSide, groups: Lazy(of: groupSide), groupKeys: frame.groupKeys + [day], setKeys: frame.setKeys),
      day: day)
  }

  /// The groups of days that cells were spread into, each day of a group being one.
  private func groupsOfDays(_ frame: SQLFrame, _ stage: Stage, _ day: String) -> Lazy<Side> {
    Lazy<Side> { () throws(Diagnostic) in
      let outer = try frame.groups.get()
      let (carried, days) = try self.singles(outer, day)
      let distinct = self.nested(self.select(frame.groupKeys + [day], from: stage.name, distinct: true))
      let name = self.add(
        "day_groups", self.select(carried + [day], from: self.joined(outer.stage.name, distinct, on: frame.groupKeys)))
      return Side(
        stage: Stage(
          name: name, keys: outer.stage.keys + [day], columns: carried + [day], subject: outer.stage.subject),
        days: days)
    }
  }

  /// The columns that single days of a side need of it, and what their windows are.
  private func singles(
    _ side: Side, _ day: String, keeping others: [String] = []
  ) throws(Diagnostic) -> (carried: [String], days: FrameWindow) {
    let (stage, outer) = (side.stage, side.days)
    var carried: [String] = []
    func keep(_ name: String) { if !carried.contains(name) { carried.append(name) } }
    for name in stage.keys + stage.subject.columns + others {
      keep(name)
    }
    func kept(_ text: DayText, _ hint: String) -> DayText {
      guard text.constants == nil else { return text }
      let name = column(stage, bound(text, stage), hint)
      keep(name)
      return DayText(name, from: text.earliest, to: text.latest)
    }
    let own = DayText(day, from: outer.first.earliest, to: outer.last.latest)
    var days = FrameWindow(first: own, last: own, origin: kept(outer.origin, "origin"))
    days.spanStart = kept(outer.first, "span_start")
    days.spanPicks = outer.picks
    for case .period(_, let number) in outer.picks where stage.columns.contains(number) { keep(number) }
    days.scaleDay = kept(outer.scaleDay ?? outer.last, "scale_day")
    if hasFactors, stage.subject.bars != nil {
      let scale = outer.scale ?? factor(stage, upTo: outer.last, from: nil)
      if scale == "1" {
        days.scale = "1"
      } else {
        let name = column(stage, scale, "scale")
        keep(name)
        days.scale = name
      }
    } else {
      days.scale = "1"
    }
    flush(stage)
    return (carried, days)
  }

  /// A row for each trading day of each row's window.
  func tradingDays(
    _ stage: Stage, _ days: FrameWindow, as day: String, carrying carried: [String]
  ) -> String {
    if let count = days.tradingDayCount, count <= FrameGenerator.steppedDays, days.picks.isEmpty,
      !stage.subject.isIndex,
      days.first.constants == nil
    {
      return steppedDays(count, stage, days, as: day, carrying: carried)
    }
    let (first, last) = (bound(days.first, stage), bound(days.last, stage))
    settle(stage, first, last)
    let hasWeekday = days.picks.contains { if case .period(.weekday, _) = $0 { true } else { false } }
    var (conditions, weekdays) = picks(days.picks)
    conditions = ["day >= \(first)", "day <= \(last)"] + conditions
    var source: String
    if stage.subject.isIndex {
      let (bars, on) = bars(of: stage, reading: ["day"])
      source = joined(stage.name, bars, on: on)
      if hasWeekday, let weekdays {
        if dialect.joinsTwoAtATime { source = nested("SELECT * FROM \(source)") }
        source = joined(source, weekdays, on: ["day"])
      }
    } else {
      weekdays = nil
      var open = ["is_open = 1"]
      if days.first.earliest > .first { open.append("day >= \(days.first.earliest.figure)") }
      if days.last.latest < .last { open.append("day <= \(days.last.latest.figure)") }
      let columns = ["day"] + (hasWeekday ? ["weekday"] : [])
      if exchange(stage) == "exchange" {
        source = joined(
          stage.name, nested(select(["exchange"] + columns, from: "calendar", where: open)), on: ["exchange"])
      } else {
        source = joined(
          stage.name,
          nested(select(columns, from: "calendar", where: ["exchange = \(exchange(stage))"] + open)), on: [])
      }
    }
    return select(carried + ["day AS \(day)"], from: source, where: conditions)
  }

  /// How many days are found by counting back from the last one.
  private static let steppedDays = 1000

  /// The same where it is so many trading days: each is found by its place, and not among all there are.
  private func steppedDays(
    _ count: Int, _ stage: Stage, _ days: FrameWindow, as day: String, carrying carried: [String]
  ) -> String {
    let last = column(stage, position(through: days.last, stage), "last_position")
    settle(stage, last)
    let isOwn = exchange(stage) == "exchange"
    let kept = Array(Set(carried + (isOwn ? ["exchange"] : []))).sorted()
    // The calendar of all exchanges has so many days, or no exchange has them.
    let all = ["exchange = \(dialect.text(Market.allExchanges))", "is_open = 1", "position <= \(count)"]
    let steps = nested(select(["position AS step"], from: "calendar", where: all))
    let places = nested(
      select(
        kept + ["\(dialect.wholeKey("\(last) - step + 1")) AS position"], from: joined(stage.name, steps, on: [])))
    let open = ["is_open = 1"] + (isOwn ? [] : ["exchange = \(exchange(stage))"])
    let found = nested(select((isOwn ? ["exchange"] : []) + ["position", "day"], from: "calendar", where: open))
    return select(
      carried + ["day AS \(day)"], from: joined(places, found, on: (isOwn ? ["exchange"] : []) + ["position"]))
  }

  /// The relation of the days of the market on which a condition of `when` held.
  func held(_ condition: BoundExpression) throws(Diagnostic) -> String {
    if let known = heldDays[condition] { return known }
    let day = fresh("day")
    let everywhere = Subject(bars: nil, company: nil, days: .exchange(dialect.text(Market.allExchanges), lanes: [nil]))
    let all = ["exchange = \(dialect.text(Market.allExchanges))", "is_open = 1"]
    let groups = Stage(
      name: add("market_days", select(["day AS \(day)"], from: "calendar", where: all)), keys: [day], columns: [day],
      subject: everywhere)
    let text = DayText(day, from: market.dateCoverage.lowerBound, to: market.dateCoverage.upperBound)
    let days = FrameWindow(first: text, last: text, origin: text)
    let cells = Lazy<Side> { () throws(Diagnostic) -> Side in
      let open = self.nested(self.select(["exchange", "day AS \(day)"], from: "calendar", where: ["is_open = 1"]))
      let companies = self.nested(
        self.select(["company", "exchange"], from: "companies", where: ["is_default = 1"]))
      let stage = Stage(
        name: self.add(
          "company_days",
          self.select(["company", "exchange", day], from: self.joined(companies, open, on: ["exchange"]))),
        keys: ["company", day], columns: ["company", "exchange", day], subject: self.companySubject)
      return Side(stage: stage, days: days)
    }
    let frame = SQLFrame(cells: cells, groups: Lazy(of: Side(stage: groups, days: days)), groupKeys: [day], setKeys: [])
    let test = try evaluate(condition, over: frame, at: .groups)
    settle(groups, test)
    let name = add("held", select(["\(day) AS day"], from: groups.name, where: [test]))
    heldDays[condition] = name
    return name
  }

  /// The subject of rows that are a company each.
  var companySubject: Subject {
    Subject(
      bars: "bars", join: [("company", "company")], company: "company",
      days: .exchange("exchange", lanes: market.calendar.exchanges.indices.map { $0 }))
  }
}

extension FrameWindow {
  /// Whether each row has a single day in it.
  fileprivate var isSingle: Bool {
    if let starts = first.constants, let ends = last.constants { return starts == ends && !starts.contains(nil) }
    return dayColumn != nil
  }
}
