import Language
import Market
import Query

/// The rows of an answer, keys first, in their order.
struct NaiveAnswer: Equatable {
  /// The headings of the keys.
  var keys: [String]
  var rows: [[NaiveValue]]
  /// How far rounding may have moved each figure of a row.
  var tolerances: [[Double]]
}

/// One row before it is put in order.
private struct Row {
  let context: NaiveContext
  /// The company's place in the context; nil where the row is a group.
  let member: Int?
  /// The period's number, which orders the rows first.
  let period: Int
  /// The values of the keys, without the period.
  let labels: [NaiveValue]
}

/// One row with its figures.
private struct Line {
  let cells: [NaiveValue]
  let tolerances: [Double]
  /// `tolerance` says how far rounding may have moved the value.
  let sort: [(value: NaiveValue, isDescending: Bool, tolerance: Double)]
  let block: [NaiveValue]
}

extension NaiveInterpreter {
  /// The answer to a question, without the layout of `across`.
  func answer(_ query: BoundQuery) -> NaiveAnswer {
    universe = universe(includesAllKinds: query.includesAllKinds)
    condition = query.condition
    groups = [([], [])]
    let periods = asked(by: query)
    let rows: [Row]
    var keys = query.period.map { [$0.rawValue] } ?? []
    switch query.unit {
    case .company:
      rows = companyRows(of: query, periods)
      if let key = query.top?.key { keys.append(market.facts.attributes[key].name) }
      let asksTicker = query.columns.contains { isAttribute($0.expression, 0) }
      if !asksTicker { keys.append("ticker") }
    case .group, .single:
      rows = groupRows(of: query, periods)
      keys += query.keys.map { market.facts.attributes[$0].name }
    }
    let lines = ordered(rows, query)
    return NaiveAnswer(keys: keys, rows: lines.map(\.cells), tolerances: lines.map(\.tolerances))
  }

  /// The companies that the condition keeps, each with its days, period by period.
  private func asked(by query: BoundQuery) -> [(number: Int, context: NaiveContext)] {
    let outer = NaiveDays(first: today, last: today)
    var whole = NaiveContext(members: [], groupDays: outer, set: 0)
    for company in universe {
      var days = resolve(query.window, company, inside: outer)
      days.origin = days.first
      whole.members.append(NaiveContext.Member(company: company, days: days))
    }
    whole.groupDays = groupDays(query.window, whole, inside: outer)
    whole.groupDays.origin = whole.groupDays.first
    var periods = [(0, whole)]
    if let period = query.period {
      var numbers: Set<Int> = []
      for member in whole.members {
        for day in tradingDays(of: member.company, in: member.days, 0) {
          numbers.insert(number(of: day, period, query.window, member.company))
        }
      }
      periods = numbers.sorted().map { number in
        (number, part(of: whole, in: period, query.window, number, hasClosed: query.unit != .company))
      }
    }
    return periods.map { number, context in
      var kept = context
      kept.members = context.members.indices.filter { place in
        query.condition.map { value($0, place, context).truth == true } ?? true
      }.map { context.members[$0] }
      return (number, kept)
    }
  }

  /// One period of a window: those who have a trading day in it; for groups, those who have any day in it.
  private func part(
    of whole: NaiveContext, in period: PeriodWord, _ window: BoundWindow, _ number: Int, hasClosed: Bool
  ) -> NaiveContext {
    func narrowed(_ days: NaiveDays, _ company: Int?) -> NaiveDays {
      var result = days
      if case .offset = window.start {
        let calendar = company.map { series[$0].calendar } ?? market.allDays
        guard let day = calendar.first(where: { self.number(of: $0, period, window, company) == number }) else {
          (result.first, result.last) = (.last, .first)
          return result
        }
        (result.first, result.last) = (day, day)
        return result
      }
      switch period {
      case .weekday, .calendarMonth: result.picks.append(.period(period, number))
      case .day: (result.first, result.last) = (Day(number: Int32(number)), Day(number: Int32(number)))
      case .week, .month, .quarter, .year:
        let start = Day(number: Int32(number))
        var end = start
        while NaivePeriod.number(of: end.advanced(by: 1), period) == number { end = end.advanced(by: 1) }
        result.first = max(days.first, start)
        result.last = min(days.last, end)
      }
      return result
    }
    var result = whole
    result.groupDays = narrowed(whole.groupDays, nil)
    var isRelative = false
    if case .offset = window.start { isRelative = true }
    result.members = whole.members.filter { member in
      if hasClosed, !isRelative {
        // Day by day from the first to the last, but for no longer than a period can be.
        var day = max(member.days.first, Day(number: Int32(period.isNamed ? Int(member.days.first.number) : number)))
        for _ in 0..<800 where day <= member.days.last {
          if period.isNamed || NaivePeriod.number(of: day, period) == number { return true }
          day = day.advanced(by: 1)
        }
        return false
      }
      return tradingDays(of: member.company, in: member.days, 0).contains {
        self.number(of: $0, period, window, member.company) == number
      }
    }
    for place in result.members.indices {
      result.members[place].days = narrowed(result.members[place].days, result.members[place].company)
    }
    return result
  }

