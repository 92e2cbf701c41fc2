/// Brings rows into runs, one a company, on all cores.
///
/// The rows are handled in parts. Each part knows how many rows of each company stand before it, so that every part can
/// put its own where they belong, and rows of one company stay in the order of the file. A file in the order of days
/// needs no more; runs that are not in order then are sorted one by one.
struct RowSorting {
  /// Where each company's run begins; one more than there are companies.
  let offsets: [Int]
  /// Whether the rows are in order already, and none twice.
  let isSorted: Bool
  private let file: String
  private let bounds: [Int]
  private let counts: [[Int]]  // by part, then by company
  private let tickers: MutableColumn<Int32>
  private let companies: [Int32]

  init(_ rows: PriceRows, companies: [Int32], companyCount: Int) {
    let (count, days, tickers) = (rows.count, rows.columns.days, rows.columns.tickers)
    let partCount = max(1, min(16, count >> 16))
    let bounds = (0...partCount).map { count * $0 / partCount }
    let parts = Concurrency.allCores.map(partCount) { part -> (counts: [Int], isSorted: Bool) in
      var counts = Array(repeating: 0, count: companyCount)
      var isSorted = true
      var row = bounds[part]
      while row < bounds[part + 1] {
        // A stretch of one company's rows: one look-up and one addition for all of them.
        let ticker = tickers[row]
        let first = row
        let company = companies[Int(ticker)]
        if row > 0 {
          let before = companies[Int(tickers[row - 1])]
          if !(before < company || before == company && days[row - 1] < days[row]) { isSorted = false }
        }
        row += 1
        while row < bounds[part + 1], tickers[row] == ticker {
          if days[row - 1] >= days[row] { isSorted = false }
          row += 1
        }
        counts[Int(company)] += row - first
      }
      return (counts, isSorted)
    }
    var offsets = [0]
    for company in 0..<companyCount {
      offsets.append(parts.reduce(offsets[company]) { $0 + $1.counts[company] })
    }
    self.offsets = offsets
    self.isSorted = parts.allSatisfy(\.isSorted)
    self.file = rows.table.file.name
    self.bounds = bounds
    self.counts = parts.map(\.counts)
    self.tickers = tickers
    self.companies = companies
  }

  /// For each part and company where the part's first row of the company goes.
  func partOffsets() -> [[Int]] {
    var next = Array(offsets.dropLast())
    return counts.map { counts in
      let begin = next
      for company in counts.indices { next[company] += counts[company] }
      return begin
    }
  }

  /// A column with each row where it belongs.
  func scattered<Value>(
    _ column: MutableColumn<Value>, to parts: [[Int]]
  ) throws(DataError) -> MutableColumn<Value> {
    let result = try MutableColumn<Value>(count: bounds[bounds.count - 1], file: file)
    let (bounds, tickers, companies) = (bounds, tickers, companies)
    Concurrency.allCores.forEach(parts.count) { part in
      var next = parts[part]
      for row in bounds[part]..<bounds[part + 1] {
        let company = Int(companies[Int(tickers[row])])
        result[next[company]] = column[row]
        next[company] += 1
      }
    }
    return result
  }

  /// Sorts the runs that are not in the order of days; returns what is there twice.
  func sortRuns(
    _ days: MutableColumn<Day>, _ figures: [MutableColumn<Double>], _ sources: MutableColumn<Int32>?
  ) -> Set<CompanyDay> {
    let offsets = offsets
    let repeats = Concurrency.allCores.map(offsets.count - 1) { company -> [CompanyDay] in
      let run = offsets[company]..<offsets[company + 1]
      if run.dropFirst().allSatisfy({ days[$0 - 1] < days[$0] }) { return [] }
      let order = run.sorted { (days[$0], $0) < (days[$1], $1) }
      days.permute(run, order)
      for figure in figures { figure.permute(run, order) }
      sources?.permute(run, order)
      return run.dropFirst().filter { days[$0 - 1] == days[$0] }.map { CompanyDay(company: company, day: days[$0]) }
    }
    return Set(repeats.joined())
  }
}

extension MutableColumn {
  /// Puts the values that stand at `order` into `places`, in that order.
  fileprivate func permute(_ places: Range<Int>, _ order: [Int]) {
    let values = order.map { self[$0] }
    for (place, value) in zip(places, values) { self[place] = value }
  }
}
