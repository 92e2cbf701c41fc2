/// The rows of `prices.csv` in the order of the file, checked one by one.
struct PriceRows {
  /// The figures that a row can have.
  enum Figure: String, CaseIterable {
    case open, high, low, close, previous, change, volume
  }

  /// The figures that the file has columns for.
  let figures: [Figure]
  /// The rows' values; the sources' codes are those of the pool that was handed over.
  let columns: PriceColumns
  /// How many rows there are.
  let count: Int
  /// What a reader of the figures should know.
  let notes: [DataNote]
  /// The table that the rows were read from, for what is said of errors.
  let table: CSVTable
  let dateColumn: Int
  let tickerColumn: Int

  /// Reads all rows, on all cores.
  ///
  /// The file is cut where rows begin, as far as that can be told from afar. Where the cuts turn out to be wrong, as a
  /// quote within an unquoted field can make them, the file is read in one piece.
  ///
  /// - Parameters:
  ///   - tickers: the tickers by code; where `isClosed`, those of `companies.csv`, and another one is an error.
  ///   - sources: the sources by code, to which new ones are added.
  ///   - pieces: into how many pieces the file is cut; by its length where nil. Has no influence on the result.
  ///   - isPlain: whether plain rows are read the quick way. Has no influence on the result.
  init(
    reading file: DataFile, tickers: inout TextPool, isClosed: Bool, sources: inout TextPool,
    progress: LoadProgress = .unseen, interruption: Interruption? = nil, pieces: Int? = nil, isPlain: Bool = true
  ) throws(DataError) {
    let survey = ByteSurvey(file.bytes, parts: pieces ?? PriceRows.pieceCount(file.bytes.count))
    var table = try CSVTable(file, isASCII: survey.isASCII)
    let layout = try PriceLayout(&table)
    self.dateColumn = layout.date
    self.tickerColumn = layout.ticker
    self.figures = layout.figures.map(\.figure)
    self.table = table
    progress.begin(file.bytes.count - table.position)

    let reader = PriceReader(
      table: table, layout: layout, tickers: tickers, sources: sources, isClosed: isClosed, progress: progress,
      interruption: interruption, isPlain: isPlain)
    let pieces = FilePieces(file.bytes, from: table.position, survey)
    var parts = try reader.read(pieces)
    if let whole = FilePieces.whole(file.bytes, from: table.position, survey, unless: parts.fit(pieces)) {
      progress.begin(file.bytes.count - table.position)
      parts = try reader.read(whole)
    }
    for part in parts.parts {
      if let error = part.error { throw error }
    }
    parts.join(tickers: &tickers, sources: &sources)
    self.columns = parts.columns
    self.count = parts.count

    var notes = table.notes
    if count == 0 { notes.append(.noBars(file: file.name)) }
    let outsideCount = parts.parts.reduce(0) { $0 + $1.outsideCount }
    if outsideCount > 0 { notes.append(.outsideRange(count: outsideCount)) }
    self.notes = notes
  }

  /// Into how many pieces a file is cut: small ones are not worth the cut, and each has tickers to make known.
  private static func pieceCount(_ byteCount: Int) -> Int {
    max(1, min(32, byteCount >> 18))
  }
}

/// Which column of the file holds what.
struct PriceLayout {
  let date: Int
  let ticker: Int
  let figures: [(figure: PriceRows.Figure, column: Int)]
  let source: Int?
  // The places among the figures of those that are checked against one another; nil where the file does not have them.
  let openPlace: Int?, highPlace: Int?, lowPlace: Int?, closePlace: Int?

  /// Finds the columns by their names.
  init(_ table: inout CSVTable) throws(DataError) {
    date = try table.requiredColumn("date", or: "day")
    ticker = try table.requiredColumn("ticker", or: "symbol")
    var figures: [(figure: PriceRows.Figure, column: Int)] = []
    for figure in PriceRows.Figure.allCases {
      if let column = table.column(figure.rawValue) { figures.append((figure, column)) }
    }
    guard !figures.isEmpty else { throw table.headerError(.noFigureColumn) }
    self.figures = figures
    self.source = table.column("source")
    func place(of figure: PriceRows.Figure) -> Int? { figures.firstIndex { $0.figure == figure } }
    (openPlace, highPlace) = (place(of: .open), place(of: .high))
    (lowPlace, closePlace) = (place(of: .low), place(of: .close))
  }

  /// The place of a figure among those that the file has.
  func place(of figure: PriceRows.Figure) -> Int? { figures.firstIndex { $0.figure == figure } }
}

/// The values of rows, column by column, while several threads read them.
struct PriceColumns {
  /// The day of each row.
  let days: MutableColumn<Day>
  /// The code of each row's ticker.
  let tickers: MutableColumn<Int32>
  /// The figures in the order of the layout; NaN where the cell is empty.
  let figures: [MutableColumn<Double>]
  /// How far rounding may have moved each row's change; nil where the file has no changes.
  let tolerances: MutableColumn<Double>?
  /// The code of each row's source, -1 for none; nil where the file has no such column.
  let sources: MutableColumn<Int32>?

  /// Room for `count` rows.
  init(count: Int, _ layout: PriceLayout, file: String) throws(DataError) {
    func column<Value>() throws(DataError) -> MutableColumn<Value> { try MutableColumn(count: count, file: file) }
    days = try column()
    tickers = try column()
    figures = try layout.figures.map { _ throws(DataError) in try column() }
    tolerances = try layout.place(of: .change).map { _ throws(DataError) in try column() }
    sources = try layout.source.map { _ throws(DataError) in try column() }
  }

  /// Moves the rows `rows` forward to `place`.
  func move(_ rows: Range<Int>, to place: Int) {
    days.move(rows, to: place)
    tickers.move(rows, to: place)
    for figure in figures { figure.move(rows, to: place) }
    tolerances?.move(rows, to: place)
    sources?.move(rows, to: place)
  }
}
