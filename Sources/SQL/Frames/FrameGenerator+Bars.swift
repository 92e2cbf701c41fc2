internal import Language
internal import Market
internal import Query

// A window of bars is a bar: the rules of Bars+Chaining.swift and Evaluator+Bars.swift, as folds of the table of bars.
extension FrameGenerator {
  private static let barColumns: Set<String> = [
    "day", "open", "high", "low", "close", "volume", "previous", "factor", "level", "report", "base_level",
    "base_known",
    "is_first", "position",
  ]

  /// The bars that belong to the rows of a stage, with the columns that are read, and what both sides are joined on.
  func bars(
    of stage: Stage, reading columns: Set<String>, renamed: [(column: String, name: String)] = [],
    from first: Day? = nil, through last: Day? = nil, where more: [String] = []
  ) -> (source: String, on: [String]) {
    let subject = stage.subject
    let keys = subject.join.map { $0.bars == $0.row ? $0.row : "\($0.bars) AS \($0.row)" }
    var conditions = more
    if !subject.isIndex {
      if let first, first > .first { conditions.append("day >= \(first.figure)") }
      if let last, last < .last { conditions.append("day <= \(last.figure)") }
    }
    let read = keys + columns.sorted() + renamed.map { "\($0.column) AS \($0.name)" }
    return (
      nested(select(read, from: subject.bars ?? "bars", where: conditions)), subject.join.map(\.row)
    )
  }

  /// A fold of the bars of each row's window.
  private func fold(_ aggregate: String, _ hint: String, _ days: FrameWindow, _ stage: Stage) -> String {
    let key = "\(aggregate) over \(days.key)"
    if let known = stage.known[key] { return known }
    settle(stage, bound(days.first, stage), bound(days.last, stage), aggregate)
    let name = fresh(hint)
    if let place = stage.folds.firstIndex(where: { $0.window == days }) {
      stage.folds[place].columns.append((aggregate, name))
    } else {
      stage.folds.append((days, [(aggregate, name)]))
    }
    stage.known[key] = name
    return name
  }

  /// The relation of all folds over one window, to be joined to its stage.
  func folded(
    _ stage: Stage, _ fold: (window: FrameWindow, columns: [(expression: String, name: String)])
  ) -> (relation: String, on: [String], columns: [String]) {
    let words = Set(fold.columns.flatMap { $0.expression.split { !($0.isLetter || $0 == "_") }.map(String.init) })
    var read = words.intersection(FrameGenerator.barColumns)
    read.insert("day")
    let days = fold.window
    let (first, last) = (bound(days.first, stage), bound(days.last, stage))
    var conditions = ["day >= \(first)", "day <= \(last)"]
    if days.picks.isEmpty,
      let source = joinedToBars(
        stage, reading: [first, last] + fold.columns.map(\.expression), from: days.first.earliest,
        through: days.last.latest)
    {
      let relation = add(
        "bars",
        select(
          stage.keys + fold.columns.map { "\($0.expression) AS \($0.name)" }, from: source.text,
          where: source.conditions + conditions, groupBy: stage.keys))
      return (relation, stage.keys, fold.columns.map(\.name))
    }
    let (source, on) = bars(of: stage, reading: read, from: days.first.earliest, through: days.last.latest)
    let picked = picks(days.picks)
    conditions += picked.conditions
    var joinedSource = joined(stage.name, source, on: on)
    if let weekdays = picked.weekdays {
      if dialect.joinsTwoAtATime { joinedSource = nested("SELECT * FROM \(joinedSource)") }
      joinedSource = joined(joinedSource, weekdays, on: ["day"])
    }
    let relation = add(
      "bars",
      select(
        stage.keys + fold.columns.map { "\($0.expression) AS \($0.name)" }, from: joinedSource, where: conditions,
        groupBy: stage.keys))
    return (relation, stage.keys, fold.columns.map(\.name))
  }

  /// The table of bars joined with what is read of a stage, the bars first, so that each server reads its own; nil where that makes
  /// no difference, or the rows' bars are not that table's own.
  private func joinedToBars(
    _ stage: Stage, reading texts: [String], from first: Day, through last: Day, where more: [String] = []
  ) -> (text: String, conditions: [String])? {
    guard let join = dialect.joinToTable, stage.subject.bars == "bars", stage.subject.join.count == 1,
      stage.subject.join[0].row == "company", !stage.columns.contains("day"),
      // The index of a table takes no bound that is missing.
      !texts.contains(where: { $0.contains("CAST(NULL") })
    else { return nil }
    let read = stage.columns.filter { name in
      stage.keys.contains(name) || texts.contains { $0.mentions(anyOf: [name]) }
    }
    var conditions = more
    if first > .first { conditions.append("day >= \(first.figure)") }
    if last < .last { conditions.append("day <= \(last.figure)") }
    return ("bars\n\(join) \(nested(select(read, from: stage.name))) USING (company)", conditions)
  }

