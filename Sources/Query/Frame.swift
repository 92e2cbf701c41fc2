internal import Language
internal import Market

/// What expressions are evaluated over: cells, each a company and its days.
///
/// A question about one window has a cell a company, `each week` a cell a company and week, a fold over days a cell a
/// company and day. An aggregate folds the cells of a group, a fold the cells of a span; everything else works cell by
/// cell.
struct Frame: Sendable {
  /// The company of each cell.
  private(set) var companies: [Int] = []
  /// The days of each cell.
  var days = CellDays()
  /// The group of each cell.
  private(set) var groups: [Int] = []
  /// The days of each group, for what is asked of the group as one. Groups without cells have days too.
  var groupDays: [Days]
  /// Which of the question's sets each group is: groups that differ only in their days are one set.
  var groupSets: [Int]
  /// The cells before they were put into groups; nil where they were not.
  private(set) var ungrouped: Ungrouped?
  /// The cells of each group where these were found together with the groups.
  private var knownPools: CellPools?

  /// Cells of which several here are the same: a company has one in each of its groups.
  final class Ungrouped: Sendable {
    let frame: Frame
    /// For each cell of the grouped frame its place in `frame`.
    let places: [Int]

    init(_ frame: Frame, _ places: [Int]) { (self.frame, self.places) = (frame, places) }
  }

  /// A frame without cells.
  init(groupDays: [Days], groupSets: [Int]? = nil) {
    self.groupDays = groupDays
    self.groupSets = groupSets ?? Array(repeating: 0, count: groupDays.count)
  }

  /// A cell for each of some companies, all with the same days, in one group of these days. The companies stay the array that they are, so
  /// that who has seen it knows them again.
  init(companies: [Int], days: Days) {
    self.init(groupDays: [days])
    self.companies = companies
    self.days.append(days, count: companies.count)
    groups = Array(repeating: 0, count: companies.count)
  }

  var count: Int { companies.count }
  var groupCount: Int { groupDays.count }

  /// The sets that any cell is in. O(cells).
  var heldSets: Set<Int> {
    var isHeld = Array(repeating: false, count: groupCount)
    for group in groups { isHeld[group] = true }
    return Set(isHeld.indices.lazy.filter { isHeld[$0] }.map { groupSets[$0] })
  }

  /// From the first to the last day of the cells of each group; nil where none of them has a day. O(cells).
  var groupSpans: [ClosedRange<Day>?] {
    var spans = [ClosedRange<Day>?](repeating: nil, count: groupCount)
    for (group, place) in zip(groups, days.places) {
      let own = days.distinct[Int(place)]
      if own.isEmpty { continue }
      let known = spans[group] ?? own.first...own.last
      spans[group] = min(known.lowerBound, own.first)...max(known.upperBound, own.last)
    }
    return spans
  }

  /// The cells of each group, in their order. O(1) of a frame that was put into groups, else O(cells + groups).
  var cellsByGroup: CellPools { knownPools ?? CellPools(groups: groups, count: groupCount) }

  /// Makes room for so many cells at once.
  mutating func reserve(_ count: Int) {
    companies.reserveCapacity(count)
    days.reserveCapacity(count)
    groups.reserveCapacity(count)
  }

  mutating func append(company: Int, days: Days, group: Int) {
    companies.append(company)
    self.days.append(days)
    groups.append(group)
    knownPools = nil
  }

  /// Cells of some companies in one group, each with one of some days, of which `places` are the places.
  mutating func append(companies: [Int], days: [Days], at places: [Int32], group: Int) {
    self.companies += companies
    self.days.append(days, at: places)
    groups += repeatElement(group, count: companies.count)
    knownPools = nil
  }

  /// Cells in the order of groups that they are put into, each as often as it is in one.
  struct Grouping: Sendable {
    /// The cells by group, and within it in their order.
    let cells: [Int]
    /// The company of each.
    let companies: [Int]
    /// The group of each.
    let groups: [Int]
    /// Those of each group.
    let pools: CellPools
  }

  /// The frame of its cells in groups.
  func grouped(_ grouping: Grouping, groupDays: [Days], groupSets: [Int]) -> Frame {
    var result = Frame(groupDays: groupDays, groupSets: groupSets)
    (result.companies, result.groups, result.knownPools) = (grouping.companies, grouping.groups, grouping.pools)
    result.days = days.gathered(grouping.cells)
    if grouping.cells.count > count { result.ungrouped = Ungrouped(self, grouping.cells) }
    return result
  }

  /// Whether both have the same cells, in one place of memory: two that are equal but were made apart count as different. O(1).
  func hasCells(of other: Frame) -> Bool { companies.isSame(as: other.companies) && days.isSame(as: other.days) }

  /// The frame as if its cells had never stood without groups: for who changes their days.
  var withoutSource: Frame {
    var result = self
    result.ungrouped = nil
    return result
  }

  /// The frame of some of its cells, with all its groups.
  func gathered(_ cells: [Int], _ concurrency: Concurrency = .oneCore) -> Frame {
    var result = Frame(groupDays: groupDays, groupSets: groupSets)
    result.companies = companies.gathered(cells, concurrency)
    result.days = days.gathered(cells, concurrency)
    result.groups = groups.gathered(cells, concurrency)
    return result
  }
}

extension Array {
  /// Whether both are one array in memory. Neither changes as long as somebody holds both. O(1).
  func isSame(as other: [Element]) -> Bool {
    unsafe withUnsafeBufferPointer { own in
      unsafe other.withUnsafeBufferPointer { unsafe own.baseAddress == $0.baseAddress && own.count == $0.count }
    }
  }
}

/// The days of a window, resolved for a company: from `first` to `last`, both included; none where `last` is before `first`.
struct Days: Hashable, Sendable {
  var first: Day
  var last: Day
  /// Where the question's window begins, and with it every `so far` inside.
  var origin: Day
  /// Where the window begins whose days are being folded, and with it every `to date` inside.
  var spanStart: Day?
  /// The day on whose scale prices stand; the last of these days where nil. The days of a fold all have the scale of
  /// the window being folded, so that a split within it is no fall.
  var scaleDay: Day?
  /// Which of these days count; all of them where nil.
  var picked: PickedDays?
  /// Which days of the window that is being folded count, and with it of `to date` and `so far` inside.
  var spanPicked: PickedDays?
  /// The day whose dated attributes count, where it is not the day before these days.
  var attributeDay: Day?

  init(first: Day, last: Day, origin: Day? = nil) {
    self.first = first
    self.last = last
    self.origin = origin ?? first
  }

  /// No day at all.
  static let none = Days(first: .last, last: .first)

  var isEmpty: Bool { last < first }
  var isSingle: Bool { first == last }
  /// The day at whose end a dated attribute is asked: the day before the first, so that nothing looks ahead.
  var membershipDay: Day { attributeDay ?? first.advanced(by: -1) }
}

/// Days picked out of a window: changes then compound each kept day's own change.
indirect enum PickedDays: Hashable, Sendable {
  /// The days of one period, such as the Mondays, of those picked before.
  case period(Period, Int, of: PickedDays?)
  /// The days on which a condition held, of those picked before.
  case held(Set<Day>, of: PickedDays?)

  func contains(_ day: Day) -> Bool {
    switch self {
    case .period(let period, let number, let outer):
      return period.number(of: day) == number && (outer?.contains(day) ?? true)
    case .held(let days, let outer): return days.contains(day) && (outer?.contains(day) ?? true)
    }
  }
}
