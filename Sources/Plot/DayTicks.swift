internal import Market

/// How far apart the marks of an axis of days stand.
private enum DayStep {
  case days(Int)
  case weeks(Int)
  case months(Int)
  case years(Int)

  /// The steps a reader counts in, the shortest first.
  static let all: [DayStep] =
    [.days(1), .days(2), .weeks(1), .weeks(2)] + [1, 2, 3, 6].map { .months($0) }
    + [1, 2, 5, 10, 20, 50, 100].map { .years($0) }

  /// The days of a span on which marks stand.
  func marks(from first: Day, to last: Day) -> [Day] {
    switch self {
    case .days(let count):
      return stride(from: Int(first.number), through: Int(last.number), by: count).map { Day(number: Int32($0)) }
    case .weeks(let count):
      let monday = Int(first.number) + (8 - first.weekday) % 7
      return stride(from: monday, through: Int(last.number), by: 7 * count).map { Day(number: Int32($0)) }
    case .months(let count): return monthStarts(every: count, from: first, to: last)
    case .years(let count): return monthStarts(every: 12 * count, from: first, to: last)
    }
  }

  private func monthStarts(every count: Int, from first: Day, to last: Day) -> [Day] {
    let (start, end) = (first.civil, last.civil)
    // Months are counted from year 0, so that quarters begin in January and decades in years that end in 0.
    var month = (start.year * 12 + start.month - 1 + count - 1) / count * count
    var marks: [Day] = []
    while month <= end.year * 12 + end.month - 1 {
      if let day = Day(year: month / 12, month: month % 12 + 1, day: 1), day >= first, day <= last { marks.append(day) }
      month += count
    }
    return marks
  }

  func label(_ day: Day) -> String {
    switch self {
    case .days, .weeks: return day.description
    case .months: return String(day.description.prefix(7))
    case .years: return String(day.description.prefix(4))
    }
  }
}

/// At most `count` marks on the days from one to another: the shortest step that is not too many. Where that is one mark
/// alone, two or more whose labels have room in `width` columns. Where no step has a mark in the span, its first day has
/// one.
func dayTicks(from first: Int, to last: Int, count: Int, width: Int = 0) -> [Tick] {
  let (start, end) = (Day(number: Int32(clamping: first)), Day(number: Int32(clamping: last)))
  func ticks(_ isFit: ([Tick]) -> Bool) -> [Tick]? {
    for step in DayStep.all {
      if case .days(let days) = step, (last - first) / days > 60 { continue }
      let marks = step.marks(from: start, to: end).map { Tick(value: Double($0.number), label: step.label($0)) }
      if !marks.isEmpty && isFit(marks) { return marks }
    }
    return nil
  }
  let found = ticks { $0.count <= count } ?? [Tick(value: Double(first), label: start.description)]
  guard found.count == 1, width > 0 else { return found }
  return ticks { marks in marks.count > 1 && marks.reduce(0) { $0 + $1.label.utf8.count + 2 } <= width } ?? found
}
