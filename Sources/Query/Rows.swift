internal import Language
internal import Market

/// The rows of an answer before they are put in order and cut.
struct Rows {
  /// One level of the order.
  struct Sort {
    let values: Table.Values
    let isDescending: Bool
  }

  /// What says which row it is.
  let keys: [Table.Column]
  /// What was asked.
  let columns: [Table.Column]
  /// The cell of each row that is a company's, whose ticker and name are looked up only of the rows that are kept; nil for groups.
  let cells: Frame?
  /// The order, most important first. Rows stand in the order of their keys already, which breaks ties.
  let sort: [Sort]
  /// The block of each row: rows are put in order block by block, and `top` counts within a block. Empty: all are one.
  let blocks: [Int]
  /// Whether blocks matter to the order; not where `top` ranks the whole answer, whatever the period.
  let keepsBlocks: Bool

  var count: Int { (keys + columns).first?.values.count ?? 0 }

  /// The rows in their order: by block, then by the sort values, missing last. O(n log n).
  ///
  /// Millions of rows take seconds to sort: whoever waits may change their mind, and then it throws.
  func order(
    _ concurrency: Concurrency = .oneCore, unless interruption: Interruption?
  ) throws(Diagnostic) -> [Int] {
    try sorted(Array(0..<count), Order(sort), concurrency, unless: interruption)
  }

  /// The first `count` rows in their order, of each block. A row without the figure that ranks has no rank.
  func top(
    _ count: Int, _ concurrency: Concurrency = .oneCore, unless interruption: Interruption?
  ) throws(Diagnostic) -> [Int] {
    let order = Order(sort)
    let ranked = order.ranked(of: self.count)
    guard keepsBlocks, !blocks.isEmpty else { return try first(count, of: ranked, order, unless: interruption) }
    var taken: [Int: Int] = [:]
    return try sorted(ranked, order, concurrency, unless: interruption).filter { row in
      taken[blocks[row], default: 0] += 1
      return taken[blocks[row], default: 0] <= count
    }
  }

  /// Rows in their order, those of each block by themselves.
  private func sorted(
    _ rows: [Int], _ order: Order, _ concurrency: Concurrency, unless interruption: Interruption?
  ) throws(Diagnostic) -> [Int] {
    guard keepsBlocks, !blocks.isEmpty else { return try order.sorted(rows[...], unless: interruption) }
    let rows = rows.ordered(by: blocks)
    let ends = rows.indices.filter { $0 + 1 == rows.count || blocks[rows[$0]] != blocks[rows[$0 + 1]] }.map { $0 + 1 }
    let parts = concurrency.mapParts(of: ends.count, atMost: 256) { part -> [Int]? in
      var result: [Int] = []
      for block in part {
        let start = block == 0 ? 0 : ends[block - 1]
        guard let sorted = try? order.sorted(rows[start..<ends[block]], unless: interruption) else { return nil }
        result += sorted
      }
      return result
    }
    var result: [Int] = []
    result.reserveCapacity(rows.count)
    for part in parts {
      guard let part else { throw Order.interrupted }
      result += part
    }
    return result
  }

  /// The first of some rows, found without putting all of them in order. O(n log count), mostly O(n).
  private func first(
    _ count: Int, of rows: [Int], _ order: Order, unless interruption: Interruption?
  ) throws(Diagnostic) -> [Int] {
    guard count < rows.count / 4 else { return Array(try order.sorted(rows[...], unless: interruption).prefix(count)) }
    var kept: [Int] = []
    // The last row that is kept for now: what comes behind it is not looked at again.
    var last: Int?
    for row in rows {
      if row.isMultiple(of: Evaluator.checkInterval), interruption?.isRequested ?? false { throw Order.interrupted }
      if let last, !order.isBefore(row, last) { continue }
      kept.append(row)
      guard kept.count >= 2 * count + 64 else { continue }
      kept = Array(try order.sorted(kept[...], unless: interruption).prefix(count))
      last = kept.last
    }
    return Array(try order.sorted(kept[...], unless: interruption).prefix(count))
  }
}

/// Which of two rows of one block comes first.
private struct Order: Sendable {
  private let levels: [Rows.Sort]
  /// What mostly decides: the figures of the first level, the smallest first and missing ones last; nil where that has none.
  private let figures: [Double]?

