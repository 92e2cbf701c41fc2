internal import Language
internal import Market

extension Evaluator {
  /// How many days are spread out before they are folded; bounds the memory of a fold over a long history.
  private static let batchSize = 1 << 16

  /// Folds the single days of each cell's window, or of each group's.
  mutating func foldDays(
    _ fold: DayFold, _ operand: BoundExpression, in window: BoundWindow?, over frame: Frame, at place: Place
  ) throws(Diagnostic) -> Vector {
    let frame = try window.map { window throws(Diagnostic) in try windowed(frame, window) } ?? frame
    if operand.containsAggregate {
      return try foldCrossSections(fold, operand, over: frame, at: place)
    }
    var results: [Double] = []
    results.reserveCapacity(frame.count)
    var batch = Frame(groupDays: [.none])
    var lengths: [Int] = []
    for cell in 0..<frame.count {
      let company = frame.companies[cell]
      let origin = frame.days[cell].origin
      let days = tradingDays(of: company, in: frame.days[cell])
      for day in days {
        batch.append(company: company, days: Days(first: day, last: day, origin: origin), group: 0)
      }
      lengths.append(days.count)
      if batch.count >= Evaluator.batchSize || cell == frame.count - 1 {
        let values = try foldable(operand, over: batch, at: .cells)
        var start = 0
        for length in lengths {
          results.append(known(fold.value(of: values[start..<start + length])))
          start += length
        }
        (batch, lengths) = (Frame(groupDays: [.none]), [])
      }
    }
    return .numbers(results)
  }

  /// Folds days of an operand with an aggregate in it: each day of a group is a group of its own.
  private mutating func foldCrossSections(
    _ fold: DayFold, _ operand: BoundExpression, over frame: Frame, at place: Place
  ) throws(Diagnostic) -> Vector {
    var days = Frame(groupDays: [])
    var cells: [Range<Int>] = []
    var numbers: [GroupDay: Int] = [:]
    for cell in 0..<frame.count {
      let start = days.count
      for day in tradingDays(of: frame.companies[cell], in: frame.days[cell]) {
        let single = Days(first: day, last: day, origin: frame.days[cell].origin)
        let key = GroupDay(group: frame.groups[cell], day: day)
        let group = numbers[key, default: numbers.count]
        if group == numbers.count {
          days.groupDays.append(single)
          days.groupSets.append(frame.groupSets[frame.groups[cell]])
        }
        numbers[key] = group
        days.append(company: frame.companies[cell], days: single, group: group)
      }
      cells.append(start..<days.count)
    }
    if place == .cells {
      let values = try foldable(operand, over: days, at: .cells)
      return .numbers(cells.map { known(fold.value(of: values[$0])) })
    }
    let values = try foldable(operand, over: days, at: .groups)
    var byGroup = Array(repeating: [Double](), count: frame.groupCount)
    for (key, number) in numbers.sorted(by: { ($0.key.group, $0.key.day) < ($1.key.group, $1.key.day) }) {
      byGroup[key.group].append(values[number])
    }
    return .numbers(byGroup.map { known(fold.value(of: $0[...])) })
  }

  private struct GroupDay: Hashable {
    let group: Int
    let day: Day
  }

  /// The operand's values as figures: a condition is 1 or 0, what is missing is NaN.
  private mutating func foldable(
    _ operand: BoundExpression, over frame: Frame, at place: Place
  ) throws(Diagnostic) -> [Double] {
    switch try evaluate(operand, over: frame, at: place) {
    case .numbers(let values): return values
    case .flags(let flags): return flags.map { $0 == .missing ? .nan : Double($0.rawValue) }
    }
  }
}

extension DayFold {
  /// The fold of a span's days in their order; NaN days are skipped.
  func value(of days: ArraySlice<Double>) -> Double {
    let known = days.filter { !$0.isNaN }
    if self == .days { return Double(known.count { $0 != 0 }) }
    guard !known.isEmpty else { return .nan }
    switch self {
    case .mean: return known.reduce(0, +) / Double(known.count)
    case .total: return known.reduce(0, +)
    case .often: return Double(known.count { $0 != 0 }) / Double(known.count)
    case .highest: return known.reduce(-.infinity, Swift.max)
    case .lowest: return known.reduce(.infinity, Swift.min)
    case .middle: return middleValue(of: known)
    case .days: return Double(known.count)
    }
  }
}

extension BoundExpression {
  /// Whether companies are folded anywhere inside.
  var containsAggregate: Bool {
    if case .aggregate = kind { return true }
    return operands.contains(where: \.containsAggregate)
  }
}
