internal import Language
internal import Market
internal import Query
internal import Rendering

// What was asked and answered before.
extension Session {
  /// The last answer once more for `_`, its first rows for `_ top 3`; nil for any other question.
  ///
  /// It is printed as things stand now: `set format csv`, then `_`.
  func lastAnswer(for query: QuerySyntax) -> Answer? {
    guard let lastAnswer, definitions["_"] == nil, query.columns.count == 1,
      case .word("_") = query.columns[0].expression.kind, query.columns[0].name == nil
    else { return nil }
    guard query.condition == nil, query.window == nil, query.days == nil, query.against == nil, query.period == nil,
      query.across == nil, query.keys.isEmpty, query.sort.isEmpty, query.top?.key == nil
    else { return nil }
    guard let count = query.top?.count, count < lastAnswer.table.rowCount else { return lastAnswer }
    let phrase = count == 1 ? "the first row" : "the first \(count) rows"
    return Answer(
      table: lastAnswer.table.first(count), heading: lastAnswer.heading + [phrase], notes: lastAnswer.notes)
  }

  /// What was asked, newest last: all of it, or what has a text in it. Capitals make no difference.
  func showHistory(_ part: NameSyntax?) -> Outcome {
    let wanted = part?.text.lowercased()
    var found = history().enumerated().filter { wanted.map($0.element.lowercased().contains) ?? true }
    let all = found.count
    if let limit = settings.style.rowLimit { found = found.suffix(limit) }
    var heading = ["history"]
    if let part { heading.append("with \(part.text)") }
    if found.count < all { heading.append("the last \(found.count) of \(all)") }
    let columns = [
      Table.Column(name: "entry", values: .numbers(found.map { Double($0.offset + 1) }, .count, .none), isKey: true),
      Table.Column(name: "statement", values: .texts(found.map(\.element))),
    ]
    write(Answer(table: Table(columns: columns, rowCount: found.count), heading: heading))
    return .finished
  }
}

extension Table {
  /// The first rows.
  fileprivate func first(_ count: Int) -> Table {
    Table(
      columns: columns.map { Column(name: $0.name, values: $0.values.first(count), isKey: $0.isKey) },
      rowCount: count, rowNames: Array(rowNames.prefix(count)))
  }
}

extension Table.Values {
  fileprivate func first(_ count: Int) -> Table.Values {
    switch self {
    case .numbers(let values, let unit, let direction): return .numbers(Array(values.prefix(count)), unit, direction)
    case .texts(let values): return .texts(Array(values.prefix(count)))
    case .days(let values): return .days(Array(values.prefix(count)))
    case .flags(let values): return .flags(Array(values.prefix(count)))
    }
  }
}
