internal import Market

// Who is in which group, and what the heading tells of it.
extension GroupStream {
  /// Who is in which group and period, and what the heading says of them.
  struct Presence: Sendable {
    /// Whether anybody is in a group in a period.
    var isPopulated: [Bool]
    /// Who is kept in any period; once or more.
    var companies: [Int] = []
    /// Who has no close to measure a change from in some period.
    var withoutBase: [Int] = []
    /// Whether somebody is kept in a period that ends before the company's first bar.
    var hasUnlisted = false

    /// Nobody, in so many places.
    init(_ count: Int) { isPopulated = Array(repeating: false, count: count) }

    /// The cells of those of a frame's companies who are kept. O(companies).
    func kept(of frame: Frame) -> [Int] {
      var isKept = Array(repeating: false, count: (companies.max() ?? -1) + 1)
      for company in companies { isKept[company] = true }
      return (0..<frame.count).filter { frame.companies[$0] < isKept.count && isKept[frame.companies[$0]] }
    }
  }

  /// Who is kept in which period; nil where that can't be told here.
  func presence() -> Presence? {
    let results = evaluator.concurrency.mapParts(of: members.count) { presence(of: members[$0]) }
    var total = Presence(placeCount)
    for part in results {
      guard let part else { return nil }
      for place in total.isPopulated.indices where part.isPopulated[place] { total.isPopulated[place] = true }
      total.companies += part.companies
      total.withoutBase += part.withoutBase
      total.hasUnlisted = total.hasUnlisted || part.hasUnlisted
    }
    total.withoutBase = Set(total.withoutBase).sorted()
    return total
  }

  private func presence(of members: ArraySlice<Member>) -> Presence? {
    var result = Presence(placeCount)
    // Companies of one exchange are in slices of the same periods, which are marked once.
    struct Slice: Hashable { let pattern, group: Int }
    var marked: [Slice: Range<Int>] = [:]
    let conditions = [condition].compactMap { $0?.copied() }
    for member in members {
      let (lane, windows) = (lane(of: member), windows[member.windows])
      guard let kept = keeps(lane, isClosed: windows.isClosed, conditions) else { return nil }
      var isKept: [Double]?
      switch kept {
      case .nobody: continue
      case .everybody: break
      case .some(let flags): isKept = flags
      }
      result.companies.append(member.company)
      for group in groups(of: member) {
        if isKept == nil {
          let slice = Slice(pattern: windows.pattern, group: group)
          let known = marked[slice] ?? 0..<0
          if known.lowerBound <= windows.periods.lowerBound, known.upperBound >= windows.periods.upperBound { continue }
          if windows.periods.count > known.count { marked[slice] = windows.periods }
        }
        for (number, period) in periods(of: member).enumerated() where isKept?[number] ?? 1 == 1 {
          result.isPopulated[group * periods.count + period] = true
        }
      }
      let unlisted = unlistedCount(lane)
      if (0..<unlisted).contains(where: { isKept?[$0] ?? 1 == 1 }) { result.hasUnlisted = true }
      if !windows.isClosed, isWithoutBase(lane, from: unlisted, isKept) { result.withoutBase.append(member.company) }
    }
    return result
  }

  /// Whether a window has a bar and nothing to measure its change from: only those that begin with the first bars can. Windows before
  /// `listed` end before the first bar.
  private func isWithoutBase(_ lane: Lane, from listed: Int, _ isKept: [Double]?) -> Bool {
    let series = evaluator.series(of: lane.company)
    let bars = series.bars
    let chain = bars.chain(of: series.number)
    let firstAnchor = series.run.first { chain.hasAnchor($0) }
    let last = firstAnchor.map { bars.days[$0] } ?? .last
    for number in listed..<lane.count where isKept?[number] ?? 1 == 1 {
      let days = lane.days(number, in: series.tradingDays)
      // Behind the first close there is one to measure from.
      if days.first > last { return false }
      let positions = evaluator.positions(of: lane.company, in: days)
      guard !positions.isEmpty else { continue }
      let measurement = evaluator.measurement(of: lane.company, positions, in: days)
      if measurement.endBar != nil, measurement.gain.isNaN { return true }
    }
    return false
  }
}
