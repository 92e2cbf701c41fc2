import Market
import Query

// A window of bars is a bar.
extension NaiveInterpreter {
  /// A figure of a company's bars in a window, folded into one bar.
  func bar(_ measure: BarMeasure, of company: Int, in days: NaiveDays, _ set: Int) -> NaiveValue {
    let company = series[company]
    let inside = company.bars.indices.filter { bar in
      let day = company.bars[bar].day
      return day >= days.first && day <= days.last && isPicked(day, days.picks, set)
    }
    guard let first = inside.first, let last = inside.last else { return .missing }
    let bars = company.bars
    if company.links.contains(where: { $0.rescale != 1 }) { isReordered = true }
    let scaleBar = days.scaleDay.flatMap { day in bars.indices.last { bars[$0].day <= day } } ?? last
    /// Prices of different days are compared on one scale.
    func prices(_ column: KeyPath<NaiveMarket.Bar, Double>) -> [Double] {
      inside.map { bars[$0][keyPath: column] * company.scale(from: $0, to: scaleBar) }.filter { !$0.isNaN }
    }
    switch measure {
    case .open: return NaiveValue(figure: prices(\.open).first ?? .nan)
    case .high: return NaiveValue(figure: prices(\.high).max() ?? .nan)
    case .low: return NaiveValue(figure: prices(\.low).min() ?? .nan)
    case .close: return NaiveValue(figure: prices(\.close).last ?? .nan)
    case .unadjusted: return NaiveValue(figure: inside.map { bars[$0].close }.last { !$0.isNaN } ?? .nan)
    case .previous: return NaiveValue(figure: bars[first].previous * company.scale(from: first, to: scaleBar))
    case .day: return .day(bars[last].day)
    case .volume:
      let volumes = inside.map { bars[$0].volume }.filter { !$0.isNaN }
      return volumes.isEmpty ? .missing : NaiveValue(figure: sum(volumes))
    case .base:
      // Days that lie apart have no one close before them.
      if !days.picks.isEmpty { return .missing }
      // The base is measured on the scale of the last close.
      let base = company.measure(first: days.first, last: days.last).base
      let end = inside.last { !company.links[$0].price.isNaN } ?? last
      return NaiveValue(figure: base * company.scale(from: end, to: scaleBar))
    case .gain:
      magnitude = max(magnitude, 1)
      if days.picks.isEmpty { return NaiveValue(figure: company.measure(first: days.first, last: days.last).gain) }
      // Where days are picked out of a window, changes compound each kept day's own change.
      let gains = inside.map { company.measure(first: bars[$0].day, last: bars[$0].day).gain }.filter { !$0.isNaN }
      if gains.isEmpty { return .missing }
      var product = 1.0
      for gain in gains { product *= 1 + gain }
      return NaiveValue(figure: product - 1)
    }
  }

  /// Whether every pick keeps a day.
  func isPicked(_ day: Day, _ picks: [NaiveDays.Pick], _ set: Int) -> Bool {
    for pick in picks {
      switch pick {
      case .period(let period, let number): if NaivePeriod.number(of: day, period) != number { return false }
      case .when(let condition):
        let days = NaiveDays(first: day, last: day)
        // A condition on the day, or on sets; what it folds is the default universe, as in `where`.
        let members = defaultUniverse.filter { market.companies[$0].calendar.contains(day) }
          .map { NaiveContext.Member(company: $0, days: days) }
        let context = NaiveContext(members: members, groupDays: days, set: set)
        if value(condition, nil, context).truth != true { return false }
      }
    }
    return true
  }

  /// The days of a window on which a company's exchange trades; without a company, on which any does.
  func tradingDays(of company: Int?, in days: NaiveDays, _ set: Int) -> [Day] {
    let calendar = company.map { series[$0].calendar } ?? market.allDays
    return calendar.filter { $0 >= days.first && $0 <= days.last && isPicked($0, days.picks, set) }
  }
}
