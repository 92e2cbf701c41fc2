internal import Language
internal import Market

// Single days folded, for every window of a lane.
extension LaneEvaluator {
  /// The fold of the days of each window: the operands are evaluated once for all days, where each day's value is the
  /// same whatever window it is folded in, and the windows slide over them.
  func foldValues(
    _ fold: DayFold, _ operands: [BoundExpression], in window: BoundWindow?, over lane: Lane
  ) -> [Double]? {
    var window = window
    var count: Int?
    if case .tradingDays(let days) = window?.start { count = days }
    // An exponential mean remembers all days so far; the number of days is its weight.
    if fold.readsFromFirstBar { window = window.map { BoundWindow(start: .firstBar, end: $0.end) } }
    var folded = lane
    if let window {
      guard let inner = windowed(lane, window) else { return nil }
      folded = inner
    }
    let calendar = evaluator.tradingDays(of: lane.company)
    // Over one day alone these have no meaning, which the evaluator says.
    if fold.needsSeveralDays, window == nil, folded.holdsSingleDays(in: calendar) { return nil }
    let ranges = folded.ranges(in: calendar)
    let job = FoldJob(fold: fold, operands: operands, count: count, lane: folded, ranges: ranges, calendar: calendar)
    if isShared(job) { return valuesOfDays(job) ?? trailingSums(job) ?? sharedValues(job) }
    return foldsOfGainsToDate(job) ?? valuesOfBars(job) ?? valuesOneByOne(job)
  }

  /// What is folded, and over which days.
  struct FoldJob {
    let fold: DayFold
    let operands: [BoundExpression]
    let count: Int?
    /// The lane whose windows are folded.
    let lane: Lane
    /// The trading days of each window, as places.
    let ranges: SlidingWindows
    let calendar: [Day]
  }

  /// Whether a day's value is the same in each window that holds it.
  private func isShared(_ job: FoldJob) -> Bool {
    guard job.ranges.count > 1 else { return false }
    if job.operands.contains(where: \.dependsOnSpan) { return false }
    guard evaluator.series(of: job.lane.company).bars.hasFactors else { return true }
    return job.operands.allSatisfy { $0.priceDegree != .mixed }
  }

  /// Each window's days evaluated for it alone.
  func valuesOneByOne(_ job: FoldJob) -> [Double]? {
    let count = job.ranges.count
    var results = Array(repeating: Double.nan, count: job.lane.valueCount)
    for number in 0..<count {
      let range = job.ranges[number]
      let window = job.lane.window(number, in: job.calendar)
      var days = job.lane
      (days.spans, days.spanStart) = (.days(range), window.first)
      switch job.lane.scale {
      case .own: days.scale = .day(window.last)
      case .common: days.scale = .common
      case .day(let day): days.scale = .day(day)
      case .days(let all): days.scale = .day(all[number])
      }
      guard let values = operandValues(of: job, on: days) else { return nil }
      for row in 0..<job.lane.rowCount {
        let own = row * range.count..<(row + 1) * range.count
        results[row * count + number] = folded(job, values, own, range)
      }
    }
    return results
  }

  /// What is folded, on single days.
  private func operandValues(of job: FoldJob, on days: Lane) -> [[Double]]? {
    func found() -> [[Double]]? {
      var values: [[Double]] = []
      for operand in job.operands {
        guard let vector = self.values(of: operand, over: days) else { return nil }
        values.append(vector)
      }
      return values
    }
    guard let memory else { return found() }
    return memory.values(of: job.operands, over: days, found)
  }

  /// The figures of single days, each of which is its own fold.
  private func valuesOfDays(_ job: FoldJob) -> [Double]? {
    guard case .trailing(1, let places) = job.ranges, job.operands.count == 1, job.fold.keepsOneDay else { return nil }
    var days = job.lane
    (days.spans, days.spanStart) = (.days(places), nil)
    return values(of: job.operands[0], over: days)
  }

  /// All days evaluated once, on the company's common scale where that matters, and folded window by window.
  private func sharedValues(_ job: FoldJob) -> [Double]? {
    let union = job.ranges.union
    let bars = evaluator.series(of: job.lane.company).bars
    let degrees = job.operands.map(\.priceDegree)
    let rescales = bars.hasFactors && degrees.contains { $0 != .of(0) && $0 != .any }
    var days = job.lane
    (days.spans, days.spanStart, days.scale) = (.days(union), nil, rescales ? .common : .own)
    guard let values = operandValues(of: job, on: days) else { return nil }
    let windows = job.ranges.shifted(by: union.lowerBound)
    var degree = 0.0
    if rescales, case .of(let known) = job.fold.priceDegree(of: degrees) { degree = known }
    var results: [Double] = []
    if !job.lane.others.isEmpty { results.reserveCapacity(job.lane.valueCount) }
    for (row, company) in job.lane.companies.enumerated() {
      let start = row * union.count
      let own = job.lane.others.isEmpty ? values : values.map { Array($0[start..<start + union.count]) }
      var folds =
        job.fold.slidingValues(own, windows, count: job.count) ?? foldedOneByOne(job, own, windows, row: row)
      if degree != 0 {
        for number in folds.indices { folds[number] /= factor(of: company, job, number, degree) }
      }
      if job.lane.others.isEmpty { return folds }
      results += folds
    }
    return results
  }

