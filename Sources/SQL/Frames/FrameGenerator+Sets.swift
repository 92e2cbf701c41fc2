internal import Language
internal import Market
internal import Query

// A set of companies is a company: its index has bars of its own, in a relation with the columns of the table of bars.
extension FrameGenerator {
  func evaluate(
    _ operand: BoundExpression, of set: BoundSet, over frame: SQLFrame, at place: Place
  ) throws(Diagnostic) -> String {
    let own = try side(frame, place)
    let subject: Subject
    switch set.members {
    case .company(let company):
      let number = column(own.stage, dialect.wholeKey("\(company)"), "of_company")
      let exchange = market.exchanges[company]
      subject = Subject(
        bars: "bars", join: [("company", number)], company: number,
        days: .exchange(dialect.text(market.calendar.exchanges[exchange]), lanes: [exchange]))
    case .group:
      let made = try index(of: set)
      let keys = made.keys.isEmpty ? [("series", column(own.stage, "1", "of_series"))] : made.keys.map { ($0, $0) }
      subject = Subject(bars: made.name, join: keys, company: nil, days: .index)
    case .condition:
      let made = try index(of: set)
      subject = Subject(
        bars: made.name, join: [("series", column(own.stage, "1", "of_series"))], company: nil, days: .index)
    }
    func moved(_ day: DayText) -> DayText {
      guard day.constants != nil else { return day }
      if let single = day.single { return DayText([single]) }
      return DayText(bound(day, own.stage), from: day.earliest, to: day.latest)
    }
    var days = own.days
    (days.first, days.last, days.origin) = (moved(days.first), moved(days.last), moved(days.origin))
    days.spanStart = days.spanStart.map(moved)
    days.attributeDay = days.attributeDay.map(moved)
    days.scaleDay = days.scaleDay.map(moved)
    days.isFromFirstBar = false
    flush(own.stage)
    let target = Stage(name: own.stage.name, keys: own.stage.keys, columns: own.stage.columns, subject: subject)
    if let day = days.scaleDay { days.scale = factor(target, upTo: day, from: nil) } else { days.scale = nil }
    let key = "of \(subject) \(days) \(operand.hashValue)"
    if let known = own.stage.known[key] { return known }
    let inner = SQLFrame(
      cells: Lazy(of: Side(stage: target, days: days)), groups: frame.groups, groupKeys: frame.groupKeys,
      setKeys: frame.setKeys)
    let value = column(target, try figure(operand, over: inner, at: .cells), "of_set")
    flush(target)
    let name = fresh("of_set")
    attach(nested(select(own.stage.keys + ["\(value) AS \(name)"], from: target.name)), [name], to: own.stage)
    let text = operand.type == .flag ? "(\(name) = 1)" : name
    own.stage.known[key] = text
    return text
  }

  /// The relation of a set's bars, and the keys of the question's sets that tell several indices apart.
  private func index(of set: BoundSet) throws(Diagnostic) -> (name: String, keys: [String]) {
    let isGroup = set.members == .group
    let key = "\(set.hashValue)"
    if let known = indices[key] { return known }
    var condition: BoundExpression?
    var allKinds = includesAllKinds
    switch set.members {
    case .group: condition = self.condition
    case .condition(let own, let includesAll): (condition, allKinds) = (own, includesAll)
    case .company: break
    }
    let keys = isGroup ? setKeys : []
    let day = fresh("day")
    let foldsCompanies = [condition, set.weight].contains { $0?.foldsCompanies ?? false }
    let stage = Stage(
      name: members(day, allKinds: allKinds, everyDay: foldsCompanies), keys: ["company", day],
      columns: ["company", "exchange", day, "member_change"], subject: companySubject)
    let (from, to) = (market.dateCoverage.lowerBound, market.dateCoverage.upperBound)
    let before = lookup("calendar", "previous_day", by: [("exchange", "exchange"), ("day", day)], stage)
    var days = FrameWindow(
      first: DayText(before, from: from, to: to), last: DayText(before, from: from, to: to),
      origin: DayText(before, from: from, to: to))
    // Who is in on a day is who was in at the end of the day before.
    days.attributeDay = DayText(day, shift: -1, from: from, to: to)
    let groups = Lazy<Side> { () throws(Diagnostic) -> Side in
      let everywhere = Subject(
        bars: nil, company: nil, days: .exchange(self.dialect.text(Market.allExchanges), lanes: [nil]))
      let all = ["exchange = \(self.dialect.text(Market.allExchanges))", "is_open = 1"]
      let last = self.fresh("day_before")
      let groups = Stage(
        name: self.add(
          "market_days", self.select(["day AS \(day)", "previous_day AS \(last)"], from: "calendar", where: all)),
        keys: [day], columns: [day, last], subject: everywhere)
      let text = DayText(last, from: from, to: to)
      return Side(stage: groups, days: FrameWindow(first: text, last: text, origin: text))
    }
    let frame = SQLFrame(cells: Lazy(of: Side(stage: stage, days: days)), groups: groups, groupKeys: [day], setKeys: [])
    var conditions = ["member_change IS NOT NULL"]
    if let condition { conditions.append(try evaluate(condition, over: frame, at: .cells)) }
    var weight = "1.0"
    if let own = set.weight {
      weight = column(stage, try evaluate(own, over: frame, at: .cells), "weight")
      conditions.append("\(weight) > 0")
    }
    var labels: [(relation: String, name: String)] = []
    let membership = FrameWindow(
      first: DayText(day, from: from, to: to), last: DayText(day, from: from, to: to),
      origin: DayText(day, from: from, to: to))
    for key in keys {
      labels.append((self.labels(of: key.key, named: key.column, stage, membership), key.column))
    }
    flush(stage)
    var source = stage.name
    for label in labels {
      if source != stage.name, dialect.joinsTwoAtATime { source = nested("SELECT * FROM \(source)") }
      source = joined(source, label.relation, on: stage.keys)
    }
    let names = keys.map(\.column)
    let made = series(source, names.isEmpty ? ["series"] : names, day, weight, conditions)
    indices[key] = (made, names)
    return (made, names)
  }

