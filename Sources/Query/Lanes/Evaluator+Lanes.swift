internal import Language
internal import Market

// The cells of a frame, gathered into lanes.
extension Evaluator {
  /// The values of an expression for the cells of a frame, found on all cores without a cell for each of their days; nil where that can't
  /// be had.
  mutating func laneValues(of expression: BoundExpression, over frame: Frame) throws(Diagnostic) -> [Double]? {
    if let known = knownValues(of: expression, over: frame) { return known }
    if expression.containsAggregate { return nil }
    if let sum = BarSum(expression), let sums = try barSums([sum], over: frame) { return sums[0] }
    if let (sum, window) = BarSum.windowed(expression),
      let sums = try barSums([sum], over: try windowed(frame, window))
    {
      return sums[0]
    }
    return try laneValues(of: [expression], over: frame)[0]
  }

  /// What was found together with others for the same cells; nil where that was not asked for.
  func knownValues(of expression: BoundExpression, over frame: Frame) -> [Double]? {
    guard let known = knownFolds, known.frame.hasCells(of: frame) else { return nil }
    return known.values[expression]
  }

  /// Finds what several expressions ask of each company over its days in one pass over the companies, whose bars then are at hand for
  /// all of them, and remembers it.
  mutating func foldTogether(_ expressions: [BoundExpression], over frame: Frame, at place: Place) throws(Diagnostic) {
    // In the order in which they are written.
    var asked: [BoundExpression] = []
    for fold in expressions.flatMap({ $0.companyFolds(isOfCompanies: place == .cells) }) where !asked.contains(fold) {
      asked.append(fold)
    }
    // What is folded over companies is asked once of each of them.
    let cells = place == .cells ? frame : frame.ungrouped?.frame ?? frame
    // What is known of millions of cells would take more memory than it saves time.
    guard asked.count > 1, cells.count <= mostKnownCells else { return }
    let areSums = asked.filter { BarSum($0) != nil }
    let others = asked.filter(\.isFold).filter { BarSum($0) == nil }
    var known: [BoundExpression: [Double]] = [:]
    if areSums.count > 1 {
      interruption?.passes.join(areSums.count(where: \.isFold))
      for (expression, values) in zip(areSums, try barSums(areSums.compactMap { BarSum($0) }, over: cells) ?? []) {
        known[expression] = values
      }
    }
    if others.count > 1 {
      interruption?.passes.join(others.count)
      for (expression, values) in zip(others, try laneValues(of: others, over: cells)) { known[expression] = values }
    }
    knownFolds = (cells, known)
  }

  /// The values of expressions without aggregates for the cells of a frame; nil for one for which they can't be had.
  private mutating func laneValues(
    of expressions: [BoundExpression], over frame: Frame
  ) throws(Diagnostic) -> [[Double]?] {
    if frame.count == 0 { return expressions.map { _ in nil } }
    let sets = frame.heldSets
    for expression in expressions { try makeIndices(in: expression, for: sets) }
    let evaluator = self
    let order = cellsByCompany(of: frame)
    let parts = companyParts(of: order, in: frame)
    let interruption = interruption
    interruption?.passes.begin(order.count)
    let found = concurrency.map(parts.count) { part -> [LaneFigures]? in
      let lanes = LaneEvaluator(evaluator: evaluator, memory: LaneMemory())
      // Nil once lanes have been found not to answer one.
      var asked = expressions.map { Optional($0.copied()) }
      guard let cells = evaluator.lanes(of: frame, order[parts[part]]) else { return nil }
      var figures: [LaneFigures] = []
      figures.reserveCapacity(cells.count)
      for lane in cells {
        if interruption?.isRequested == true { return nil }
        let values = asked.map { $0.flatMap { lanes.values(of: $0, over: lane.lane) } }
        for number in asked.indices where values[number] == nil { asked[number] = nil }
        if asked.allSatisfy({ $0 == nil }) { return nil }
        figures.append((lane.cells, values))
        interruption?.passes.advance(by: lane.cells.count)
      }
      return figures
    }
    // An interrupted lane must not be taken for one that this way can't answer.
    try proceed()
    return expressions.indices.map { number in
      var results = Array(repeating: Double.nan, count: frame.count)
      for part in found {
        guard let part else { return nil }
        for lane in part {
          guard let values = lane.values[number] else { return nil }
          for (cell, value) in zip(lane.cells, values) { results[cell] = value }
        }
      }
      return results
    }
  }

  /// The cells of a lane, and the values of some expressions for each of them; nil for one that lanes can't answer.
  private typealias LaneFigures = (cells: [Int], values: [[Double]?])

  /// Cells in the order of their companies as parts of whole companies: enough of them that every core has something to do, and so
  /// few that companies can share lanes in each.
  private func companyParts(of order: [Int], in frame: Frame) -> [Range<Int>] {
    let parts = min(64, order.count)
    var result: [Range<Int>] = []
    var start = 0
    for part in 1...parts {
      var end = max(start, order.count * part / parts)
      while end > start, end < order.count, frame.companies[order[end]] == frame.companies[order[end - 1]] { end += 1 }
      if end > start { result.append(start..<end) }
      start = end
    }
    return result
  }

