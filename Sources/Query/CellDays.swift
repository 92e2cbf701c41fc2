internal import Market

/// The days of each cell of a frame.
///
/// Mostly all companies of an exchange have the same, so that they stand once, and a cell holds their number.
struct CellDays: RandomAccessCollection {
  /// Days that cells have, or have had.
  private(set) var distinct: [Days] = []
  /// The place of each cell's among them.
  private(set) var places: [Int32] = []

  /// How many of the last ones are looked at for days that are there already.
  private static let reach = 4

  var startIndex: Int { 0 }
  var endIndex: Int { places.count }

  subscript(cell: Int) -> Days {
    get { distinct[Int(places[cell])] }
    set { places[cell] = place(of: newValue) }
  }

  mutating func reserveCapacity(_ count: Int) { places.reserveCapacity(count) }

  mutating func append(_ days: Days) { places.append(place(of: days)) }

  /// The same days for so many cells.
  mutating func append(_ days: Days, count: Int) { places += repeatElement(place(of: days), count: count) }

  /// For each of some places those of the days that stand there.
  mutating func append(_ days: [Days], at places: [Int32]) {
    let own = days.map { place(of: $0) }
    if let first = own.first, own.count == 1 {
      self.places += repeatElement(first, count: places.count)
    } else {
      self.places += places.map { own[Int($0)] }
    }
  }

  /// The place of some days, which are put there where they are new. O(1).
  private mutating func place(of days: Days) -> Int32 {
    for place in distinct.indices.suffix(CellDays.reach).reversed()
    where distinct[place].first == days.first && distinct[place].last == days.last && distinct[place] == days {
      return Int32(place)
    }
    distinct.append(days)
    return Int32(distinct.count - 1)
  }

  /// Whether both are the same in memory. O(1).
  func isSame(as other: CellDays) -> Bool { places.isSame(as: other.places) && distinct.isSame(as: other.distinct) }

  /// The days of some of the cells.
  func gathered(_ cells: [Int], _ concurrency: Concurrency = .oneCore) -> CellDays {
    var result = self
    result.places = distinct.count == 1 ? Array(repeating: 0, count: cells.count) : places.gathered(cells, concurrency)
    return result
  }

  /// All days changed in the same way. O(distinct days), and O(cells) where different ones become the same.
  func mapped<Failure: Error>(_ transform: (Days) throws(Failure) -> Days) throws(Failure) -> CellDays {
    var result = CellDays()
    var numbers: [Int32] = []
    for days in distinct { numbers.append(result.place(of: try transform(days))) }
    result.places = numbers.count == result.distinct.count ? places : places.map { numbers[Int($0)] }
    return result
  }

  /// Each cell's days changed in the same way where the cells agree in their days and in a number below `count`.
  func mapped<Failure: Error>(
    by numbers: [Int], below count: Int, _ transform: (_ cell: Int, Days) throws(Failure) -> Days
  ) throws(Failure) -> CellDays {
    var result = CellDays()
    var known = Array(repeating: Int32(-1), count: distinct.count * count)
    result.places = places
    for cell in places.indices {
      let place = Int(places[cell]) * count + numbers[cell]
      if known[place] < 0 { known[place] = result.place(of: try transform(cell, self[cell])) }
      result.places[cell] = known[place]
    }
    return result
  }

  /// Changes all days in the same way. O(distinct days).
  mutating func change(_ transform: (inout Days) -> Void) {
    for place in distinct.indices { transform(&distinct[place]) }
  }

  /// The days that cells have now, each once and in no order. O(cells).
  var held: [Days] {
    if distinct.count <= 1 { return places.isEmpty ? [] : distinct }
    var isHeld = Array(repeating: false, count: distinct.count)
    for place in places { isHeld[Int(place)] = true }
    return distinct.indices.filter { isHeld[$0] }.map { distinct[$0] }
  }
}
