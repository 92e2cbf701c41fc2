/// Cells that are folded together, pool by pool.
struct CellPools: Sendable {
  /// The cells, those of each pool one after the other; nil where they stand so already.
  private let cells: [Int]?
  /// Where each pool ends among them.
  private let ends: [Int]

  /// How many pools there are, with cells or without.
  var count: Int { ends.count }

  /// The cells of a pool, in their order.
  subscript(pool: Int) -> Pool { Pool(cells: cells, places: (pool == 0 ? 0 : ends[pool - 1])..<ends[pool]) }

  /// The cells of one pool.
  struct Pool: RandomAccessCollection {
    fileprivate let cells: [Int]?
    fileprivate let places: Range<Int>

    var startIndex: Int { places.lowerBound }
    var endIndex: Int { places.upperBound }
    subscript(place: Int) -> Int { cells.map { $0[place] } ?? place }

    /// What stands in a list for each of the cells. O(1) where they follow one another in the frame.
    func gathered(_ values: [Int]) -> ArraySlice<Int> { cells == nil ? values[places] : map { values[$0] }[...] }
  }

  /// The pools as lists of cells.
  init(_ lists: [[Int]]) {
    cells = Array(lists.joined())
    var end = 0
    ends = lists.map { list in
      end += list.count
      return end
    }
  }

  /// Pools whose cells follow one another in their order, up to the end of each.
  init(ends: [Int]) { (cells, self.ends) = (nil, ends) }

  /// A pool for each of so many groups, which holds the cells that are in it. O(cells + groups).
  init(groups: [Int], count: Int) {
    var counts = Array(repeating: 0, count: count)
    var isInOrder = true
    var last = 0
    for group in groups {
      counts[group] += 1
      if group < last { isInOrder = false }
      last = group
    }
    var end = 0
    let ends = counts.map { count in
      end += count
      return end
    }
    self.ends = ends
    if isInOrder {
      cells = nil
      return
    }
    var next = zip(ends, counts).map { $0 - $1 }
    var cells = Array(repeating: 0, count: groups.count)
    for cell in groups.indices {
      cells[next[groups[cell]]] = cell
      next[groups[cell]] += 1
    }
    self.cells = cells
  }

  /// The pools with some of their cells. O(cells).
  func filtered(_ isKept: (Int) -> Bool) -> CellPools { CellPools((0..<count).map { self[$0].filter(isKept) }) }

  /// Something of each pool, in their order.
  func map<Value, Failure: Error>(_ transform: (Pool) throws(Failure) -> Value) throws(Failure) -> [Value] {
    try (0..<count).map { pool throws(Failure) in try transform(self[pool]) }
  }
}
