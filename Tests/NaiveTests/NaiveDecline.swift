import Market
import Query

extension NaiveInterpreter {
  /// The deepest fall below the highest point so far, of a value that stands at 1 before the first day and at 1 + g on
  /// each day.
  func decline(_ fold: DayFold, _ days: [FoldedDay]) -> NaiveValue {
    guard !days.isEmpty else { return .missing }
    let values = days.map { 1 + $0.figure }
    // The highest point up to each day, the start included.
    let heights = values.indices.map { max(1, values[...$0].max() ?? 1) }
    let falls = values.indices.map { values[$0] / heights[$0] - 1 }
    let deepest = falls.min() ?? .nan
    for fall in falls { notice(fall, deepest) }
    for (value, height) in zip(values, heights) { notice(value, height) }
    magnitude = max(magnitude, 1)
    switch fold {
    case .deepest: return NaiveValue(figure: deepest)
    case .sunken: return NaiveValue(figure: falls.last ?? .nan)
    default: break
    }
    guard deepest < 0, let trough = falls.firstIndex(of: deepest) else { return .missing }
    switch fold {
    case .troughday: return .day(days[trough].day)
    case .peakday:
      // Where the start was as high, the fall is measured from there.
      let peak = heights[trough] > 1 ? values.firstIndex(of: heights[trough]) : nil
      return peak.map { .day(days[$0].day) } ?? .missing
    case .recoveryday:
      let recovery = values.indices.first { $0 > trough && values[$0] >= heights[trough] }
      for value in values { notice(value, heights[trough]) }
      return recovery.map { .day(days[$0].day) } ?? .missing
    default: return .missing
    }
  }
}
