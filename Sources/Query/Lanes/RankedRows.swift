internal import Market

/// A row that may be kept.
struct RankedRow: Sendable, Hashable {
  let value: Double
  let period: Int32
  let company: Int32

  /// Whether it comes before another in an answer whose largest figure is first; smallest where figures are negated.
  @inline(__always)
  func precedes(_ other: RankedRow) -> Bool {
    if value != other.value { return value > other.value }
    return period != other.period ? period < other.period : company < other.company
  }
}

/// The best rows of each block so far, best first.
struct RankedRows: Sendable {
  private let limit: Int
  /// Where few rows are kept of a block, room for so many of each one after the other; elsewhere nothing.
  private var slots: [RankedRow]
  /// Where many are kept, those of each block; elsewhere nothing.
  private var rows: [[RankedRow]]
  /// How many rows a block has.
  private var counts: [Int]
  /// What a row has to reach: the last figure of a block that is full.
  private var thresholds: [Double]

  /// So many rows are moved one by one.
  private static let few = 16

  init(_ blocks: Int, limit: Int) {
    self.limit = limit
    let isFew = limit <= RankedRows.few
    slots = Array(repeating: RankedRow(value: .nan, period: 0, company: 0), count: isFew ? blocks * limit : 0)
    rows = Array(repeating: [], count: isFew ? 0 : blocks)
    counts = Array(repeating: 0, count: blocks)
    thresholds = Array(repeating: limit > 0 ? -.infinity : .infinity, count: blocks)
  }

  @inline(__always)
  mutating func add(_ row: RankedRow, to block: Int) {
    // A missing value reaches nothing.
    if row.value >= thresholds[block] { insert(row, to: block) }
  }

  private mutating func insert(_ row: RankedRow, to block: Int) {
    let isKept = rows.isEmpty ? insertAmongFew(row, block * limit, counts[block]) : insertAmongMany(row, block)
    guard isKept else { return }
    if counts[block] < limit { counts[block] += 1 }
    if counts[block] == limit {
      thresholds[block] = (rows.isEmpty ? slots[block * limit + limit - 1] : rows[block][limit - 1]).value
    }
  }

  private mutating func insertAmongFew(_ row: RankedRow, _ first: Int, _ count: Int) -> Bool {
    var place = count
    if count == limit {
      guard row.precedes(slots[first + limit - 1]) else { return false }
      place = limit - 1
    }
    while place > 0, row.precedes(slots[first + place - 1]) {
      slots[first + place] = slots[first + place - 1]
      place -= 1
    }
    slots[first + place] = row
    return true
  }

  private mutating func insertAmongMany(_ row: RankedRow, _ block: Int) -> Bool {
    if counts[block] == limit {
      guard let last = rows[block].last, row.precedes(last) else { return false }
      rows[block].removeLast()
    }
    rows[block].insert(row, at: rows[block].partitioningIndex { row.precedes($0) })
    return true
  }

  /// The rows of a block.
  private subscript(block: Int) -> ArraySlice<RankedRow> {
    rows.isEmpty ? slots[block * limit..<block * limit + counts[block]] : rows[block][...]
  }

  mutating func join(_ other: RankedRows) {
    for block in counts.indices {
      for row in other[block] { add(row, to: block) }
    }
  }

  /// Each row once, by period and company.
  var all: [RankedRow] {
    var all: [RankedRow] = []
    for block in counts.indices { all += self[block] }
    all.sort { ($0.period, $0.company) < ($1.period, $1.company) }
    // One that is kept in several blocks is the same in all.
    return all.indices.filter { $0 == 0 || all[$0] != all[$0 - 1] }.map { all[$0] }
  }
}
