internal import Language
internal import Market

// The cells of a frame, gathered into lanes.
extension Evaluator {
  /// The values of an expression for the cells of a frame, a company at a time on all cores; nil where that can't be had.
  mutating func laneValues(of expression: BoundExpression, over frame: Frame) throws(Diagnostic) -> [Double]? {
    guard !expression.containsAggregate, frame.count > 0, let cells = lanes(of: frame) else {
      try proceed()
      return nil
    }
    try makeIndices(in: expression, for: Set(frame.groups.map { frame.groupSets[$0] }))
    let lanes = LaneEvaluator(evaluator: self)
    let interruption = interruption
    // Enough cells a part that handing them out costs nothing beside.
    let parts = min(cells.count, 64)
    let values = concurrency.map(parts) { part -> [[Double]]? in
      let expression = expression.copied()
      var values: [[Double]] = []
      for cell in cells.count * part / parts..<cells.count * (part + 1) / parts {
        guard interruption?.isRequested != true else { return nil }
        guard let vector = lanes.values(of: expression, over: cells[cell].lane) else { return nil }
        values.append(vector)
      }
      return values
    }
    // An interrupted lane must not be taken for one that this way can't answer.
    try proceed()
    var results = Array(repeating: Double.nan, count: frame.count)
    for (part, vectors) in values.enumerated() {
      guard let vectors else { return nil }
      let first = cells.count * part / parts
      for (offset, vector) in vectors.enumerated() {
        for (cell, value) in zip(cells[first + offset].cells, vector) { results[cell] = value }
      }
    }
    return results
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
  private func lanes(of frame: Frame) -> [LaneCells]? {
    let order = cellsByCompany(of: frame)
    let exchanges = market.exchanges
    var result: [LaneCells] = []
    // The lane that companies with the same windows go on with.
    var open: [LaneKey: Int] = [:]
    var last: (key: LaneKey, lane: Int)?
    var start = 0
    while start < order.count {
      // Nil goes back to where it is said that it was stopped.
      if start.isMultiple(of: 64), isInterrupted { return nil }
      let company = frame.companies[order[start]]
      let set = frame.groupSets[frame.groups[order[start]]]
      var end = start + 1
      while end < order.count, frame.companies[order[end]] == company,
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
      if let number = last?.key == key ? last?.lane : open[key], result[number].lane.rowCount < limit {
        result[number].lane.others.append(company)
        result[number].cells += cells
        last = (key, number)
        continue
      }
      guard let lane = lane(of: company, cells.map { frame.days[$0] }, set) else { return nil }
      open[key] = result.count
      last = (key, result.count)
      result.append(LaneCells(lane: lane, cells: Array(cells)))
    }
    return result
  }

  /// The cells ordered by company, and of each company by the set that it is asked in: it may stand in several at once.
  private func cellsByCompany(of frame: Frame) -> [Int] {
    let places = (0..<frame.count).map { (frame.companies[$0], frame.groupSets[frame.groups[$0]], $0) }
    // Mostly they are in order already.
    if zip(places, places.dropFirst()).allSatisfy({ $0 < $1 }) { return Array(0..<frame.count) }
    return places.sorted { $0 < $1 }.map { $0.2 }
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
