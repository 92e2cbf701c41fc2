internal import Language
internal import Market

// The changes of a set's index, a member at a time.
extension Evaluator {
  /// For each trading day of the market from some day on the sum of the members' changes, each times its weight, and of the weights.
  struct IndexChanges: Sendable {
    var days: ArraySlice<Day>
    var changes: [Double]
    var weights: [Double]
  }

  /// The index of some companies from a day on, of which none looks at another; nil where they have to be asked cell by cell.
  mutating func indexChanges(
    of companies: [Int], where condition: BoundExpression?, weight: BoundExpression?, from first: Day
  ) throws(Diagnostic) -> IndexChanges? {
    for expression in condition.list + weight.list {
      // Dated values are those of the day itself, not of the day before as in a lane.
      if expression.containsAggregate || expression.readsDatedAttributes(of: market) { return nil }
      try makeIndices(in: expression, for: [0])
    }
    let lanes = LaneEvaluator(evaluator: self)
    let aggregate: Aggregate = weight == nil ? .avg : .wavg
    // A fold for each exchange, on whose days its companies' figures stand one after the other.
    let calendars = market.calendar.tradingDays.map { $0[Calendar.count(before: first, in: $0)...] }
    let results = concurrency.mapParts(of: companies.count) { part -> [RunningFolds]? in
      let (condition, weight) = (condition?.copied(), weight?.copied())
      var folds = calendars.map { RunningFolds(aggregate, $0.count) }
      for number in part {
        if number + 1 < part.upperBound {
          let next = companies[number + 1]
          let calendar = calendars[lanes.market.exchanges[next]]
          lanes.prefetch(
            .gain, PlacedBars(lanes.evaluator.series(of: next)), on: calendar.startIndex..<calendar.endIndex)
        }
        let isDone = lanes.add(companies[number], where: condition, weight: weight, from: first, to: &folds)
        guard isDone, !lanes.evaluator.isInterrupted else { return nil }
      }
      return folds
    }
    let all = market.calendar.allDays
    let days = all[Calendar.count(before: first, in: all)...]
    let places = calendars.map { Calendar.places(of: $0, among: days) }
    var total = RunningFolds(aggregate, days.count)
    for part in results {
      guard let part else { return nil }
      for (folds, places) in zip(part, places) { total.join(folds, at: places) }
    }
    return IndexChanges(days: days, changes: total.sums, weights: total.weights)
  }
}

extension LaneEvaluator {
  /// Adds a member's changes from a day on, where the condition held the day before, to the folds of its exchange, which begin with that
  /// day; whether that could be told.
  fileprivate func add(
    _ company: Int, where condition: BoundExpression?, weight: BoundExpression?, from begin: Day,
    to folds: inout [RunningFolds]
  ) -> Bool {
    let series = evaluator.series(of: company)
    let calendar = series.tradingDays
    guard let first = calendar.first, let span = series.span else { return true }
    let start = Calendar.count(before: max(begin, span.first), in: calendar)
    let places = start..<max(start, Calendar.count(onOrBefore: span.last, in: calendar))
    if places.isEmpty { return true }
    let lane = Lane(
      company: company, spans: .days(places), origin: first, spanStart: nil, scale: .own, groupSet: 0)
    var gains = barValues(of: .gain, over: lane)
    var weights: [Double] = []
    if let weight {
      guard !weight.dependsOnOrigin, let values = valuesTheDayBefore(of: weight, places, lane) else { return false }
      weights = values.mapped { $0 > 0 ? $0 : .nan }
    }
    if let condition {
      guard !condition.dependsOnOrigin, let flags = valuesTheDayBefore(of: condition, places, lane) else {
        return false
      }
      gains = gains.combined(flags) { $1 == 1 ? $0 : .nan }
    }
    let before = Calendar.count(before: begin, in: calendar)
    folds[market.exchanges[company]].add(gains[...], weights[...], from: start - before)
    return true
  }

  /// The values on the trading day before each of some places: who is in, and with what weight, is told by that day. Before
  /// the first trading day of all it is the date before.
  private func valuesTheDayBefore(of expression: BoundExpression, _ places: Range<Int>, _ lane: Lane) -> [Double]? {
    var lane = lane
    lane.spans = .days(max(0, places.lowerBound - 1)..<max(0, places.upperBound - 1))
    guard let values = values(of: expression, over: lane) else { return nil }
    if places.isEmpty || places.lowerBound > 0 { return values }
    let day = lane.origin.advanced(by: -1)
    lane.spans = .windows([Spans.Window(first: day, last: day)])
    return self.values(of: expression, over: lane).map { $0 + values }
  }
}

extension BoundExpression {
  /// Whether it reads an attribute that changes from day to day, as a figure or as the day that a window begins on.
  fileprivate func readsDatedAttributes(of market: Market) -> Bool {
    switch kind {
    case .attribute(let attribute), .hasText(let attribute, _): return market.attributes[attribute].isDated
    case .within(let window, let operand):
      return window.isDated(in: market) || operand.readsDatedAttributes(of: market)
    case .fold(_, let operands, let window):
      return window?.isDated(in: market) ?? false || operands.contains { $0.readsDatedAttributes(of: market) }
    default: return operands.contains { $0.readsDatedAttributes(of: market) }
    }
  }

  /// Whether it asks where the question's window begins, which on each day of an index is that day.
  fileprivate var dependsOnOrigin: Bool {
    switch kind {
    case .within(let window, let operand):
      return window.start == .origin || window.start == .span || operand.dependsOnOrigin
    case .fold(_, let operands, let window):
      return window?.start == .origin || window?.start == .span || operands.contains(where: \.dependsOnOrigin)
    default: return operands.contains(where: \.dependsOnOrigin)
    }
  }
}

extension BoundWindow {
  /// Whether it is measured from a day that an attribute with dates holds.
  fileprivate func isDated(in market: Market) -> Bool {
    let first: Int? =
      switch start {
      case .attribute(let attribute), .offset(.attribute(let attribute), _): attribute
      default: nil
      }
    let last: Int? =
      switch end {
      case .attribute(let attribute), .offset(.attribute(let attribute), _): attribute
      default: nil
      }
    return [first, last].contains { attribute in attribute.map { market.attributes[$0].isDated } ?? false }
  }
}