  init(_ levels: [Rows.Sort]) {
    self.levels = levels
    guard let first = levels.first, case .numbers(let numbers, _, _) = first.values else {
      figures = nil
      return
    }
    figures = numbers.map { $0.isNaN ? .infinity : first.isDescending ? -$0 : $0 }
  }

  /// Those of so many rows that have what decides first.
  func ranked(of count: Int) -> [Int] {
    if let figures { return (0..<count).filter { figures[$0] < .infinity } }
    return (0..<count).filter { row in levels.first.map { !$0.values.isMissing(row) } ?? true }
  }

  func isBefore(_ left: Int, _ right: Int) -> Bool {
    if let figures, figures[left] != figures[right] { return figures[left] < figures[right] }
    for level in levels {
      if let isBefore = level.isBefore(left, right) { return isBefore }
    }
    return left < right
  }

  static let interrupted = Diagnostic(.interrupted, at: SourceRange(0, 0))

  /// Rows of one block in their order; throws where nobody waits for them any more.
  func sorted(_ rows: ArraySlice<Int>, unless interruption: Interruption?) throws(Diagnostic) -> [Int] {
    if interruption?.isRequested ?? false { throw Order.interrupted }
    guard let figures, levels.count == 1, rows.count <= Int32.max else {
      return try compared(rows, unless: interruption)
    }
    // One figure decides, and then the row, in whose order they come here. What is missing comes last.
    let known = rows.filter { figures[$0] < .infinity }
    let ranked = known.map { figures[$0] }.ascendingPlaces.map { known[Int($0)] }
    if ranked.count == rows.count { return ranked }
    return ranked + (try compared(rows.filter { figures[$0] == .infinity }[...], unless: interruption))
  }

  /// Rows in their order, each compared with others by all that decides.
  private func compared(_ rows: ArraySlice<Int>, unless interruption: Interruption?) throws(Diagnostic) -> [Int] {
    var comparisons = 0
    do {
      return try rows.sorted { left, right throws(Diagnostic) in
        comparisons &+= 1
        if comparisons.isMultiple(of: Evaluator.checkInterval), interruption?.isRequested ?? false {
          throw Order.interrupted
        }
        return isBefore(left, right)
      }
    } catch {
      throw Order.interrupted
    }
  }
}

extension BoundQuery.Top {
  /// Whether so many rows are kept of each part of the answer.
  var keepsBlocks: Bool { isPerPeriod || key != nil }
}

extension GroupLabel {
  /// The period's place among the periods; 0 for a key's own label.
  var periodNumber: Int {
    if case .period(let number) = self { return number }
    return 0
  }
}

extension Rows.Sort {
  /// Whether one row comes before another; nil where this level does not decide.
  func isBefore(_ left: Int, _ right: Int) -> Bool? {
    let (isLeftMissing, isRightMissing) = (values.isMissing(left), values.isMissing(right))
    if isLeftMissing || isRightMissing {
      return isLeftMissing == isRightMissing ? nil : isRightMissing
    }
    let isLess: Bool
    switch values {
    case .numbers(let numbers, _, _):
      if numbers[left] == numbers[right] { return nil }
      isLess = numbers[left] < numbers[right]
    case .texts(let texts):
      guard let first = texts[left], let second = texts[right], first != second else { return nil }
      isLess = first.utf8.lexicographicallyPrecedes(second.utf8)
    case .days(let days):
      guard let first = days[left], let second = days[right], first != second else { return nil }
      isLess = first < second
    case .flags(let flags):
      if flags[left] == flags[right] { return nil }
      isLess = flags[left] == false
    }
    return isLess != isDescending
  }
}

extension Table.Column {
  /// The column with its values in another order.
  func gathered(_ rows: [Int], _ concurrency: Concurrency = .oneCore) -> Table.Column {
    Table.Column(name: name, values: values.gathered(rows, concurrency), isKey: isKey)
  }
}

extension Table.Values {
  /// The values of some rows, in their order.
  func gathered(_ rows: [Int], _ concurrency: Concurrency = .oneCore) -> Table.Values {
    switch self {
    case .numbers(let numbers, let unit, let direction):
      return .numbers(numbers.gathered(rows, concurrency), unit, direction)
    case .texts(let texts): return .texts(texts.gathered(rows, concurrency))
    case .days(let days): return .days(days.gathered(rows, concurrency))
    case .flags(let flags): return .flags(flags.gathered(rows, concurrency))
    }
  }
}
