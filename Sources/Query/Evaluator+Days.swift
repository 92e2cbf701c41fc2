internal import Language
internal import Market

extension Evaluator {
  /// How many days are spread out before they are folded; bounds the memory of a fold over a long history.
  private static let batchSize = 1 << 16

  /// Folds the single days of each cell's window, or of each group's.
  mutating func foldDays(
    _ fold: DayFold, _ operands: [BoundExpression], in window: BoundWindow?, over frame: Frame, at place: Place,
    range: SourceRange
  ) throws(Diagnostic) -> Vector {
    var window = window
    var count: Int?
    if case .tradingDays(let days) = window?.start { count = days }
    // An exponential mean remembers all days so far; the number of days is its weight.
    if fold.readsFromFirstBar { window = window.map { BoundWindow(start: .firstBar, end: $0.end) } }
    let inner = try window.map { window throws(Diagnostic) in try windowed(frame, window) } ?? frame
    let all = place == .cells ? inner.days.held : inner.groupDays
    if fold.needsSeveralDays, window == nil, !all.isEmpty, all.allSatisfy(\.isSingle) {
      throw Diagnostic(.severalDaysNeeded(fold.rawValue), at: range)
    }
    // Whom an aggregate inside folds on a day follows from the rows, not from the span in the fold's own brackets.
    let joinsAll = window != nil && (place == .groups || operands.contains(where: \.containsAggregate))
    if place == .groups {
      var last: Int?
      if case .tradingDays(let days) = window?.start { last = days }
      return try foldGroups(fold, operands, count: count, over: inner, joinsAll: joinsAll, last: last)
    }
    if operands.contains(where: \.containsAggregate) {
      return try foldCells(fold, operands, count: count, over: inner, joinsAll: joinsAll)
    }
    var results: [Double] = []
    results.reserveCapacity(inner.count)
    var batch: [Int] = []
    var size = 0
    for cell in 0..<inner.count {
      if cell.isMultiple(of: Evaluator.checkInterval) { try proceed() }
      batch.append(cell)
      size +=
        Calendar.count(onOrBefore: inner.days[cell].last, in: tradingDays(of: inner.companies[cell]))
        - Calendar.count(before: inner.days[cell].first, in: tradingDays(of: inner.companies[cell]))
      guard size >= Evaluator.batchSize || cell == inner.count - 1 else { continue }
      results += try foldCells(fold, operands, count: count, over: inner.gathered(batch), joinsAll: false).numbers
      (batch, size) = ([], 0)
    }
    return .numbers(results)
  }

  /// Folds the days of each cell. Each day of a group is a group of its own, for the aggregates inside.
  private mutating func foldCells(
    _ fold: DayFold, _ operands: [BoundExpression], count: Int?, over frame: Frame, joinsAll: Bool
  ) throws(Diagnostic) -> Vector {
    let ownDays = (0..<frame.count).map { tradingDays(of: frame.companies[$0], in: frame.days[$0]) }
    var (days, numbers) = (Frame(groupDays: []), [GroupDay: Int]())
    var cells: [Range<Int>] = []
    var dates: [Day] = []
    if joinsAll {
      for cell in 0..<frame.count {
        try proceed()
        for day in ownDays[cell] { _ = number(of: GroupDay(frame.groups[cell], day), frame, in: &days, &numbers) }
      }
    }
    let span = joinsAll ? span(of: days) : nil
    for cell in 0..<frame.count {
      if cell.isMultiple(of: 16) { try proceed() }
      let start = days.count
      // A cell's own days are a run of those it is asked for.
      var own = 0..<0
      let asked = span.map { tradingDays(of: frame.companies[cell], in: $0) } ?? ownDays[cell]
      for day in asked where !joinsAll || numbers[GroupDay(frame.groups[cell], day)] != nil {
        if day == ownDays[cell].first { own = days.count..<days.count + ownDays[cell].count }
        append(day, of: cell, in: frame, to: &days, &numbers)
        dates.append(day)
      }
      cells.append(own.isEmpty ? start..<start : own)
    }
    let values = try operands.map { operand throws(Diagnostic) in try foldable(operand, over: days, at: .cells) }
    return .numbers(cells.map { known(fold.value(of: FoldDays(dates, values, $0, count: count))) })
  }

