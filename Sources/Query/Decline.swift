internal import Market

/// The deepest fall of a value that stands at 1 before its first day and at 1 + g on each day.
struct Decline {
  /// The deepest fall, 0 or below.
  private(set) var deepest = Double.nan
  /// The fall on the last day, 0 or below.
  private(set) var last = Double.nan
  private(set) var peak: Day?
  private(set) var trough: Day?
  private(set) var recovery: Day?

  init(_ input: FoldDays) {
    var highest = 1.0
    // Where the value stood at its highest before the first day, the peak has no day in the window.
    var highestDay: Day?
    var heightToRegain = Double.infinity
    for (day, gain) in zip(input.days, input.values) where !gain.isNaN {
      let value = 1 + gain
      if value > highest { (highest, highestDay) = (value, day) }
      let fall = value / highest - 1
      last = fall
      if deepest.isNaN || fall < deepest {
        deepest = fall
        (peak, trough, recovery) = fall < 0 ? (highestDay, day, nil) : (nil, nil, nil)
        heightToRegain = highest
      } else if recovery == nil, trough != nil, value >= heightToRegain {
        recovery = day
      }
    }
  }

  func value(of fold: DayFold) -> Double {
    func number(_ day: Day?) -> Double { day.map { Double($0.number) } ?? .nan }
    switch fold {
    case .deepest: return deepest
    case .sunken: return last
    case .peakday: return number(peak)
    case .troughday: return number(trough)
    case .recoveryday: return number(recovery)
    default: return .nan
    }
  }
}
