import Market
import Query

// The single days of a window folded into one value.
extension NaiveInterpreter {
  /// One day with the operands' figures on it.
  struct FoldedDay {
    let day: Day
    let figure: Double
    let second: Double
  }

  func fold(
    _ fold: DayFold, _ operands: [BoundExpression], in window: BoundWindow?, _ member: Int?, _ context: NaiveContext
  ) -> NaiveValue {
    var (context, member, window) = (context, member, window)
    var named = 0
    if case .tradingDays(let count) = window?.start { named = count }
    // An exponential mean is of all days so far.
    if let end = window?.end, fold == .ema || fold == .wilder { window = BoundWindow(start: .firstBar, end: end) }
    // The days of a group as one may follow from its companies' too.
    let foldsCompanies = member == nil || operands.contains { $0.foldsCompanies }
    let isOwnSpan = window != nil
    if let window {
      let probe = operands.first { $0.foldsCompanies } ?? operands[0]
      (context, member) = windowed(context, window, member, probe)
    }
    var last: Int?
    if case .tradingDays(let count) = window?.start { last = count }
    var days: [FoldedDay] = []
    for day in foldedDays(member, context, last: last) {
      let (inner, place) = single(day, member, context, keepsOthers: foldsCompanies, isOwnSpan: isOwnSpan)
      let figures = operands.map { value($0, place, inner).figure }
      days.append(FoldedDay(day: day, figure: figures[0], second: figures.count > 1 ? figures[1] : .nan))
    }
    return self.value(of: fold, days, named: named)
  }

  /// The days of a company's own exchange; of a group, those of its companies, or of all where it has none. So many
  /// trading days of a group are the last ones of these.
  private func foldedDays(_ member: Int?, _ context: NaiveContext, last: Int?) -> [Day] {
    if let member {
      return tradingDays(of: context.members[member].company, in: context.members[member].days, context.set)
    }
    if context.members.isEmpty { return tradingDays(of: nil, in: context.groupDays, context.set) }
    var days: Set<Day> = []
    for other in context.members { days.formUnion(tradingDays(of: other.company, in: other.days, context.set)) }
    return Array(days.sorted().suffix(last ?? days.count))
  }

  /// The context on a single day: those whose exchange trades on it. Whom an aggregate folds on a day does not follow
  /// from the span in the fold's own brackets, only from the rows and their days.
  private func single(
    _ day: Day, _ member: Int?, _ context: NaiveContext, keepsOthers: Bool, isOwnSpan: Bool
  ) -> (context: NaiveContext, member: Int?) {
    var inner = context
    inner.members = []
    inner.groupDays = context.groupDays.single(day)
    var place: Int?
    for (number, other) in context.members.enumerated() where keepsOthers || number == member {
      let isAsked =
        isOwnSpan
        ? series[other.company].calendar.contains(day)
        : tradingDays(of: other.company, in: other.days, context.set).contains(day)
      guard isAsked else { continue }
      if number == member { place = inner.members.count }
      inner.members.append(NaiveContext.Member(company: other.company, days: other.days.single(day)))
    }
    return (inner, place)
  }

  private func value(of fold: DayFold, _ days: [FoldedDay], named: Int) -> NaiveValue {
    let known = days.filter { !$0.figure.isNaN }
    let figures = known.map(\.figure)
    func date(_ day: FoldedDay?) -> NaiveValue { day.map { .day($0.day) } ?? .missing }
    switch fold {
    case .days: return .number(Double(figures.count { $0 == 1 }))
    case .streak:
      var count = 0
      for day in days { count = day.figure == 1 ? count + 1 : 0 }
      return .number(Double(count))
    case .first: return date(known.first { $0.figure == 1 })
    case .dayofhighest: return date(extreme(known) { $0 > $1 })
    case .dayoflowest: return date(extreme(known) { $0 < $1 })
    case .ago:
      // The first of named days; where there are not so many, nothing is known of it.
      return days.count < named ? .missing : NaiveValue(figure: days.first?.figure ?? .nan)
    case .place:
      guard let last = days.last, !last.figure.isNaN else { return .missing }
      for figure in figures { notice(figure, last.figure) }
      return .number(Double(figures.count { $0 > last.figure } + 1))
    case .corr, .slope, .intercept, .residual: return line(fold, known.filter { !$0.second.isNaN })
    case .deepest, .sunken, .peakday, .troughday, .recoveryday: return decline(fold, known)
    default: return figures.isEmpty ? .missing : NaiveValue(figure: statistic(fold, days, figures, named: named))
    }
  }

  private func statistic(_ fold: DayFold, _ days: [FoldedDay], _ figures: [Double], named: Int) -> Double {
    switch fold {
    case .mean: return mean(figures)
    case .total: return sum(figures)
    case .often: return Double(figures.count { $0 == 1 }) / Double(figures.count)
    case .highest: return figures.max() ?? .nan
    case .lowest: return figures.min() ?? .nan
    case .middle: return quantile(figures, 0.5)
    case .percentile: return quantile(figures, days[0].second)
    case .stdev: return deviation(figures)
    case .tailmean:
      let count = Int((Double(figures.count - 1) * days[0].second).rounded(.down)) + 1
      return mean(Array(figures.sorted()[..<count]))
    case .ema, .wilder:
      let weight = fold == .ema ? 2 / Double(named + 1) : 1 / Double(named)
      var level = figures[0]
      isReordered = true
      for figure in figures[1...] { level = (1 - weight) * level + weight * figure }
      magnitude = max(magnitude, figures.map { abs($0) }.max() ?? 0)
      return level
    case .wma:
      let weighted = days.enumerated().filter { !$1.figure.isNaN }
      return sum(weighted.map { Double($0.offset + 1) * $0.element.figure })
        / sum(weighted.map { Double($0.offset + 1) })
    default: return .nan
    }
  }

  /// The first day of the most extreme figure.
  private func extreme(_ days: [FoldedDay], _ isBeyond: (Double, Double) -> Bool) -> FoldedDay? {
    guard var result = days.first else { return nil }
    for day in days where isBeyond(day.figure, result.figure) { result = day }
    for day in days { notice(day.figure, result.figure) }
    return result
  }

  /// Least squares of the first figure on the second.
  private func line(_ fold: DayFold, _ days: [FoldedDay]) -> NaiveValue {
    guard days.count >= (fold == .residual ? 3 : 2) else { return .missing }
    let (xs, ys) = (days.map(\.second), days.map(\.figure))
    let (x, y) = (mean(xs), mean(ys))
    let (dx, dy) = (xs.map { $0 - x }, ys.map { $0 - y })
    let xx = sum(dx.map { $0 * $0 })
    let yy = sum(dy.map { $0 * $0 })
    let xy = sum(zip(dx, dy).map { $0.0 * $0.1 })
    // Through figures that are all the same there is no line, nor where only rounding tells them apart.
    let parts = [(xx, xs), (yy, ys)].map { spread, figures in spread / figures.reduce(0) { $0 + $1 * $1 } }
    if parts.contains(where: { $0 > 1e-27 && $0 < 1e-20 }) { isFragile = true }
    guard parts[0] > 1e-24, fold != .corr || parts[1] > 1e-24 else { return .missing }
    switch fold {
    case .corr: return NaiveValue(figure: xy / (xx * yy).squareRoot())
    case .slope: return NaiveValue(figure: xy / xx)
    case .intercept: return NaiveValue(figure: y - xy / xx * x)
    default:
      let errors = zip(dx, dy).map { $0.1 - xy / xx * $0.0 }
      return NaiveValue(figure: sum(errors.map { $0 * $0 }) / Double(days.count - 2))
    }
  }
}
