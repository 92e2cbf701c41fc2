internal import Language
internal import Market

// Figures that are read: bars with their days and sources, attributes, sets.
extension Narrator {
  mutating func tell(_ measure: BarMeasure, at place: Place, in step: inout Explanation.Step) {
    guard let company = place.company else { return }
    let positions = evaluator.positions(of: company, in: place.days)
    if positions.isEmpty {
      step.remarks.append("missing: no bar on \(span(place.days))")
      return
    }
    if place.days.picked != nil {
      tellPicked(measure, of: company, positions, at: place, in: &step)
    } else if measure == .gain {
      tellGain(of: company, positions, at: place, in: &step)
    }
    guard company < evaluator.market.companyCount else {
      let isWeighted = evaluator.indexNumbers.first { $0.value == company }?.key.set.weight != nil
      step.remarks.append(
        "bars of an index: 100 before its first day, then each day's \(isWeighted ? "weighted " : "")mean change of its members"
      )
      if measure == .gain { tellIndexBars(of: company, positions, at: place, in: &step) }
      return
    }
    if let listing = listing(of: evaluator.barFacts(of: measure, place.index, in: place.frame)) {
      step.listings.append(listing)
    }
  }

  /// A change from the base to the last close.
  private func tellGain(of company: Int, _ positions: Range<Int>, at place: Place, in step: inout Explanation.Step) {
    let series = evaluator.series(of: company)
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

  /// The two bars of an index that its change is measured between.
  private func tellIndexBars(of index: Int, _ positions: Range<Int>, at place: Place, in step: inout Explanation.Step) {
    let series = evaluator.series(of: index)
    let measured = evaluator.measurement(of: index, positions, in: place.days)
    guard place.days.picked == nil, let end = measured.endBar, let base = measured.baseBar else { return }
    let close = series.bars.close[series.number]
    step.listings.append(
      Narrator.listing(
        [
          Table.Column(name: "fact", values: .texts(["close", "close"])),
          Table.Column(name: "day", values: .days([series.bars.days[end], series.bars.days[base]])),
          Table.Column(name: "value", values: .numbers([close[end], close[base]], .price, .none)),
        ], order: [0, 1], noun: "facts"))
  }

  /// Days that lie apart: which of them have a bar, and each one's own change.
  private func tellPicked(
    _ measure: BarMeasure, of company: Int, _ positions: Range<Int>, at place: Place, in step: inout Explanation.Step
  ) {
    let series = evaluator.series(of: company)
    let days = positions.map { series.bars.days[$0] }.filter { place.days.picked?.contains($0) ?? true }
    step.remarks.append("\(days.count) of \(self.days(positions.count)) from \(span(place.days)) count")
    guard measure == .gain, !days.isEmpty else { return }
    let gains = days.map { evaluator.barValue(of: .gain, company, in: Days(first: $0, last: $0)) }
    let known = gains.filter { !$0.isNaN }
    if !step.value.isMissing(0), known.count <= 2 * Narrator.shown + 1 {
      step.lines.append([.text("the changes of single days, compounded")])
      step.lines.append(
        Array(known.map { Narrator.growth($0) }.joined(separator: [.text(" * ")])) + [.text(" - 1")])
    } else {
      step.remarks.append("the changes of \(known.count) single days are compounded")
    }
    step.listings.append(
      Narrator.listing(
        [
          Table.Column(name: "day", values: .days(days), isKey: true),
          Table.Column(name: "gain", values: .numbers(gains, .ratio, .rise)),
        ], order: Array(days.indices), noun: "days"))
  }

  /// Whether the exchange's own reference price for the first of some bars is known.
  private func hasReference(_ positions: Range<Int>, _ series: Series) -> Bool {
    series.bars.previous.map { !$0[series.number][positions.lowerBound].isNaN } ?? false
  }

  private func price(_ value: Double) -> Table.Values { .numbers([value], .price, .none) }

  private mutating func listing(of facts: [Evaluator.Fact]) -> Explanation.Listing? {
    guard !facts.isEmpty else { return nil }
    let isLong = facts.count > 2 * Narrator.shown + 1
    // Only facts that are shown have their sources in the list at the end.
    let marks = facts.enumerated().map { number, fact -> String? in
      if isLong, number >= Narrator.shown, number < facts.count - Narrator.shown { return nil }
      return fact.source.map { numbers(of: $0) }
    }
    var columns = [
      Table.Column(name: "fact", values: .texts(facts.map(\.name))),
      Table.Column(name: "day", values: .days(facts.map(\.day))),
      Table.Column(name: "value", values: .texts(facts.map(\.value))),
    ]
    if marks.contains(where: { $0 != nil }) { columns.append(Table.Column(name: "source", values: .texts(marks))) }
    return Narrator.listing(columns, order: Array(facts.indices), noun: "facts")
  }

  /// A fact's sources by their numbers in the list at the end: addresses are longer than a line.
  private mutating func numbers(of source: String) -> String {
    source.split(separator: " ; ").map { address in
      let number = sources.firstIndex(of: String(address)) ?? sources.count
      if number == sources.count { sources.append(String(address)) }
      return "[\(number + 1)]"
    }.joined(separator: " ")
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
