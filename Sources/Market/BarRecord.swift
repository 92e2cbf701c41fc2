/// A bar as other engines hold it, with what chaining made of it; Sources/SQL/README.md says what the columns mean.
package struct BarRecord: Sendable {
  package let day: Day
  /// The figures, in the order of `figureNames`; NaN where one is missing.
  package let figures: [Double]
  /// The day of the close that `base_level` is; nil where it is none.
  package let baseDay: Day?
  /// Whether `base_level` is a close or a reference price, and so a figure to show.
  package let isBaseKnown: Bool
  /// Whether it is the company's first bar.
  package let isFirst: Bool
  /// Whether its factor is another one than that of the bar before, or the first.
  package let isRescaled: Bool

  package static let figureNames = [
    "open", "high", "low", "close", "volume", "previous", "factor", "level", "report", "base_level",
  ]
}

extension Market {
  /// The bars of a company. O(bars of the company).
  package func barRecords(of company: Int) -> [BarRecord] {
    let run = bars.run(of: company)
    let columns: [FigureRun?] = [
      bars.open[company], bars.high[company], bars.low[company], bars.close[company], bars.volume[company],
      bars.previous?[company],
    ]
    let (closes, anchors) = (bars.close[company], bars.chain.anchors[company])
    let (reports, factors) = (bars.chain.reports?[company], bars.chain.factors?[company])
    var before: Int?
    return run.map { bar in
      let (anchor, factor) = (anchors[bar], factors?[bar] ?? 1)
      let (report, isFirst) = (reports?[bar] ?? .nan, bar == run.lowerBound)
      var base = before.map { anchors[$0] * (factors?[$0] ?? 1) } ?? .nan
      if isFirst {
        let stated = bars.previous?[company][bar] ?? .nan
        base = (stated.isNaN ? anchor / (1 + report) : stated) * factor
      }
      defer { if !anchor.isNaN { before = bar } }
      return BarRecord(
        day: bars.days[bar],
        figures: columns.map { $0.map { $0[bar] } ?? .nan } + [factor, anchor * factor, report, base],
        baseDay: before.map { bars.days[$0] }, isBaseKnown: isFirst || before.map { !closes[$0].isNaN } ?? false,
        isFirst: isFirst, isRescaled: isFirst || factor != (factors?[bar - 1] ?? 1))
    }
  }
}
