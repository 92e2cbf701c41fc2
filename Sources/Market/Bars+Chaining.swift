extension Bars {
  /// What places the closes of different days on one scale, so that splits, dividends and listing days come out right.
  ///
  /// A bar's *level* is its anchor times its factor: the ratio of two levels is the change between the two days.
  /// The factor moves only where a bar's own reference price (or reported change) disagrees with the close of the
  /// trading day before. Across a gap, where the bar before is not from the trading day before, it does not move:
  /// the change is measured close to close, so that a sparse record is never chained over days it does not hold.
  struct Chain: Sendable {
    /// The close, or the close that a bar with only a reported change implies; NaN where neither can be had.
    let anchors: Column<Double>
    /// The bar's own gain over its single day, by its reference price or reported change; NaN where the closes say it.
    /// Nil where no bar has one.
    let reports: Column<Double>?
    /// What takes an anchor to the common scale of its company; nil where it is 1 for every bar.
    let factors: Column<Double>?
  }
}

extension Bars.Chain {
  init(_ columns: borrowing Bars.Columns, tradingDays: (_ company: Int) -> [Day]) {
    let hasPrevious = !columns.previous.isEmpty
    let hasChange = !columns.change.isEmpty
    guard hasPrevious || hasChange else {
      self.init(anchors: columns.close, reports: nil, factors: nil)
      return
    }
    let days = columns.days
    let close = columns.close
    var anchors = Array(close)
    var reports = Array(repeating: Double.nan, count: days.count)
    var factors = Array(repeating: 1.0, count: days.count)
    for company in 0..<(columns.offsets.count - 1) {
      let calendar = tradingDays(company)
      var next = 0  // the first trading day that is not before the bar's
      var before = -1  // the last bar with an anchor
      for bar in columns.offsets[company]..<columns.offsets[company + 1] {
        while next < calendar.count, calendar[next] < days[bar] { next += 1 }
        let isAdjacent = before >= 0 && next > 0 && days[before] == calendar[next - 1]
        let anchorBefore = before >= 0 ? anchors[before] : .nan
        let previous = hasPrevious ? columns.previous[bar] : .nan
        let change = hasChange ? columns.change[bar] : .nan
        var factor = before >= 0 ? factors[before] : 1

        if !previous.isNaN, !close[bar].isNaN {
          // A close that a change implies is no figure to show, so the bar's own reference speaks there too.
          if !isAdjacent || previous != anchorBefore || close[before].isNaN {
            reports[bar] = close[bar] / previous - 1
            if isAdjacent { factor *= anchorBefore / previous }
          }
        } else if !change.isNaN {
          let fromCloses = close[bar] / anchorBefore - 1
          // A reported change is a rounded figure: where the closes agree with it, they are the better one.
          let closesAgree =
            isAdjacent && !close[before].isNaN
            && abs(fromCloses - change) <= columns.changeTolerance[bar] * (1 + 1e-9)
          if !closesAgree {
            reports[bar] = change
            if isAdjacent {
              if close[bar].isNaN { anchors[bar] = anchorBefore * (1 + change) }
              factor *= anchorBefore * (1 + change) / anchors[bar]
            }
          }
        }
        factors[bar] = factor
        if !anchors[bar].isNaN { before = bar }
      }
    }
    self.init(
      // Mostly every anchor is the close, whose memory then serves for both.
      anchors: zip(anchors, close).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN } ? close : Column(anchors),
      reports: reports.allSatisfy(\.isNaN) ? nil : Column(reports),
      factors: factors.allSatisfy { $0 == 1 } ? nil : Column(factors))
  }
}

extension Bars {
  /// What a change over a window is measured from and to.
  public struct Measurement: Sendable, Hashable {
    /// Close at the end over base, minus one; NaN where it can't be had.
    public var gain: Double
    /// The base on the scale of the closing price; NaN where the closing price or the base is not known.
    public var base: Double
    /// The bar whose close the base is; nil where it is a reference price or a reported change.
    public var baseBar: Int?
    /// The bar that ends the measurement; nil where the window has none.
    public var endBar: Int?
    /// The price it starts at, whether or not that is a figure to show, and the bar on whose scale that stands; nil
    /// where nothing was measured, and where a bar's own report speaks for its single day.
    var start: Start?

    /// A price and the bar on whose scale it stands.
    struct Start: Sendable, Hashable {
      let price: Double
      let bar: Int
    }

    /// Nothing could be measured.
    public static let missing = Measurement(gain: .nan, base: .nan, baseBar: nil, endBar: nil)
  }

