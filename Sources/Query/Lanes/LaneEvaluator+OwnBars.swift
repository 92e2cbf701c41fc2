internal import Language
internal import Market

// Folds of bars that need no calendar.
extension LaneEvaluator {
  /// From so many days a window on it pays to look at each company alone.
  private static let longWindow = 512

  /// The fold of each long window over the company's bars alone, one after the other as they lie in memory; nil where days without
  /// a bar count, or a day's figure depends on more than its bar.
  func valuesOfBars(_ job: FoldJob) -> [Double]? {
    let sum = BarSum(job.fold, job.operands)
    guard job.fold.passesOverMissing, job.operands.count == 1, job.operands[0].isMadeOfOneBar,
      job.lane.company < evaluator.market.companyCount,
      job.ranges.count > 0,
      sum != nil || (0..<job.ranges.count).allSatisfy({ job.ranges[$0].count >= LaneEvaluator.longWindow })
    else { return nil }
    if evaluator.market.bars.hasFactors, job.operands[0].priceDegree != .of(0) { return nil }
    if let sum { return sums(sum, job) }
    var results: [Double] = []
    results.reserveCapacity(job.lane.valueCount)
    for company in job.lane.companies {
      if evaluator.isInterrupted { return nil }
      let placed = PlacedBars(evaluator.series(of: company))
      // A bar on a day on which its exchange does not trade is on no day of a window.
      guard placed.places.areKnown else { return nil }
      for number in 0..<job.ranges.count {
        guard let value = fold(job, of: placed.bars(on: job.ranges[number]), company) else { return nil }
        results.append(value)
      }
    }
    return results
  }

  /// The sum over the bars of each window, company by company; nil where bars have no places. All are found first: bars of companies
  /// lie far apart, and their memory is asked for some companies ahead.
  private func sums(_ sum: BarSum, _ job: FoldJob) -> [Double]? {
    let (companies, windows) = (job.lane.companies, job.ranges.count)
    var held: [Range<Int>] = []
    held.reserveCapacity(job.lane.valueCount)
    for company in companies {
      if evaluator.isInterrupted { return nil }
      let placed = PlacedBars(evaluator.series(of: company))
      guard placed.places.areKnown else { return nil }
      for number in 0..<windows { held.append(placed.bars(on: job.ranges[number])) }
    }
    var results: [Double] = []
    results.reserveCapacity(held.count)
    for (row, company) in companies.enumerated() {
      if evaluator.isInterrupted { return nil }
      let next = row + BarSum.companiesAhead
      if next < companies.count {
        let (first, last) = (held[next * windows], held[next * windows + windows - 1])
        sum.prefetch(
          first.lowerBound..<max(first.lowerBound, last.upperBound), of: evaluator.series(of: companies[next]))
      }
      let series = evaluator.series(of: company)
      for bars in held[row * windows..<(row + 1) * windows] { results.append(sum.value(over: bars, of: series)) }
    }
    return results
  }

  /// The fold of some bars of a company, which are a calendar of their own.
  private func fold(_ job: FoldJob, of bars: Range<Int>, _ company: Int) -> Double? {
    var lane = job.lane.alone(company)
    (lane.isOfBars, lane.spanStart, lane.scale) = (true, nil, .own)
    let first = evaluator.series(of: company).run.lowerBound
    lane.spans = .days(bars.lowerBound - first..<bars.upperBound - first)
    return values(of: job.operands[0], over: lane).map { folded(job, [$0], $0.indices, 0..<0) }
  }
}

