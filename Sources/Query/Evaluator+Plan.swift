public import Language
public import Market

extension Evaluator {
  /// How a question is answered, step by step: who is asked, which days and bars are read, what is folded.
  ///
  /// Definitions are written out, so that what is computed can be seen whole.
  ///
  /// `threads` is how many share the work where there are several companies.
  public mutating func plan(of query: BoundQuery, threads: Int) throws(Diagnostic) -> Answer {
    notes = query.notes
    let words = BoundText(market: market)
    let universe = universe(includesAllKinds: query.includesAllKinds)
    question = Question(condition: query.condition, companies: universe)
    let asked = try asked(by: query)
    var steps: [(String, String)] = [
      (
        "companies",
        "\(universe.count.withThousands) of \(market.companyCount.withThousands)\(query.includesAllKinds ? "" : ", stocks only")"
      ),
      ("window", words.text(query.window)),
    ]
    if let period = query.period {
      steps.append(("each \(period.rawValue)", counted(asked.periods.count, "period", "periods")))
    }
    if let condition = query.condition {
      steps.append(("where", words.text(condition)))
      steps.append(
        (
          "kept",
          "\(counted(asked.whole.count, "company", "companies")), \(counted(asked.frame.count, "cell", "cells"))"
        ))
    }
    steps.append(("bars", "\(try barCount(of: asked.whole).withThousands) in the window"))
    steps.append(("reads", try reading(of: query, asked).text))
    steps.append(
      (
        "passes",
        "\(max(1, query.passCount).withThousands) over the companies, on \(counted(threads, "thread", "threads"))"
      ))
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

  private mutating func barCount(of frame: Frame) throws(Diagnostic) -> Int {
    try bars(of: frame).reduce(0) { $0 + $1.count }
  }

  /// What the question reads: its condition of everybody, its columns of those who are kept.
  private mutating func reading(of query: BoundQuery, _ asked: Asked) throws(Diagnostic) -> BarReading {
    let universe = universe(includesAllKinds: query.includesAllKinds)
    let all =
      query.condition == nil ? asked.whole : try cells(of: query.window, for: universe, by: nil, hasClosed: false).whole
    return reading(
      of: query.expressions, over: asked.whole, where: query.condition,
      over: all, isEach: query.period != nil)
  }
}

extension BarReading {
  /// Of which bars what, and how much memory that is.
  fileprivate var text: String {
    if parts.isEmpty { return "no bars" }
    let size =
      byteCount < 1_000_000
      ? "\(byteCount.withThousands) bytes" : "\(((byteCount + 500_000) / 1_000_000).withThousands) MB"
    let names = parts.map(\.rawValue).joined(separator: ", ")
    return "\(names) of \(isMost ? "at most " : "")\(counted(barCount, "bar", "bars")), \(size)"
  }
}

private func counted(_ count: Int, _ one: String, _ several: String) -> String {
  "\(count.withThousands) \(count == 1 ? one : several)"
}
