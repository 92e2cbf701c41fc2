/// What a column of figures counts or measures; decides how it prints and what may be done with it.
public enum Unit: Sendable, Hashable {
  /// A bare number.
  case number
  /// How many times one amount is another: `volume / mean(volume)`. Minus 1 it is a ratio.
  case multiple
  /// A fraction that prints as percent: 0.2276 is 22.76%.
  case ratio
  /// A difference of two ratios, which prints in percentage points.
  case points
  /// Money a share, in the company's currency.
  case price
  /// Money, in the company's currency; adds up.
  case amount
  /// Shares; adds up.
  case shares
  /// A count; adds up.
  case count
}

/// Which way a positive figure points, so that a riser under `drop` can't be misread.
public enum Direction: Sendable, Hashable {
  /// Says nothing of rise or fall.
  case none
  /// A positive figure is a rise.
  case rise
  /// A positive figure is a fall.
  case fall

  /// The direction of the negated figure.
  public var reversed: Direction {
    switch self {
    case .none: return .none
    case .rise: return .fall
    case .fall: return .rise
    }
  }
}

/// A result: named, typed columns of equal length.
public struct Table: Sendable {
  /// One column.
  public struct Column: Sendable {
    /// The heading.
    public let name: String
    /// The values.
    public let values: Values
    /// Whether the column says which row it is (ticker, group key) rather than what was asked.
    public let isKey: Bool

    /// A column with its values.
    public init(name: String, values: Values, isKey: Bool = false) {
      self.name = name
      self.values = values
      self.isKey = isKey
    }
  }

  /// The values of a column, one a row; missing is NaN or nil.
  public enum Values: Sendable {
    /// Figures.
    case numbers([Double], Unit, Direction)
    /// Texts.
    case texts([String?])
    /// Days.
    case days([Day?])
    /// Yes or no.
    case flags([Bool?])
  }

  /// The columns, keys first.
  public let columns: [Column]
  /// How many rows there are.
  public let rowCount: Int
  /// A name for each row that a reader knows better than its key (a company's name beside its ticker), or nothing.
  public let rowNames: [String?]

  /// A table; every column must have `rowCount` values.
  public init(columns: [Column], rowCount: Int, rowNames: [String?] = []) {
    precondition(columns.allSatisfy { $0.values.count == rowCount }, "columns of different lengths")
    self.columns = columns
    self.rowCount = rowCount
    self.rowNames = rowNames
  }
}

extension Table.Values {
  /// How many values there are.
  public var count: Int {
    switch self {
    case .numbers(let values, _, _): return values.count
    case .texts(let values): return values.count
    case .days(let values): return values.count
    case .flags(let values): return values.count
    }
  }

  /// The values of some successive rows, in memory of their own. O(rows).
  public func part(_ rows: Range<Int>) -> Table.Values {
    switch self {
    case .numbers(let values, let unit, let direction): return .numbers(Array(values[rows]), unit, direction)
    case .texts(let values): return .texts(Array(values[rows]))
    case .days(let values): return .days(Array(values[rows]))
    case .flags(let values): return .flags(Array(values[rows]))
    }
  }

  /// Whether the value in `row` is missing.
  public func isMissing(_ row: Int) -> Bool {
    switch self {
    case .numbers(let values, _, _): return values[row].isNaN
    case .texts(let values): return values[row] == nil
    case .days(let values): return values[row] == nil
    case .flags(let values): return values[row] == nil
    }
  }
}

/// A table with what must be known not to misread it.
public struct Answer: Sendable {
  /// The table.
  public let table: Table
  /// What was measured, over which window, from which base, how complete: short phrases in reading order.
  public let heading: [String]
  /// Sentences that a reader should know before using the figures.
  public let notes: [String]

  /// An answer.
  public init(table: Table, heading: [String] = [], notes: [String] = []) {
    self.table = table
    self.heading = heading
    self.notes = notes
  }
}