  /// The companies that may be in a set, with each day's change; all their days where a condition folds companies.
  private func members(_ day: String, allKinds: Bool, everyDay: Bool) -> String {
    let companies = nested(
      select(["company", "exchange"], from: "companies", where: allKinds ? [] : ["is_default = 1"]))
    let change =
      hasReports ? "coalesce(report, level / nullif(base_level, 0) - 1)" : "level / nullif(base_level, 0) - 1"
    let bars = nested(select(["company", "day AS \(day)", "\(change) AS member_change"], from: "bars"))
    guard everyDay else {
      return add(
        "members",
        select(["company", "exchange", day, "member_change"], from: joined(companies, bars, on: ["company"])))
    }
    let all = ["exchange = \(dialect.text(Market.allExchanges))", "is_open = 1"]
    let days = nested(select(["day AS \(day)"], from: "calendar", where: all))
    let cells = nested(select(["company", "exchange", day], from: joined(companies, days, on: [])))
    return add(
      "members",
      select(
        ["company", "exchange", day, "member_change"], from: joined(cells, bars, on: ["company", day], keepsLeft: true))
    )
  }

  /// The daily rebalanced index: each day the mean, or weighted mean, of its members' changes, as bars.
  private func series(
    _ source: String, _ keys: [String], _ day: String, _ weight: String, _ conditions: [String]
  ) -> String {
    let change = "sum(\(weight) * member_change) / sum(\(weight))"
    let constant = keys == ["series"]
    let columns = (constant ? ["1 AS series"] : keys) + ["\(day) AS day", "\(change) AS change"]
    let changes = add(
      "changes",
      select(columns, from: source, where: conditions, groupBy: (constant ? [] : keys) + [day]))
    let logarithm = "CASE WHEN change > -1 THEN ln(1 + change) ELSE -1000.0 END"
    let fold = Fold(
      relation: nested(select(keys + ["day", "\(logarithm) AS log_change"], from: changes)), keys: keys, day: "day",
      value: "log_change", second: nil, count: nil)
    let totals = running(
      fold, by: "day",
      [
        RunningColumn(kind: .sum, value: "log_change", name: "log_level"),
        RunningColumn(kind: .number, value: "log_change", name: "position"),
      ])
    let barColumns = [
      "day", "position", "100 * exp(log_level) AS close", "1.0 AS factor", "100 * exp(log_level) AS level",
      "100 * exp(log_level - log_change) AS base_level",
      "CASE WHEN position = 1 THEN 100.0 END AS previous", "\(missing) AS open", "\(missing) AS high",
      "\(missing) AS low", "\(missing) AS volume", "\(missing) AS report", "1 AS base_known",
      "CASE WHEN position = 1 THEN 1 ELSE 0 END AS is_first",
    ]
    return add("index_bars", select(keys + barColumns, from: totals.relation))
  }
}
