extension Bars {
  /// What places the closes of different days on one scale, so that splits, dividends and listing days come out right.
  ///
  /// A bar's *level* is its anchor times its factor: the ratio of two levels is the change between the two days.
  /// The factor moves only where a bar's own reference price (or reported change) disagrees with the close of the
  /// trading day before. Across a gap, where the bar before is not from the trading day before, it does not move:
  /// the change is measured close to close, so that a sparse record is never chained over days it does not hold.
  struct Chain: Sendable {
    /// The close, or the close that a bar with only a reported change implies; NaN where neither can be had.
    let anchors: Figures
    /// The bar's own gain over its single day, by its reference price or reported change; NaN where the closes say it.
    /// Nil where no bar has one.
    let reports: Figures?
    /// What takes an anchor to the common scale of its company; nil where it is 1 for every bar.
    let factors: Figures?
  }
}

extension Bars.Chain {
  /// The chain of some columns, whose closes are `close` too. O(bars), on all cores.
  init(
    _ columns: borrowing Bars.Columns, _ close: Figures, tradingDays: @Sendable (_ company: Int) -> [Day]
  ) throws(OutOfMemory) {
    let hasPrevious = !columns.previous.isEmpty
    let hasChange = !columns.change.isEmpty
    guard hasPrevious || hasChange else {
      self.init(anchors: close, reports: nil, factors: nil)
      return
    }
    let work = try ChainWork(
      offsets: columns.offsets, days: columns.days, close: columns.close,
      previous: hasPrevious ? columns.previous : nil, change: hasChange ? columns.change : nil,
      changeTolerance: columns.changeTolerance)
    Concurrency.allCores.forEach(columns.offsets.count - 1) { work.chain($0, tradingDays($0)) }
    let anchors = work.anchors.finished()
    let reports = try Figures(work.reports.finished(), offsets: columns.offsets)
    let factors = work.factors.finished()
    self.init(
      // Mostly every anchor is the close, whose memory then serves for both.
      anchors: zip(anchors, columns.close).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
        ? close : try Figures(anchors, offsets: columns.offsets),
      reports: reports.isMissing ? nil : reports,
      factors: factors.allSatisfy { $0 == 1 } ? nil : try Figures(factors, offsets: columns.offsets))
  }
}

/// The columns of a chain while it is made. Each company's part depends on its own bars alone.
private struct ChainWork: Sendable {
  let offsets: [Int]
  let days: Column<Day>
  let close: Column<Double>
  let previous: Column<Double>?
  let change: Column<Double>?
  let changeTolerance: Column<Double>
  let anchors: MutableColumn<Double>
  let reports: MutableColumn<Double>
  let factors: MutableColumn<Double>

  init(
    offsets: [Int], days: Column<Day>, close: Column<Double>, previous: Column<Double>?, change: Column<Double>?,
    changeTolerance: Column<Double>
  ) throws(OutOfMemory) {
    (self.offsets, self.days, self.close) = (offsets, days, close)
    (self.previous, self.change, self.changeTolerance) = (previous, change, changeTolerance)
    anchors = try MutableColumn(count: days.count)
    reports = try MutableColumn(count: days.count)
    factors = try MutableColumn(count: days.count)
  }

