public import Language
public import Market

extension Evaluator {
  /// The work behind one row of a question's answer: the first one, or the one that all of `wanted` name by its ticker,
  /// name, group or period.
  ///
  /// Every figure is what this evaluator gives for that part of the question, in the row's own cell or group.
  public mutating func explanation(
    of query: BoundQuery, row wanted: [String], at ranges: [SourceRange] = []
  ) throws(Diagnostic) -> Explanation {
    let plain = BoundQuery(
      columns: query.columns, condition: query.condition, includesAllKinds: query.includesAllKinds,
      window: query.window, period: query.period, across: nil, benchmark: query.benchmark, keys: query.keys,
      sort: query.sort, top: query.top, unit: query.unit, notes: query.notes)
    let answer = try answer(plain)
    // An index is shown by its bars, which all days have made and not only those that the answer needs.
    (indices, indexNumbers) = ([], [:])
    let table = answer.table
    let keys = table.columns.filter(\.isKey).map { column in (0..<table.rowCount).map { column.values.words($0) } }
    func names(of row: Int) -> [String] {
      keys.map { $0[row] } + [table.rowNames.isEmpty ? nil : table.rowNames[row]].compactMap { $0 }
    }
    let row = (0..<table.rowCount).first { row in wanted.allSatisfy { names(of: row).contains($0) } }
    guard let row else {
      let known = Set((0..<table.rowCount).flatMap { names(of: $0) })
      let unknown = wanted.firstIndex { !known.contains($0) } ?? wanted.indices.last
      let rows = (0..<min(5, table.rowCount)).map { row in keys.map { $0[row] }.joined(separator: ", ") }
      throw Diagnostic(
        .unknownRow(unknown.map { wanted[$0] }, rows: rows),
        at: unknown.flatMap { ranges.indices.contains($0) ? ranges[$0] : nil } ?? query.columns[0].expression.range)
    }
    guard let place = try place(ofRow: row, in: table, of: query) else {
      throw Diagnostic(.unknownRow(nil, rows: []), at: query.columns[0].expression.range)
    }
    var narrator = Narrator(evaluator: self)
    var steps: [Explanation.Step] = []
    for column in query.columns { steps.append(try narrator.step(for: column.expression, at: place)) }
    let heading =
      ["explain \(query.columns.map(\.name).joined(separator: ", "))"]
      + (names(of: row).isEmpty ? [] : [names(of: row).joined(separator: " ")]) + answer.heading.dropFirst()
    return Explanation(
      heading: heading, row: names(of: row).joined(separator: " "), steps: steps, notes: answer.notes,
      sources: narrator.sources)
  }

  /// Where a row's figures are evaluated: its cell, or its group.
  private mutating func place(
    ofRow row: Int, in table: Table, of query: BoundQuery
  ) throws(Diagnostic) -> Narrator.Place? {
    question = Question(condition: query.condition, companies: universe(includesAllKinds: query.includesAllKinds))
    let asked = try asked(by: query)
    func matches(_ columns: [Table.Column], _ index: Int) -> Bool {
      columns.allSatisfy { column in
        guard let own = table.columns.first(where: { $0.isKey && $0.name == column.name }) else { return false }
        return own.values.words(row) == column.values.words(index)
      }
    }
    guard query.unit != .company else {
      let periods = periodColumns(of: query, asked, rows: asked.frame.groups)
      let tickers = Table.Column(
        name: "ticker", values: .texts(asked.frame.companies.map { market.tickers[$0] }), isKey: true)
      let cell = (0..<asked.frame.count).first { matches(periods + [tickers], $0) }
      return cell.map { Narrator.Place(frame: asked.frame, kind: .cells, index: $0) }
    }
    var frame = asked.frame
    var labels = frame.groupDays.indices.map { [GroupLabel.period($0)] }
    if !query.keys.isEmpty {
      let groups = groupLabels(of: frame, by: query.keys, isNoted: true)
      frame = grouped(frame, into: groups)
      question.members = members(of: groups, by: query.keys)
      labels = groups.labels
    }
    let groups = RowGroups(labels)
    let columns = periodColumns(of: query, asked, rows: groups.periods) + keyColumns(query.keys, of: groups)
    let group = labels.indices.first { matches(columns, $0) }
    return group.map { Narrator.Place(frame: frame, kind: .groups, index: $0) }
  }
}

extension Table.Values {
  /// A key's value as it is written behind `for`.
  public func words(_ row: Int) -> String {
    switch self {
    case .numbers(let values, _, _):
      return values[row] == values[row].rounded() ? "\(Int(values[row]))" : "\(values[row])"
    case .texts(let values): return values[row] ?? "(none)"
    case .days(let values): return values[row]?.description ?? "(none)"
    case .flags(let values): return values[row].map { $0 ? "yes" : "no" } ?? "(none)"
    }
  }
}
