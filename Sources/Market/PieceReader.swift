/// Reads one piece of `prices.csv`, row by row.
///
/// Nearly all rows of nearly all files are plain: no quotes, no blanks, every figure a short decimal number within its
/// bounds. `PlainRows` reads those and leaves every other row to the reader here, which knows all rules and words
/// what breaks them.
struct PieceReader {
  private(set) var part: PriceReader.Part
  private var table: CSVTable
  private let layout: PriceLayout
  private let columns: PriceColumns
  private let isClosed: Bool
  private let room: Range<Int>
  private let progress: LoadProgress
  private let interruption: Interruption?
  private let isPlain: Bool

  /// A reader that puts its rows into `rows`.
  init(_ reader: PriceReader, _ columns: PriceColumns, rows: Range<Int>) {
    self.part = PriceReader.Part(
      rows: rows.lowerBound..<rows.lowerBound, tickers: reader.tickers, sources: reader.sources, end: 0)
    self.table = reader.table
    self.layout = reader.layout
    self.columns = columns
    self.isClosed = reader.isClosed
    self.room = rows
    self.progress = reader.progress
    self.interruption = reader.interruption
    self.isPlain = reader.isPlain
  }

  /// Reads the rows that begin from `start` on and before `end`, up to the first that is wrong.
  mutating func read(from start: Int, to end: Int) {
    let bytes = table.file.bytes
    var plain = PlainRows(bytes, layout, columns, width: table.names.count)
    table.move(to: start)
    var row = room.lowerBound
    var told = start
    do throws(DataError) {
      while true {
        if isPlain, row < room.upperBound, table.position < end {
          // In stretches, so that it is told now and then how far the reading is, and can be stopped.
          if interruption?.isRequested == true { throw DataError(.interrupted, file: table.file.name) }
          let stop = min(end, table.position + (1 << 20))
          let (rows, position) = plain.read(bytes.span, from: table.position, to: stop, row..<room.upperBound, &part)
          row += rows
          table.move(to: position)
          progress.advance(by: position - told)
          told = position
          if rows > 0, position >= stop { continue }
        }
        guard try table.nextRow(in: bytes.span, before: end) else { break }
        guard row < room.upperBound else {
          part.isOverfull = true
          break
        }
        try readRow(row, bytes.span)
        plain.learn(from: table, ticker: columns.tickers[row], bytes.span)
        row += 1
      }
    } catch {
      part.error = error
    }
    part.rows = room.lowerBound..<row
    part.end = table.position
    progress.advance(by: table.position - told)
  }

  private mutating func readRow(_ row: Int, _ bytes: Span<UInt8>) throws(DataError) {
    columns.days[row] = try table.day(layout.date, in: bytes)
    columns.tickers[row] = try ticker(bytes)
    try readFigures(row, bytes)
    if let source = layout.source { columns.sources?[row] = self.source(source, bytes) }
  }

  private mutating func ticker(_ bytes: Span<UInt8>) throws(DataError) -> Int32 {
    let field = table.field(layout.ticker)
    guard !field.isEmpty else { throw table.error(.missingValue(column: "ticker"), layout.ticker) }
    if !isClosed {
      return field.needsUnescaping
        ? part.tickers.intern(table.reader.text(of: field)) : part.tickers.intern(bytes, field.range)
    }
    let code =
      field.needsUnescaping
      ? part.tickers.code(of: table.reader.text(of: field)) : part.tickers.code(of: bytes, field.range)
    if let code { return code }
    let nearest = nearestText(to: table.reader.text(of: field), among: part.tickers.texts)
    throw table.error(.unknownTicker(nearest: nearest, isKnownFromPrices: false), layout.ticker)
  }

  private mutating func source(_ column: Int, _ bytes: Span<UInt8>) -> Int32 {
    let field = table.field(column)
    guard !field.isEmpty else { return -1 }
    return field.needsUnescaping
      ? part.sources.intern(table.reader.text(of: field)) : part.sources.intern(bytes, field.range)
  }
}

extension PieceReader {
  /// Reads the figures of a row and checks them against one another.
  private mutating func readFigures(_ row: Int, _ bytes: Span<UInt8>) throws(DataError) {
    var tolerance = Double.nan
    var (open, high, low, close) = (Double.nan, Double.nan, Double.nan, Double.nan)
    var hasFigure = false
    for place in layout.figures.indices {
      let (figure, column) = layout.figures[place]
      let field = table.field(column)
      guard !field.isEmpty else {
        columns.figures[place][row] = .nan
        continue
      }
      hasFigure = true
      guard let number = PlainNumber(bytes, field.range) else {
        throw table.error(.notANumber(column: figure.rawValue), column)
      }
      if let problem = PieceReader.problem(of: number.value, figure) { throw table.error(problem, column) }
      columns.figures[place][row] = number.value
      switch figure {
      case .open: open = number.value
      case .high: high = number.value
      case .low: low = number.value
      case .close: close = number.value
      case .change: tolerance = PlainNumber.tolerance(decimals: number.decimals)
      case .previous, .volume: break
      }
    }
    guard hasFigure else { throw table.error(.noFigure, layout.figures[0].column) }
    if high < low { throw highBelowLow() }
    columns.tolerances?[row] = tolerance
    if open > high || close > high || open < low || close < low { part.outsideCount += 1 }
  }

  private static func problem(of value: Double, _ figure: PriceRows.Figure) -> DataError.Problem? {
    switch figure {
    case .volume where value < 0: return .negativeVolume
    case .change where value <= -1: return .changeTooLow
    case .open, .high, .low, .close, .previous:
      if value <= 0 { return .priceNotPositive(column: figure.rawValue) }
    case .volume, .change: break
    }
    return value.isFinite ? nil : .numberTooLarge(column: figure.rawValue)
  }

  private func highBelowLow() -> DataError {
    func column(of figure: PriceRows.Figure) -> Int { layout.place(of: figure).map { layout.figures[$0].column } ?? 0 }
    let high = table.text(column(of: .high)) ?? ""
    let low = table.text(column(of: .low)) ?? ""
    return table.error(.highBelowLow(high: high, low: low), column(of: .high))
  }
}

extension PlainNumber {
  /// Half a unit of the last digit of a change; at most half a percent.
  ///
  /// No report is coarser than a whole percent: a change of `0.1` is 10%, its trailing zero dropped on the way.
  static func tolerance(decimals: Int) -> Double {
    decimals < 2 ? 0.005 : 0.5 / powersOfTen[min(decimals, powersOfTen.count - 1)]
  }
}
