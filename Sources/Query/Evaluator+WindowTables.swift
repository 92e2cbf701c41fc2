internal import Language
internal import Market

/// Where the bars of a frame's cells lie.
struct KnownBars {
  let frame: Frame
  let bars: [Range<Int>]
}

// What windows hold of all companies, found once: a question's figures and its heading look at the same, and so does the next question.
extension Evaluator {
  /// The last close of each cell's window and the last one before it, NaN where one of them has none; nil where a bar may state
  /// a price or a change of its own that goes before the closes.
  ///
  /// `known` are the frame's bars.
  mutating func closes(of asked: Frame, _ known: [Range<Int>]) throws(Diagnostic) -> [Figures.Edges]? {
    guard !market.bars.hasReferencePrices, holdsCompaniesAlone(asked) else { return nil }
    return try ofWindow(.closes, of: asked, ofAnybody: true) { evaluator, frame throws(Diagnostic) in
      let bars = frame.hasCells(of: asked) ? known : try evaluator.bars(of: frame)
      let closes = evaluator.market.bars.close.edges(
        of: frame.companies, over: bars, evaluator.concurrency, unless: evaluator.interruption)
      try evaluator.proceed()
      return closes
    }
  }

  /// Something of each cell of a frame that follows from its company and from the first and last of its days alone.
  ///
  /// Of all there are it is kept with the window, of stocks alone with their frame: nobody is looked at who was not asked for. `ofAnybody`
  /// says that for some of them, if they are many, it may be found of all.
  mutating func ofWindow<Value: Sendable>(
    _ fact: WindowFact, of frame: Frame, ofAnybody: Bool,
    _ make: (inout Evaluator, _ frame: Frame) throws(Diagnostic) -> [Value]
  ) throws(Diagnostic) -> [Value] {
    let isEverybody = frame.companies.isSame(as: universe.everybody)
    guard isEverybody || includesAllKinds(frame.companies) == nil, let tables = tables(of: frame), tables.count == 1,
      let table = tables.first
    else { return try kept(.window(fact), of: frame) { evaluator throws(Diagnostic) in try make(&evaluator, frame) } }
    if let known: [Value] = table.facts.known(fact) { return gathered(known, of: frame) }
    guard isEverybody || ofAnybody else { return try make(&self, frame) }
    let whole = isEverybody ? frame : Frame(companies: universe.everybody, days: frame.days.distinct[0])
    let all: [Value] = try table.facts.value(fact) { () throws(Diagnostic) in try make(&self, whole) }
    return gathered(all, of: frame)
  }

  /// Where the bars of each cell's window lie.
  mutating func bars(of frame: Frame) throws(Diagnostic) -> [Range<Int>] {
    if let known = knownBars.first(where: { $0.frame.hasCells(of: frame) }) { return known.bars }
    let found = try kept(.bars, of: frame) { evaluator throws(Diagnostic) in try evaluator.foundBars(of: frame) }
    // Those of millions of cells would take more memory than time.
    if frame.count <= mostKnownCells {
      knownBars = [KnownBars(frame: frame, bars: found)] + knownBars.prefix(Evaluator.knownFrames - 1)
    }
    return found
  }

  /// What is known of all companies for those of a frame. O(1) where these are all.
  func gathered<Value>(_ all: [Value], of frame: Frame) -> [Value] {
    frame.companies.isSame(as: universe.everybody) ? all : frame.companies.map { all[$0] }
  }

  /// Of how many cells it is remembered what was found.
  var mostKnownCells: Int { max(market.companyCount, Evaluator.fewCells) }

  /// Of how many frames it is remembered where their bars lie: a question and its heading look at few.
  private static let knownFrames = 4
  /// So many cells are few in any market.
  private static let fewCells = 1 << 12

  private mutating func foundBars(of frame: Frame) throws(Diagnostic) -> [Range<Int>] {
    guard let tables = tables(of: frame) else {
      let held = frame.days.distinct
      // A company's each day, say: each window is looked up once in the calendars.
      if frame.count > mostKnownCells, held.count < frame.count / 2, holdsCompaniesAlone(frame) {
        let found = market.bars(
          of: frame.companies, in: held.map { BarWindow(first: $0.first, last: $0.last) }, at: frame.days.places,
          concurrency, unless: interruption)
        try proceed()
        return found
      }
      let evaluator = self
      return try mapPlaces(of: frame.count, or: 0..<0) { cell, _ in
        evaluator.positions(of: frame.companies[cell], in: frame.days[cell])
      }
    }
    if tables.count == 1 { return gathered(tables[0].bars, of: frame) }
    return zip(frame.companies, frame.days.places).map { tables[Int($1)].bars[$0] }
  }

  /// The tables of a frame's windows, one for each of its distinct days; nil where the cells are too few or their days too many for tables
  /// to pay.
  private func tables(of frame: Frame) -> [WindowTable]? {
    let held = frame.days.distinct
    guard held.count <= 4, frame.count >= 64, frame.count >= market.companyCount / 4,
      holdsCompaniesAlone(frame)
    else { return nil }
    return held.map { WindowTable.of(BarWindow(first: $0.first, last: $0.last), in: market, concurrency) }
  }
}
