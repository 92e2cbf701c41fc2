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
      step.lines += foldLines(aggregate.rawValue, values.map { $0 }, of: operand)
    } else if case .flags(let flags) = columns[0].values {
      let yes = flags.count { $0 == true }
      step.lines.append([.text(aggregate == .share ? "\(yes) / \(flags.count)" : "\(yes) of \(flags.count)")])
    }
    let shown = Narrator.ends(of: order.count).map { order[$0] }
    if shown.count < order.count { step.remarks.append("\(order.count - shown.count) more of \(order.count) between") }
    let tickers = cells.map { evaluator.market.tickers[frame.companies[$0]] }
    step.table = Table(
      columns: [Table.Column(name: "ticker", values: .texts(shown.map { tickers[$0] }), isKey: true)]
        + columns.map { Table.Column(name: $0.name, values: $0.values.gathered(shown)) }, rowCount: shown.count)
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
        step.lines += regressionLines(fold, values, seconds, in: &step)
      } else {
        step.lines += foldLines(fold.rawValue, values.filter { !$0.isNaN }, of: operands[0])
      }
    } else if case .flags(let flags) = first.values, fold == .often || fold == .days {
      let yes = flags.count { $0 == true }
      step.lines.append([.text(fold == .often ? "\(yes) / \(flags.count { $0 != nil })" : "\(yes) days")])
    }
    if let count { step.remarks.append("the brackets name \(count) trading days") }
    let shown = Narrator.ends(of: days.count)
    if shown.count < days.count { step.remarks.append("\(days.count - shown.count) days between") }
    step.table = Table(
      columns: [Table.Column(name: "day", values: .days(shown.map { days[$0] }), isKey: true)]
        + columns.map { Table.Column(name: $0.name, values: $0.values.gathered(shown)) }, rowCount: shown.count)
    guard let last = (0..<days.count).last(where: { !first.values.isMissing($0) }) else { return }
    var example = try self.step(for: operands[0], at: Place(frame: frame, kind: .cells, index: last))
    example.remarks.insert("worked out for \(days[last])", at: 0)
    step.steps.append(example)
  }

  /// How known figures are folded, where a line can say it.
  private func foldLines(_ fold: String, _ values: [Double], of operand: BoundExpression) -> [[Explanation.Part]] {
    guard !values.isEmpty, case .number(let unit) = operand.type else { return [] }
    func part(_ value: Double) -> Explanation.Part { .value(.numbers([value], unit, .none)) }
    let sum = values.reduce(0, +)
    switch fold {
    case "avg", "mean": return [[.text("sum / count")], [part(sum), .text(" / \(values.count)")]]
    case "sum", "total":
      guard (2...9).contains(values.count) else { return [] }
      return [values.map { [part($0)] }.joined(separator: [.text(" + ")]).map { $0 }]
    case "stdev", "dispersion":
      let mean = sum / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return [
        [.text("sqrt(sum of squares about the mean / (N - 1))")],
        [.text("sqrt(\(squares) / (\(values.count) - 1)), the mean being "), part(mean)],
      ]
    case "median", "middle":
      let sorted = values.sorted()
      let (low, high) = (sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2])
      return [[.text("the middle of \(sorted.count): ("), part(low), .text(" + "), part(high), .text(") / 2")]]
    default: return []
    }
  }

  /// Least squares of the first figure on the second, over the days on which both are known.
  private func regressionLines(
    _ fold: DayFold, _ values: [Double], _ seconds: [Double], in step: inout Explanation.Step
  ) -> [[Explanation.Part]] {
    let pairs = zip(values, seconds).filter { !$0.isNaN && !$1.isNaN }
    guard pairs.count > 2 else { return [] }
    let count = Double(pairs.count)
    let (y, x) = (pairs.reduce(0) { $0 + $1.0 } / count, pairs.reduce(0) { $0 + $1.1 } / count)
    let sxx = pairs.reduce(0) { $0 + ($1.1 - x) * ($1.1 - x) }
    let syy = pairs.reduce(0) { $0 + ($1.0 - y) * ($1.0 - y) }
    let sxy = pairs.reduce(0) { $0 + ($1.0 - y) * ($1.1 - x) }
    let slope = sxy / sxx
    let residual = max(0, syy - slope * sxy) / (count - 2)
    let intercept = y - slope * x
    step.remarks += [
      "least squares of y, the first figure, on x, the second, over n = \(pairs.count) days on which both are known",
      "mean x = \(x), mean y = \(y)",
      "sums of squares and products about the means: Sxx = \(sxx), Sxy = \(sxy), Syy = \(syy)",
      "slope = \(slope), intercept = \(intercept), residual variance = \(residual)",
    ]
    switch fold {
    case .slope: return [[.text("Sxy / Sxx")], [.text("\(sxy) / \(sxx)")]]
    case .intercept: return [[.text("mean y - slope * mean x")], [.text("\(y) - \(slope) * \(x)")]]
    case .corr: return [[.text("Sxy / sqrt(Sxx * Syy)")], [.text("\(sxy) / sqrt(\(sxx) * \(syy))")]]
    case .residual:
      return [
        [.text("(Syy - slope * Sxy) / (n - 2)")],
        [.text("(\(syy) - \(slope) * \(sxy)) / (\(pairs.count) - 2)")],
      ]
    default: return []
    }
  }
}