  /// What keeps the picked days of rows with a `day`, and what they are joined with to know their weekday.
  func picks(_ picks: [FrameWindow.Pick]) -> (conditions: [String], weekdays: String?) {
    var conditions: [String] = []
    var weekdays: String?
    for pick in picks {
      switch pick {
      case .held(let relation): conditions.append("day IN (SELECT day FROM \(relation))")
      case .period(.weekday, let number):
        weekdays = nested("SELECT day, weekday FROM dates")
        conditions.append("weekday = \(number)")
      case .period(_, let number): conditions.append("\(dialect.wholeQuotient("day", "100")) % 100 = \(number)")
      }
    }
    return (conditions, weekdays)
  }

  // MARK: - One day

  /// A column of the bar of each row's single day.
  private func ofDay(_ column: String, _ day: String, _ days: FrameWindow, _ stage: Stage) -> String {
    let key = "\(column) on \(day)"
    if let known = stage.known[key] { return known }
    settle(stage, day)
    let name = fresh(column)
    if let place = stage.barsOfDay.firstIndex(where: { $0.day == day }) {
      stage.barsOfDay[place].columns[column] = name
    } else {
      stage.barsOfDay.append((day, days, [column: name]))
    }
    stage.known[key] = name
    return name
  }

  func barsJoin(
    _ stage: Stage, _ bars: (day: String, window: FrameWindow, columns: [String: String])
  ) -> (relation: String, on: [String], columns: [String]) {
    let columns = bars.columns.sorted { $0.key < $1.key }
    let renamed = [(column: "day", name: bars.day)] + columns.map { (column: $0.key, name: $0.value) }
    let (source, on) = self.bars(
      of: stage, reading: [], renamed: renamed, from: bars.window.first.earliest, through: bars.window.last.latest)
    return (source, on + [bars.day], columns.map(\.value))
  }

  /// A figure of the bar of each row's single trading day.
  private func dayFigure(_ measure: BarMeasure, _ day: String, _ days: FrameWindow, _ stage: Stage) -> String {
    func column(_ name: String) -> String { ofDay(name, day, days, stage) }
    func scaled(_ price: String) -> String {
      guard hasFactors, let scale = days.scale, scale != "1" else { return price }
      return "(\(price) * (\(column("factor")) / \(scale)))"
    }
    let change = "\(quotient(column("level"), column("base_level"))) - 1"
    switch measure {
    case .open, .high, .low, .close, .previous: return scaled(column(measure.rawValue))
    case .unadjusted: return column("close")
    case .volume: return column("volume")
    case .day: return ofDay("day", day, days, stage)
    case .gain: return hasReports ? "coalesce(\(column("report")), \(change))" : "(\(change))"
    case .base:
      let factor = hasFactors ? " / \(days.scale ?? column("factor"))" : ""
      let close = column("close")
      let known = "\(column("base_known")) = 1 AND \(close) IS NOT NULL"
      let base = "CASE WHEN \(known) THEN \(column("base_level"))\(factor) END"
      guard hasReports else { return base }
      let stated = "coalesce(\(column("previous")), \(quotient(close, "(1 + \(column("report")))")))"
      return "CASE WHEN \(column("report")) IS NOT NULL THEN CASE WHEN \(close) IS NOT NULL THEN \(scaled(stated)) END "
        + "ELSE \(base) END"
    }
  }

  // MARK: - Several days

