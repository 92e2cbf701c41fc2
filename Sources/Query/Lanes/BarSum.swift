internal import Language
internal import Market

/// The sum or the mean over days of a figure that bars have as it is, or of two of them multiplied: read as they are kept, with no
/// figure of a day between.
struct BarSum: Sendable {
  private let first: BarMeasure
  private let second: BarMeasure?
  private let isMean: Bool

  /// For so many companies ahead memory is asked for.
  static let companiesAhead = 4
  /// So many bars are a few lines of memory.
  private static let fewBars = 512

  /// Nil for any other fold.
  init?(_ fold: DayFold, _ operands: [BoundExpression]) {
    guard fold == .total || fold == .mean, operands.count == 1 else { return nil }
    isMean = fold == .mean
    switch operands[0].kind {
    case .bar(let measure) where measure.isKept: (first, second) = (measure, nil)
    case .arithmetic(.multiply, let left, let right):
      guard case .bar(let measure) = left.kind, case .bar(let other) = right.kind, measure.isKept, other.isKept else {
        return nil
      }
      (first, second) = (measure, other)
    default: return nil
    }
  }

  /// The fold that an expression is of the days of a window of its own, and that window; nil where it is any other, and where days are
  /// picked out of the window.
  static func windowed(_ expression: BoundExpression) -> (sum: BarSum, window: BoundWindow)? {
    guard case .fold(let fold, let operands, window: let window?) = expression.kind, window.days == nil,
      let sum = BarSum(fold, operands)
    else { return nil }
    return (sum, window)
  }

  /// The fold that an expression is of the days of the window it stands in; nil where it is any other. The volume of a window is the sum
  /// of its days'.
  init?(_ expression: BoundExpression) {
    switch expression.kind {
    case .fold(let fold, let operands, window: nil): self.init(fold, operands)
    case .bar(.volume): self.init(.total, [expression])
    default: return nil
    }
  }

  /// Whether it is made of prices, which stand on several scales where the market has factors.
  var readsPrices: Bool { first.isPrice || second?.isPrice ?? false }

  /// The value over some bars of a company, NaN where none has a figure. O(bars).
  func value(over bars: Range<Int>, of series: Series) -> Double {
    guard let run = column(first, of: series) else { return .nan }
    return value(over: bars, run, second.flatMap { column($0, of: series) })
  }

  /// The same, of one column or of two.
  private func value(over bars: Range<Int>, _ run: FigureRun, _ other: FigureRun?) -> Double {
    guard second != nil else {
      if isMean { return known(run.mean(bars)) }
      let (sum, count) = run.sum(bars)
      return count == 0 ? .nan : known(sum)
    }
    guard let other else { return .nan }
    let (sum, count) = run.sumOfProducts(bars, with: other)
    return count == 0 ? .nan : known(isMean ? sum / Double(count) : sum)
  }

  /// Asks for the memory of some bars of a company, which are read soon.
  func prefetch(_ bars: Range<Int>, of series: Series) {
    column(first, of: series)?.prefetch(bars)
    if let second { column(second, of: series)?.prefetch(bars) }
  }

  private func column(_ measure: BarMeasure, of series: Series) -> FigureRun? {
    series.bars.figures(of: measure)?[series.number]
  }

  /// What a loop over companies reads for it, as long as it holds the bars.
  struct Reader {
    private let sum: BarSum
    private let first: FigureRuns
    private let second: FigureRuns?

    /// Nil where the market keeps no such figures.
    init?(_ sum: BarSum, of bars: Bars) {
      guard let first = bars.figures(of: sum.first) else { return nil }
      (self.sum, self.first) = (sum, unsafe FigureRuns(first))
      second = sum.second.flatMap { bars.figures(of: $0) }.map { unsafe FigureRuns($0) }
    }

    /// The value over some bars of a company, NaN where none has a figure. O(bars).
    func value(over bars: Range<Int>, of company: Int) -> Double {
      sum.value(over: bars, first[company], second.map { $0[company] })
    }

    /// Asks for the memory of few bars of a company, which are read soon; of many the machine asks by itself.
    func prefetch(_ bars: Range<Int>, of company: Int) {
      if bars.count > BarSum.fewBars { return }
      first[company].prefetch(bars)
      if let second { second[company].prefetch(bars) }
    }
  }
}

extension Evaluator {
  /// Sums and means over the bars of each cell of a frame, a company's bars looked at once for all of them; nil where a company has
  /// several cells, whose figures come from a pass over all its days, where days are picked out of windows, where a cell is a set's
  /// index or a bar's day none of its exchange's, and where prices stand on several scales. O(bars), on all cores.
  mutating func barSums(_ sums: [BarSum], over frame: Frame) throws(Diagnostic) -> [[Double]]? {
    guard holdsCompaniesAlone(frame), holdsEachCompanyOnce(frame), frame.days.held.allSatisfy({ $0.picked == nil }),
      !market.bars.hasFactors || !sums.contains(where: \.readsPrices)
    else { return nil }
    let areAllPlaced = market.remembered.value(MarketFact.areAllPlaced) {
      universe.everybody.allSatisfy { market.bars.places(of: $0).areKnown }
    }
    guard areAllPlaced || frame.companies.allSatisfy({ market.bars.places(of: $0).areKnown }) else { return nil }
    let bars = try bars(of: frame)
    let (companies, columns, evaluator) = (frame.companies, market.bars, self)
    interruption?.passes.begin(frame.count)
    // The figures of a cell stand together, and nothing where whoever waits has changed their mind.
    let parts = concurrency.mapParts(of: frame.count, atMost: 64) { cells -> [Double] in
      let readers = sums.compactMap { BarSum.Reader($0, of: columns) }
      if readers.count < sums.count { return [] }
      var values: [Double] = []
      values.reserveCapacity(cells.count * sums.count)
      for cell in cells {
        if evaluator.isInterrupted { return [] }
        // Bars of companies lie far apart.
        let next = cell + BarSum.companiesAhead
        if next < cells.upperBound { for reader in readers { reader.prefetch(bars[next], of: companies[next]) } }
        for reader in readers { values.append(reader.value(over: bars[cell], of: companies[cell])) }
      }
      evaluator.interruption?.passes.advance(by: cells.count)
      return values
    }
    try proceed()
    let values = parts.flatMap { $0 }
    guard values.count == frame.count * sums.count else { return nil }
    if sums.count == 1 { return [values] }
    return sums.indices.map { number in
      stride(from: number, to: values.count, by: sums.count).map { values[$0] }
    }
  }
}
