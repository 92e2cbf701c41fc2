/// The attribute values of a data set, by key: those of `companies.csv`, then those of `attributes.csv`.
struct AttributeRows {
  /// One value of one company.
  struct Entry {
    /// The code of the company's ticker.
    let ticker: Int32
    /// The value as it is spelled.
    let text: String
    /// Where it stands.
    let field: CSVReader.Field
    /// Where its dates stand; the value itself where it has none.
    let dateField: CSVReader.Field
    /// Whether it stands in `companies.csv`.
    let isFromCompanies: Bool
    /// The code of its source, -1 for none.
    var source: Int32
    /// The days on which it holds.
    var period = Period.always
  }

  /// From when to when a value holds, both days included.
  struct Period: Hashable {
    var from = Day.first
    var to = Day.last

    /// Every day there is.
    static let always = Period()
  }

  /// One key: its name and values.
  struct Key {
    let name: String
    var entries: [Entry] = []
  }

  /// The keys: the columns of `companies.csv` (always `ticker`), then those of `attributes.csv` by name.
  private(set) var keys: [Key] = [Key(name: "ticker")]
  /// What a reader of the values should know.
  private(set) var notes: [DataNote] = []
  private var companies: CSVTable?
  private var attributes: CSVTable?

  /// The keys whose values are text, whatever they look like.
  static let textKeys: Set<String> = ["ticker", "name", "exchange", "currency", "kind", "country"]
  /// The keys of which a company has at most one value.
  static let singleKeys: Set<String> = ["name", "exchange", "currency", "kind", "country"]
  /// The keys that can't be dated: they decide which days, money and companies a question is about at all.
  private static let lastingKeys: Set<String> = ["exchange", "currency", "kind"]

  /// What is wrong with an entry, or with its dates, where they stand.
  func error(_ problem: DataError.Problem, at entry: Entry, inDates: Bool = false) -> DataError {
    guard let table = entry.isFromCompanies ? companies : attributes else { return DataError(problem, file: "") }
    return table.reader.error(problem, at: inDates ? entry.dateField : entry.field)
  }

  /// The line on which an entry of `attributes.csv` stands.
  func line(of entry: Entry) -> Int { attributes?.reader.line(of: entry.field) ?? 0 }
}

// MARK: - companies.csv

extension AttributeRows {
  /// Reads `companies.csv`; adds its tickers to `tickers`, which must be empty.
  mutating func readCompanies(
    _ file: DataFile, tickers: inout TextPool, sources: inout TextPool
  ) throws(DataError) {
    var table = try CSVTable(file)
    let tickerColumn = try table.requiredColumn("ticker", or: "symbol")
    let sourceColumn = table.column("source")
    var columns = [(key: 0, column: tickerColumn)]
    for column in table.names.indices where column != tickerColumn && column != sourceColumn {
      let name = table.names[column]
      guard !name.isEmpty else { continue }
      guard name.isWord else {
        throw table.headerError(.notAWord(what: "column", suggestion: name.nearestWord), column: column)
      }
      _ = table.column(name)
      columns.append((key: keys.count, column: column))
      keys.append(Key(name: name))
    }
    companies = table
    notes += table.notes

    let sourcedKey = ["listed", "name"].compactMap { name in keys.firstIndex { $0.name == name } }
    var lines: [CSVReader.Field] = []  // where each ticker stands
    while try table.nextRow(in: file.bytes.span) {
      let ticker = tickers.intern(try table.requiredText(tickerColumn))
      guard Int(ticker) == lines.count else {
        let firstLine = table.reader.line(of: lines[Int(ticker)])
        throw table.error(.repeatedCompany(ticker: tickers.texts[Int(ticker)], firstLine: firstLine), tickerColumn)
      }
      lines.append(table.field(tickerColumn))
      for (key, column) in columns {
        guard let text = table.text(column) else { continue }
        keys[key].entries.append(
          Entry(
            ticker: ticker, text: text, field: table.field(column), dateField: table.field(column),
            isFromCompanies: true, source: -1))
      }
      if let source = table.text(sourceColumn) {
        // The row's source speaks for the day of listing, else for the name, else for the company itself.
        let key = sourcedKey.first { keys[$0].entries.last?.ticker == ticker } ?? 0
        keys[key].entries[keys[key].entries.count - 1].source = sources.intern(source)
      }
    }
  }
}

// MARK: - attributes.csv

extension AttributeRows {
  private struct Columns {
    let ticker: Int, key: Int, value: Int
    let source: Int?, from: Int?, to: Int?
  }

