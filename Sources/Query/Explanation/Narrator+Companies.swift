internal import Language
internal import Market

// Folds over companies: who went in, who was left out and why.
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
    step.remarks += leftOut(left, of: frame)
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
        step.lines += [
          [.text("companies with a larger figure + 1")], [.text("\(values.count { $0 > values[own] }) + 1")],
        ]
      }
    } else if case .flags(let flags) = columns[0].values {
      let yes = flags.count { $0 == true }
      step.remarks.append("true for \(yes) of \(flags.count)")
      if aggregate == .share { step.lines.append([.text("\(yes) / \(flags.count)")]) }
    }
    var parts: [Table.Column] = []
    if columns.count == 1 {
      var evaluator = evaluator
      parts = try columnsOfParts(of: operand, taken: ["ticker"] + columns.map(\.name)) { part throws(Diagnostic) in
        try evaluator.tableValues(of: part, over: frame).gathered(cells)
      }
    }
    // The row that asks for its place is the one to be worked out; else the first stands for all.
    let own = aggregate == .rank ? cells.firstIndex(of: place.index) : nil
    let tickers = Table.Column(
      name: "ticker", values: .texts(cells.map { evaluator.market.tickers[frame.companies[$0]] }), isKey: true)
    step.listings.append(
      Narrator.listing(
        [tickers] + names(of: cells.map { frame.companies[$0] }) + parts + columns, order: order,
        keeping: Set(own.list), noun: "companies", limit: Narrator.shownCompanies))
    if let first = own ?? order.first {
      var example = try self.step(for: operand, at: Place(frame: frame, kind: .cells, index: cells[first]))
      example.remarks.insert("worked out for \(evaluator.market.tickers[frame.companies[cells[first]]])", at: 0)
      step.steps.append(example)
    }
  }
  /// The companies' names as a column, where the data has them.
  private func names(of companies: [Int]) -> [Table.Column] {
    guard let name = evaluator.market.attribute(named: "name") else { return [] }
    let names = companies.map { evaluator.market.attributes[name].texts(of: $0, on: .last).first }
    return names.contains { $0 != nil } ? [Table.Column(name: "name", values: .texts(names))] : []
  }

  /// Who is left out of a fold, and why, a sentence for each reason.
  private func leftOut(_ cells: [Int], of frame: Frame) -> [String] {
    var reasons: [String] = []
    var companies: [String: [Int]] = [:]
    for cell in cells {
      let reason = reason(for: frame.companies[cell], in: frame.days[cell])
      if companies[reason] == nil { reasons.append(reason) }
      companies[reason, default: []].append(frame.companies[cell])
    }
    return reasons.map { reason in
      let tickers = companies[reason, default: []].map { evaluator.market.tickers[$0] }
      let shown = tickers.prefix(Narrator.shownCompanies)
      let rest = tickers.count - shown.count
      let list = rest > 0 ? "\(shown.joined(separator: ", ")) and \(rest) more" : Evaluator.list(tickers)
      return "left out, \(reason): \(list)"
    }
  }

  /// Why a company has no figure on some days.
  private func reason(for company: Int, in days: Days) -> String {
    guard evaluator.positions(of: company, in: days).isEmpty else { return "no figure in spite of a bar" }
    guard let span = evaluator.series(of: company).span else { return "no bar at all" }
    if span.first > days.last { return "first bar later" }
    if span.last < days.first { return "last bar earlier" }
    return evaluator.tradingDays(of: company, in: days).isEmpty ? "exchange closed" : "no bar in the window"
  }
}
