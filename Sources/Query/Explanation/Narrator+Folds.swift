internal import Language
internal import Market

// Folds: who or which days went in, what was left out and why.
extension Narrator {
  mutating func tell(
    _ aggregate: Aggregate, _ operands: [BoundExpression], where condition: BoundExpression?, within keys: [Int],
    at place: Place, in step: inout Explanation.Step
  ) throws(Diagnostic) {
    let frame = place.frame
    let group = place.kind == .cells ? frame.groups[place.index] : place.index
    var cells = (0..<frame.count).filter { frame.groups[$0] == group }
    if place.kind == .cells, !keys.isEmpty {
      func labels(_ cell: Int, _ key: Int) -> Set<GroupLabel> {
        Set(evaluator.labels(of: frame.companies[cell], key, on: frame.days[cell].membershipDay))
      }
      cells = cells.filter { cell in keys.allSatisfy { !labels(cell, $0).isDisjoint(with: labels(place.index, $0)) } }
    }
    if let condition {
      let all = cells.count
      let flags = try evaluator.evaluate(condition, over: frame, at: .cells).flags
      cells = cells.filter { flags[$0] == .yes }
      step.remarks.append("\(cells.count) of \(all) companies meet \(words.text(condition))")
    }
    guard let operand = operands.first else {
      step.remarks.append("\(cells.count) companies, those not yet listed left out")
      return
    }
    let missing = try evaluator.missing(operand, over: frame, at: .cells)
    let left = cells.filter { missing[$0] }
    cells = cells.filter { !missing[$0] }
    if !left.isEmpty {
      let barless = left.filter { evaluator.positions(of: frame.companies[$0], in: frame.days[$0]).isEmpty }
      let why =
        barless.count == left.count ? "no bar in the window" : "no figure, \(barless.count) of them without a bar"
      step.remarks.append("left out, \(why): \(evaluator.names(of: left.map { frame.companies[$0] }))")
    }
    guard !cells.isEmpty else { return }
    var columns: [Table.Column] = []
    for operand in operands {
      let values = try evaluator.tableValues(of: operand, over: frame).gathered(cells)
      columns.append(Table.Column(name: words.text(operand), values: values))
    }
    var order = Array(cells.indices)
    if case .numbers(let values, _, _) = columns[0].values {
      order.sort { (values[$0], $1) > (values[$1], $0) }
      if case .number(let unit) = operand.type {
        var input = FoldInput(values: values, unit: unit)
        if operands.count > 1, case .numbers(let seconds, _, _) = columns[1].values {
          (input.weights, input.part) = (seconds, seconds.first ?? .nan)
        }
        step.lines += Narrator.lines(of: aggregate.rawValue, input, in: &step)
      }
      if aggregate == .rank, let own = cells.firstIndex(of: place.index), !values[own].isNaN {
        step.remarks.append("its place: those with a larger figure, and one")
        step.lines.append([.text("\(values.count { $0 > values[own] }) + 1")])
      }
    } else if case .flags(let flags) = columns[0].values {
      let yes = flags.count { $0 == true }
      step.remarks.append("true for \(yes) of \(flags.count)")
      if aggregate == .share { step.lines.append([.text("\(yes) / \(flags.count)")]) }
    }
    let shown = Narrator.ends(of: order.count).map { order[$0] }
    if shown.count < order.count { step.remarks.append("\(order.count - shown.count) more of \(order.count) between") }
    let tickers = cells.map { evaluator.market.tickers[frame.companies[$0]] }
    step.tables.append(
      Table(
        columns: [Table.Column(name: "ticker", values: .texts(shown.map { tickers[$0] }), isKey: true)]
          + columns.map { Table.Column(name: $0.name, values: $0.values.gathered(shown)) }, rowCount: shown.count))
    // One member's figure, worked out, stands for all.
    if let first = order.first {
      var example = try self.step(for: operand, at: Place(frame: frame, kind: .cells, index: cells[first]))
      example.remarks.insert("worked out for \(tickers[first])", at: 0)
      step.steps.append(example)
    }
  }