  /// The fold of each window. Several with the same days, such as those that an event's model is estimated on, have one.
  private func foldedOneByOne(
    _ job: FoldJob, _ values: [[Double]], _ windows: SlidingWindows, row: Int
  ) -> [Double] {
    var folds: [Double] = []
    folds.reserveCapacity(windows.count)
    for number in 0..<windows.count {
      let isSame = number > 0 && windows[number] == windows[number - 1]
      folds.append(
        isSame ? folds[number - 1] : folded(job, values, windows[number], job.ranges[number], row: row))
    }
    return folds
  }

  /// What takes a window's figure from a company's common scale to its own.
  private func factor(of company: Int, _ job: FoldJob, _ number: Int, _ degree: Double) -> Double {
    let day: Day
    switch job.lane.scale {
    case .common: return 1
    case .own: day = job.lane.window(number, in: job.calendar).last
    case .day(let fixed): day = fixed
    case .days(let all): day = all[number]
    }
    let factor = evaluator.factor(of: company, on: day) ?? 1
    return degree == 1 ? factor : power(factor, degree)
  }

  /// One window's fold, as the evaluator has it: `window` are its figures' places among those of a row, `places` those of its days.
  func folded(
    _ job: FoldJob, _ values: [[Double]], _ window: Range<Int>, _ places: Range<Int>, row: Int = 0
  ) -> Double {
    if evaluator.isInterrupted { return .nan }
    var days = FoldDays(
      days: job.calendar[places], values: values[0][window], seconds: values.count > 1 ? values[1][window] : [],
      count: job.count)
    if job.fold.isOfLine, let memory {
      days.moments = memory.moments(row, window) { PairMoments(days.values, days.seconds) }
    }
    return known(job.fold.value(of: days))
  }
}

extension DayFold {
  /// Whether it remembers all days so far, whatever window it is given.
  package var readsFromFirstBar: Bool { self == .ema || self == .wilder }

  /// Whether the fold of one day is that day's figure.
  var keepsOneDay: Bool {
    switch self {
    case .mean, .total, .highest, .lowest: true
    default: false
    }
  }

  /// The fold of each window by a pass that slides over the days; nil where there is none, and for one window alone.
  func slidingValues(_ values: [[Double]], _ windows: SlidingWindows, count: Int?) -> [Double]? {
    let days = values[0]
    guard windows.count > 1, windows.isSliding else { return nil }
    switch self {
    case .mean, .total: return days.slidingSums(windows, isMean: self == .mean)
    case .days: return days.slidingCounts(windows).ones
    case .often:
      let counts = days.slidingCounts(windows)
      return counts.ones.combined(counts.known) { $1 == 0 ? .nan : $0 / $1 }
    case .highest: return days.slidingExtremes(windows, isHighest: true)
    case .lowest: return days.slidingExtremes(windows, isHighest: false)
    case .stdev: return days.slidingDeviations(windows)
    case .streak: return days.streaks(windows)
    case .ema: return days.exponentialMeans(windows, weight: 2 / Double((count ?? 0) + 1))
    case .wilder: return days.exponentialMeans(windows, weight: 1 / Double(Swift.max(1, count ?? 1)))
    default: return nil
    }
  }
}

extension Lane {
  /// The trading days of each window, as places in the calendar.
  func ranges(in calendar: [Day]) -> SlidingWindows {
    switch spans {
    case .days(let places): return .trailing(1, ends: places)
    case .trailing(let count, let ends): return .trailing(count, ends: ends)
    case .since(let first, let ends): return .since(Calendar.count(before: first, in: calendar), ends: ends)
    case .windows(let windows):
      // Windows mostly follow one another, each about as long as the one before.
      var (end, length) = (0, 0)
      return .list(
        windows.map { window in
          guard window.first <= window.last else { return 0..<0 }
          let start = Lane.place(near: end, in: calendar) { $0 < window.first }
          end = Lane.place(near: start + length, in: calendar) { $0 <= window.last }
          length = max(0, end - start)
          return start..<start + length
        })
    }
  }

  /// The first place in a calendar whose day is not before something, which is mostly near a place.
  @inline(__always)
  private static func place(near place: Int, in calendar: [Day], _ isBefore: (Day) -> Bool) -> Int {
    var place = min(place, calendar.count)
    for _ in 0..<stepsToWalk {
      if place < calendar.count, isBefore(calendar[place]) {
        place += 1
      } else if place > 0, !isBefore(calendar[place - 1]) {
        place -= 1
      } else {
        return place
      }
    }
    return calendar.partitioningIndex { !isBefore($0) }
  }

  /// Over so many days a search is not worth while.
  private static let stepsToWalk = 40

  /// Whether each window is a single day.
  fileprivate func holdsSingleDays(in calendar: [Day]) -> Bool {
    if case .days = spans { return true }
    return (0..<count).allSatisfy { number in
      let window = window(number, in: calendar)
      return window.first == window.last
    }
  }
}
