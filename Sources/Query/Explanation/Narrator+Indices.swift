internal import Language
internal import Market

// A set taken as one company: who was in it on the last day, with which weight, and what that made of the day.
extension Narrator {
  mutating func tellMembers(
    of set: BoundSet, for group: Int, _ index: Int, in days: Days, in step: inout Explanation.Step
  ) throws(Diagnostic) {
    if case .company = set.members { return }
    let series = evaluator.series(of: index)
    guard let last = evaluator.positions(of: index, in: days).last else { return }
    let day = series.bars.days[last]
    let name = "change of \(words.text(set)) on \(day)"
    guard isNew(name) else { return }
    let members = try evaluator.indexMembers(of: set, for: group, on: day).sorted {
      ($0.weight * $0.change, $1.company) > ($1.weight * $1.change, $0.company)
    }
    var frame = Frame(groupDays: [Days(first: day, last: day)])
    frame.append(company: index, days: Days(first: day, last: day), group: 0)
    let change = evaluator.barValues(of: .gain, over: frame)
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
    told.listings = [Narrator.listing(columns, order: Array(members.indices), noun: "members")]
    step.steps.append(told)
  }
}