  /// A figure of the bar that each row's window is.
  func barFigure(_ measure: BarMeasure, _ stage: Stage, _ days: FrameWindow) -> String {
    guard stage.subject.bars != nil else { return missing }
    if let day = days.dayColumn { return dayFigure(measure, day, days, stage) }
    func last(_ figure: String, _ hint: String) -> String { fold(dialect.last(figure, "day"), hint, days, stage) }
    func simple(_ function: String, _ column: String) -> String {
      fold("\(function)(\(column))", column, days, stage)
    }
    /// The price of the bar that comes first or last by a figure. Where the scale is the bar's own, the price is what the bar
    /// says, to the last bit: factors are divided first.
    func price(
      _ column: String, _ pick: @Sendable (_ figure: String, _ by: String) -> String, by figure: String = "day"
    ) -> String {
      guard hasFactors else { return fold(pick(column, figure), column, days, stage) }
      let value = fold(pick(column, figure), column, days, stage)
      let factor = fold(pick("CASE WHEN \(column) IS NOT NULL THEN factor END", figure), "factor", days, stage)
      return "(\(value) * (\(factor) / \(scale(days, stage))))"
    }
    switch measure {
    case .open: return price("open", dialect.first)
    case .close: return price("close", dialect.last)
    case .high: return hasFactors ? price("high", dialect.last, by: "high * factor") : simple("max", "high")
    case .low: return hasFactors ? price("low", dialect.first, by: "low * factor") : simple("min", "low")
    case .unadjusted: return last("close", "unadjusted")
    case .volume: return fold("sum(volume)", "volume", days, stage)
    case .day: return fold("max(day)", "last_bar", days, stage)
    case .previous:
      let first = fold(dialect.first("coalesce(previous * factor, -1.0)", "day"), "previous", days, stage)
      return "(nullif(\(first), -1.0) / \(scale(days, stage)))"
    case .gain: return gain(days, stage)
    case .base: return base(days, stage)
    }
  }

  /// What prices are divided by to stand on the window's scale.
  private func scale(_ days: FrameWindow, _ stage: Stage) -> String {
    guard hasFactors else { return "1" }
    return days.scale ?? fold(dialect.last("factor", "day"), "factor", days, stage)
  }

  private func gain(_ days: FrameWindow, _ stage: Stage) -> String {
    guard days.picks.isEmpty else {
      // Days that lie apart compound each day's own change; nothing is left after a fall of all.
      let change =
        hasReports ? "coalesce(report, level / nullif(base_level, 0) - 1)" : "level / nullif(base_level, 0) - 1"
      let logarithm = "CASE WHEN \(change) > -1 THEN ln(1 + \(change)) WHEN \(change) <= -1 THEN -1000 END"
      return "(exp(\(fold("sum(\(logarithm))", "log_gain", days, stage))) - 1)"
    }
    let end = fold(dialect.last("level", "day"), "level", days, stage)
    let ratio = "(\(quotient(end, startLevel(days, stage))) - 1)"
    let single = isSingleDay(days, stage)
    guard hasReports, single != "(1 = 0)" else { return ratio }
    let report = fold(dialect.last("report", "day"), "report", days, stage)
    return "coalesce(CASE WHEN \(single) THEN \(report) END, \(ratio))"
  }

  /// Whether a row has bars to measure a change to, and nothing to measure it from.
  func lacksBase(_ stage: Stage, _ days: FrameWindow) -> String {
    guard days.picks.isEmpty else { return "(1 = 0)" }
    let end =
      days.dayColumn.map { ofDay("level", $0, days, stage) } ?? fold(dialect.last("level", "day"), "level", days, stage)
    return "((\(barFigure(.gain, stage, days))) IS NULL AND \(end) IS NOT NULL)"
  }

  private func startLevel(_ days: FrameWindow, _ stage: Stage) -> String {
    startFigure("base_level", days, stage)
  }

  /// What the first bar of the window says of the level before it; missing where that is the company's first bar, but the
  /// window begins before it.
  private func startFigure(_ column: String, _ days: FrameWindow, _ stage: Stage) -> String {
    let begins = beginsAtFirstBar(days, stage)
    let figure = "coalesce(\(column), -1.0)"
    let test = begins == "(1 = 1)" ? figure : "CASE WHEN is_first = 0 OR \(begins) THEN \(figure) ELSE -1.0 END"
    return "nullif(\(fold(dialect.first(test, "day"), column, days, stage)), -1.0)"
  }

  /// Whether the window's first trading day is that of the company's first bar.
  private func beginsAtFirstBar(_ days: FrameWindow, _ stage: Stage) -> String {
    if days.isFromFirstBar { return "(1 = 1)" }
    if stage.subject.isIndex {
      // An index trades on the days on which it has a bar.
      if let single = days.first.single { return single == .first ? "(1 = 0)" : "(1 = 1)" }
      let first = column(stage, bound(days.first, stage), "first")
      return "\(first) <> \(Day.first.figure)"
    }
    guard let company = stage.subject.company else { return "(1 = 0)" }
    if let starts = days.first.constants, starts.allSatisfy({ $0 == .first }) { return "(1 = 0)" }
    let listed = lookup("companies", "first_position", by: [("company", company)], stage)
    let first = bound(days.first, stage)
    let test = "\(listed) = \(position(before: days.first, stage)) + 1 AND \(first) <> \(Day.first.figure)"
    return "\(column(stage, "CASE WHEN \(test) THEN 1 ELSE 0 END", "begins")) = 1"
  }