  /// The number of the period that holds a day; around an event, how many trading days lie between it and day 0.
  private func number(of day: Day, _ period: PeriodWord, _ window: BoundWindow, _ company: Int?) -> Int {
    guard case .offset(let anchor, _) = window.start else { return NaivePeriod.number(of: day, period) }
    let calendar = company.map { series[$0].calendar } ?? market.allDays
    // A date of its own is known of a company only.
    guard let zero = self.day(of: anchor, company, NaiveDays(first: today, last: today)) else { return .max }
    let places = (calendar.count { $0 < day }, calendar.count { $0 < zero })
    return places.0 - places.1
  }

  /// A row for each company and period; with `top … per key` one for each of its values too.
  private func companyRows(of query: BoundQuery, _ periods: [(number: Int, context: NaiveContext)]) -> [Row] {
    var rows: [Row] = []
    for (number, context) in periods {
      let companies = context.members.indices.map { place in
        Row(context: context, member: place, period: number, labels: [.text(ticker(context.members[place].company))])
      }
      guard let key = query.top?.key else {
        rows += companies
        continue
      }
      for label in sortedLabels(of: key, context.members) {
        for row in companies {
          let own = self.labels(of: context.members[row.member ?? 0], key)
          guard own.contains(label) || own.isEmpty && label == .missing else { continue }
          rows.append(Row(context: context, member: row.member, period: number, labels: [label] + row.labels))
        }
      }
    }
    return rows
  }

  private func ticker(_ company: Int) -> String { market.facts.tickers[company] }

  /// The values that companies have of a key, in their order; a company without one has the value missing.
  private func sortedLabels(of key: Int, _ members: [NaiveContext.Member]) -> [NaiveValue] {
    var labels: Set<NaiveValue> = []
    for member in members {
      let own = self.labels(of: member, key)
      labels.formUnion(own.isEmpty ? [.missing] : own)
    }
    return labels.sorted { $0.comes(before: $1, isDescending: false) ?? false }
  }

  /// A row for each group and period, or for each period where there are no keys.
  private func groupRows(of query: BoundQuery, _ periods: [(number: Int, context: NaiveContext)]) -> [Row] {
    var rows: [Row] = []
    var sets: [[NaiveValue]] = [[]]
    if !query.keys.isEmpty { (groups, sets) = ([], []) }
    for (number, context) in periods {
      var combinations: [[NaiveValue]] = [[]]
      for key in query.keys {
        let labels = sortedLabels(of: key, context.members)
        combinations = combinations.flatMap { first in labels.map { first + [$0] } }
      }
      for labels in combinations {
        var group = context
        group.members = context.members.filter { belongs($0, to: labels, of: query.keys) }
        if group.members.isEmpty && !query.keys.isEmpty { continue }
        if !sets.contains(labels) {
          sets.append(labels)
          groups.append((query.keys, labels))
        }
        group.set = sets.firstIndex(of: labels) ?? 0
        rows.append(Row(context: group, member: nil, period: number, labels: labels))
      }
    }
    return rows
  }

  /// Whether a company has the values that make a group.
  func belongs(_ member: NaiveContext.Member, to labels: [NaiveValue], of keys: [Int]) -> Bool {
    zip(keys, labels).allSatisfy { key, label in
      let own = self.labels(of: member, key)
      return own.contains(label) || own.isEmpty && label == .missing
    }
  }

  func isAttribute(_ expression: BoundExpression, _ number: Int) -> Bool { expression.kind == .attribute(number) }

  // MARK: - Order