  /// What tells whether two rows say the same.
  private struct Fact: Hashable {
    let ticker: Int32
    let key: Int
    let value: String
    let period: Period
  }

  /// Which companies have a value of which key already.
  private struct Holding: Hashable {
    let ticker: Int32
    let key: Int
  }

  /// Reads `attributes.csv`.
  ///
  /// The companies must be known by now: those of `companies.csv`, else of the prices.
  mutating func readAttributes(
    _ file: DataFile, tickers: TextPool, sources: inout TextPool
  ) throws(DataError) {
    var table = try CSVTable(file)
    let columns = Columns(
      ticker: try table.requiredColumn("ticker", or: "symbol"), key: try table.requiredColumn("key"),
      value: try table.requiredColumn("value"), source: table.column("source"), from: table.column("from"),
      to: table.column("to"))
    attributes = table
    notes += table.notes

    let companyKeyCount = keys.count
    var numbers: [String: Int] = [:]  // of the keys, by name in lower case
    for (number, key) in keys.enumerated() { numbers[key.name.lowercased()] = number }
    var given: Set<Holding> = []  // in companies.csv
    for (number, key) in keys.enumerated() {
      for entry in key.entries { given.insert(Holding(ticker: entry.ticker, key: number)) }
    }
    var held: Set<Holding> = []
    var facts: [Fact: CSVReader.Field] = [:]

    while try table.nextRow(in: file.bytes.span) {
      let (ticker, name) = try readKey(table, columns, tickers)
      let value = try table.requiredText(columns.value)
      let period = try readPeriod(table, columns, in: file.bytes.span)
      let folded = name.lowercased()
      let key = numbers[folded] ?? keys.count
      if key == keys.count {
        numbers[folded] = key
        keys.append(Key(name: AttributeRows.singleKeys.contains(folded) ? folded : name))
      }
      guard keys[key].name == name else { throw table.error(.keySpelledTwice(other: keys[key].name), columns.key) }
      let company = tickers.texts[Int(ticker)]
      if let first = facts.updateValue(
        table.field(columns.value), forKey: Fact(ticker: ticker, key: key, value: value, period: period))
      {
        let line = table.reader.line(of: first)
        throw table.error(.repeatedValue(ticker: company, key: name, firstLine: line), columns.value)
      }
      let holding = Holding(ticker: ticker, key: key)
      if given.contains(holding) { throw table.error(.valueInCompanies(ticker: company, key: name), columns.value) }
      if let column = dateColumn(table, columns), AttributeRows.lastingKeys.contains(name) {
        throw table.error(.datedKey(ticker: company, key: name), column)
      }
      // Dated values may follow one another; whether they overlap is seen when all are read.
      if period == .always, !held.insert(holding).inserted, AttributeRows.singleKeys.contains(name) {
        throw table.error(.severalValues(ticker: company, key: name), columns.value)
      }
      let source = table.text(columns.source).map { sources.intern($0) } ?? -1
      keys[key].entries.append(
        Entry(
          ticker: ticker, text: value, field: table.field(columns.value),
          dateField: table.field(dateColumn(table, columns) ?? columns.value), isFromCompanies: false, source: source,
          period: period))
    }
    keys[companyKeyCount...].sort { $0.name < $1.name }
  }

  private func readKey(
    _ table: CSVTable, _ columns: Columns, _ tickers: TextPool
  ) throws(DataError) -> (ticker: Int32, key: String) {
    let text = try table.requiredText(columns.ticker)
    guard let ticker = tickers.code(of: text) else {
      let problem = DataError.Problem.unknownTicker(
        nearest: nearestText(to: text, among: tickers.texts), isKnownFromPrices: companies == nil)
      throw table.error(problem, columns.ticker)
    }
    let key = try table.requiredWord(columns.key, what: "key")
    if key.lowercased() == "ticker" { throw table.error(.reservedKey, columns.key) }
    return (ticker, key)
  }

  private func readPeriod(
    _ table: CSVTable, _ columns: Columns, in bytes: Span<UInt8>
  ) throws(DataError) -> Period {
    var period = Period.always
    if let from = columns.from, table.text(from) != nil { period.from = try table.day(from, in: bytes) }
    guard let to = columns.to, table.text(to) != nil else { return period }
    period.to = try table.day(to, in: bytes)
    if period.to < period.from { throw table.error(.endsBeforeItBegins(from: period.from), to) }
    return period
  }

  /// The first column that dates the row's value; nil where none does.
  private func dateColumn(_ table: CSVTable, _ columns: Columns) -> Int? {
    [columns.from, columns.to].compactMap { $0 }.first { table.text($0) != nil }
  }
}
