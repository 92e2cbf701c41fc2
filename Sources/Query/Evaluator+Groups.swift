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
  struct Groups {
    var labels: [[GroupLabel]]
    var ofCell: [[Int]]
  }

  /// The groups that the keys make inside the groups a frame has already, its periods.
  ///
  /// A company with several values of a key belongs to several groups.
  /// - Parameter isNoted: whether it has been said already how many do.
  mutating func groupLabels(of frame: Frame, by keys: [Int], isNoted: Bool = false) -> Groups {
    var combinations = frame.groups.map { [[GroupLabel.period($0)]] }
    for key in keys {
      var companies: Set<Int> = []
      for cell in 0..<frame.count {
        let labels = labels(of: frame.companies[cell], key, on: frame.days[cell].membershipDay)
        if labels.count > 1 { companies.insert(frame.companies[cell]) }
        combinations[cell] = combinations[cell].flatMap { prefix in labels.map { prefix + [$0] } }
      }
      if !companies.isEmpty, !isNoted { noteSeveral(companies.count, key) }
    }
    let labels = Set(combinations.joined()).sorted { $0.lexicographicallyPrecedes($1) }
    let numbers = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, $0) })
    return Groups(labels: labels, ofCell: combinations.map { $0.compactMap { numbers[$0] } })
  }

  mutating func noteSeveral(_ count: Int, _ key: Int) {
    let companies = count == 1 ? "1 company has" : "\(count) companies have"
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
  func candidates(for members: GroupMembers, among companies: [Int]) -> [Int] {
    companies.filter { company in
      members.pairs.allSatisfy { key, label in
        market.attributes[key].isDated || labels(of: company, key, on: .last).contains(label)
      }
    }
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
    var members = Array(repeating: [Int](), count: groups.labels.count)
    for (cell, numbers) in groups.ofCell.enumerated() {
      for number in numbers { members[number].append(cell) }
    }
    var result = Frame(
      groupDays: groups.labels.map { labels in
        if case .period(let number) = labels.first { frame.groupDays[number] } else { .none }
      }, groupSets: sets(of: groups))
    for (group, cells) in members.enumerated() {
      for cell in cells {
        result.append(company: frame.companies[cell], days: frame.days[cell], group: group)
      }
    }
    return result
  }

  /// The columns that name the groups, one a key.
  func keyColumns(_ keys: [Int], labels: [[GroupLabel]]) -> [Table.Column] {
    keys.enumerated().map { position, key in
      // The period stands before the keys.
      let values = labels.map { $0[position + 1] }
      let column: Table.Values
      switch market.attributes[key].values {
      case .number:
        column = .numbers(values.map { if case .number(let number) = $0 { number } else { .nan } }, .number, .none)
      case .day: column = .days(values.map { if case .day(let day) = $0 { day } else { nil } })
      case .flag: column = .flags(values.map { if case .flag(let flag) = $0 { flag } else { nil } })
      case .text, .texts: column = .texts(values.map { if case .text(let text) = $0 { text } else { nil } })
      }
      return Table.Column(name: market.attributes[key].name, values: column, isKey: true)
    }
  }
}
