internal import Market

/// One value of one key. Ordered by value; missing comes last.
enum GroupLabel: Hashable, Comparable {
  case period(Int)
  case text(String)
  case number(Double)
  case day(Day)
  case flag(Bool)
  case missing

  static func < (left: GroupLabel, right: GroupLabel) -> Bool {
    switch (left, right) {
    case (.period(let first), .period(let second)): return first < second
    case (.text(let first), .text(let second)): return first.utf8.lexicographicallyPrecedes(second.utf8)
    case (.number(let first), .number(let second)): return first < second
    case (.day(let first), .day(let second)): return first < second
    case (.flag(let first), .flag(let second)): return !first && second
    case (.missing, _): return false
    default: return right == .missing
    }
  }
}

/// What the companies of a group have in common: a value of each key.
struct GroupMembers {
  let keys: [Int]
  let labels: [GroupLabel]

  var pairs: [(key: Int, label: GroupLabel)] { zip(keys, labels).map { ($0, $1) } }
}

extension Evaluator {
  /// The groups of a frame's cells: their labels in order, and for each cell the groups it belongs to.
  struct Groups: Sendable {
    var labels: [[GroupLabel]]
    /// `offsets[c]..<offsets[c + 1]` are the groups of cell c in `numbers`.
    fileprivate(set) var offsets: [Int]
    fileprivate(set) var numbers: [Int]

    /// Where the groups that a cell belongs to stand in `numbers`.
    func places(of cell: Int) -> Range<Int> { offsets[cell]..<offsets[cell + 1] }

    /// The company of each cell.
    fileprivate let companies: [Int]
    /// The cells by group where they have been put in order already.
    fileprivate var ordered: Frame.Grouping?

    /// The cells by group and within it in their order, each as often as it is in one. O(cells + groups).
    var byGroup: Frame.Grouping {
      if let ordered { return ordered }
      // Counted first, so that each cell can be put where it belongs.
      var next = Array(repeating: 0, count: labels.count + 1)
      for number in numbers { next[number + 1] += 1 }
      for number in labels.indices { next[number + 1] += next[number] }
      var cells = Array(repeating: 0, count: numbers.count)
      var ordered = cells
      for cell in offsets.indices.dropLast() {
        for place in offsets[cell]..<offsets[cell + 1] {
          let number = numbers[place]
          (cells[next[number]], ordered[next[number]]) = (cell, number)
          next[number] += 1
        }
      }
      // Where the next cell of a group would be put is now its end.
      return Frame.Grouping(
        cells: cells, companies: cells.map { companies[$0] }, groups: ordered,
        pools: CellPools(ends: Array(next[..<labels.count])))
    }
  }

  /// The groups that the keys make inside the groups a frame has already, its periods.
  ///
  /// A company with several values of a key belongs to several groups. O(cells), and the order of the distinct groups.
  /// - Parameter isNoted: whether it has been said already how many do.
  mutating func groupLabels(of frame: Frame, by keys: [Int], isNoted: Bool = false) -> Groups {
    if let known = knownGroups(of: frame, by: keys) {
      if !isNoted, known.severalCount > 0 { noteSeveral(known.severalCount, keys[0]) }
      return known.groups
    }
    var groups = Groups(of: frame)
    for key in keys {
      let places = places(of: key, over: frame)
      groups.split(by: codes(of: key), places: places)
      if !isNoted { noteValues(of: key, among: frame.companies, places) }
    }
    return groups
  }

  /// All companies that are asked, or all stocks, by the values of a key, and how many of them have several.
  private struct KnownGroups: Sendable {
    let groups: Groups
    let severalCount: Int
  }

