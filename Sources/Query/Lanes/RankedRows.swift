internal import CKernels
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

/// The best rows of each block so far.
struct RankedRows: Sendable {
  private let limit: Int
  /// Where few rows are kept of a block, room for so many of each one after the other, best first; elsewhere nothing.
  private var slots: [RankedRow]
  /// How many of a block's slots hold a row.
  private var counts: [Int]
  /// Where many are kept, those of each block in no order, and at most as many again that may have to go; elsewhere nothing.
  private var rows: [[RankedRow]]
  /// What a row has to reach: the last figure of a block that is full.
  private var thresholds: [Double]

  /// So many rows are moved one by one.
  private static let few = 16

  init(_ blocks: Int, limit: Int) {
    self.limit = limit
    let isFew = limit <= RankedRows.few
    slots = Array(repeating: RankedRow(value: .nan, period: 0, company: 0), count: isFew ? blocks * limit : 0)
    counts = Array(repeating: 0, count: isFew ? blocks : 0)
    rows = Array(repeating: [], count: isFew ? 0 : blocks)
    thresholds = Array(repeating: limit > 0 ? -.infinity : .infinity, count: blocks)
  }

  @inline(__always)
  mutating func add(_ row: RankedRow, to block: Int) {
    // A missing value reaches nothing.
    if row.value >= thresholds[block] { if rows.isEmpty { insert(row, to: block) } else { gather(row, to: block) } }
  }

  /// Adds a company's rows in successive periods, a value each, to successive blocks.
  mutating func add(_ values: ArraySlice<Double>, of company: Int32, from period: Int32, to block: Int) {
    let count = values.count
    precondition(block >= 0 && block + count <= thresholds.count, "no such blocks")
    unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { places in
      // Each block has one of the values: none is looked for after its block's threshold has moved.
      let reaching = unsafe values.withUnsafeBufferPointer { values in
        unsafe thresholds.withUnsafeBufferPointer { marks in
          unsafe kernel_reaching(
            values.baseAddress, marks.baseAddress.map { unsafe $0 + block }, count, places.baseAddress)
        }
      }
      for number in 0..<reaching {
        let place = unsafe Int(places[number])
        let value = values[values.startIndex + place]
        add(RankedRow(value: value, period: period + Int32(place), company: company), to: block + place)
      }
    }
  }

  /// Puts a row where it belongs among few.
  private mutating func insert(_ row: RankedRow, to block: Int) {
    let first = block * limit
    var place = counts[block]
    if place == limit {
      guard row.precedes(slots[first + limit - 1]) else { return }
      place = limit - 1
    } else {
      counts[block] += 1
    }
    while place > 0, row.precedes(slots[first + place - 1]) {
      slots[first + place] = slots[first + place - 1]
      place -= 1
    }
    slots[first + place] = row
    if counts[block] == limit { thresholds[block] = slots[first + limit - 1].value }
  }

  /// Puts a row beside the others; once there are twice as many as are kept, the worst go. O(log rows), on average.
  private mutating func gather(_ row: RankedRow, to block: Int) {
    rows[block].append(row)
    if rows[block].count == 2 * limit { cut(block) }
  }

  private mutating func cut(_ block: Int) {
    guard rows[block].count > limit else { return }
    rows[block].sort { $0.precedes($1) }
    rows[block].removeLast(rows[block].count - limit)
    thresholds[block] = rows[block][limit - 1].value
  }

  mutating func join(_ other: RankedRows) {
    for block in thresholds.indices {
      for row in other.rows.isEmpty ? other.slots[other.places(of: block)] : other.rows[block][...] {
        add(row, to: block)
      }
    }
  }

  /// Where the rows of a block stand among the slots.
  private func places(of block: Int) -> Range<Int> { block * limit..<block * limit + counts[block] }

  /// Each row once, by period and company; nil where nobody waits for them any more.
  mutating func all(unless interruption: Interruption?) -> [RankedRow]? {
    var all: [RankedRow] = []
    for block in counts.indices { all += slots[places(of: block)] }
    for block in rows.indices {
      if interruption?.isRequested ?? false { return nil }
      cut(block)
      all += rows[block]
    }
    let order = Array(all.indices).ordered(by: all.map { Int($0.company) }).ordered(by: all.map { Int($0.period) })
    all = order.map { all[$0] }
    // One that is kept in several blocks is the same in all.
    return all.indices.filter { $0 == 0 || all[$0] != all[$0 - 1] }.map { all[$0] }
  }
}
