internal import Market

extension Evaluator {
  /// A figure of each cell's window of bars, folded into one bar.
  func barValues(of measure: BarMeasure, over frame: Frame) -> [Double] {
    frame.companies.indices.map { cell in
      let company = frame.companies[cell]
      let days = frame.days[cell]
      let positions = positions(of: company, in: days)
      guard let picked = days.picked else {
        switch measure {
        case .gain: return known(measurement(of: company, positions, in: days).gain)
        case .base: return known(measurement(of: company, positions, in: days).base)
        default: return value(of: measure, positions, in: series(of: company).bars)
        }
      }
      let bars = series(of: company).bars
      let kept = positions.filter { picked.contains(bars.days[$0]) }
      switch measure {
      case .gain: return compoundedGain(of: company, kept)
      // Days that lie apart have no close before them to be measured from.
      case .base: return .nan
      default: return value(of: measure, kept, in: bars)
      }
    }
  }

  /// The bars of a company from the first to the last of some days.
  func positions(of company: Int, in days: Days) -> Range<Int> {
    let series = series(of: company)
    return series.bars.positions(of: series.number, from: days.first, through: days.last)
  }

  /// A figure of some bars of one company, in the order of days; missing where there are none.
  private func value(of measure: BarMeasure, _ positions: some BidirectionalCollection<Int>, in bars: Bars) -> Double {
    guard let first = positions.first, let last = positions.last else { return .nan }
    switch measure {
    case .close: return positions.last { !bars.close[$0].isNaN }.map { bars.close[$0] } ?? .nan
    case .day: return Double(bars.days[last].number)
    case .previous: return bars.previous?[first] ?? .nan
    case .volume:
      // Kept in the order of days, so that the last bit never depends on how the work is split.
      let known = positions.lazy.map { bars.volume[$0] }.filter { !$0.isNaN }
      return known.isEmpty ? .nan : known.reduce(0, +)
    // Prices stand on the scale of the window's last bar, so that a split within the window makes no high.
    case .open:
      return positions.first { !bars.open[$0].isNaN }.map { bars.open[$0] * bars.scale(from: $0, to: last) } ?? .nan
    case .high:
      return positions.lazy.map { bars.high[$0] * bars.scale(from: $0, to: last) }.filter { !$0.isNaN }.max() ?? .nan
    case .low:
      return positions.lazy.map { bars.low[$0] * bars.scale(from: $0, to: last) }.filter { !$0.isNaN }.min() ?? .nan
    case .gain, .base: return .nan
    }
  }

  /// The compounded changes of single days; missing where none is known.
  private func compoundedGain(of company: Int, _ positions: [Int]) -> Double {
    var product = 1.0
    var isKnown = false
    for position in positions {
      let day = series(of: company).bars.days[position]
      let gain = measurement(of: company, position..<position + 1, in: Days(first: day, last: day)).gain
      guard !gain.isNaN else { continue }
      product *= 1 + gain
      isKnown = true
    }
    return isKnown ? known(product - 1) : .nan
  }

  /// What the change of a cell is measured from and to.
  func measurement(
    of company: Int, _ positions: Range<Int>, in days: Days
  ) -> Bars.Measurement {
    guard !positions.isEmpty else { return .missing }
    let series = series(of: company)
    let calendar = series.tradingDays
    let start = Calendar.count(before: days.first, in: calendar)
    let end = Calendar.count(onOrBefore: days.last, in: calendar)
    let firstBar = series.bars.days[series.run.lowerBound]
    // So many days, of which the calendar knows fewer: neither one day nor begun at the first bar.
    let reachesBehind = days.first == .first
    return series.bars.measurement(
      of: series.number, over: positions, isSingleDay: !reachesBehind && end - start == 1,
      beginsAtFirstBar: !reachesBehind && start < calendar.count && calendar[start] == firstBar)
  }
}
