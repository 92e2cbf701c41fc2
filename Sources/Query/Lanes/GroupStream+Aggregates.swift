internal import Language
internal import Market

// Companies folded into groups, one after the other.
extension GroupStream {
  /// What a part of the companies leaves in each place.
  struct Folded: Sendable {
    /// How many figures, or how many conditions are known.
    var counts: [Double]
    /// Sums, extremes, means, or how many conditions are true.
    var firsts: [Double]
    /// Sums of weights, or squared distances from the mean.
    var seconds: [Double]
    /// The figures themselves, where no running fold does.
    var figures: [[Double]]
  }

  /// An aggregate over the companies of each group in each period.
  func folded(_ aggregate: Aggregate, _ operands: [BoundExpression], where condition: BoundExpression?) -> [Double]? {
    guard aggregate != .rank, operands.allSatisfy({ $0.type != .text }) else { return nil }
    let results = evaluator.concurrency.mapParts(of: members.count) { part in
      folded(members[part], aggregate, operands, where: condition)
    }
    guard var total = results[0] else { return nil }
    for part in results.dropFirst() {
      guard let part else { return nil }
      total.join(part, aggregate)
    }
    return total.values(aggregate, isCondition: operands.first?.type == .flag || operands.isEmpty)
  }

  private func folded(
    _ members: ArraySlice<Member>, _ aggregate: Aggregate, _ operands: [BoundExpression],
    where condition: BoundExpression?
  ) -> Folded? {
    var result = Folded(aggregate, placeCount)
    for member in members {
      if evaluator.isInterrupted { return nil }
      if member.isClosed, let operand = operands.first, operand.needsBars { continue }
      guard let kept = keeps(member, condition) else { return nil }
      if case .nobody = kept { continue }
      var values: [Double]
      if let operand = operands.first {
        guard let vector = lanes.values(of: operand, over: member.lane) else { return nil }
        values = vector
        // Of figures the known ones are counted.
        if aggregate == .count, operand.type != .flag { values = values.mapped { $0.isNaN ? .nan : 1 } }
      } else {
        values = listed(member)
      }
      if case .some(let flags) = kept { values = values.combined(flags) { $1 == 1 ? $0 : .nan } }
      var weights: [Double] = []
      if operands.count > 1 {
        guard let vector = lanes.values(of: operands[1], over: member.lane) else { return nil }
        weights = vector
      }
      for group in member.groups { result.add(values, weights, member.periods, group * periods.count, aggregate) }
    }
    return result
  }

  /// Who of a member's windows is kept.
  enum Kept {
    case everybody
    case nobody
    /// 1 where it is.
    case some([Double])
  }

  /// Whether the question's condition, and one more, keep a company in its windows; nil where that can't be told here.
  func keeps(_ member: Member, _ other: BoundExpression?) -> Kept? {
    var flags: [Double]?
    for condition in [condition, other].compactMap({ $0 }) {
      if member.isClosed, condition.needsBars { return .nobody }
      guard let vector = lanes.values(of: condition, over: member.lane) else { return nil }
      flags = flags.map { $0.combined(vector) { $0 == 1 && $1 == 1 ? 1 : 0 } } ?? vector
    }
    guard let flags else { return .everybody }
    if flags.allSatisfy({ $0 == 1 }) { return .everybody }
    return flags.contains(1) ? .some(flags) : .nobody
  }

  /// 1 where the company's first bar comes no later than the window's end, else 0.
  func listed(_ member: Member) -> [Double] {
    let series = evaluator.series(of: member.lane.company)
    guard let first = series.span?.first else { return Array(repeating: 0, count: member.lane.count) }
    let calendar = series.tradingDays
    return (0..<member.lane.count).map { first <= member.lane.window($0, in: calendar).last ? 1 : 0 }
  }
}

extension GroupStream.Folded {
  init(_ aggregate: Aggregate, _ count: Int) {
    let start: Double
    switch aggregate {
    case .max: start = -.infinity
    case .min: start = .infinity
    default: start = 0
    }
    counts = Array(repeating: 0, count: count)
    firsts = Array(repeating: start, count: count)
    seconds = aggregate == .dispersion || aggregate == .wavg ? Array(repeating: 0, count: count) : []
    figures = [.median, .quantile, .hhi].contains(aggregate) ? Array(repeating: [], count: count) : []
    if aggregate == .quantile { seconds = Array(repeating: .nan, count: count) }
  }

  /// Adds a company's values, each to the place of its period.
  mutating func add(
    _ values: [Double], _ weights: [Double], _ periods: [Int], _ shift: Int, _ aggregate: Aggregate
  ) {
    for (number, value) in values.enumerated() where !value.isNaN {
      let place = shift + periods[number]
      switch aggregate {
      case .avg, .sum: firsts[place] += value
      case .count, .share: firsts[place] += value == 1 ? 1 : 0
      case .max: firsts[place] = Swift.max(firsts[place], value)
      case .min: firsts[place] = Swift.min(firsts[place], value)
      case .dispersion:
        // Source: Welford, Note on a Method for Calculating Corrected Sums of Squares and Products, 1962.
        let distance = value - firsts[place]
        firsts[place] += distance / (counts[place] + 1)
        seconds[place] += distance * (value - firsts[place])
      case .wavg:
        guard !weights[number].isNaN else { continue }
        firsts[place] += value * weights[number]
        seconds[place] += weights[number]
      case .median, .hhi: figures[place].append(value)
      case .quantile:
        figures[place].append(value)
        if seconds[place].isNaN { seconds[place] = weights[number] }
      case .rank: break
      }
      counts[place] += 1
    }
  }

  /// Adds what the companies behind these left.
  mutating func join(_ other: Self, _ aggregate: Aggregate) {
    for place in counts.indices {
      switch aggregate {
      case .avg, .sum, .count, .share: firsts[place] += other.firsts[place]
      case .max: firsts[place] = Swift.max(firsts[place], other.firsts[place])
      case .min: firsts[place] = Swift.min(firsts[place], other.firsts[place])
      case .wavg:
        firsts[place] += other.firsts[place]
        seconds[place] += other.seconds[place]
      case .dispersion:
        // Source: Chan, Golub and LeVeque, Algorithms for Computing the Sample Variance, 1983.
        let (count, more) = (counts[place], other.counts[place])
        guard more > 0 else { continue }
        let distance = other.firsts[place] - firsts[place]
        firsts[place] += distance * more / (count + more)
        seconds[place] += other.seconds[place] + distance * distance * count * more / (count + more)
      case .median, .hhi: figures[place] += other.figures[place]
      case .quantile:
        if figures[place].isEmpty { seconds[place] = other.seconds[place] }
        figures[place] += other.figures[place]
      case .rank: break
      }
      counts[place] += other.counts[place]
    }
  }

  func values(_ aggregate: Aggregate, isCondition: Bool) -> [Double] {
    counts.indices.map { place in
      let count = counts[place]
      switch aggregate {
      case .count: return firsts[place]
      case .share: return count == 0 ? .nan : known(firsts[place] / count)
      case .avg: return count == 0 ? .nan : known(firsts[place] / count)
      case .sum, .max, .min: return count == 0 ? .nan : known(firsts[place])
      case .dispersion: return count < 2 ? .nan : known((seconds[place] / (count - 1)).squareRoot())
      case .wavg: return count == 0 ? .nan : known(firsts[place] / seconds[place])
      case .median, .hhi: return known(aggregate.value(of: figures[place], []))
      case .quantile: return known(aggregate.value(of: figures[place], [seconds[place]]))
      case .rank: return .nan
      }
    }
  }
}
