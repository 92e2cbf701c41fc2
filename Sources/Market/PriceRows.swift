/// The rows of `prices.csv` in the order of the file, checked one by one.
struct PriceRows {
  /// The figures that a row can have.
  enum Figure: String, CaseIterable {
    case open, high, low, close, previous, change, volume
  }

  /// The figures that the file has columns for.
  let figures: [Figure]
  /// The day of each row.
  private(set) var days: [Day] = []
  /// The code of each row's ticker.
  private(set) var tickers: [Int32] = []
  /// The figures row by row, `figures.count` a row; NaN where the cell is empty.
  private(set) var values: [Double] = []
  /// How far rounding may have moved each row's change; empty where the file has no changes.
  private(set) var tolerances: [Double] = []
  /// The code of each row's source, -1 for none; empty where the file has no such column.
  private(set) var sources: [Int32] = []
  /// What a reader of the figures should know.
  private(set) var notes: [DataNote] = []
  /// The table that the rows were read from, for what is said of errors.
  let table: CSVTable
  let dateColumn: Int
  let tickerColumn: Int

  /// Reads all rows.
  ///
  /// - Parameters:
  ///   - tickers: the tickers by code; where `isClosed`, those of `companies.csv`, and another one is an error.
  ///   - sources: the sources by code, to which new ones are added.
  init(
    reading file: DataFile, tickers known: inout TextPool, isClosed: Bool, sources pool: inout TextPool,
    interruption: Interruption? = nil
  ) throws(DataError) {
    var table = try CSVTable(file)
    self.dateColumn = try table.requiredColumn("date", or: "day")
    self.tickerColumn = try table.requiredColumn("ticker", or: "symbol")
    var columns: [FigureColumn] = []
    for figure in Figure.allCases {
      if let column = table.column(figure.rawValue) { columns.append(FigureColumn(figure: figure, column: column)) }
    }
    guard !columns.isEmpty else { throw table.headerError(.noFigureColumn) }
    let sourceColumn = table.column("source")
    self.figures = columns.map(\.figure)
    self.table = table
    self.notes = table.notes

    let bytes = file.bytes.span
    let hasChange = figures.contains(.change)
    var outsideCount = 0
    var row = Row(width: columns.count)
    while try table.nextRow(in: bytes) {
      if days.count.isMultiple(of: 4096), interruption?.isRequested == true {
        throw DataError(.interrupted, file: file.name)
      }
      if days.isEmpty { reserve(bytes.count / max(16, table.rowLength), hasChange, sourceColumn != nil) }
      days.append(try table.day(dateColumn, in: bytes))
      tickers.append(try PriceRows.ticker(table, tickerColumn, bytes, &known, isClosed))
      try row.read(table, columns, bytes)
      values.append(contentsOf: row.values)
      if hasChange { tolerances.append(row.tolerance) }
      if row.isOutside { outsideCount += 1 }
      if let sourceColumn {
        sources.append(PriceRows.source(table, sourceColumn, bytes, &pool))
      }
    }
    if days.isEmpty { notes.append(.noBars(file: file.name)) }
    if outsideCount > 0 { notes.append(.outsideRange(count: outsideCount)) }
  }

  /// Makes room for about as many rows as the file must have, going by its first.
  private mutating func reserve(_ rowCount: Int, _ hasChange: Bool, _ hasSource: Bool) {
    days.reserveCapacity(rowCount)
    tickers.reserveCapacity(rowCount)
    values.reserveCapacity(rowCount * figures.count)
    if hasChange { tolerances.reserveCapacity(rowCount) }
    if hasSource { sources.reserveCapacity(rowCount) }
  }

  private static func ticker(
    _ table: CSVTable, _ column: Int, _ bytes: Span<UInt8>, _ known: inout TextPool, _ isClosed: Bool
  ) throws(DataError) -> Int32 {
    let field = table.field(column)
    guard !field.isEmpty else { throw table.error(.missingValue(column: "ticker"), column) }
    if !isClosed {
      return field.needsUnescaping
        ? known.intern(table.reader.text(of: field)) : known.intern(bytes, field.range)
    }
    let code =
      field.needsUnescaping
      ? known.code(of: table.reader.text(of: field)) : known.code(of: bytes, field.range)
    if let code { return code }
    let nearest = nearestText(to: table.reader.text(of: field), among: known.texts)
    throw table.error(.unknownTicker(nearest: nearest, isKnownFromPrices: false), column)
  }

  private static func source(
    _ table: CSVTable, _ column: Int, _ bytes: Span<UInt8>, _ pool: inout TextPool
  ) -> Int32 {
    let field = table.field(column)
    guard !field.isEmpty else { return -1 }
    return field.needsUnescaping ? pool.intern(table.reader.text(of: field)) : pool.intern(bytes, field.range)
  }
}

extension PriceRows {
  private struct FigureColumn {
    let figure: Figure
    let column: Int
  }

  /// The figures of one row, checked against one another.
  private struct Row {
    var values: [Double]
    var tolerance = Double.nan
    /// Whether the open or close lies outside low to high.
    var isOutside = false

    init(width: Int) { values = Array(repeating: .nan, count: width) }

    mutating func read(
      _ table: CSVTable, _ columns: [FigureColumn], _ bytes: Span<UInt8>
    ) throws(DataError) {
      tolerance = .nan
      var open = Double.nan
      var high = Double.nan
      var low = Double.nan
      var close = Double.nan
      var hasFigure = false
      for place in columns.indices {
        let (figure, column) = (columns[place].figure, columns[place].column)
        let field = table.field(column)
        guard !field.isEmpty else {
          values[place] = .nan
          continue
        }
        hasFigure = true
        guard let number = PlainNumber(bytes, field.range) else {
          throw table.error(.notANumber(column: figure.rawValue), column)
        }
        if let problem = problem(of: number.value, figure) { throw table.error(problem, column) }
        values[place] = number.value
        switch figure {
        case .open: open = number.value
        case .high: high = number.value
        case .low: low = number.value
        case .close: close = number.value
        case .change: tolerance = Row.tolerance(decimals: number.decimals)
        case .previous, .volume: break
        }
      }
      guard hasFigure else { throw table.error(.noFigure, columns[0].column) }
      if high < low { throw highBelowLow(table, columns) }
      isOutside = open > high || close > high || open < low || close < low
    }

    private func problem(of value: Double, _ figure: Figure) -> DataError.Problem? {
      switch figure {
      case .volume where value < 0: return .negativeVolume
      case .change where value <= -1: return .changeTooLow
      case .open, .high, .low, .close, .previous:
        if value <= 0 { return .priceNotPositive(column: figure.rawValue) }
      case .volume, .change: break
      }
      return value.isFinite ? nil : .numberTooLarge(column: figure.rawValue)
    }

    private func highBelowLow(_ table: CSVTable, _ columns: [FigureColumn]) -> DataError {
      func column(of figure: Figure) -> Int { columns.first { $0.figure == figure }?.column ?? 0 }
      let high = table.text(column(of: .high)) ?? ""
      let low = table.text(column(of: .low)) ?? ""
      return table.error(.highBelowLow(high: high, low: low), column(of: .high))
    }

    /// Half a unit of the last digit of a change; at most half a percent.
    ///
    /// No report is coarser than a whole percent: a change of `0.1` is 10%, its trailing zero dropped on the way.
    private static func tolerance(decimals: Int) -> Double {
      decimals < 2 ? 0.005 : 0.5 / PlainNumber.powersOfTen[min(decimals, PlainNumber.powersOfTen.count - 1)]
    }
  }
}