  /// Folds the days of each group: those of its companies, or of all exchanges where it has none; the `last` ones of
  /// them where the brackets name a number of trading days.
  private mutating func foldGroups(
    _ fold: DayFold, _ operands: [BoundExpression], count: Int?, over frame: Frame, joinsAll: Bool, last: Int?
  ) throws(Diagnostic) -> Vector {
    var ownDays = Array(repeating: Set<Day>(), count: frame.groupCount)
    for cell in 0..<frame.count {
      if cell.isMultiple(of: 16) { try proceed() }
      ownDays[frame.groups[cell]].formUnion(tradingDays(of: frame.companies[cell], in: frame.days[cell]))
    }
    let populated = Set(frame.groups)
    for group in 0..<frame.groupCount where !populated.contains(group) {
      ownDays[group].formUnion(tradingDays(of: nil, in: frame.groupDays[group]))
    }
    let ordered = ownDays.map { days in days.sorted().suffix(last ?? days.count) }
    var (days, numbers) = (Frame(groupDays: []), [GroupDay: Int]())
    for (group, own) in ordered.enumerated() {
      try proceed()
      for day in own { _ = number(of: GroupDay(group, day), frame, in: &days, &numbers) }
    }
    let span = span(of: days)
    for cell in 0..<frame.count {
      if cell.isMultiple(of: 16) { try proceed() }
      for day in tradingDays(of: frame.companies[cell], in: joinsAll ? span : frame.days[cell])
      where numbers[GroupDay(frame.groups[cell], day)] != nil {
        append(day, of: cell, in: frame, to: &days, &numbers)
      }
    }
    let values = try operands.map { operand throws(Diagnostic) in try foldable(operand, over: days, at: .groups) }
    return .numbers(
      ordered.enumerated().map { group, own in
        let places = own.compactMap { numbers[GroupDay(group, $0)] }
        let picked = values.map { values in places.map { values[$0] } }
        return known(fold.value(of: FoldDays(Array(own), picked, 0..<places.count, count: count)))
      })
  }

  /// From the first to the last day of the groups of a frame.
  private func span(of frame: Frame) -> Days {
    let days = frame.groupDays.map(\.first)
    guard let first = days.min(), let last = days.max() else { return .none }
    return Days(first: first, last: last)
  }

  private struct GroupDay: Hashable {
    let group: Int
    let day: Day

    init(_ group: Int, _ day: Day) {
      self.group = group
      self.day = day
    }
  }

  private func append(
    _ day: Day, of cell: Int, in frame: Frame, to days: inout Frame, _ numbers: inout [GroupDay: Int]
  ) {
    let group = number(of: GroupDay(frame.groups[cell], day), frame, in: &days, &numbers)
    days.append(company: frame.companies[cell], days: frame.days[cell].single(day), group: group)
  }

  private func number(
    of key: GroupDay, _ frame: Frame, in days: inout Frame, _ numbers: inout [GroupDay: Int]
  ) -> Int {
    if let known = numbers[key] { return known }
    days.groupDays.append(frame.groupDays[key.group].single(key.day))
    days.groupSets.append(frame.groupSets[key.group])
    numbers[key] = numbers.count
    return numbers.count - 1
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

extension FoldDays {
  /// The days of one cell: a part of the days and figures of many.
  fileprivate init(_ days: [Day], _ values: [[Double]], _ range: Range<Int>, count: Int?) {
    self.days = days[range]
    self.values = values[0][range]
    self.seconds = values.count > 1 ? values[1][range] : []
    self.count = count
  }
}

extension Days {
  /// One day of these, which remembers where the window being folded begins, and its scale.
  func single(_ day: Day) -> Days {
    var result = Days(first: day, last: day, origin: origin)
    (result.spanStart, result.spanPicked) = (first, picked)
    result.scaleDay = scaleDay ?? last
    return result
  }
}

extension BoundExpression {
  /// Whether companies are folded anywhere inside.
  var containsAggregate: Bool {
    if case .aggregate = kind { return true }
    return operands.contains(where: \.containsAggregate)
  }
}
