/// The bars of all companies: one contiguous run a company, in day order, as columns.
///
/// A figure that a bar does not have is NaN: no price, volume or change can be NaN, so a column needs no other
/// validity, and arithmetic with what is missing is missing by itself.
///
/// Never changes; an object, so that handing it on counts one reference and not one for each column.
public final class Bars: Sendable {
  /// `offsets[c]..<offsets[c + 1]` are the positions of company c's bars.
  public let offsets: [Int]
  /// The day of each bar; ascending within a run.
  public let days: DayColumn
  /// First price of the day, in the company's currency.
  public let open: Figures
  /// Highest price of the day.
  public let high: Figures
  /// Lowest price of the day.
  public let low: Figures
  /// Last price of the day.
  public let close: Figures
  /// Shares traded.
  public let volume: Figures
  /// The exchange's own reference price of the day; nil where no bar of the market states one.
  public let previous: Figures?
  /// For each bar the number of its source in the market's `sources`; nil where no bar names one.
  let sources: Figures?

  /// The first and last day of each company that has bars; of the others anything.
  let spans: [Span]

  /// Where the bars lie among the trading days of the companies' exchanges.
  let stretches: Stretches

  /// What places closes of different days on one scale. See `Bars+Chaining.swift`.
  let chain: Chain

  /// What is known of bars that lie elsewhere; nil where they are here.
  let outline: Outline?

  /// What is known of bars that lie on a server: here there are none, and every figure is missing.
  package struct Outline: Sendable {
    /// The days of each company's first and last bar; nil where it has none.
    package var spans: [(first: Day, last: Day)?] = []
    /// How many bars each company has.
    package var counts: [Int] = []
    /// Whether prices of different days ever stand on different scales.
    package var hasFactors = false
    /// Whether any bar states a reference price or a change of its own.
    package var hasReferencePrices = false

    /// Nothing is known yet.
    package init() {}
  }

  /// The columns as they are read from a data set, before chaining.
  public struct Columns: Sendable {
    // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
    public var offsets: [Int] = [0]
    // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
    public var days: Column<Day> = []
    // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
    public var open: Column<Double> = [], high: Column<Double> = [], low: Column<Double> = []
    // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
    public var close: Column<Double> = []
    // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
    public var volume: Column<Double> = []
    /// The stated reference price, NaN where none; empty where the data set has no such column.
    public var previous: Column<Double> = []
    /// The reported change as a fraction, NaN where none; empty where the data set has no such column.
    public var change: Column<Double> = []
    /// Half a unit of the last digit with which each change was written: how far rounding may have moved it.
    public var changeTolerance: Column<Double> = []
    /// The number of each bar's source, -1 for none; empty where the data set has no such column.
    public var sources: Column<Int32> = []

    /// No bars of no companies.
    public init() {}
  }

  /// The days of a company's first and last bar.
  struct Span: Sendable, Hashable {
    var first: Day
    var last: Day
  }

  /// Bars from their columns and, for each company, the trading days of its exchange.
  ///
  /// The columns must agree in length, runs must be in day order; the reader sees to both. Throws where memory does not suffice.
  /// O(bars).
  init(_ columns: consuming Columns, tradingDays: @Sendable (_ company: Int) -> [Day]) throws(OutOfMemory) {
    let offsets = columns.offsets
    let days = columns.days
    outline = nil
    // One column after the other, so that no more than one stands in memory twice.
    func figures(_ column: consuming Column<Double>) throws(OutOfMemory) -> Figures {
      try Figures(column, offsets: offsets)
    }
    let close = try figures(columns.close)
    self.close = close
    self.chain = try Chain(columns, close, tradingDays: tradingDays)
    columns.close = []
    (columns.change, columns.changeTolerance) = ([], [])
    self.open = try figures(columns.open)
    columns.open = []
    self.high = try figures(columns.high)
    columns.high = []
    self.low = try figures(columns.low)
    columns.low = []
    self.volume = try figures(columns.volume)
    columns.volume = []
    self.previous = columns.previous.isEmpty ? nil : try figures(columns.previous)
    self.sources = columns.sources.isEmpty ? nil : try Figures(numbers: columns.sources, offsets: offsets)
    self.offsets = offsets
    self.stretches = try Stretches(of: days, offsets, tradingDays: tradingDays)
    self.days = DayColumn(days)
    self.spans = (0..<offsets.count - 1).map { company in
      let run = offsets[company]..<offsets[company + 1]
      return run.isEmpty
        ? Span(first: .first, last: .first) : Span(first: days[run.lowerBound], last: days[run.upperBound - 1])
    }
  }

