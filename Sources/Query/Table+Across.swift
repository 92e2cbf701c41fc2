internal import Language
internal import Market

extension Table {
  /// The table with the values of one key as columns: a row for each combination of the other keys, in order of first
  /// appearance, and for each value of the key its figures, in the order of the key.
  ///
  /// Throws where whoever waits has changed their mind.
  func laidOut(across name: String, unless interruption: Interruption?) throws(Diagnostic) -> Table {
    func proceed() throws(Diagnostic) {
      if interruption?.isRequested ?? false { throw Diagnostic(.interrupted, at: SourceRange(0, 0)) }
    }
    guard let key = columns.first(where: { $0.isKey && $0.name == name }) else { return self }
    let others = columns.filter { $0.isKey && $0.name != name }
    let figures = columns.filter { !$0.isKey }
    // Every row has a place: a row and a column of the result.
    var (targets, representatives) = ([[String?]: Int](), [Int]())
    var (numbers, headings, firsts, rows) = ([String: Int](), [String](), [Int](), [[Place]]())
    for row in 0..<rowCount {
      if row.isMultiple(of: Evaluator.checkInterval) { try proceed() }
      let combination = others.map { $0.values.text(row) }
      let target = targets[combination] ?? representatives.count
      if target == representatives.count {
        targets[combination] = target
        representatives.append(row)
      }
      let heading = key.values.text(row) ?? "(none)"
      let number = numbers[heading] ?? headings.count
      if number == headings.count {
        numbers[heading] = number
        headings.append(heading)
        firsts.append(row)
        rows.append([])
      }
      rows[number].append(Place(source: row, target: target))
    }
    let values = key.gathered(firsts)
    let sorted = Rows(keys: [values], columns: [], cells: nil, sort: [values.ascending], blocks: [], keepsBlocks: false)
    var result = others.map { $0.gathered(representatives) }
    for number in try sorted.order(unless: interruption) {
      try proceed()
      var sources = [Int?](repeating: nil, count: representatives.count)
      for place in rows[number] { sources[place.target] = place.source }
      for figure in figures {
        let heading = figures.count == 1 ? headings[number] : "\(headings[number]) \(figure.name)"
        result.append(Column(name: heading, values: figure.values.gathered(sources)))
      }
    }
    return Table(columns: result, rowCount: representatives.count, rowNames: laidOutNames(name, representatives))
  }

  /// Names stay with the rows unless it is the tickers that became columns.
  private func laidOutNames(_ name: String, _ rows: [Int]) -> [String?] {
    rowNames.isEmpty || name == "ticker" ? [] : rows.map { rowNames[$0] }
  }

  /// Where a row's figures go.
  private struct Place {
    /// The row.
    let source: Int
    /// The row of the result.
    let target: Int
  }
}

extension Table.Column {
  /// The order of a key's values: figures and days ascending, text by its letters, Monday before Tuesday.
  fileprivate var ascending: Rows.Sort { Rows.Sort(values: byNumber ?? values, isDescending: false) }

  /// The numbers of weekdays and of calendar months, whose names' letters are in no order.
  private var byNumber: Table.Values? {
    guard case .texts(let names) = values, let period = Period(rawValue: name), let count = period.nameCount else {
      return nil
    }
    let numbers = Dictionary(uniqueKeysWithValues: (1...count).map { (period.name(of: $0), Double($0)) })
    return .numbers(names.map { $0.flatMap { numbers[$0] } ?? .nan }, .number, .none)
  }
}

extension Table.Values {
  /// A value as a column's heading would have it; nil where it is missing.
  fileprivate func text(_ row: Int) -> String? {
    switch self {
    case .numbers(let numbers, _, _):
      guard !numbers[row].isNaN else { return nil }
      let number = numbers[row]
      return number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : "\(number)"
    case .texts(let texts): return texts[row]
    case .days(let days): return days[row]?.description
    case .flags(let flags): return flags[row].map { $0 ? "yes" : "no" }
    }
  }

  /// The values of some rows; missing where there is no such row.
  fileprivate func gathered(_ rows: [Int?]) -> Table.Values {
    switch self {
    case .numbers(let numbers, let unit, let direction):
      return .numbers(rows.map { $0.map { numbers[$0] } ?? .nan }, unit, direction)
    case .texts(let texts): return .texts(rows.map { $0.flatMap { texts[$0] } })
    case .days(let days): return .days(rows.map { $0.flatMap { days[$0] } })
    case .flags(let flags): return .flags(rows.map { $0.flatMap { flags[$0] } })
    }
  }
}
