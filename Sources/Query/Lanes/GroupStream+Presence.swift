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

  /// What is told of those who are kept, beside who they are.
  struct Telling: Hashable, Sendable {
    /// Who has nothing to measure a change from.
    var withoutBase: Bool
    /// Whether somebody is asked before the company's first bar.
    var unlisted: Bool
  }

  /// Who is kept in which period; nil where that can't be told here.
  func presence(_ telling: Telling) -> Presence? {
    let results = evaluator.concurrency.mapParts(of: members.count, atMost: mostParts) {
      presence(of: members[$0], telling)
    }
    var total = Presence(placeCount)
    for part in results {
      guard let part, !evaluator.isInterrupted else { return nil }
      for place in total.isPopulated.indices where part.isPopulated[place] { total.isPopulated[place] = true }
      total.companies += part.companies
      total.withoutBase += part.withoutBase
      total.hasUnlisted = total.hasUnlisted || part.hasUnlisted
    }
    var isWithoutBase = Bitmap(count: total.withoutBase.isEmpty ? 0 : evaluator.market.companyCount)
    for company in total.withoutBase { isWithoutBase[company] = true }
    total.withoutBase = isWithoutBase.members
    return total
  }

  private func presence(of members: ArraySlice<Member>, _ telling: Telling) -> Presence? {
    var result = Presence(placeCount)
    // Companies of one exchange are in slices of the same periods, which are marked once.
    var marked: [Int: Range<Int>] = [:]
    let conditions = [condition].compactMap { $0?.copied() }
    for member in members {
      let (pattern, slice) = (windows[member.windows].pattern, windows[member.windows].periods)
      let isClosed = windows[member.windows].isClosed
      var isKept: [Double]?
      if !conditions.isEmpty {
        guard let kept = keeps(lane(of: member), isClosed: isClosed, conditions) else { return nil }
        switch kept {
        case .nobody: continue
        case .everybody: break
        case .some(let flags): isKept = flags
        }
      }
      result.companies.append(member.company)
      for place in member.groups {
        let group = groupNumbers[place]
        if isKept == nil {
          let known = marked[pattern * groupCount + group] ?? 0..<0
          if known.lowerBound <= slice.lowerBound, known.upperBound >= slice.upperBound { continue }
          if slice.count > known.count { marked[pattern * groupCount + group] = slice }
        }
        for (number, period) in periods(of: member).enumerated() where isKept?[number] ?? 1 == 1 {
          result.isPopulated[group * periods.count + period] = true
        }
      }
      if telling.unlisted, !result.hasUnlisted {
        let unlisted = unlistedCount(lane(of: member))
        result.hasUnlisted = (0..<unlisted).contains { isKept?[$0] ?? 1 == 1 }
      }
      if telling.withoutBase, !isClosed, isWithoutBase(lane(of: member), isKept) {
        result.withoutBase.append(member.company)
      }
    }
    return result
  }

  /// Whether a window has a bar and nothing to measure its change from: only those that begin with the first bars can.
  private func isWithoutBase(_ lane: Lane, _ isKept: [Double]?) -> Bool {
    let series = evaluator.series(of: lane.company)
    let bars = series.bars
    guard let day = series.firstAnchorDay else { return false }
    // Behind the first close there is one to measure from, and windows before it have none to measure to.
    let number = lane.firstWindow(endingFrom: day, in: series.tradingDays)
    guard number < lane.count, isKept?[number] ?? 1 == 1 else { return false }
    let days = lane.days(number, in: series.tradingDays)
    if days.first > day { return false }
    // Nothing but closes tells changes.
    if !bars.hasReferencePrices, bars.previous == nil { return true }
    let positions = evaluator.positions(of: lane.company, in: days)
    let measurement = evaluator.measurement(of: lane.company, positions, in: days)
    return measurement.endBar != nil && measurement.gain.isNaN
  }
}
