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
    let labels = (0..<rowCount).map { key.values.text($0) ?? "(none)" }
    let sorted = Rows(
      keys: [key], columns: [], names: [], sort: [key.ascending], blocks: [], keepsBlocks: false)
    let values = try sorted.order(unless: interruption).map { labels[$0] }.uniqued
    var rows: [[String?]: Int] = [:]
    var representatives: [Int] = []
    var places: [Place: Int] = [:]
    for row in 0..<rowCount {
      if row.isMultiple(of: Evaluator.checkInterval) { try proceed() }
      let combination = others.map { $0.values.text(row) }
      let target = rows[combination, default: rows.count]
      if target == rows.count {
        rows[combination] = target
        representatives.append(row)
      }
      places[Place(row: target, value: labels[row])] = row
    }
    var result = others.map { $0.gathered(representatives) }
    for value in values {
      try proceed()
      for figure in figures {
        let source = representatives.indices.map { places[Place(row: $0, value: value)] }
        let heading = figures.count == 1 ? value : "\(value) \(figure.name)"
        result.append(Column(name: heading, values: figure.values.gathered(source)))
      }
    }
    return Table(columns: result, rowCount: representatives.count, rowNames: laidOutNames(name, representatives))
  }

  /// Names stay with the rows unless it is the tickers that became columns.
  private func laidOutNames(_ name: String, _ rows: [Int]) -> [String?] {
    rowNames.isEmpty || name == "ticker" ? [] : rows.map { rowNames[$0] }
  }

  private struct Place: Hashable {
    let row: Int
    let value: String
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

extension [String] {
  fileprivate var uniqued: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
