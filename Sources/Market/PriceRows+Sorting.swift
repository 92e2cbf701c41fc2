extension PriceRows {
  /// The rows as runs, one a company, in day order: as they are where the file has them so.
  ///
  /// Throws where a company has two rows for a day. O(rows), mostly.
  ///
  /// - Parameters:
  ///   - companies: for each code of a ticker the company's number, below `companyCount`.
  ///   - sourceRanks: for each code of a source its number in the market.
  func sorted(
    companies: [Int32], companyCount: Int, sourceRanks: [Int32]
  ) throws(DataError) -> Bars.Columns {
    let sorting = RowSorting(self, companies: companies, companyCount: companyCount)
    let parts = sorting.isSorted ? nil : sorting.partOffsets()
    func ordered<Value>(_ column: MutableColumn<Value>) throws(DataError) -> MutableColumn<Value> {
      guard let parts else { return column }
      return try sorting.scattered(column, to: parts)
    }
    let days = try ordered(columns.days)
    let figures = try self.figures.indices.map { place throws(DataError) in try ordered(columns.figures[place]) }
    let tolerances = try columns.tolerances.map { column throws(DataError) in try ordered(column) }
    let sources = try columns.sources.map { column throws(DataError) in try ordered(column) }
    if parts != nil {
      let repeats = sorting.sortRuns(days, figures + (tolerances.map { [$0] } ?? []), sources)
      if !repeats.isEmpty { throw try repetition(among: repeats, companies: companies) }
    }
    sources?.renumber(count, sourceRanks)

    var result = Bars.Columns()
    result.offsets = sorting.offsets
    result.days = days.finished(count: count)
    func column(_ figure: Figure) -> Column<Double>? {
      self.figures.firstIndex(of: figure).map { figures[$0].finished(count: count) }
    }
    let isComplete = Figure.allCases.allSatisfy(self.figures.contains)
    let missing = try Column<Double>(repeating: .nan, count: isComplete ? 0 : count, file: table.file.name)
    result.open = column(.open) ?? missing
    result.high = column(.high) ?? missing
    result.low = column(.low) ?? missing
    result.close = column(.close) ?? missing
    result.volume = column(.volume) ?? missing
    if let previous = column(.previous), !previous.allSatisfy(\.isNaN) { result.previous = previous }
    if let change = column(.change), let tolerances, !change.allSatisfy(\.isNaN) {
      result.change = change
      result.changeTolerance = tolerances.finished(count: count)
    }
    if let sources = sources?.finished(count: count), !sources.allSatisfy({ $0 < 0 }) { result.sources = sources }
    return result
  }

  /// The first row of the file that has the company and day of one before it, all of which are in `repeats`.
  private func repetition(among repeats: Set<CompanyDay>, companies: [Int32]) throws(DataError) -> DataError {
    var firsts: [CompanyDay: Int] = [:]
    for row in 0..<count {
      let key = CompanyDay(company: Int(companies[Int(columns.tickers[row])]), day: columns.days[row])
      guard repeats.contains(key) else { continue }
      guard let first = firsts[key] else {
        firsts[key] = row
        continue
      }
      let second = try table.row(row)
      let line = try table.row(first).line
      let ticker = second.text(tickerColumn) ?? ""
      return second.error(.repeatedBar(ticker: ticker, day: key.day, firstLine: line), tickerColumn)
    }
    // Only a file that another program changes has no such rows any more.
    return DataError(.changedMeanwhile, file: table.file.name)
  }

  /// The first row of the file among those of some companies and days.
  func firstRow(of wanted: Set<CompanyDay>, companies: [Int32]) -> Int? {
    (0..<count).first {
      wanted.contains(CompanyDay(company: Int(companies[Int(columns.tickers[$0])]), day: columns.days[$0]))
    }
  }
}

/// What no two bars have in common.
struct CompanyDay: Hashable {
  let company: Int
  let day: Day
}

extension MutableColumn<Int32> {
  /// Puts for each code its rank; -1 stays.
  fileprivate func renumber(_ count: Int, _ ranks: [Int32]) {
    for row in 0..<count where self[row] >= 0 { self[row] = ranks[Int(self[row])] }
  }
}