  /// Chains the bars of one company.
  func chain(_ company: Int, _ calendar: [Day]) {
    var next = 0  // the first trading day that is not before the bar's
    var before = -1  // the last bar with an anchor
    for bar in offsets[company]..<offsets[company + 1] {
      while next < calendar.count, calendar[next] < days[bar] { next += 1 }
      let isAdjacent = before >= 0 && next > 0 && days[before] == calendar[next - 1]
      let anchorBefore = before >= 0 ? anchors[before] : .nan
      let previous = previous?[bar] ?? .nan
      let change = change?[bar] ?? .nan
      var anchor = close[bar]
      var report = Double.nan
      var factor = before >= 0 ? factors[before] : 1

      if !previous.isNaN, !close[bar].isNaN {
        // A close that a change implies is no figure to show, so the bar's own reference speaks there too.
        if !isAdjacent || previous != anchorBefore || close[before].isNaN {
          report = close[bar] / previous - 1
          if isAdjacent { factor *= anchorBefore / previous }
        }
      } else if !change.isNaN {
        let fromCloses = close[bar] / anchorBefore - 1
        // A reported change is a rounded figure: where the closes agree with it, they are the better one.
        let closesAgree =
          isAdjacent && !close[before].isNaN && abs(fromCloses - change) <= changeTolerance[bar] * (1 + 1e-9)
        if !closesAgree {
          report = change
          if isAdjacent {
            if close[bar].isNaN { anchor = anchorBefore * (1 + change) }
            factor *= anchorBefore * (1 + change) / anchor
          }
        }
      }
      (anchors[bar], reports[bar], factors[bar]) = (anchor, report, factor)
      if !anchor.isNaN { before = bar }
    }
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
    let close = close[company]
    if isSingleDay, let bar = positions.last, let report = chain.reports?[company][bar], !report.isNaN {
      // A bar's own reference price or reported change speaks for its single day.
      let stated = previous?[company][bar] ?? .nan
      let base = stated.isNaN ? close[bar] / (1 + report) : stated
      return Measurement(gain: report, base: close[bar].isNaN ? .nan : base, baseBar: nil, endBar: bar)
    }
    let anchors = chain.anchors[company]
    guard let end = positions.last(where: { !anchors[$0].isNaN }) else { return .missing }
    let endAnchor = anchors[end]
    if let before = (run.lowerBound..<positions.lowerBound).last(where: { !anchors[$0].isNaN }) {
      let start = anchors[before]
      let base = start * scale(of: company, from: before, to: end)
      // A close that a change implies measures well enough, but it is no figure to show.
      let isKnown = !close[before].isNaN && !close[end].isNaN
      return Measurement(
        gain: endAnchor / base - 1, base: isKnown ? base : .nan, baseBar: before, endBar: end,
        start: Measurement.Start(price: start, bar: before))
    }
    // The first bar's own reference price, whether or not it has a close; else what its reported change implies.
    let first = run.lowerBound
    let stated = previous?[company][first] ?? .nan
    let reference = stated.isNaN ? anchors[first] / (1 + (chain.reports?[company][first] ?? .nan)) : stated
    guard beginsAtFirstBar, !reference.isNaN else {
      return Measurement(gain: .nan, base: .nan, baseBar: nil, endBar: end)
    }
    let base = reference * scale(of: company, from: first, to: end)
    return Measurement(
      gain: endAnchor / base - 1, base: close[end].isNaN ? .nan : base, baseBar: nil, endBar: end,
      start: Measurement.Start(price: reference, bar: first))
  }

  /// What a price of bar `bar` of a company is multiplied with to stand on the scale of bar `end`.
  public func scale(of company: Int, from bar: Int, to end: Int) -> Double {
    guard chain.factors != nil, bar != end else { return 1 }
    return chain(of: company).scale(from: bar, to: end)
  }

  /// What takes the prices of a company's bar to the common scale of the company.
  public func factor(of company: Int, at bar: Int) -> Double { chain.factors?[company][bar] ?? 1 }
}

/// How the closes of one company's bars are measured against one another.
public struct CompanyChain: Sendable {
  private let anchors: FigureRun
  private let reports: FigureRun?
  private let factors: FigureRun?

  fileprivate init(_ chain: Bars.Chain, _ company: Int) {
    anchors = chain.anchors[company]
    reports = chain.reports?[company]
    factors = chain.factors?[company]
  }

  /// What takes a bar's prices to the common scale of the company.
  public func factor(of bar: Int) -> Double { factors?[bar] ?? 1 }

