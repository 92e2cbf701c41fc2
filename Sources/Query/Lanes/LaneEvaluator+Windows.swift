internal import Language
internal import Market

// A lane's windows replaced by others.
extension LaneEvaluator {
  /// The lane with each of its windows replaced; nil where a condition picks days out of them.
  func windowed(_ lane: Lane, _ window: BoundWindow) -> Lane? {
    guard window.days == nil else { return nil }
    var result = lane
    result.scale = scale(of: window, in: lane)
    result.spans = spans(of: window, in: lane)
    return result
  }

  private func scale(of window: BoundWindow, in lane: Lane) -> PriceScale {
    switch window.end {
    case .inherited: return lane.scale
    case .beforeInherited:
      guard case .own = lane.scale else { return lane.scale }
      let calendar = evaluator.tradingDays(of: lane.company)
      return .days((0..<lane.count).map { lane.window($0, in: calendar).last })
    case .day, .attribute, .offset: return .own
    }
  }

  private func spans(of window: BoundWindow, in lane: Lane) -> Spans {
    if window.end == .inherited, !window.excludesStart {
      switch (window.start, lane.spans) {
      case (.inherited, _): return lane.spans
      case (.tradingDays(let count), .days(let places)), (.tradingDays(let count), .trailing(_, let places)),
        (.tradingDays(let count), .since(_, let places)):
        return .trailing(count, ends: places)
      case (.span, .days(let places)): return .since(lane.spanStart ?? lane.origin, ends: places)
      case (.origin, .days(let places)): return .since(lane.origin, ends: places)
      case (.firstBar, .days(let places)):
        if let span = evaluator.series(of: lane.company).span { return .since(span.first, ends: places) }
      default: break
      }
    }
    let calendar = evaluator.tradingDays(of: lane.company)
    return .windows(
      (0..<lane.count).map { number in
        let days = evaluator.span(of: window, for: lane.company, in: lane.days(number, in: calendar))
        return Spans.Window(first: days.first, last: days.last)
      })
  }
}
