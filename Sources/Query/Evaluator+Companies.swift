internal import Language
internal import Market

extension Evaluator {
  /// Folds the cells of each group into one value.
  mutating func fold(
    _ aggregate: Aggregate, _ operand: BoundExpression?, where condition: BoundExpression?, over frame: Frame,
    at range: SourceRange
  ) throws(Diagnostic) -> Vector {
    var isKept = Array(repeating: true, count: frame.count)
    if let condition {
      isKept = try evaluate(condition, over: frame, at: .cells).flags.map { $0 == .yes }
    }
    guard let operand else { return .numbers(counts(of: frame) { isKept[$0] && isListed($0, in: frame) }) }
    if aggregate == .count, operand.type != .flag {
      let isMissing = try missing(operand, over: frame, at: .cells)
      return .numbers(counts(of: frame) { isKept[$0] && !isMissing[$0] })
    }
    switch try evaluate(operand, over: frame, at: .cells) {
    case .flags(let flags):
      let yes = counts(of: frame) { isKept[$0] && flags[$0] == .yes }
      guard aggregate == .share else { return .numbers(yes) }
      let known = counts(of: frame) { isKept[$0] && flags[$0] != .missing }
      return .numbers(zip(yes, known).map { Query.known($0 / $1) })
    case .numbers(let values):
      let cells = (0..<frame.count).filter { isKept[$0] && !values[$0].isNaN }
      try checkCurrencies(aggregate, operand, of: cells, in: frame, at: range)
      var members = Array(repeating: [Double](), count: frame.groupCount)
      for cell in cells { members[frame.groups[cell]].append(values[cell]) }
      return .numbers(members.map { known(aggregate.value(of: $0)) })
    }
  }

  private func counts(of frame: Frame, where isCounted: (Int) -> Bool) -> [Double] {
    var counts = Array(repeating: 0.0, count: frame.groupCount)
    for cell in 0..<frame.count where isCounted(cell) { counts[frame.groups[cell]] += 1 }
    return counts
  }

  /// Whether the cell's company has its first bar no later than the window's end.
  private func isListed(_ cell: Int, in frame: Frame) -> Bool {
    let series = series(of: frame.companies[cell])
    return !series.run.isEmpty && series.bars.days[series.run.lowerBound] <= frame.days[cell].last
  }

  /// Money in different currencies does not add up, and its average says little.
  private mutating func checkCurrencies(
    _ aggregate: Aggregate, _ operand: BoundExpression, of cells: [Int], in frame: Frame, at range: SourceRange
  ) throws(Diagnostic) {
    guard case .number(let unit) = operand.type, unit.isMoney,
      let attribute = market.attribute(named: "currency")
    else { return }
    var currencies: [Int: Set<String>] = [:]
    for cell in cells {
      let names = market.attributes[attribute].texts(of: frame.companies[cell])
      currencies[frame.groups[cell], default: []].formUnion(names)
    }
    guard let mixed = currencies.values.filter({ $0.count > 1 }).map({ $0.sorted() }).min(by: { $0.count > $1.count })
    else {
      if aggregate == .sum, unit == .price {
        note("a sum of prices depends on how many shares each company has cut itself into")
      }
      return
    }
    if aggregate == .sum {
      throw Diagnostic(.mixedCurrencies(function: aggregate.rawValue, currencies: mixed), at: range)
    }
    note("\(aggregate.rawValue) folds money in \(mixed.joined(separator: ", ")) as if it were one currency")
  }
}

extension Aggregate {
  /// The fold of known figures, in the order of the companies; missing where there is none.
  func value(of values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    switch self {
    case .avg: return values.reduce(0, +) / Double(values.count)
    case .sum: return values.reduce(0, +)
    case .max: return values.reduce(-.infinity, Swift.max)
    case .min: return values.reduce(.infinity, Swift.min)
    case .median: return middleValue(of: values)
    // Counted from conditions, never from figures.
    case .count, .share: return .nan
    }
  }
}

/// The middle of the values; the mean of the two middle ones where their number is even.
func middleValue(of values: [Double]) -> Double {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return .nan }
  let half = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[half] : sorted[half - 1] + (sorted[half] - sorted[half - 1]) / 2
}
