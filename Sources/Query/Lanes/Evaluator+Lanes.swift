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
    let parts = min(cells.count, 256)
    let values = concurrency.map(parts) { part -> [[Double]]? in
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

  /// A lane, and the cells of a frame that are its windows.
  private struct LaneCells {
    var lane: Lane
    var cells: [Int]
  }

  /// The cells of each company as a lane; nil where days are picked out of a window, or windows have unlike places in
  /// the question.
  private func lanes(of frame: Frame) -> [LaneCells]? {
    var cells = Array(repeating: [Int](), count: market.companyCount + indices.count)
    for cell in 0..<frame.count { cells[frame.companies[cell]].append(cell) }
    var result: [LaneCells] = []
    for (company, cells) in cells.enumerated() where !cells.isEmpty {
      // Nil goes back to where it is said that it was stopped.
      if isInterrupted { return nil }
      // A company may stand in several sets at once.
      var bySet: [Int: [Int]] = [:]
      for cell in cells { bySet[frame.groupSets[frame.groups[cell]], default: []].append(cell) }
      for (set, cells) in bySet.sorted(by: { $0.key < $1.key }) {
        guard let lane = lane(of: company, cells.map { frame.days[$0] }, set) else { return nil }
        result.append(LaneCells(lane: lane, cells: cells))
      }
    }
    return result
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