  mutating func tell(
    _ fold: DayFold, _ operands: [BoundExpression], in window: BoundWindow?, at place: Place,
    in step: inout Explanation.Step
  ) throws(Diagnostic) {
    var window = window
    var count: Int?
    if case .tradingDays(let days) = window?.start { count = days }
    if fold == .ema || fold == .wilder { window = window.map { BoundWindow(start: .firstBar, end: $0.end) } }
    let outer =
      try window.map { window throws(Diagnostic) in try evaluator.windowed(place.frame, window) } ?? place.frame
    let inner = Place(frame: outer, kind: place.kind, index: place.index)
    step.remarks.append("the days: \(span(inner.days))")
    guard let company = inner.company, !operands.contains(where: \.containsAggregate) else { return }
    let days = Array(evaluator.tradingDays(of: company, in: inner.days))
    let group = outer.groups[place.index]
    var frame = Frame(groupDays: [], groupSets: [])
    for (number, day) in days.enumerated() {
      frame.groupDays.append(outer.groupDays[group].single(day))
      frame.groupSets.append(outer.groupSets[group])
      frame.append(company: company, days: inner.days.single(day), group: number)
    }
    var columns: [Table.Column] = []
    for operand in operands where operand.level > .constant {
      columns.append(
        Table.Column(name: words.text(operand), values: try evaluator.tableValues(of: operand, over: frame)))
    }
    guard let first = columns.first else { return }
    if case .numbers(let values, _, _) = first.values {
      let missing = values.count(where: \.isNaN)
      step.remarks.append("\(values.count - missing) of \(days.count) trading days have a figure")
      if columns.count == 2, case .numbers(let seconds, _, _) = columns[1].values {
        step.lines += Narrator.regressionLines(fold, values, seconds, in: &step)
      } else {
        try tell(fold, operands, Array(zip(days, values)), count: count, at: inner, in: &step)
      }
    } else if case .flags(let flags) = first.values, fold == .often || fold == .days {
      let yes = flags.count { $0 == true }
      let known = flags.count { $0 != nil }
      step.remarks.append("true on \(yes) of \(known) days")
      if fold == .often, known > 0 { step.lines.append([.text("\(yes) / \(known)")]) }
    }
    if let count { step.remarks.append("the brackets name \(count) trading days") }
    let shown = Narrator.ends(of: days.count)
    if shown.count < days.count { step.remarks.append("\(days.count - shown.count) days between") }
    step.tables.append(
      Table(
        columns: [Table.Column(name: "day", values: .days(shown.map { days[$0] }), isKey: true)]
          + columns.map { Table.Column(name: $0.name, values: $0.values.gathered(shown)) }, rowCount: shown.count))
    guard let last = (0..<days.count).last(where: { !first.values.isMissing($0) }) else { return }
    var example = try self.step(for: operands[0], at: Place(frame: frame, kind: .cells, index: last))
    example.remarks.insert("worked out for \(days[last])", at: 0)
    step.steps.append(example)
  }

  /// The arithmetic of a fold of one figure a day.
  private mutating func tell(
    _ fold: DayFold, _ operands: [BoundExpression], _ figures: [(day: Day, value: Double)], count: Int?,
    at place: Place, in step: inout Explanation.Step
  ) throws(Diagnostic) {
    let known = figures.enumerated().filter { !$0.element.value.isNaN }
    guard !known.isEmpty, !step.value.isMissing(0), case .number(let unit) = operands[0].type else { return }
    switch fold {
    case .deepest, .sunken, .peakday, .troughday, .recoveryday:
      step.lines += Narrator.declineLines(fold, known.map(\.element), in: &step)
    case .place:
      let last = figures[figures.count - 1].value
      step.remarks.append("the last day's place: the days with a larger figure, and one")
      step.lines.append([.text("\(known.count { $0.element.value > last }) + 1")])
    case .highest, .lowest:
      let values = known.map(\.element.value)
      let asked = fold == .highest ? values.max() : values.min()
      if let found = known.first(where: { $0.element.value == asked }) {
        step.remarks.append("of \(known.count) figures, that of \(found.element.day)")
      }
    default:
      var input = FoldInput(
        values: known.map(\.element.value), places: known.map { $0.offset + 1 }, count: count, unit: unit)
      if operands.count > 1, case .numbers(let parts, _, _) = try value(of: operands[1], at: place) {
        input.part = parts[0]
      }
      step.lines += Narrator.lines(of: fold.rawValue, input, in: &step)
    }
  }
}
