internal import Language
internal import Market

// Figures that are read: bars with their days and sources, attributes, sets.
extension Narrator {
  /// How many lines at each end of a long list are shown.
  static let shown = 4

  mutating func tell(_ measure: BarMeasure, at place: Place, in step: inout Explanation.Step) {
    guard let company = place.company else { return }
    let positions = evaluator.positions(of: company, in: place.days)
    let series = evaluator.series(of: company)
    if positions.isEmpty {
      step.remarks.append("missing: no bar on \(span(place.days))")
      return
    }
    if measure == .gain, place.days.picked == nil {
      let measured = evaluator.measurement(of: company, positions, in: place.days)
      if measured.endBar != nil, measured.baseBar == nil, !hasReference(positions, series), !measured.gain.isNaN {
        step.remarks.append("the change as it was reported; no close of the trading day before to check it against")
      } else if let end = measured.endBar, !measured.base.isNaN {
        let close = series.bars.close[series.number][end]
        step.lines.append([.text("close / base - 1")])
        step.lines.append([.value(price(close)), .text(" / "), .value(price(measured.base)), .text(" - 1")])
        if let base = measured.baseBar, series.bars.scale(of: series.number, from: base, to: end) != 1 {
          step.remarks.append(
            "the base is the close of \(series.bars.days[base]) times \(series.bars.scale(of: series.number, from: base, to: end)), on the scale of the last close: splits and dividends are chained"
          )
        }
      } else if measured.gain.isNaN {
        step.remarks.append("missing: no close before \(place.days.first) to measure it from")
      } else {
        step.remarks.append("reported as a change, without two closes to measure it from")
      }
    }
    if place.days.picked != nil { step.remarks.append("the changes of the days picked are compounded") }
    guard company < evaluator.market.companyCount else {
      step.remarks.append("bars of an index: 100 before its first day, then each day's mean change of its members")
      return
    }
    let facts = evaluator.barFacts(of: measure, place.index, in: place.frame)
    step.tables += [table(of: facts, in: &step)].compactMap { $0 }
  }

  /// Whether the exchange's own reference price for the first of some bars is known.
  private func hasReference(_ positions: Range<Int>, _ series: Series) -> Bool {
    series.bars.previous.map { !$0[series.number][positions.lowerBound].isNaN } ?? false
  }

  private func price(_ value: Double) -> Table.Values { .numbers([value], .price, .none) }

  private mutating func table(of facts: [Evaluator.Fact], in step: inout Explanation.Step) -> Table? {
    guard !facts.isEmpty else { return nil }
    let places = Narrator.ends(of: facts.count)
    if places.count < facts.count { step.remarks.append("\(facts.count - places.count) more between") }
    let rows = places.map { facts[$0] }
    var columns = [
      Table.Column(name: "fact", values: .texts(rows.map(\.name))),
      Table.Column(name: "day", values: .days(rows.map(\.day))),
      Table.Column(name: "value", values: .texts(rows.map(\.value))),
    ]
    let marks = rows.map { row in row.source.map { numbers(of: $0) } }
    if marks.contains(where: { $0 != nil }) { columns.append(Table.Column(name: "source", values: .texts(marks))) }
    return Table(columns: columns, rowCount: rows.count)
  }

  /// A fact's sources by their numbers in the list at the end: addresses are longer than a line.
  private mutating func numbers(of source: String) -> String {
    source.split(separator: " ; ").map { address in
      let number = sources.firstIndex(of: String(address)) ?? sources.count
      if number == sources.count { sources.append(String(address)) }
      return "[\(number + 1)]"
    }.joined(separator: " ")
  }

  /// The first and last places of a list, all of a short one.
  static func ends(of count: Int) -> [Int] {
    count <= 2 * shown + 1 ? Array(0..<count) : Array(0..<shown) + Array(count - shown..<count)
  }

  func tellAttribute(_ expression: BoundExpression, at place: Place, in step: inout Explanation.Step) {
    guard let company = place.company, company < evaluator.market.companyCount else { return }
    step.remarks.append(
      "an attribute of \(evaluator.market.tickers[company]); where it has dates, at the end of \(place.days.membershipDay)"
    )
  }

  mutating func tell(
    _ operand: BoundExpression, of set: BoundSet, at place: Place, in step: inout Explanation.Step
  ) throws(Diagnostic) {
    let group = place.kind == .cells ? place.frame.groups[place.index] : place.index
    guard let company = evaluator.knownIndex(of: set, for: place.frame.groupSets[group]) else { return }
    var frame = Frame(groupDays: place.frame.groupDays, groupSets: place.frame.groupSets)
    frame.append(company: company, days: place.days, group: group)
    switch set.members {
    case .company: break
    default:
      let weights = set.weight.map { "weights: \(words.text($0)) of the day before" } ?? "equal weights"
      step.remarks.append(
        "\(words.text(set)) as one company: \(weights), rebalanced daily, members as of the day before")
    }
    try tellMembers(of: set, for: place.frame.groupSets[group], company, in: place.days, in: &step)
    step.steps.append(try self.step(for: operand, at: Place(frame: frame, kind: .cells, index: 0)))
  }
}
