extension PriceRows {
  /// The rows as runs: one a company, in day order.
  struct Sorted {
    /// The bars, without sources.
    var columns: Bars.Columns
    /// The row that each bar was read from; nil where the file was in order.
    let order: [Int]?

    /// The row that a bar was read from.
    func row(of bar: Int) -> Int { order?[bar] ?? bar }
  }

  /// Sorts the rows by company and day.
  ///
  /// Throws where a company has two rows for a day. O(rows), mostly.
  ///
  /// - Parameter companies: for each code of a ticker the company's number, below `companyCount`.
  func sorted(companies: [Int32], companyCount: Int) throws(DataError) -> Sorted {
    var columns = Bars.Columns()
    columns.offsets = offsets(companies: companies, companyCount: companyCount)
    let order = isSorted(companies: companies) ? nil : try order(companies: companies, offsets: columns.offsets)

    columns.days = Column(gather(days, order))
    columns.open = Column(column(.open, order))
    columns.high = Column(column(.high, order))
    columns.low = Column(column(.low, order))
    columns.close = Column(column(.close, order))
    columns.volume = Column(column(.volume, order))
    columns.previous = figures.contains(.previous) ? Column(column(.previous, order)) : []
    if columns.previous.allSatisfy(\.isNaN) { columns.previous = [] }
    columns.change = figures.contains(.change) ? Column(column(.change, order)) : []
    columns.changeTolerance = Column(gather(tolerances, order))
    if columns.change.allSatisfy(\.isNaN) {
      columns.change = []
      columns.changeTolerance = []
    }
    return Sorted(columns: columns, order: order)
  }

  private func offsets(companies: [Int32], companyCount: Int) -> [Int] {
    var offsets = Array(repeating: 0, count: companyCount + 1)
    for ticker in tickers { offsets[Int(companies[Int(ticker)]) + 1] += 1 }
    for company in 0..<companyCount { offsets[company + 1] += offsets[company] }
    return offsets
  }

  /// Whether the rows are in order already, and none twice.
  private func isSorted(companies: [Int32]) -> Bool {
    for row in days.indices.dropFirst() {
      let company = companies[Int(tickers[row])]
      let before = companies[Int(tickers[row - 1])]
      guard before < company || before == company && days[row - 1] < days[row] else { return false }
    }
    return true
  }

  private func order(companies: [Int32], offsets: [Int]) throws(DataError) -> [Int] {
    // First to the companies, keeping the order of rows: a file in the order of days needs no more.
    var next = offsets
    var order = Array(repeating: 0, count: days.count)
    for row in days.indices {
      let company = Int(companies[Int(tickers[row])])
      order[next[company]] = row
      next[company] += 1
    }
    var repeated: (first: Int, second: Int)?
    for company in 0..<(offsets.count - 1) {
      let run = offsets[company]..<offsets[company + 1]
      let isAscending = run.dropFirst().allSatisfy { days[order[$0 - 1]] < days[order[$0]] }
      if isAscending { continue }
      order[run].sort { (days[$0], $0) < (days[$1], $1) }
      for bar in run.dropFirst() where days[order[bar - 1]] == days[order[bar]] {
        if order[bar] < repeated?.second ?? Int.max { repeated = (order[bar - 1], order[bar]) }
      }
    }
    if let repeated { throw try repetition(of: repeated.first, at: repeated.second) }
    return order
  }

  private func repetition(of first: Int, at second: Int) throws(DataError) -> DataError {
    let row = try table.row(second)
    let ticker = row.text(tickerColumn) ?? ""
    let line = try table.row(first).line
    return row.error(.repeatedBar(ticker: ticker, day: days[second], firstLine: line), tickerColumn)
  }

  private func column(_ figure: Figure, _ order: [Int]?) -> [Double] {
    guard let place = figures.firstIndex(of: figure) else { return Array(repeating: .nan, count: days.count) }
    let stride = figures.count
    guard let order else { return days.indices.map { values[$0 * stride + place] } }
    return order.map { values[$0 * stride + place] }
  }

  /// The codes of the bars' sources in the order of the bars.
  func sources(in order: [Int]?) -> [Int32] { gather(sources, order) }

  private func gather<Value>(_ values: [Value], _ order: [Int]?) -> [Value] {
    guard let order, !values.isEmpty else { return values }
    return order.map { values[$0] }
  }
}
