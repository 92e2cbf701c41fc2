internal import Language
internal import Market

extension Evaluator {
  /// Cells that are folded together, and for each cell which of them it belongs to.
  private struct Pools {
    var cells: CellPools
    var ofCell: [Int]
  }

  /// Folds the cells of each group, or of those in it that share a key with the row, into one value.
  mutating func foldCompanies(
    _ aggregate: Aggregate, _ operands: [BoundExpression], where condition: BoundExpression?, within keys: [Int],
    over frame: Frame, at place: Place, range: SourceRange
  ) throws(Diagnostic) -> Vector {
    let pools = try pools(of: frame, within: keys)
    let isKept = try condition.map { condition throws(Diagnostic) in
      try evaluate(condition, over: frame, at: .cells).flags
    }
    let kept = isKept.map { isKept in pools.cells.filtered { isKept[$0] == .yes } } ?? pools.cells
    func spread(_ values: [Double]) -> Vector {
      place == .cells ? Vector.numbers(values).gathered(pools.ofCell) : .numbers(values)
    }
    guard let operand = operands.first else {
      let counts = kept.map { cells in cells.count { isListed($0, in: frame) } }
      if counts.indices.contains(where: { kept[$0].count > counts[$0] }) { noteUnlisted() }
      return spread(counts.map { Double($0) })
    }
    if aggregate == .count, operand.type != .flag {
      let isMissing = try missing(operand, over: frame, at: .cells)
      return spread(kept.map { cells in Double(cells.count { !isMissing[$0] }) })
    }
    let folded = try evaluateOnce(operand, over: frame)
    switch folded.values {
    case .flags(let flags):
      return spread(
        kept.map { cells in
          let places = folded.places(of: cells)
          let yes = Double(places.count { flags[$0] == .yes })
          return aggregate == .share ? known(yes / Double(places.count { flags[$0] != .missing })) : yes
        })
    case .numbers(let values):
      try checkCurrencies(aggregate, operand, of: kept, folded, in: frame, at: range)
      if aggregate == .rank { return .numbers(try ranks(of: folded.perCell.numbers, among: kept, pools)) }
      let seconds = operands.count > 1 ? try evaluate(operands[1], over: frame, at: .cells).numbers : []
      return spread(
        try kept.map { cells throws(Diagnostic) in
          try proceed()
          let places = folded.places(of: cells)
          let figures = places.lazy.map { values[$0] }.filter { !$0.isNaN }
          let others = seconds.isEmpty ? [] : zip(cells, places).compactMap { values[$1].isNaN ? nil : seconds[$0] }
          return known(aggregate.value(of: figures, others))
        })
    }
  }

  /// The value of an expression for each cell of a frame, of which several may be the same.
  private struct FoldedValues {
    let values: Vector
    /// For each cell where its value stands; nil where that is at the cell's own place.
    let places: [Int]?

    /// Where the values of some cells stand.
    func places(of cells: CellPools.Pool) -> ArraySlice<Int> { places.map { cells.gathered($0) } ?? Array(cells)[...] }

    var perCell: Vector { places.map { values.gathered($0) } ?? values }
  }

  /// The value of an expression for each cell; where a company has a cell in each of its groups and none of them matters to the
  /// expression, it is evaluated once for all of these.
  private mutating func evaluateOnce(
    _ expression: BoundExpression, over frame: Frame
  ) throws(Diagnostic) -> FoldedValues {
    guard let ungrouped = frame.ungrouped, !expression.containsAggregate, !expression.asksOwnGroup else {
      return FoldedValues(values: try evaluate(expression, over: frame, at: .cells), places: nil)
    }
    return FoldedValues(
      values: try evaluate(expression, over: ungrouped.frame, at: .cells), places: ungrouped.places)
  }

  mutating func noteUnlisted() { note("count() leaves out companies whose first bar comes later than the window") }

  mutating func noteSumOfPrices() {
    note("a sum of prices depends on how many shares each company has cut itself into")
  }

  /// Each cell's place among the cells of its pool; equal figures share the better place.
  private func ranks(
    of values: [Double], among cells: CellPools, _ pools: Pools
  ) throws(Diagnostic) -> [Double] {
    let sorted = try cells.map { cells throws(Diagnostic) in
      try proceed()
      return cells.compactMap { values[$0].isNaN ? nil : values[$0] }.sorted(by: >)
    }
    return try values.indices.map { cell throws(Diagnostic) in
      if cell.isMultiple(of: Evaluator.checkInterval) { try proceed() }
      guard !values[cell].isNaN else { return .nan }
      let figures = sorted[pools.ofCell[cell]]
      // The first place behind all that are larger.
      var (low, high) = (0, figures.count)
      while low < high {
        let middle = (low + high) / 2
        if figures[middle] > values[cell] { low = middle + 1 } else { high = middle }
      }
      return Double(low + 1)
    }
  }

