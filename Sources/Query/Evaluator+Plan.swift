public import Language
public import Market

extension Evaluator {
  /// How a question is answered, step by step: who is asked, which days and bars are read, what is folded.
  ///
  /// Definitions are written out, so that what is computed can be seen whole.
  public mutating func plan(of query: BoundQuery) throws(Diagnostic) -> Answer {
    notes = query.notes
    let words = BoundText(market: market)
    let universe = universe(includesAllKinds: query.includesAllKinds)
    question = Question(condition: query.condition, companies: universe)
    let asked = try asked(by: query)
    var steps: [(String, String)] = [
      ("companies", "\(universe.count) of \(market.companyCount)\(query.includesAllKinds ? "" : ", stocks only")"),
      ("window", words.text(query.window)),
    ]
    if let period = query.period { steps.append(("each \(period.rawValue)", "\(asked.periods.count) periods")) }
    if let condition = query.condition {
      steps.append(("where", words.text(condition)))
      steps.append(("kept", "\(asked.whole.count) companies, \(asked.frame.count) cells"))
    }
    steps.append(("bars", "\(barCount(of: asked.whole)) in the window"))
    if !query.keys.isEmpty {
      steps.append(("by", query.keys.map { market.attributes[$0].name }.joined(separator: ", ")))
    }
    for column in query.columns { steps.append(("column \(column.name)", words.text(column.expression))) }
    for key in query.sort { steps.append(("sort", "\(key.isDescending ? "-" : "")\(words.text(key.expression))")) }
    if query.sort.isEmpty { steps.append(("sort", "the first figure, largest first")) }
    if let top = query.top {
      let key = top.key.map { " per \(market.attributes[$0].name)" } ?? ""
      steps.append(("top", "\(top.count)\(top.isPerPeriod ? " per \(query.period?.rawValue ?? "period")" : "")\(key)"))
    }
    if let across = query.across { steps.append(("across", across)) }
    let columns = [
      Table.Column(name: "step", values: .texts(steps.map(\.0)), isKey: true),
      Table.Column(name: "what", values: .texts(steps.map(\.1))),
    ]
    return Answer(table: Table(columns: columns, rowCount: steps.count), heading: ["plan"], notes: notes)
  }

  private mutating func barCount(of frame: Frame) -> Int {
    bars(of: frame).reduce(0) { $0 + $1.count }
  }
}