  /// The rows with their figures, in the order asked, cut to the top ones.
  private func ordered(_ rows: [Row], _ query: BoundQuery) -> [Line] {
    let asksTicker = query.columns.contains { isAttribute($0.expression, 0) }
    let place = query.top?.key.flatMap { query.keys.firstIndex(of: $0) }
    let isWhole = query.top.map { !$0.isPerPeriod && $0.key == nil } ?? false
    var lines: [Line] = []
    for row in rows {
      var tolerances: [Double] = []
      var figures: [NaiveValue] = []
      for column in query.columns {
        magnitude = 0
        figures.append(cell(column.expression, row))
        tolerances.append(1e-13 * magnitude)
      }
      var keys = query.period.map { [periodLabel(row.period, $0, query.window)] } ?? []
      keys += query.unit == .company && asksTicker ? Array(row.labels.dropLast()) : row.labels
      var sort: [(value: NaiveValue, isDescending: Bool, tolerance: Double)] = query.sort.map { key in
        if query.unit != .company, case .attribute(let attribute) = key.expression.kind,
          let place = query.keys.firstIndex(of: attribute)
        {
          return (row.labels[place], key.isDescending, 0)
        }
        magnitude = 0
        return (cell(key.expression, row), key.isDescending, 1e-13 * magnitude)
      }
      if query.sort.isEmpty, let first = query.columns.firstIndex(where: { isNumber($0.expression) }) {
        sort = [(figures[first], true, tolerances[first])]
      }
      var block: [NaiveValue] = []
      if !isWhole {
        if query.period != nil { block.append(.number(Double(row.period))) }
        if query.top?.key != nil, query.unit == .company { block.append(row.labels[0]) }
        if let place { block.append(row.labels[place]) }
      }
      figures = keys + figures
      lines.append(Line(cells: figures, tolerances: tolerances, sort: sort, block: block))
    }
    // A stable insertion: what stands equal stays in the order of the rows.
    var sorted: [Line] = []
    for line in lines {
      var position = sorted.count
      while position > 0, isBefore(line, sorted[position - 1]) { position -= 1 }
      sorted.insert(line, at: position)
    }
    func isBefore(_ line: Line, _ other: Line) -> Bool {
      for (first, second) in zip(line.block, other.block) {
        if let result = first.comes(before: second, isDescending: false) { return result }
      }
      for (first, second) in zip(line.sort, other.sort) {
        let (left, right) = (first.value.figure, second.value.figure)
        notice(left, right)
        if left != right, abs(left - right) <= first.tolerance + second.tolerance { isFragile = true }
        if let result = first.value.comes(before: second.value, isDescending: first.isDescending) { return result }
      }
      return false
    }
    guard let top = query.top else { return sorted }
    var taken: [[NaiveValue]: Int] = [:]
    return sorted.filter { line in
      if let first = line.sort.first, first.value == .missing { return false }
      taken[line.block, default: 0] += 1
      return taken[line.block, default: 0] <= top.count
    }
  }

  private func isNumber(_ expression: BoundExpression) -> Bool {
    if case .number = expression.type { return true }
    return false
  }

  private func periodLabel(_ number: Int, _ period: PeriodWord, _ window: BoundWindow) -> NaiveValue {
    if case .offset = window.start { return .number(Double(number)) }
    return period == .day ? .day(Day(number: Int32(number))) : .text(NaivePeriod.name(number, period))
  }

  private func cell(_ expression: BoundExpression, _ row: Row) -> NaiveValue {
    if expression.type == .text, case .attribute(let attribute) = expression.kind, let member = row.member {
      let texts = labels(of: row.context.members[member], attribute)
      return texts.isEmpty ? .missing : .text(texts.map(\.text).joined(separator: ", "))
    }
    let value = value(expression, row.member, row.context)
    // A date may have gone through a fold as its number.
    if expression.type == .date, case .number(let number) = value { return .day(Day(number: Int32(number))) }
    return value
  }
}

extension NaiveValue {
  /// Whether the value comes before another; nil where they are equal. Missing comes last either way.
  func comes(before other: NaiveValue, isDescending: Bool) -> Bool? {
    let isLess: Bool
    switch (self, other) {
    case (.missing, .missing): return nil
    case (.missing, _): return false
    case (_, .missing): return true
    case (.text(let first), .text(let second)):
      if first == second { return nil }
      isLess = first.utf8.lexicographicallyPrecedes(second.utf8)
    default:
      if figure == other.figure { return nil }
      isLess = figure < other.figure
    }
    return isLess != isDescending
  }
}

extension PeriodWord {
  /// Whether its periods come again and again.
  fileprivate var isNamed: Bool { self == .weekday || self == .calendarMonth }
}