  /// The change of one company over a window of days.
  ///
  /// - Parameters:
  ///   - positions: the company's bars in the window.
  ///   - isSingleDay: whether the window holds one trading day of the company's exchange.
  ///   - beginsAtFirstBar: whether the window's first trading day is the day of the company's first bar.
  /// - Returns: the measurement; `.missing` where the window has no bar to end at, or no base. O(gap), mostly O(1).
  public func measurement(
    of company: Int, over positions: Range<Int>, isSingleDay: Bool, beginsAtFirstBar: Bool
  ) -> Measurement {
    let run = run(of: company)
    if isSingleDay, let bar = positions.last, let report = chain.reports?[bar], !report.isNaN {
      // A bar's own reference price or reported change speaks for its single day.
      let stated = previous?[bar] ?? .nan
      let base = stated.isNaN ? close[bar] / (1 + report) : stated
      return Measurement(gain: report, base: close[bar].isNaN ? .nan : base, baseBar: nil, endBar: bar)
    }
    guard let end = positions.last(where: { !chain.anchors[$0].isNaN }) else { return .missing }
    if let before = (run.lowerBound..<positions.lowerBound).last(where: { !chain.anchors[$0].isNaN }) {
      let base = chain.anchors[before] * scale(from: before, to: end)
      // A close that a change implies measures well enough, but it is no figure to show.
      let isKnown = !close[before].isNaN && !close[end].isNaN
      return Measurement(
        gain: chain.anchors[end] / base - 1, base: isKnown ? base : .nan, baseBar: before, endBar: end,
        start: Measurement.Start(price: chain.anchors[before], bar: before))
    }
    // The first bar's own reference price, whether or not it has a close; else what its reported change implies.
    let first = run.lowerBound
    let stated = previous?[first] ?? .nan
    let reference = stated.isNaN ? chain.anchors[first] / (1 + (chain.reports?[first] ?? .nan)) : stated
    guard beginsAtFirstBar, !reference.isNaN else {
      return Measurement(gain: .nan, base: .nan, baseBar: nil, endBar: end)
    }
    let base = reference * scale(from: first, to: end)
    return Measurement(
      gain: chain.anchors[end] / base - 1, base: close[end].isNaN ? .nan : base, baseBar: nil, endBar: end,
      start: Measurement.Start(price: reference, bar: first))
  }

  /// What a price of bar `bar` is multiplied with to stand on the scale of bar `end` of the same company.
  public func scale(from bar: Int, to end: Int) -> Double {
    guard let factors = chain.factors, factors[bar] != factors[end] else { return 1 }
    return factors[bar] / factors[end]
  }
}

extension Bars {
  /// Whether prices of different days ever stand on different scales.
  public var hasFactors: Bool { chain.factors != nil }

  /// What takes a bar's prices to the common scale of its company.
  public func factor(of bar: Int) -> Double { chain.factors?[bar] ?? 1 }

  /// Whether a change can be measured from a bar, or to it: it has a close, or one that its reported change implies.
  public func hasAnchor(_ bar: Int) -> Bool { !chain.anchors[bar].isNaN }

  /// The last of some bars that a change can be measured from.
  public func lastAnchor(in bars: Range<Int>) -> Int? { bars.last { hasAnchor($0) } }

  /// The change of a bar's single day: as it reports it, else from the last bar before it that has a close.
  public func gain(of bar: Int, before: Int?) -> Double {
    if let report = chain.reports?[bar], !report.isNaN { return report }
    guard let before else { return .nan }
    return chain.anchors[bar] / (chain.anchors[before] * scale(from: before, to: bar)) - 1
  }

  /// The change up to a bar from where a measurement that ends elsewhere starts, to the last bit what a measurement that
  /// ends there says: days of the same price must not differ by rounding.
  public func gain(of bar: Int, from measurement: Measurement) -> Double {
    guard let start = measurement.start else { return .nan }
    return chain.anchors[bar] / (start.price * scale(from: start.bar, to: bar)) - 1
  }
}

extension Bars {
  /// Whether any bar states a reference price or a change of its own, so that splits and dividends are known.
  public var hasReferencePrices: Bool { chain.reports != nil }

  /// The day of the first bar of any company; nil where there are none. O(companies).
  public var firstDay: Day? {
    offsets.indices.dropLast().compactMap { offsets[$0] < offsets[$0 + 1] ? days[offsets[$0]] : nil }.min()
  }

  /// The day of the last bar of any company; nil where there are none. O(companies).
  public var lastDay: Day? {
    offsets.indices.dropLast().compactMap { offsets[$0] < offsets[$0 + 1] ? days[offsets[$0 + 1] - 1] : nil }.max()
  }
}