extension LaneEvaluator {
  /// The fold of the change so far over the bars of each window, for a fold to which the days between add nothing; nil where
  /// a bar may report its own change.
  func foldsOfGainsToDate(_ job: FoldJob) -> [Double]? {
    guard job.fold.passesOverRepeated, job.operands.count == 1, job.operands[0].isGainToDate,
      job.lane.company < evaluator.market.companyCount, !evaluator.market.bars.hasReferencePrices
    else { return nil }
    var results: [Double] = []
    results.reserveCapacity(job.lane.valueCount)
    for company in job.lane.companies {
      if evaluator.isInterrupted { return nil }
      let placed = PlacedBars(evaluator.series(of: company))
      guard placed.places.areKnown else { return nil }
      let chain = placed.series.bars.chain(of: placed.series.number)
      for number in 0..<job.ranges.count {
        let (range, window) = (job.ranges[number], job.lane.window(number, in: job.calendar))
        let held = placed.bars(on: range)
        guard let last = range.last, !held.isEmpty else {
          results.append(.nan)
          continue
        }
        if job.fold == .deepest, let fall = chain.deepestFall(over: held) {
          results.append(known(fall))
          continue
        }
        let whole = evaluator.measurement(of: company, held, in: Days(first: window.first, last: job.calendar[last]))
        // A window that begins with the first bar has rules of its own.
        guard !whole.gain.isNaN else {
          guard let values = valuesOneByOne(job.of(company, number)) else { return nil }
          results += values
          continue
        }
        if job.fold == .deepest, let fall = chain.deepestFall(over: held, from: whole) {
          results.append(known(fall))
          continue
        }
        var gains = chain.gains(of: held, from: whole)
        gains.change { known($0) }
        results.append(folded(job, [gains], gains.indices, 0..<0))
      }
    }
    return results
  }
}

extension LaneEvaluator.FoldJob {
  /// The fold of one window of one company.
  fileprivate func of(_ company: Int, _ number: Int) -> LaneEvaluator.FoldJob {
    var lane = lane.alone(company)
    let window = lane.window(number, in: calendar)
    if case .days(let days) = lane.scale { lane.scale = .day(days[number]) }
    lane.spans = .windows([window])
    return LaneEvaluator.FoldJob(
      fold: fold, operands: operands, count: count, lane: lane, ranges: .list([ranges[number]]), calendar: calendar)
  }
}

extension DayFold {
  /// Whether a day whose figure is that of the day before leaves no trace.
  fileprivate var passesOverRepeated: Bool { self == .deepest || self == .highest || self == .lowest }

  /// Whether a day whose figure is missing leaves no trace: neither does where it stands among the others.
  fileprivate var passesOverMissing: Bool {
    switch self {
    case .mean, .total, .days, .often, .highest, .lowest, .middle, .stdev, .deepest: return true
    case .place, .percentile, .corr, .ago, .streak, .first, .dayof, .dayofhighest, .dayoflowest, .slope, .intercept,
      .residual,
      .tailmean, .ema, .wilder, .wma, .sunken, .peakday, .troughday, .recoveryday:
      return false
    }
  }
}

extension BoundExpression {
  /// Whether on a single day it is made of the day's bar and of nothing else, and missing where there is none.
  fileprivate var isMadeOfOneBar: Bool {
    switch kind {
    case .bar(let measure):
      switch measure {
      case .open, .high, .low, .close, .unadjusted, .volume, .gain: return true
      case .base, .previous, .day: return false
      }
    case .negation(let operand), .not(let operand): return operand.isMadeOfOneBar
    case .arithmetic(_, let left, let right), .comparison(_, let left, let right):
      return left.isMadeOfOneBar ? right.isMadeOfOneBar || right.isFixed : left.isFixed && right.isMadeOfOneBar
    case .function(_, let operands):
      return operands.allSatisfy { $0.isMadeOfOneBar || $0.isFixed } && operands.contains(where: \.isMadeOfOneBar)
    default: return false
    }
  }

  /// Whether it is the change from where the window begins up to each day.
  fileprivate var isGainToDate: Bool {
    guard case .within(let window, let operand) = kind, case .bar(.gain) = operand.kind else { return false }
    return window.start == .span && window.end == .inherited && window.days == nil && !window.excludesStart
  }

  private var isFixed: Bool {
    if case .constant = kind { true } else { false }
  }
}