  /// The few bars of an index or an answer, made of figures that are in memory already.
  public convenience init(certain columns: consuming Columns, tradingDays: @Sendable (_ company: Int) -> [Day]) {
    do throws(OutOfMemory) { try self.init(columns, tradingDays: tradingDays) } catch { fatalError("out of memory") }
  }

  /// Bars whose chain is known already.
  init(
    offsets: [Int], spans: [Span], stretches: Stretches, days: DayColumn, open: Figures, high: Figures, low: Figures,
    close: Figures,
    volume: Figures, previous: Figures?, sources: Figures?, chain: Chain, outline: Outline? = nil
  ) {
    self.outline = outline
    self.chain = chain
    self.offsets = offsets
    self.spans = spans
    self.stretches = stretches
    self.days = days
    (self.open, self.high, self.low, self.close) = (open, high, low, close)
    self.volume = volume
    self.previous = previous
    self.sources = sources
  }

  /// The same bars as another object, whose references are counted apart.
  func apart() -> Bars {
    let close = Figures(close)
    func own(_ figures: Figures) -> Figures { figures === self.close ? close : Figures(figures) }
    return Bars(
      offsets: offsets, spans: spans, stretches: stretches, days: days, open: own(open), high: own(high), low: own(low),
      close: close,
      volume: own(volume), previous: previous.map(own), sources: sources.map(own),
      chain: Chain(anchors: own(chain.anchors), reports: chain.reports.map(own), factors: chain.factors.map(own)),
      outline: outline)
  }

  /// No bars of no companies.
  static let none = Bars(
    offsets: [0], spans: [], stretches: .none, days: DayColumn([]), open: .none, high: .none, low: .none, close: .none,
    volume: .none,
    previous: nil, sources: nil, chain: Chain(anchors: .none, reports: nil, factors: nil))

  /// How many bars there are in all.
  public var count: Int { outline.map { $0.counts.reduce(0, +) } ?? days.count }

  /// How many bars a company has, wherever they lie.
  public func count(of company: Int) -> Int { outline?.counts[company] ?? run(of: company).count }

  /// The positions of a company's bars.
  public func run(of company: Int) -> Range<Int> {
    offsets[company]..<offsets[company + 1]
  }

  /// The days of a company's first and last bar; nil where it has none. O(1).
  public func span(of company: Int) -> (first: Day, last: Day)? {
    if let outline { return outline.spans[company] }
    return run(of: company).isEmpty ? nil : (spans[company].first, spans[company].last)
  }

  /// Where a company's bars lie among the trading days of its exchange. O(1).
  public func places(of company: Int) -> BarPlaces { stretches.places(of: company, run(of: company)) }

  /// The positions of a company's bars from `first` to `last`, both days included.
  ///
  /// O(log n), n being how many bars there are from `first` on: most questions are of late days.
  public func positions(of company: Int, from first: Day, through last: Day) -> Range<Int> {
    let run = run(of: company)
    guard !run.isEmpty else { return run }
    let span = spans[company]
    guard last >= first else {
      let start = position(in: run) { $0 >= first }
      return start..<start
    }
    // What is known of the ends needs no search.
    let end = last >= span.last ? run.upperBound : position(in: run) { $0 > last }
    let start = first <= span.first ? run.lowerBound : position(in: run.lowerBound..<end) { $0 >= first }
    return start..<end
  }

  /// The first position of a run whose day is `late`, where those that are come last. O(log n) from the end.
  @inline(__always)
  func position(in run: Range<Int>, late: (Day) -> Bool) -> Int {
    guard !run.isEmpty else { return run.upperBound }
    // In steps that double, so that bars of long ago are not touched, which may lie in a file.
    return unsafe days.withUnsafeDays { days in
      var step = 1
      var high = run.upperBound
      var low = high - 1
      while unsafe low >= run.lowerBound && late(days[low]) {
        high = low
        step *= 2
        low = high - step
      }
      low = max(low, run.lowerBound - 1)
      self.days.check(max(low, run.lowerBound)..<run.upperBound)
      // `low` is not late, or before the run; `high` is late, or the run's end.
      while high - low > 1 {
        let middle = low + (high - low) / 2
        if unsafe late(days[middle]) { high = middle } else { low = middle }
      }
      return high
    }
  }
}