  /// A lane, and the cells of a frame that are its windows, company by company.
  private struct LaneCells {
    var lane: Lane
    var cells: [Int]
  }

  /// What companies that share a lane have in common.
  private struct LaneKey: Hashable {
    let exchange: Int
    let set: Int
    /// The number of the first window's days, and those of the others.
    let first: Int32
    let others: [Int32]
  }

  /// The cells of each company as a row of a lane; nil where days are picked out of a window, or windows have unlike places in
  /// the question.
  private func lanes(of frame: Frame, _ order: ArraySlice<Int>) -> [LaneCells]? {
    let exchanges = market.exchanges
    var result: [LaneCells] = []
    // The lanes that companies with the same windows go on with; the last ones are mostly those of the next company.
    var open: [LaneKey: Int] = [:]
    var last: [(key: LaneKey, lane: Int)] = []
    var start = order.startIndex
    while start < order.endIndex {
      // Nil goes back to where it is said that it was stopped.
      if start.isMultiple(of: 64), isInterrupted { return nil }
      let company = frame.companies[order[start]]
      let set = frame.groupSets[frame.groups[order[start]]]
      var end = start + 1
      while end < order.endIndex, frame.companies[order[end]] == company,
        frame.groupSets[frame.groups[order[end]]] == set
      {
        end += 1
      }
      let cells = order[start..<end]
      start = end
      let isIndex = company >= market.companyCount
      let places = frame.days.places
      let key = LaneKey(
        exchange: isIndex ? -1 - company : exchanges[company], set: set, first: places[cells[cells.startIndex]],
        others: cells.dropFirst().map { places[$0] })
      let limit = isIndex ? 1 : Lane.rowLimit(windows: cells.count)
      let recent = last.firstIndex { $0.key == key }
      if let number = recent.map({ last[$0].lane }) ?? open[key], result[number].lane.rowCount < limit {
        result[number].lane.others.append(company)
        for cell in cells { result[number].cells.append(cell) }
        continue
      }
      guard let lane = lane(of: company, cells.map { frame.days[$0] }, set) else { return nil }
      open[key] = result.count
      if let recent {
        last[recent].lane = result.count
      } else {
        if last.count == Evaluator.recentLanes { last.removeFirst() }
        last.append((key, result.count))
      }
      result.append(LaneCells(lane: lane, cells: Array(cells)))
    }
    return result
  }

  /// Of so many lanes it is looked first whether one is that of the next company: few markets have more exchanges.
  private static let recentLanes = 4

  /// The cells ordered by company, and of each company by the set that it is asked in: it may stand in several at once. O(cells).
  private func cellsByCompany(of frame: Frame) -> [Int] {
    let sets = frame.groups.map { frame.groupSets[$0] }
    return Array(0..<frame.count).ordered(by: sets).ordered(by: frame.companies)
  }

  private func lane(of company: Int, _ days: [Days], _ set: Int) -> Lane? {
    guard let first = days.first,
      days.allSatisfy({
        $0.picked == nil && $0.spanPicked == nil && $0.attributeDay == nil && $0.origin == first.origin
          && $0.spanStart == first.spanStart
          && ($0.scaleDay == nil) == (first.scaleDay == nil)
      })
    else { return nil }
    var lane = Lane(
      company: company, spans: .windows(days.map { Spans.Window(first: $0.first, last: $0.last) }),
      origin: first.origin, spanStart: first.spanStart, scale: .own, groupSet: set)
    if let scaleDay = first.scaleDay {
      let isCommon = days.allSatisfy { $0.scaleDay == scaleDay }
      lane.scale = isCommon ? .day(scaleDay) : .days(days.compactMap(\.scaleDay))
    }
    if first.isSingle {
      let calendar = tradingDays(of: company)
      let start = Calendar.count(before: first.first, in: calendar)
      let places = start..<start + days.count
      if places.upperBound <= calendar.count,
        zip(days, calendar[places]).allSatisfy({ $0.first == $1 && $0.last == $1 })
      {
        lane.spans = .days(places)
      }
    }
    return lane
  }
}

extension BoundExpression {
  /// What it asks of each company over the days of the row's window, each of which takes a pass over companies; `isOfCompanies` says
  /// whether its own value is a company's, or only that of what it folds.
  fileprivate func companyFolds(isOfCompanies: Bool) -> [BoundExpression] {
    if isMadePlaceByPlace { return operands.flatMap { $0.companyFolds(isOfCompanies: isOfCompanies) } }
    if case .aggregate(_, let operands, _, _) = kind, let operand = operands.first, !operand.asksOwnGroup {
      return operand.containsAggregate ? [] : operand.companyFolds(isOfCompanies: true)
    }
    guard isOfCompanies, !containsAggregate, !asksOwnGroup else { return [] }
    switch kind {
    // The volume of a window is the sum of its days'.
    case .fold, .bar(.volume): return [self]
    default: return []
    }
  }

  fileprivate var isFold: Bool {
    if case .fold = kind { true } else { false }
  }
}
