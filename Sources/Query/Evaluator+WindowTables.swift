internal import Language
internal import Market

// What windows hold of all companies, found once a question: its figures and its heading look at the same.
extension Evaluator {
  /// The last close of each cell's window and the last one before it, NaN where one of them has none; nil where a bar may state
  /// a price or a change of its own that goes before the closes.
  mutating func closes(of frame: Frame, _ bars: [Range<Int>]) throws(Diagnostic) -> [Figures.Edges]? {
    guard !market.bars.hasReferencePrices, holdsCompaniesAlone(frame) else { return nil }
    guard let tables = tables(of: frame), tables.count == 1, let window = tables.first else {
      return try closes(of: frame.companies, bars)
    }
    if windowTables[window]?.closes == nil {
      let all = try closes(of: universe(includesAllKinds: true), windowTables[window]?.bars ?? [])
      windowTables[window]?.closes = all
    }
    return windowTables[window]?.closes.map { gathered($0, of: frame) }
  }

  private func closes(of companies: [Int], _ bars: [Range<Int>]) throws(Diagnostic) -> [Figures.Edges] {
    let closes = market.bars.close.edges(of: companies, over: bars, concurrency, unless: interruption)
    try proceed()
    return closes
  }

  /// Where the bars of each cell's window lie.
  ///
  /// Where many companies ask for the same days these are found for all companies at once, and remembered: the figures of a
  /// question and what its heading tells of them look at the same windows.
  mutating func bars(of frame: Frame) throws(Diagnostic) -> [Range<Int>] {
    if let known = knownBars.first(where: { $0.frame.hasCells(of: frame) }) { return known.bars }
    let found = try foundBars(of: frame)
    // Those of millions of cells would take more memory than time.
    if frame.count <= mostKnownCells {
      knownBars = [(frame, found)] + knownBars.prefix(Evaluator.knownFrames - 1)
    }
    return found
  }

  /// What is known of all companies for those of a frame. O(1) where these are all.
  mutating func gathered<Value>(_ all: [Value], of frame: Frame) -> [Value] {
    frame.companies.isSame(as: universe(includesAllKinds: true)) ? all : frame.companies.map { all[$0] }
  }

  /// Of how many cells it is remembered what was found.
  var mostKnownCells: Int { max(market.companyCount, Evaluator.fewCells) }

  /// Of how many frames it is remembered where their bars lie: a question and its heading look at few.
  private static let knownFrames = 4
  /// So many cells are few in any market.
  private static let fewCells = 1 << 12

  private mutating func foundBars(of frame: Frame) throws(Diagnostic) -> [Range<Int>] {
    guard let tables = tables(of: frame) else {
      let evaluator = self
      return try mapPlaces(of: frame.count, or: 0..<0) { cell, _ in
        evaluator.positions(of: frame.companies[cell], in: frame.days[cell])
      }
    }
    let found = tables.map { windowTables[$0]?.bars ?? [] }
    if found.count == 1 { return gathered(found[0], of: frame) }
    return zip(frame.companies, frame.days.places).map { found[Int($1)][$0] }
  }

  /// The windows of a frame, one for each of its distinct days, that have a table of all companies now; nil where the cells are
  /// too few or their days too many for tables to pay.
  private mutating func tables(of frame: Frame) -> [BarWindow]? {
    let held = frame.days.distinct
    guard held.count <= 4, frame.count >= 64, frame.count >= market.companyCount / 4,
      holdsCompaniesAlone(frame)
    else { return nil }
    return held.map { days in
      let window = BarWindow(first: days.first, last: days.last)
      if windowTables[window] == nil {
        windowTables[window] = WindowTable(bars: market.bars(from: days.first, through: days.last, concurrency))
      }
      return window
    }
  }
}

/// The first and the last day of a window, both included.
struct BarWindow: Hashable, Sendable {
  let first: Day
  let last: Day
}

/// What a window holds of each company of the market.
struct WindowTable: Sendable {
  /// Where its bars lie.
  let bars: [Range<Int>]
  /// The closes at its edges; nil until somebody asks for them.
  var closes: [Figures.Edges]?
}