  /// The groups of all companies that are asked, which are the same in each question that has no condition, and known again by their array
  /// in memory; nil where the frame's are others, stand in periods, have values with dates, or nearly each has a value of its own.
  private mutating func knownGroups(of frame: Frame, by keys: [Int]) -> KnownGroups? {
    guard keys.count == 1, let key = keys.first, frame.groupCount == 1, !market.attributes[key].isDated else {
      return nil
    }
    guard let includesAllKinds = includesAllKinds(frame.companies) else { return nil }
    let codes = codes(of: key)
    guard codes.labels.count <= Evaluator.mostKnownGroups else { return nil }
    let known: KnownGroups = market.remembered.value(
      MarketFact.groups(attribute: key, includesAllKinds: includesAllKinds)
    ) {
      var groups = Groups(of: frame)
      groups.split(by: codes, places: frame.companies)
      groups.ordered = groups.byGroup
      let severalCount = frame.companies.count { codes.count(at: $0) > 1 }
      return KnownGroups(groups: groups, severalCount: severalCount)
    }
    return known
  }

  /// So many groups are kept with the market at most; more of them are names rather than groups, and take as much memory again.
  private static let mostKnownGroups = 1 << 10

  private mutating func noteValues(of key: Int, among companies: [Int], _ places: [Int]) {
    let codes = codes(of: key)
    // A company may come several times.
    let several = zip(companies, places).compactMap { company, place in codes.count(at: place) > 1 ? company : nil }
    var isSeveral = Bitmap(count: several.isEmpty ? 0 : market.companyCount)
    for company in several { isSeveral[company] = true }
    let count = isSeveral.memberCount
    if count > 0 { noteSeveral(count, key) }
  }

  mutating func noteSeveral(_ keys: [Int], among companies: [Int]) {
    for key in keys {
      let values = market.attributes[key]
      noteValues(of: key, among: companies, companies.map { values.place(of: $0, on: .last) })
    }
  }

  private mutating func noteSeveral(_ count: Int, _ key: Int) {
    let companies = count == 1 ? "1 company has" : "\(count.withThousands) companies have"
    note("\(companies) more than one \(market.attributes[key].name) and \(count == 1 ? "counts" : "count") in each")
  }

  /// What the companies of each set have in common.
  func members(of groups: Groups, by keys: [Int]) -> [GroupMembers] {
    var members: [GroupMembers] = []
    for (number, labels) in zip(sets(of: groups), groups.labels) where number == members.count {
      members.append(GroupMembers(keys: keys, labels: Array(labels.dropFirst())))
    }
    return members
  }

  /// The companies that can be in a set on some day, whether the condition keeps them or not: that, and who has the
  /// values of dated keys, is asked of each day anew.
  mutating func candidates(for members: GroupMembers, among companies: [Int]) -> [Int] {
    var candidates = companies
    for (key, label) in members.pairs where !market.attributes[key].isDated {
      let codes = codes(of: key)
      guard let rank = codes.labels.firstIndex(of: label) else { return [] }
      let isMeant = codes.labels.indices.map { $0 == rank }
      candidates = candidates.filter { codes.holds(isMeant, at: $0) }
    }
    return candidates
  }

  /// Whether a company has a set's values of dated keys on a day; those of the others it has always.
  func hasDatedValues(_ company: Int, of members: GroupMembers, on day: Day) -> Bool {
    members.pairs.allSatisfy { key, label in
      !market.attributes[key].isDated || labels(of: company, key, on: day).contains(label)
    }
  }

  /// Groups that differ only in their period are one set.
  private func sets(of groups: Groups) -> [Int] {
    var numbers: [[GroupLabel]: Int] = [:]
    return groups.labels.map { labels in
      let keys = Array(labels.dropFirst())
      let number = numbers[keys, default: numbers.count]
      numbers[keys] = number
      return number
    }
  }

  /// The values that a company has of a key on a day.
  func labels(of company: Int, _ key: Int, on day: Day) -> [GroupLabel] {
    let place = market.attributes[key].place(of: company, on: day)
    switch market.attributes[key].values {
    case .number(let numbers): return [numbers[place].isNaN ? .missing : .number(numbers[place])]
    case .day(let days): return [days[place].map { .day($0) } ?? .missing]
    case .flag(let flags): return [flags[place].map { .flag($0) } ?? .missing]
    case .text, .texts:
      let texts = market.attributes[key].texts(of: company, on: day)
      return texts.isEmpty ? [.missing] : texts.map { .text($0) }
    }
  }

