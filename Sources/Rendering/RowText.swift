internal import Market

/// The text of a table for machines: what begins it, a text for each row, and what ends it.
///
/// Rows are written on all cores where there are many: an answer may have millions. `write` gets the columns of a part of the rows, the
/// place of a row in them, and its number in the table.
func rowText(
  of table: Table, from start: String, to end: String,
  _ write: @Sendable (_ columns: [Table.Values], _ place: Int, _ row: Int, _ buffer: inout ByteBuffer) -> Void
) -> String {
  let most = max(1, min(mostParts, table.rowCount / leastRows))
  let parts = Concurrency.allCores.mapParts(of: table.rowCount, atMost: most) { rows in
    // Values of its own: all cores would count references to those of the table at one place.
    let columns = table.columns.map { $0.values.part(rows) }
    var buffer = ByteBuffer()
    for place in 0..<rows.count { write(columns, place, rows.lowerBound + place, &buffer) }
    return buffer
  }
  return ByteBuffer.text(of: [ByteBuffer(start)] + parts + [ByteBuffer(end)])
}

/// Fewer rows than these are written sooner than they are handed out.
private let leastRows = 1 << 12
/// So many parts are enough for any machine.
private let mostParts = 256
