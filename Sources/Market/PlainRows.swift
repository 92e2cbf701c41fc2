/// Reads rows as nearly all files have them: no quotes, no blanks, short decimal numbers within their bounds, tickers that
/// were there before. It stops at the first row that is not so.
///
/// Every loop here ends at a line feed by itself, and no load reaches further than 64 bytes behind one, so that rows which
/// end at least that far before the end of the file need no other check. A mapped file that loses its line feeds while
/// it is read has a page of them behind it.
@safe struct PlainRows {
  /// What to do with one column of the file.
  private struct Step {
    enum Action { case skip, date, ticker, price, change, volume, source }
    var action = Action.skip
    /// The number of the figure among those of the file.
    var place = 0
  }

  private var steps: [Step]
  private let layout: PriceLayout
  private let columns: PriceColumns
  private var tickers = TickerKeys()
  private var month = MonthCache()
  private var decimals: PlainDecimals
  /// Behind the last row that ends well before the file does.
  private let limit: Int

  /// A reader of rows with `width` fields.
  init(_ bytes: Column<UInt8>, _ layout: PriceLayout, _ columns: PriceColumns, width: Int) {
    self.layout = layout
    self.columns = columns
    self.decimals = PlainDecimals()
    steps = Array(repeating: Step(), count: width)
    steps[layout.date].action = .date
    steps[layout.ticker].action = .ticker
    if let source = layout.source { steps[source].action = .source }
    for (place, (figure, column)) in layout.figures.enumerated() {
      steps[column].place = place
      switch figure {
      case .open, .high, .low, .close, .previous: steps[column].action = .price
      case .change: steps[column].action = .change
      case .volume: steps[column].action = .volume
      }
    }
    var limit = max(0, bytes.count - 64)
    while limit > 0, bytes[limit - 1] != CSVReader.lineFeed { limit -= 1 }
    self.limit = limit
  }

  /// Makes the ticker of a row known that was read by other means.
  mutating func learn(from table: CSVTable, ticker code: Int32, _ bytes: Span<UInt8>) {
    let field = table.field(layout.ticker)
    guard field.start == 0 || bytes[field.start - 1] != CSVReader.quote else { return }
    tickers.add(bytes, field.range, code: code)
  }

  /// Reads rows from `start` on into the rows `room`, as long as they are plain and begin before `end`.
  ///
  /// - Returns: how many were read, and where the next row begins.
  mutating func read(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, _ room: Range<Int>, _ part: inout PriceReader.Part
  ) -> (rows: Int, position: Int) {
    let end = min(end, limit)
    guard start < end else { return (0, start) }
    return unsafe bytes.withUnsafeBufferPointer { buffer in
      let base = buffer.baseAddress!
      var cursor = unsafe base + start
      var row = room.lowerBound
      while unsafe cursor < base + end, row < room.upperBound {
        guard let next = unsafe readRow(cursor, base, bytes, row, &part) else { break }
        unsafe cursor = next
        row += 1
      }
      return unsafe (row - room.lowerBound, cursor - base)
    }
  }

  /// Reads one row; returns where the next begins, or nil where this one is not plain.
  @inline(__always)
  private mutating func readRow(
    _ start: UnsafePointer<UInt8>, _ base: UnsafePointer<UInt8>, _ bytes: Span<UInt8>, _ row: Int,
    _ part: inout PriceReader.Part
  ) -> UnsafePointer<UInt8>? {
    var cursor = unsafe start
    var hasFigure = false
    let last = steps.count - 1
    for column in 0...last {
      let step = steps[column]
      switch step.action {
      case .date:
        guard let day = unsafe month.day(at: cursor) else { return nil }
        columns.days[row] = day
        unsafe cursor += 10
      case .ticker:
        guard let code = unsafe tickers.code(at: &cursor) else { return nil }
        columns.tickers[row] = code
      case .price, .volume:
        if unsafe CSVReader.endsField(cursor[0]) {
          columns.figures[step.place][row] = .nan
          break
        }
        let value = unsafe decimals.value(at: &cursor)
        // Not a number at all is not above zero either.
        guard value > 0 || value == 0 && step.action == .volume else { return nil }
        columns.figures[step.place][row] = value
        hasFigure = true
      case .change:
        if unsafe CSVReader.endsField(cursor[0]) {
          columns.figures[step.place][row] = .nan
          columns.tolerances?[row] = .nan
          break
        }
        let isNegative = unsafe cursor[0] == UInt8(ascii: "-")
        if isNegative { unsafe cursor += 1 }
        let magnitude = unsafe decimals.value(at: &cursor)
        guard isNegative ? magnitude < 1 : magnitude >= 0 else { return nil }
        columns.figures[step.place][row] = isNegative ? -magnitude : magnitude
        columns.tolerances?[row] = PlainNumber.tolerance(decimals: decimals.decimals)
        hasFigure = true
      case .source, .skip:
        let begin = unsafe cursor
        guard unsafe begin[0] != CSVReader.quote, unsafe !CSVReader.isBlank(begin[0]) else { return nil }
        while unsafe !CSVReader.endsField(cursor[0]) { unsafe cursor += 1 }
        // Only where another program changes the file meanwhile does a row end behind it.
        guard unsafe cursor <= base + bytes.count else { return nil }
        guard step.action == .source else { break }
        if unsafe cursor == begin {
          columns.sources?[row] = -1
        } else {
          guard unsafe !CSVReader.isBlank(cursor[-1]) else { return nil }
          columns.sources?[row] = unsafe part.sources.intern(bytes, begin - base..<cursor - base)
        }
      }
      if column < last {
        guard unsafe cursor[0] == CSVReader.comma else { return nil }
        unsafe cursor += 1
      }
    }
    guard let next = unsafe behindLineEnd(cursor), hasFigure, checkRange(row, &part) else { return nil }
    return unsafe next <= base + bytes.count ? next : nil
  }

  private func behindLineEnd(_ cursor: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
    if unsafe cursor[0] == CSVReader.lineFeed { return unsafe cursor + 1 }
    guard unsafe cursor[0] == CSVReader.carriageReturn, unsafe cursor[1] == CSVReader.lineFeed else { return nil }
    return unsafe cursor + 2
  }

  /// Counts an open or close outside low to high; false where the high is below the low.
  @inline(__always)
  private func checkRange(_ row: Int, _ part: inout PriceReader.Part) -> Bool {
    let open = layout.openPlace.map { columns.figures[$0][row] } ?? .nan
    let high = layout.highPlace.map { columns.figures[$0][row] } ?? .nan
    let low = layout.lowPlace.map { columns.figures[$0][row] } ?? .nan
    let close = layout.closePlace.map { columns.figures[$0][row] } ?? .nan
    if high < low { return false }
    if open > high || close > high || open < low || close < low { part.outsideCount += 1 }
    return true
  }
}