  /// What a price of bar `bar` is multiplied with to stand on the scale of bar `end`.
  public func scale(from bar: Int, to end: Int) -> Double {
    guard let factors else { return 1 }
    let (own, other) = (factors[bar], factors[end])
    return own == other ? 1 : own / other
  }

  /// Whether a change can be measured from a bar, or to it: it has a close, or one that its reported change implies.
  public func hasAnchor(_ bar: Int) -> Bool { !anchors[bar].isNaN }

  /// The first of some bars that a change can be measured from. O(1) where every bar is one.
  public func firstAnchor(in bars: Range<Int>) -> Int? {
    anchors.isComplete ? bars.first : bars.first { hasAnchor($0) }
  }

  /// The last of some bars that a change can be measured from.
  public func lastAnchor(in bars: Range<Int>) -> Int? { bars.last { hasAnchor($0) } }

  /// The change of a bar's single day: as it reports it, else from the last bar before it that has a close.
  public func gain(of bar: Int, before: Int?) -> Double {
    if let report = reports?[bar], !report.isNaN { return report }
    guard let before else { return .nan }
    return anchors[bar] / (anchors[before] * scale(from: before, to: bar)) - 1
  }

  /// The changes up to each of some bars from where a measurement that ends elsewhere starts. NaN where the bar can't be
  /// measured to, infinite where the change is not known all the same.
  public func gains(of bars: Range<Int>, from measurement: Bars.Measurement) -> [Double] {
    var result = anchors.values(bars)
    var target = result.mutableSpan
    guard let start = measurement.start else {
      for place in target.indices where !target[place].isNaN { target[place] = .infinity }
      return result
    }
    guard factors != nil else {
      for place in target.indices { target[place] = target[place] / start.price - 1 }
      return result
    }
    for place in target.indices where !target[place].isNaN {
      let gain = gain(of: bars.lowerBound + place, from: measurement)
      target[place] = gain.isNaN ? .infinity : gain
    }
    return result
  }

  /// The deepest fall over some bars of what is worth 1 where a measurement that ends elsewhere starts: that of `gains`, without
  /// making them. Nil where it takes more than the prices as they are kept.
  public func deepestFall(over bars: Range<Int>, from measurement: Bars.Measurement) -> Double? {
    guard factors == nil, let start = measurement.start else { return nil }
    return anchors.deepestFall(bars, from: start.price)
  }

  /// The same from the close before the bars, where each bar has one and nothing else is to be asked. Nil where it takes more.
  public func deepestFall(over bars: Range<Int>) -> Double? {
    guard factors == nil, reports == nil, anchors.isComplete, bars.lowerBound > anchors.bars.lowerBound else {
      return nil
    }
    return anchors.deepestFall(bars, from: anchors[bars.lowerBound - 1])
  }

  /// The change up to a bar from where a measurement that ends elsewhere starts, to the last bit what a measurement that
  /// ends there says: days of the same price must not differ by rounding.
  public func gain(of bar: Int, from measurement: Bars.Measurement) -> Double {
    guard let start = measurement.start else { return .nan }
    return anchors[bar] / (start.price * scale(from: start.bar, to: bar)) - 1
  }
}

extension Bars {
  /// How the closes of a company's bars are measured against one another.
  public func chain(of company: Int) -> CompanyChain { CompanyChain(chain, company) }

  /// Whether prices of different days ever stand on different scales.
  public var hasFactors: Bool { outline?.hasFactors ?? (chain.factors != nil) }
}

extension Bars {
  /// Whether any bar states a reference price or a change of its own, so that splits and dividends are known.
  public var hasReferencePrices: Bool { outline?.hasReferencePrices ?? (chain.reports != nil) }

  /// The day of the first bar of any company; nil where there are none. O(companies).
  public var firstDay: Day? {
    spans.indices.compactMap { span(of: $0)?.first }.min()
  }

  /// The day of the last bar of any company; nil where there are none. O(companies).
  public var lastDay: Day? {
    spans.indices.compactMap { span(of: $0)?.last }.max()
  }
}