  /// The groups as pools; with keys, for each combination of values the cells of the group that share one with it.
  private func pools(of frame: Frame, within keys: [Int]) throws(Diagnostic) -> Pools {
    let cells = frame.cellsByGroup
    guard !keys.isEmpty else { return Pools(cells: cells, ofCell: frame.groups) }
    struct Owner: Hashable {
      let group: Int
      let labels: [[GroupLabel]]
    }
    let labels = zip(frame.companies, frame.days).map { company, days in
      keys.map { self.labels(of: company, $0, on: days.membershipDay) }
    }
    var numbers: [Owner: Int] = [:]
    var lists: [[Int]] = []
    var ofCell: [Int] = []
    for cell in 0..<frame.count {
      try proceed()
      let owner = Owner(group: frame.groups[cell], labels: labels[cell])
      if numbers[owner] == nil {
        numbers[owner] = lists.count
        lists.append(
          cells[owner.group].filter { other in
            zip(labels[cell], labels[other]).allSatisfy { !Set($0).isDisjoint(with: $1) }
          })
      }
      ofCell.append(numbers[owner] ?? 0)
    }
    return Pools(cells: CellPools(lists), ofCell: ofCell)
  }

  /// Whether the cell's company has its first bar no later than the window's end.
  private func isListed(_ cell: Int, in frame: Frame) -> Bool {
    series(of: frame.companies[cell]).span.map { $0.first <= frame.days[cell].last } ?? false
  }

  /// Money in different currencies does not add up, and its average says little.
  private mutating func checkCurrencies(
    _ aggregate: Aggregate, _ operand: BoundExpression, of pools: CellPools, _ folded: FoldedValues, in frame: Frame,
    at range: SourceRange
  ) throws(Diagnostic) {
    guard case .number(let unit) = operand.type, unit.isMoney,
      let attribute = market.attribute(named: "currency")
    else { return }
    // Where there is one alone nobody has to be looked at.
    let values = hasOneCurrency ? [] : folded.perCell.numbers
    let currencies =
      values.isEmpty
      ? []
      : pools.map { cells in
        Set(
          cells.filter { !values[$0].isNaN && frame.companies[$0] < market.companyCount }.flatMap {
            market.attributes[attribute].texts(of: frame.companies[$0])
          })
      }
    guard let mixed = currencies.filter({ $0.count > 1 }).map({ $0.sorted() }).min(by: { $0.count > $1.count })
    else {
      if aggregate == .sum, unit == .price {
        noteSumOfPrices()
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
  ///
  /// `seconds` holds a weight for each figure, or the same part for each.
  func value(of values: some Sequence<Double>, _ seconds: [Double]) -> Double {
    switch self {
    case .avg, .sum:
      var (sum, count) = (0.0, 0)
      for value in values { (sum, count) = (sum + value, count + 1) }
      return count == 0 ? .nan : self == .avg ? sum / Double(count) : sum
    default:
      let values = Array(values)
      return values.isEmpty ? .nan : value(ofSeveral: values, seconds)
    }
  }

  /// The fold of figures that are looked at more than once, or that are few.
  private func value(ofSeveral values: [Double], _ seconds: [Double]) -> Double {
    switch self {
    case .max: return values.reduce(-.infinity, Swift.max)
    case .min: return values.reduce(.infinity, Swift.min)
    case .median: return quantileValue(of: values, 0.5)
    case .quantile: return quantileValue(of: values, seconds.first ?? .nan)
    case .dispersion: return standardDeviation(of: values)
    case .wavg:
      let weighted = zip(values, seconds).filter { !$1.isNaN }
      return weighted.reduce(0) { $0 + $1.0 * $1.1 } / weighted.reduce(0) { $0 + $1.1 }
    case .hhi:
      let sum = values.reduce(0, +)
      return values.reduce(0) { $0 + ($1 / sum) * ($1 / sum) }
    // Counted from conditions, found for each company on its own, or in one look at each figure.
    case .count, .share, .rank, .avg, .sum: return .nan
    }
  }
}
