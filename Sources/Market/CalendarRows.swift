/// The rows of `calendar.csv`.
struct CalendarRows {
  /// The days that count for every exchange.
  private var common: [Day] = []
  /// The days of one exchange each.
  private var own: [String: [Day]] = [:]
  /// What a reader should know.
  private(set) var notes: [DataNote]
  private let file: DataFile

  init(reading file: DataFile) throws(DataError) {
    var table = try CSVTable(file)
    let dateColumn = try table.requiredColumn("date", or: "day")
    let exchangeColumn = table.column("exchange")
    let halfDayColumn = table.column("half_day")
    self.notes = table.notes
    self.file = file
    while try table.nextRow(in: file.bytes.span) {
      let day = try table.day(dateColumn, in: file.bytes.span)
      if let exchange = table.text(exchangeColumn) {
        own[exchange, default: []].append(day)
      } else {
        common.append(day)
      }
      if let halfDayColumn, let text = table.text(halfDayColumn), !["0", "1"].contains(text),
        AttributeRows.flag(text) == nil
      {
        throw table.error(.notAFlag(column: "half_day"), halfDayColumn)
      }
    }
  }

  /// The listed days of each exchange, ascending; none for an exchange that the calendar does not list.
  ///
  /// Days of an exchange that no company has are left out, for else a question about the last trading day might be
  /// answered with one on which nothing in the data set could trade.
  mutating func days(of exchanges: Set<String>) -> [String: [Day]] {
    for exchange in own.keys.sorted() where !exchanges.contains(exchange) {
      notes.append(.unusedExchange(file: file.name, name: exchange))
    }
    var result: [String: [Day]] = [:]
    for exchange in exchanges {
      let days = Set(common + (own[exchange] ?? [])).sorted()
      if !days.isEmpty { result[exchange] = days }
    }
    return result
  }
}

/// The trading days of one exchange: those listed, and those on which it has a bar outside the listed span.
struct TradingDays {
  /// The days, ascending and each once.
  private(set) var days: [Day]
  private let listed: ClosedRange<Day>?

  /// The listed days, ascending and each once; none where the data set does not list them.
  init(listed days: [Day]) {
    self.days = days
    if let first = days.first, let last = days.last { listed = first...last } else { listed = nil }
  }

  /// Adds the days of a company's bars; returns the places in `run` that should not be, for the calendar lists the days
  /// around them.
  ///
  /// O(run) where all days are there already.
  mutating func add(_ run: Slice<Column<Day>>) -> [Int] {
    guard let first = run.first else { return [] }
    var missing: [Day] = []
    var wrong: [Int] = []
    var next = days.partitioningIndex { $0 >= first }
    for bar in run.indices {
      while next < days.count, days[next] < run[bar] { next += 1 }
      if next < days.count, days[next] == run[bar] { continue }
      if let listed, listed.contains(run[bar]) { wrong.append(bar) } else { missing.append(run[bar]) }
    }
    if !missing.isEmpty {
      days += missing
      days.sort()
    }
    return wrong
  }
}
