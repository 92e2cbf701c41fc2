internal import Market

extension Evaluator {
  /// A figure of each cell's window of bars, folded into one bar.
  func barValues(of measure: BarMeasure, over frame: Frame) -> [Double] {
    frame.companies.indices.map { cell in
      let company = frame.companies[cell]
      let positions = positions(of: company, in: frame.days[cell])
      guard !positions.isEmpty else { return .nan }
      return value(of: measure, positions, of: company, in: frame.days[cell])
    }
  }

  /// The bars of a company in some days.
  func positions(of company: Int, in days: Days) -> Range<Int> {
    market.bars.positions(of: company, from: days.first, through: days.last)
  }

  private func value(
    of measure: BarMeasure, _ positions: Range<Int>, of company: Int, in days: Days
  ) -> Double {
    let bars = market.bars
    switch measure {
    case .close: return positions.last { !bars.close[$0].isNaN }.map { bars.close[$0] } ?? .nan
    case .day: return Double(bars.days[positions.upperBound - 1].number)
    case .previous: return bars.previous?[positions.lowerBound] ?? .nan
    case .volume:
      // Kept in the order of days, so that the last bit never depends on how the work is split.
      let known = positions.lazy.map { bars.volume[$0] }.filter { !$0.isNaN }
      return known.isEmpty ? .nan : known.reduce(0, +)
    case .gain: return known(measurement(of: company, positions, in: days).gain)
    case .base: return known(measurement(of: company, positions, in: days).base)
    case .open:
      return positions.first { !bars.open[$0].isNaN }.map { scaled(bars.open, $0, in: positions) } ?? .nan
    case .high:
      return positions.lazy.filter { !bars.high[$0].isNaN }.map { scaled(bars.high, $0, in: positions) }.max() ?? .nan
    case .low:
      return positions.lazy.filter { !bars.low[$0].isNaN }.map { scaled(bars.low, $0, in: positions) }.min() ?? .nan
    }
  }

  /// A price on the scale of the window's last bar, so that a split within the window makes no high.
  private func scaled(_ prices: [Double], _ bar: Int, in positions: Range<Int>) -> Double {
    prices[bar] * market.bars.scale(from: bar, to: positions.upperBound - 1)
  }

  /// What the change of a cell is measured from and to.
  func measurement(
    of company: Int, _ positions: Range<Int>, in days: Days
  ) -> Bars.Measurement {
    let calendar = market.tradingDays(of: company)
    let start = Calendar.count(before: days.first, in: calendar)
    let end = Calendar.count(onOrBefore: days.last, in: calendar)
    let run = market.bars.run(of: company)
    let firstBar = market.bars.days[run.lowerBound]
    return market.bars.measurement(
      of: company, over: positions, isSingleDay: end - start == 1,
      beginsAtFirstBar: start < calendar.count && calendar[start] == firstBar)
  }

  /// An attribute of each cell's company; text has no figures and is read where it is shown.
  func attributeValues(of attribute: Int, over frame: Frame) -> Vector {
    switch market.attributes[attribute].values {
    case .number(let values): return .numbers(frame.companies.map { values[$0] })
    case .day(let days): return .numbers(frame.companies.map { days[$0].map { Double($0.number) } ?? .nan })
    case .flag(let flags): return .flags(frame.companies.map { Truth(flags[$0]) })
    case .text, .texts: return .numbers(Array(repeating: .nan, count: frame.count))
    }
  }

  /// Whether each cell's company has one of the texts; missing where it has none at all.
  func hasText(_ codes: Set<Int32>, of attribute: Int, over frame: Frame) -> [Truth] {
    switch market.attributes[attribute].values {
    case .text(let values, _):
      return frame.companies.map { values[$0] < 0 ? .missing : Truth(codes.contains(values[$0])) }
    case .texts(let members, _):
      var known = Bitmap(count: market.companyCount)
      var matching = Bitmap(count: market.companyCount)
      for (code, set) in members.enumerated() {
        known.formUnion(set)
        if codes.contains(Int32(code)) { matching.formUnion(set) }
      }
      return frame.companies.map { known[$0] ? Truth(matching[$0]) : .missing }
    case .number, .day, .flag: return Array(repeating: .missing, count: frame.count)
    }
  }
}
