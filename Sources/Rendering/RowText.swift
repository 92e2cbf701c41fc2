internal import Market

/// The text of a table for machines: what begins it, a text for each row, and what ends it.
struct RowText {
  /// Writes one row: of the columns of a part of the rows, the place of a row in them, and its number in the table.
  typealias Writer =
    @Sendable (
      _ columns: [Table.Values], _ place: Int, _ row: Int, _ buffer: inout ByteBuffer
    ) -> Void

  let table: Table
  let start: String
  let end: String
  let write: Writer

  init(of table: Table, from start: String, to end: String, _ write: @escaping Writer) {
    (self.table, self.start, self.end, self.write) = (table, start, end, write)
  }

  /// Fewer rows than these are written sooner than they are handed out.
  private static let rowsOfPart = 1 << 12
  /// So many parts are a piece: each core has some of them, and the pieces are so long that handing them out costs nothing.
  private static let partsOfPiece = 16

  /// Hands out the text in successive pieces, of which each is made on all cores while the one before goes its way: an answer may have
  /// millions of rows. It is handed out by one thread at a time, which need not be the caller's. Once it is wished that this should stop,
  /// nothing more is; an answer of few rows is handed out whole.
  func forEachPiece(unless interruption: Interruption?, _ emit: (String) -> Void) {
    var written = [ByteBuffer(start)]
    var row = 0
    while table.rowCount - row > RowText.rowsOfPart {
      if interruption?.isRequested ?? false { return }
      let rows = row..<min(table.rowCount, row + RowText.rowsOfPart * RowText.partsOfPiece)
      written = next(rows, behind: written, emit)
      row = rows.upperBound
    }
    // What was cut off has no end.
    if row > 0, interruption?.isRequested ?? false { return }
    written += [part(row..<table.rowCount), ByteBuffer(end)]
    emit(ByteBuffer.text(of: written))
  }

  /// The text of some rows, made while what stands before it is handed out.
  private func next(_ rows: Range<Int>, behind written: [ByteBuffer], _ emit: (String) -> Void) -> [ByteBuffer] {
    let count = (rows.count + RowText.rowsOfPart - 1) / RowText.rowsOfPart
    return withoutActuallyEscaping(emit) { emit in
      // The caller waits here, so that nobody else hands anything out.
      nonisolated(unsafe) let emit = emit
      return Concurrency.allCores.map(1 + count) { number in
        if number == 0 {
          unsafe emit(ByteBuffer.text(of: written))
          return ByteBuffer()
        }
        return part(rows.lowerBound + rows.count * (number - 1) / count..<rows.lowerBound + rows.count * number / count)
      }
    }
  }

  private func part(_ rows: Range<Int>) -> ByteBuffer {
    // Values of its own: all cores would count references to those of the table at one place.
    let columns = table.columns.map { $0.values.part(rows) }
    var buffer = ByteBuffer()
    for place in 0..<rows.count { write(columns, place, rows.lowerBound + place, &buffer) }
    return buffer
  }
}