  /// Whether the window holds one trading day, in SQL.
  private func isSingleDay(_ days: FrameWindow, _ stage: Stage) -> String {
    if stage.subject.isIndex { return "(1 = 0)" }
    if let starts = days.first.constants, let ends = days.last.constants {
      let singles = zip(zip(starts, ends), calendars(stage)).map { window, calendar in
        guard let first = window.0, let last = window.1, first > .first else { return false }
        return Calendar.count(onOrBefore: last, in: calendar) - Calendar.count(before: first, in: calendar) == 1
      }
      if singles.allSatisfy({ !$0 }) { return "(1 = 0)" }
      if singles.allSatisfy({ $0 }) { return "(1 = 1)" }
    }
    if days.isFromFirstBar, days.last.constants == nil, days.first.text == days.last.text { return "(1 = 1)" }
    let count = "\(position(through: days.last, stage)) - \(position(before: days.first, stage))"
    let test = "\(count) = 1 AND \(bound(days.first, stage)) <> \(Day.first.figure)"
    return "\(column(stage, "CASE WHEN \(test) THEN 1 ELSE 0 END", "is_single")) = 1"
  }

  /// What the change is measured from, on the window's scale.
  private func base(_ days: FrameWindow, _ stage: Stage) -> String {
    guard days.picks.isEmpty else { return missing }
    let known = startFigure("base_known", days, stage)
    let closes = fold(
      dialect.last("CASE WHEN level IS NOT NULL THEN CASE WHEN close IS NULL THEN 0 ELSE 1 END END", "day"), "closes",
      days, stage)
    let scale = scale(days, stage)
    let base = "CASE WHEN \(known) = 1 AND \(closes) = 1 THEN \(startLevel(days, stage)) / \(scale) END"
    let single = isSingleDay(days, stage)
    guard hasReports, single != "(1 = 0)" else { return base }
    let price = "coalesce(previous, close / nullif(1 + report, 0)) * factor"
    let stated = fold(dialect.last("CASE WHEN close IS NOT NULL THEN \(price) END", "day"), "stated", days, stage)
    let report = fold(dialect.last("report", "day"), "report", days, stage)
    return "CASE WHEN \(single) AND \(report) IS NOT NULL THEN \(stated) / \(scale) ELSE \(base) END"
  }

  /// The factor of the last bar up to a day.
  func factor(_ stage: Stage, upTo last: DayText, from first: DayText?) -> String {
    guard hasFactors, stage.subject.bars != nil, !stage.subject.isIndex else { return "1" }
    if first == nil { return factorSoFar(stage, upTo: last) }
    let days = FrameWindow(first: first ?? DayText(lanes(stage).map { _ in .first }), last: last, origin: last)
    return fold(dialect.last("factor", "day"), "factor", days, stage)
  }

  /// The same of all bars so far: only those are joined that change it, which are few, and not each bar with each day.
  private func factorSoFar(_ stage: Stage, upTo last: DayText) -> String {
    let end = bound(last, stage)
    let key = "factor up to \(end)"
    if let known = stage.known[key] { return known }
    settle(stage, end)
    let name = fresh("factor")
    let columns = stage.keys + ["\(dialect.last("factor", "day")) AS \(name)"]
    let relation: String
    let rescaling = ["rescales = 1"]
    if let source = joinedToBars(stage, reading: [end], from: .first, through: last.latest, where: rescaling) {
      relation = add(
        "factors",
        select(columns, from: source.text, where: source.conditions + ["day <= \(end)"], groupBy: stage.keys))
    } else {
      let (source, on) = bars(of: stage, reading: ["day", "factor"], through: last.latest, where: rescaling)
      relation = add(
        "factors",
        select(columns, from: joined(stage.name, source, on: on), where: ["day <= \(end)"], groupBy: stage.keys))
    }
    attach(relation, [name], to: stage)
    stage.known[key] = name
    return name
  }

  var missing: String { "CAST(NULL AS \(dialect.nullableDouble))" }

  /// One figure over another; missing where that is zero.
  func quotient(_ first: String, _ second: String) -> String {
    "\(dialect.dividend(first)) / nullif(\(second), 0)"
  }
}

extension FrameWindow {
  /// What tells two windows of a stage apart.
  var key: String { "\(first)|\(last)|\(picks)|\(isFromFirstBar)" }
}
