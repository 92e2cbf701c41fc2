internal import Language
internal import Market

// A set's index, or another company, asked on a lane's days.
extension LaneEvaluator {
  /// The operand of the company or index that a set is taken as, on the same days: the same row for all companies.
  func values(of operand: BoundExpression, of set: BoundSet, over lane: Lane) -> [Double]? {
    guard let row = row(of: operand, of: set, over: lane) else { return nil }
    if lane.others.isEmpty { return row }
    var rows: [Double] = []
    rows.reserveCapacity(row.count * lane.rowCount)
    for _ in 0..<lane.rowCount { rows += row }
    return rows
  }

  private func row(of operand: BoundExpression, of set: BoundSet, over lane: Lane) -> [Double]? {
    guard let company = evaluator.knownIndex(of: set, for: lane.groupSet) else { return nil }
    let target = lane.alone(company)
    if hasSameCalendar(lane.company, company) { return values(of: operand, over: target) }
    switch lane.spans {
    case .windows: return values(of: operand, over: target)
    case .trailing: return nil
    case .days(let places), .since(_, let places):
      let days = evaluator.tradingDays(of: lane.company)[places]
      // A scale for each window goes by the windows' numbers.
      if case .days = lane.scale {
        var target = target
        target.spans = .windows(days.map { Spans.Window(first: lane.spans.start ?? $0, last: $0) })
        return values(of: operand, over: target)
      }
      return values(of: operand, over: target, on: days)
    }
  }

  private func hasSameCalendar(_ company: Int, _ other: Int) -> Bool {
    company < market.companyCount && other < market.companyCount
      && market.exchanges[company] == market.exchanges[other]
  }

  /// The values for windows that end on some days, which need not be trading days of the lane's company. One pass over
  /// all its trading days from the first to the last of them has those that are; the others are windows of their own.
  private func values(of operand: BoundExpression, over lane: Lane, on days: ArraySlice<Day>) -> [Double]? {
    guard let first = days.first, let last = days.last else { return [] }
    let calendar = evaluator.tradingDays(of: lane.company)
    let covering = Calendar.count(before: first, in: calendar)..<Calendar.count(onOrBefore: last, in: calendar)
    var (traded, others) = (lane, lane)
    var windows: [Spans.Window] = []
    var sources: [Int] = []
    sources.reserveCapacity(days.count)
    var place = covering.lowerBound
    for day in days {
      while place < covering.upperBound, calendar[place] < day { place += 1 }
      if place < covering.upperBound, calendar[place] == day {
        sources.append(place - covering.lowerBound)
      } else {
        sources.append(covering.count + windows.count)
        windows.append(Spans.Window(first: lane.spans.start ?? day, last: day))
      }
    }
    traded.spans = lane.spans.start.map { .since($0, ends: covering) } ?? .days(covering)
    others.spans = .windows(windows)
    guard let found = covering.isEmpty ? [] : values(of: operand, over: traded) else { return nil }
    if windows.isEmpty, sources.count == found.count { return found }
    guard let more = windows.isEmpty ? [] : values(of: operand, over: others) else { return nil }
    return sources.map { $0 < found.count ? found[$0] : more[$0 - found.count] }
  }
}

extension Spans {
  /// The day that all windows begin on, where it is one.
  fileprivate var start: Day? {
    if case .since(let day, _) = self { day } else { nil }
  }
}
