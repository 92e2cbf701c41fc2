internal import Language
internal import Market

/// The sum or the mean over days of a figure that bars have as it is, or of two of them multiplied: read as they are kept, with no
/// figure of a day between.
struct BarSum: Sendable {
  private let first: BarMeasure
  private let second: BarMeasure?
  private let isMean: Bool

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
    guard let second else {
      if isMean { return known(run.mean(bars)) }
      let (sum, count) = run.sum(bars)
      return count == 0 ? .nan : known(sum)
    }
    guard let other = column(second, of: series) else { return .nan }
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
}

extension Evaluator {
  /// Sums and means over the bars of each cell of a frame, a company's bars looked at once for all of them; nil where a company has
  /// several cells, whose figures come from a pass over all its days, where days are picked out of windows, where a cell is a set's
  /// index or a bar's day none of its exchange's, and where prices stand on several scales. O(bars), on all cores.
  mutating func barSums(_ sums: [BarSum], over frame: Frame) throws(Diagnostic) -> [[Double]]? {
    guard holdsCompaniesAlone(frame), holdsEachCompanyOnce(frame), frame.days.held.allSatisfy({ $0.picked == nil }),
      !market.bars.hasFactors || !sums.contains(where: \.readsPrices)
    else { return nil }
    let bars = try bars(of: frame)
    let evaluator = self
    let passes = interruption?.passes
    passes?.begin(frame.count)
    // The figures of a cell stand together, and nothing where one could not be told.
    let parts = concurrency.mapParts(of: frame.count, atMost: 64) { cells -> [Double] in
      // A copy for each part, which counts references of its own.
      let sums = sums.map { $0 }
      var values: [Double] = []
      values.reserveCapacity(cells.count * sums.count)
      for cell in cells {
        let series = evaluator.series(of: frame.companies[cell])
        guard series.places.areKnown, !evaluator.isInterrupted else { return [] }
        for sum in sums { values.append(sum.value(over: bars[cell], of: series)) }
        passes?.advance()
      }
      return values
    }
    try proceed()
    let values = parts.flatMap { $0 }
    guard values.count == frame.count * sums.count else { return nil }
    return sums.indices.map { number in
      stride(from: number, to: values.count, by: sums.count).map { values[$0] }
    }
  }
}
