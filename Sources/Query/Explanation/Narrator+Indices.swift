internal import Language
internal import Market

// A set taken as one company: who was in it on the last day, with which weight, and what that made of the day.
extension Narrator {
  mutating func tellMembers(
    of set: BoundSet, for group: Int, _ index: Int, in days: Days, in step: inout Explanation.Step
  ) throws(Diagnostic) {
    if case .company = set.members { return }
    let series = evaluator.series(of: index)
    let positions = evaluator.positions(of: index, in: days)
    guard let last = positions.last else { return }
    try tellDays(positions, of: set, for: group, index, in: &step)
    let day = series.bars.days[last]
    let name = "change of \(words.text(set)) on \(day)"
    guard isNew(name) else { return }
    let members = try evaluator.indexMembers(of: set, for: group, on: [day])[0].sorted {
      ($0.weight * $0.change, $1.company) > ($1.weight * $1.change, $0.company)
    }
    var frame = Frame(groupDays: [Days(first: day, last: day)])
    frame.append(company: index, days: Days(first: day, last: day), group: 0)
    let change = try evaluator.barValues(of: .gain, over: frame)
    var told = Explanation.Step(name: name, value: .numbers(change, .ratio, .rise))
    let sum = members.reduce(0) { $0 + $1.weight * $1.change }
    let weights = members.reduce(0) { $0 + $1.weight }
    let isWeighted = set.weight != nil
    told.lines = [
      [.text(isWeighted ? "sum of weight * change / sum of weights" : "sum of changes / count")],
      [
        isWeighted ? Narrator.plain(sum) : .value(.numbers([sum], .ratio, .none)), .text(" / "),
        Narrator.plain(weights),
      ],
    ]
    var columns = [
      Table.Column(name: "member", values: .texts(members.map { evaluator.market.tickers[$0.company] }), isKey: true),
      Table.Column(name: "gain", values: .numbers(members.map(\.change), .ratio, .rise)),
    ]
    if isWeighted {
      columns.append(Table.Column(name: "weight", values: .numbers(members.map { $0.weight / weights }, .ratio, .none)))
    }
    told.listings = [
      Narrator.listing(columns, order: Array(members.indices), noun: "members", limit: Narrator.shownCompanies)
    ]
    step.steps.append(told)
  }

  /// The index's days: its change on each, how many made it, and who came and went.
  private mutating func tellDays(
    _ positions: Range<Int>, of set: BoundSet, for group: Int, _ index: Int, in step: inout Explanation.Step
  ) throws(Diagnostic) {
    guard positions.count > 1 else { return }
    let series = evaluator.series(of: index)
    let days = positions.map { series.bars.days[$0] }
    guard evaluator.candidateCount(of: set, for: group) * days.count <= Narrator.memberLimit else {
      step.remarks.append("too many companies and days to tell the members of each")
      return
    }
    guard isNew("days of \(words.text(set)) \(group) \(days[0]) \(days[days.count - 1])") else { return }
    var frame = Frame(groupDays: days.map { Days(first: $0, last: $0) })
    for (number, day) in days.enumerated() {
      frame.append(company: index, days: Days(first: day, last: day), group: number)
    }
    let gains = try evaluator.barValues(of: .gain, over: frame)
    let members = try evaluator.indexMembers(of: set, for: group, on: days[...]).map { Set($0.map(\.company)) }
    var (joined, left) = ([String?](repeating: nil, count: days.count), [String?](repeating: nil, count: days.count))
    var changes: [Int] = []
    for place in days.indices.dropFirst() where members[place] != members[place - 1] {
      changes.append(place)
      joined[place] = few(members[place].subtracting(members[place - 1]))
      left[place] = few(members[place - 1].subtracting(members[place]))
    }
    var columns = [
      Table.Column(name: "day", values: .days(days), isKey: true),
      Table.Column(name: "members", values: .numbers(members.map { Double($0.count) }, .count, .none)),
      Table.Column(name: "change", values: .numbers(gains, .ratio, .rise)),
    ]
    if changes.isEmpty {
      step.remarks.append("the same \(members[0].count) members on all of \(self.days(days.count))")
    } else {
      step.remarks.append(
        "who has no change on a day is no member of it; that differs from the day before on \(changes.count) of \(self.days(days.count))"
      )
      columns += [
        Table.Column(name: "joined", values: .texts(joined)), Table.Column(name: "left", values: .texts(left)),
      ]
    }
    // Where members change often, the first few changes stand for all.
    step.listings.append(
      Narrator.listing(
        columns, order: Array(days.indices), keeping: Set(changes.prefix(2 * Narrator.shown)), noun: "days"))
  }

  /// How many companies and days are looked at for who was in an index when.
  private static let memberLimit = 3_000_000

  /// A few companies by their tickers; nil where there is none.
  private func few(_ companies: Set<Int>) -> String? {
    companies.isEmpty ? nil : evaluator.names(of: companies.sorted())
  }
}
