internal import CMachine

extension Market {
  /// Reads a data set: the whole of it or, where anything is wrong with it, nothing.
  ///
  /// The market does not depend on the order of rows. O(bytes + bars) where prices are in the order of days or
  /// tickers.
  ///
  /// `progress` is told how far the prices are.
  ///
  /// - Returns: the market, and sentences that a reader of its figures should know.
  public static func load(
    _ dataSet: DataSet, progress: LoadProgress = .unseen, interruption: Interruption? = nil
  ) throws(DataError) -> (market: Market, notes: [String]) {
    let loaded = try read(dataSet, progress, interruption)
    // What reading took is as much again as a tenth of a large market.
    if loaded.market.bars.count >= 1 << 20 { machine_give_memory_back() }
    return loaded
  }

  private static func read(
    _ dataSet: DataSet, _ progress: LoadProgress, _ interruption: Interruption?
  ) throws(DataError) -> (market: Market, notes: [String]) {
    var loader = MarketLoader(progress: progress, interruption: interruption)
    // What comes of a file that another program writes into is neither a market nor an error of the data.
    func changed() -> DataError? {
      dataSet.files.first { $0.bytes.isChanged }.map { DataError(.changedMeanwhile, file: $0.name) }
    }
    do throws(DataError) {
      let market = try loader.load(dataSet)
      if let fault = changed() { throw fault }
      return (market, loader.notes.map(\.message))
    } catch {
      throw changed() ?? error
    }
  }
}

/// A data set on its way to a market.
private struct MarketLoader {
  private let interruption: Interruption?
  var notes: [DataNote] = []
  private let progress: LoadProgress
  private var tickers = TextPool()
  private var sources = TextPool()

  init(progress: LoadProgress, interruption: Interruption?) {
    (self.progress, self.interruption) = (progress, interruption)
  }

  mutating func load(_ dataSet: DataSet) throws(DataError) -> Market {
    guard let pricesFile = try dataSet.file(.prices) else { throw DataError(.noPrices, file: dataSet.name) }
    let companiesFile = try dataSet.file(.companies)
    let script = try dataSet.file(.script).map { Array($0.bytes) } ?? []

    var attributeRows = AttributeRows()
    if let companiesFile {
      try attributeRows.readCompanies(companiesFile, tickers: &tickers, sources: &sources)
    }
    let prices = try PriceRows(
      reading: pricesFile, tickers: &tickers, isClosed: companiesFile != nil, sources: &sources, progress: progress,
      interruption: interruption)
    try proceed(dataSet)
    if let file = try dataSet.file(.attributes) {
      try attributeRows.readAttributes(file, tickers: tickers, sources: &sources)
    }
    let eventRows = try dataSet.file(.events).map { file throws(DataError) in try EventRows(reading: file) }
    var calendarRows = try dataSet.file(.calendar).map { file throws(DataError) in try CalendarRows(reading: file) }

    let (texts, companies) = tickers.sorted()
    let attributes = try attributeRows.attributes(companies: companies, tickers: texts)
    try proceed(dataSet)
    let exchanges = MarketLoader.exchanges(attributes, count: texts.count)
    let (sourceTexts, sourceRanks) = sources.sorted()
    let columns = try prices.sorted(companies: companies, companyCount: texts.count, sourceRanks: sourceRanks)
    try proceed(dataSet)
    let listed = calendarRows?.days(of: Set(exchanges)) ?? [:]
    let calendar = try MarketLoader.calendar(listed, exchanges: exchanges, prices, columns, companies)
    let exchangeNumbers = exchanges.map { calendar.index(ofExchange: $0) ?? 0 }

    try proceed(dataSet)
    // The rows of the file are not needed any more; their memory is given back as the bars take their narrower place.
    let priceNotes = prices.notes
    _ = consume prices
    let bars: Bars
    do throws(OutOfMemory) {
      bars = try Bars(consume columns, tradingDays: { calendar.tradingDays[exchangeNumbers[$0]] })
    } catch {
      throw DataError(.outOfMemory(error), file: pricesFile.name)
    }
    let attributeSources = attributeRows.attributeSources(companies: companies).map {
      Market.AttributeSource(
        attribute: $0.attribute, company: $0.company, value: $0.value, source: Int(sourceRanks[$0.source]),
        from: $0.from, to: $0.to)
    }

    notes = dataSet.files.filter { $0.kind == nil }.map { .unusedFile($0.name) }
    notes += attributeRows.notes + attributeRows.typeNotes + priceNotes
    notes += (eventRows?.notes ?? []) + (calendarRows?.notes ?? [])
    return Market(
      name: dataSet.name, tickers: texts, attributes: attributes, exchanges: exchangeNumbers, calendar: calendar,
      bars: bars, events: eventRows?.events ?? [], sources: sourceTexts, attributeSources: attributeSources,
      script: script)
  }

  private func proceed(_ dataSet: DataSet) throws(DataError) {
    if interruption?.isRequested == true { throw DataError(.interrupted, file: dataSet.name) }
  }

  /// The name of each company's exchange; empty where the data set does not say.
  private static func exchanges(_ attributes: [Attribute], count: Int) -> [String] {
    let none = Array(repeating: "", count: count)
    guard let attribute = attributes.first(where: { $0.name == "exchange" }),
      case .text(let codes, let dictionary) = attribute.values
    else { return none }
    return codes.map { $0 < 0 ? "" : dictionary[$0] }
  }

  /// The calendar of what is listed and of the bars.
  ///
  /// Throws where a bar stands on a day that the list leaves out.
  private static func calendar(
    _ listed: [String: [Day]], exchanges: [String], _ prices: PriceRows, _ columns: Bars.Columns, _ companies: [Int32]
  ) throws(DataError) -> Calendar {
    var tradingDays: [String: TradingDays] = [:]
    for exchange in Set(exchanges) { tradingDays[exchange] = TradingDays(listed: listed[exchange] ?? []) }
    var wrong: Set<CompanyDay> = []
    for company in exchanges.indices {
      let run = columns.offsets[company]..<columns.offsets[company + 1]
      let days = tradingDays[exchanges[company]]?.add(columns.days, run) ?? []
      for day in days { wrong.insert(CompanyDay(company: company, day: day)) }
    }
    if !wrong.isEmpty, let row = prices.firstRow(of: wrong, companies: companies) {
      let exchange = exchanges[Int(companies[Int(prices.columns.tickers[row])])]
      let problem = DataError.Problem.notATradingDay(day: prices.columns.days[row], exchange: exchange)
      throw try prices.table.row(row).error(problem, prices.dateColumn)
    }
    return Calendar(tradingDays: tradingDays.mapValues(\.days))
  }
}
