public import Market

/// What is different in an answer from the one that a task has. Nil where nothing is: then the task is solved.
public enum Difference: Sendable, Equatable {
  /// The rows are of other things: `ticker` instead of `segment`. Empty where all is one row.
  case rows(of: [String], insteadOf: [String])
  /// Rows that are missing and rows too many, by their keys.
  case members(missing: [String], extra: [String])
  /// Less was asked for than the task has.
  case columns(found: Int, needed: Int)
  /// The figures are the negated ones: a gain instead of a drop.
  case sign
  /// Figures of another kind: a price instead of a ratio.
  case unit(String, insteadOf: String)
  /// Every figure is ten to this power times the right one: ratios as percent, amounts in thousands.
  case scale(power: Int)
  /// A row's figure differs; texts as they are printed are the reader's.
  case figures(row: Int)
  /// The same rows in another order.
  case order
}

extension Table {
  /// What is different from the table that a task has; nil where nothing is.
  ///
  /// A table is right that has the same rows and, for each column, one with the same values, whatever their names and
  /// whatever else is beside them. The order of rows counts where the task asks for it. Rows without any figure
  /// are left out: whether one asks for them is no part of any task. O(rows × columns²).
  public func difference(from expected: Table, isOrdered: Bool) -> Difference? {
    let (own, other) = (TaskRows(self), TaskRows(expected))
    guard own.keyNames == other.keyNames else { return .rows(of: own.keyNames, insteadOf: other.keyNames) }
    let missing = other.labels.filter { !own.places.keys.contains($0) }
    let extra = own.labels.filter { !other.places.keys.contains($0) }
    guard missing.isEmpty, extra.isEmpty else { return .members(missing: missing, extra: extra) }
    guard own.values.count >= other.values.count else {
      return .columns(found: own.values.count, needed: other.values.count)
    }
    var free = Array(own.values.indices)
    for column in other.values {
      if let place = free.firstIndex(where: { own.equals(column, in: own.values[$0], of: other) == nil }) {
        free.remove(at: place)
      } else {
        return own.fault(of: column, among: free.map { own.values[$0] }, of: other)
      }
    }
    return isOrdered && own.labels != other.labels ? .order : nil
  }
}

/// The rows of a table by their keys.
private struct TaskRows {
  /// The columns that say which row it is, by name.
  let keyNames: [String]
  /// The others.
  let values: [Table.Values]
  /// The keys of each row that has a figure, in the order of the rows.
  let labels: [String]
  /// Where the row of each label is.
  let places: [String: Int]

  init(_ table: Table) {
    let keys = table.columns.filter(\.isKey)
    let values = table.columns.filter { !$0.isKey }.map(\.values)
    let rows = (0..<table.rowCount).filter { row in values.isEmpty || !values.allSatisfy { $0.isMissing(row) } }
    let labels = rows.map { row in keys.map { text(of: $0.values, row) }.joined(separator: " ") }
    keyNames = keys.map(\.name)
    self.values = values
    self.labels = labels
    places = Dictionary(zip(labels, rows), uniquingKeysWith: { first, _ in first })
  }

  /// The label of the first row whose value is not the expected one; nil where all are.
  func equals(_ expected: Table.Values, in own: Table.Values, of other: TaskRows, sign: Double = 1) -> String? {
    labels.first { label in
      guard let here = places[label], let there = other.places[label] else { return true }
      switch (own, expected) {
      case (.numbers(let a, _, _), .numbers(let b, _, _)): return !isSame(sign * a[here], b[there])
      case (.texts(let a), .texts(let b)): return a[here] != b[there]
      case (.days(let a), .days(let b)): return a[here] != b[there]
      case (.flags(let a), .flags(let b)): return a[here] != b[there]
      default: return true
      }
    }
  }

  /// Why none of the columns left is the expected one; the first of them is told of.
  func fault(of expected: Table.Values, among own: [Table.Values], of other: TaskRows) -> Difference {
    if own.contains(where: { equals(expected, in: $0, of: other, sign: -1) == nil }) { return .sign }
    guard let first = own.first else { return .columns(found: 0, needed: 1) }
    if kind(of: first) != kind(of: expected) { return .unit(kind(of: first), insteadOf: kind(of: expected)) }
    if let power = power(from: expected, to: first, of: other) { return .scale(power: power) }
    let label = equals(expected, in: first, of: other)
    return .figures(row: label.flatMap { places[$0] } ?? 0)
  }
}

extension TaskRows {
  /// The power of ten by which all of several figures are too large or too small; nil where there is none.
  fileprivate func power(from expected: Table.Values, to own: Table.Values, of other: TaskRows) -> Int? {
    guard case .numbers(let a, _, _) = own, case .numbers(let b, _, _) = expected, labels.count > 1,
      let first = labels.first.flatMap({ label in
        places[label].flatMap { here in other.places[label].map { a[here] / b[$0] } }
      }),
      let power = [-6, -4, -3, -2, -1, 1, 2, 3, 4, 6].first(where: { isSame(first / tenTo($0), 1) })
    else { return nil }
    let isAll = labels.allSatisfy { label in
      guard let here = places[label], let there = other.places[label] else { return false }
      return isSame(a[here] / tenTo(power), b[there])
    }
    return isAll ? power : nil
  }

  private func tenTo(_ power: Int) -> Double {
    (0..<abs(power)).reduce(1) { product, _ in power < 0 ? product / 10 : product * 10 }
  }
}

/// Whether two figures are one, up to the rounding of another way to it.
private func isSame(_ a: Double, _ b: Double) -> Bool {
  a.isNaN || b.isNaN ? a.isNaN && b.isNaN : abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))
}

private func text(of values: Table.Values, _ row: Int) -> String {
  switch values {
  case .texts(let texts): return texts[row] ?? "(none)"
  case .days(let days): return days[row]?.description ?? "(none)"
  case .numbers(let numbers, _, _): return "\(numbers[row])"
  case .flags(let flags): return flags[row].map { $0 ? "yes" : "no" } ?? "(none)"
  }
}

/// What a column holds, in words.
private func kind(of values: Table.Values) -> String {
  switch values {
  case .numbers(_, .ratio, _): return "ratios"
  case .numbers(_, .points, _): return "percentage points"
  case .numbers(_, .price, _): return "prices"
  case .numbers(_, .amount, _): return "amounts of money"
  case .numbers(_, .shares, _): return "numbers of shares"
  case .numbers(_, .count, _): return "counts"
  case .numbers(_, .number, _), .numbers(_, .multiple, _): return "plain numbers"
  case .texts: return "texts"
  case .days: return "days"
  case .flags: return "yes or no"
  }
}

/// The rows of a table by what their keys say.
public enum TaskLabels {
  /// The row whose keys say `label`, as a difference names it; nil where there is none. O(rows).
  public static func row(_ label: String, in table: Table) -> Int? {
    let keys = table.columns.filter(\.isKey)
    return (0..<table.rowCount).first { row in
      keys.map { text(of: $0.values, row) }.joined(separator: " ") == label
    }
  }
}