  /// The frame with a cell for each group of each cell, by group and within it in the order of the cells.
  func grouped(_ frame: Frame, into groups: Groups) -> Frame {
    let groupDays = groups.labels.map { labels in
      if case .period(let number) = labels.first { frame.groupDays[number] } else { Days.none }
    }
    return frame.grouped(groups.byGroup, groupDays: groupDays, groupSets: sets(of: groups))
  }

  /// The columns that name the groups of rows, one a key.
  func keyColumns(_ keys: [Int], of groups: RowGroups) -> [Table.Column] {
    keys.enumerated().map { position, key in
      let values = groups.sets.map { $0[position] }
      let column: Table.Values
      switch market.attributes[key].values {
      case .number:
        column = .numbers(values.map { if case .number(let number) = $0 { number } else { .nan } }, .number, .none)
      case .day: column = .days(values.map { if case .day(let day) = $0 { day } else { nil } })
      case .flag: column = .flags(values.map { if case .flag(let flag) = $0 { flag } else { nil } })
      case .text, .texts: column = .texts(values.map { if case .text(let text) = $0 { text } else { nil } })
      }
      // Each value stands once, however many rows have it.
      return Table.Column(name: market.attributes[key].name, values: column.gathered(groups.numbers), isKey: true)
    }
  }
}

/// What tells rows of groups apart: for each the place of its period, and a value of each key.
struct RowGroups {
  let periods: [Int]
  /// The values of the keys that rows have, each set of them once.
  let sets: [[GroupLabel]]
  /// For each row the number of its set.
  let numbers: [Int]

  init(periods: [Int], sets: [[GroupLabel]], numbers: [Int]) {
    (self.periods, self.sets, self.numbers) = (periods, sets, numbers)
  }

  /// A row for each group; the period stands before the keys' values.
  init(_ labels: [[GroupLabel]]) {
    self.init(
      periods: labels.map { $0[0].periodNumber }, sets: labels.map { Array($0.dropFirst()) },
      numbers: Array(labels.indices))
  }

  /// Some of the rows.
  func gathered(_ rows: [Int]) -> RowGroups {
    RowGroups(periods: rows.map { periods[$0] }, sets: sets, numbers: rows.map { numbers[$0] })
  }
}

extension Evaluator.Groups {
  /// The groups that a frame has already, its periods.
  fileprivate init(of frame: Frame) {
    labels = (0..<frame.groupCount).map { [.period($0)] }
    (offsets, numbers, companies) = (Array(0...frame.count), frame.groups, frame.companies)
  }

  /// Splits each group by the values of a key; `places` says where each cell's stand.
  ///
  /// A group's number times the number of values, plus a value's rank, orders the groups as their labels do.
  fileprivate mutating func split(by codes: KeyCodes, places: [Int]) {
    let count = codes.labels.count
    var newOffsets = [0]
    newOffsets.reserveCapacity(offsets.count)
    var products: [Int] = []
    products.reserveCapacity(2 * numbers.count)
    for cell in places.indices {
      for place in offsets[cell]..<offsets[cell + 1] {
        let first = numbers[place] * count
        codes.forEachRank(at: places[cell]) { products.append(first + $0) }
      }
      newOffsets.append(products.count)
    }
    let held = products.distinct(below: labels.count * count)
    labels = held.values.map { labels[$0 / count] + [codes.labels[$0 % count]] }
    (offsets, numbers, ordered) = (newOffsets, held.places, nil)
  }
}

extension [Int] {
  /// The distinct elements in their order, and for each element its place among them. All must be from 0 to below `bound`.
  fileprivate func distinct(below bound: Int) -> (values: [Int], places: [Int]) {
    // A table of all there could be is quicker where it is not much longer than what there is.
    guard bound <= 8 * count + 4096 else {
      let values = Set(self).sorted()
      let numbers = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, $0) })
      return (values, map { numbers[$0] ?? 0 })
    }
    var numbers = Array(repeating: -1, count: bound)
    for value in self { numbers[value] = 0 }
    var values: [Int] = []
    for value in 0..<bound where numbers[value] == 0 {
      numbers[value] = values.count
      values.append(value)
    }
    return (values, map { numbers[$0] })
  }
}
