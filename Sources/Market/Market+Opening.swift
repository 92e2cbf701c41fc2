extension Market {
  /// Maps a file that `save` wrote: nothing is read of the bars until they are asked for.
  ///
  /// The head and the tables are checked always; the columns too where the file is small, else by `damagedPart`.
  public static func open(_ path: String) throws(DataError) -> Market {
    let mapped = try MappedMarket(path)
    return try mapped.market()
  }

  /// The part of a market file whose bytes are not those that were written; nil where all are. Reads the whole file.
  public static func damagedPart(of path: String) throws(DataError) -> String? {
    let mapped = try MappedMarket(path)
    let head = mapped.head
    let intact = Concurrency.allCores.map(head.sections.count) { head.isIntact(head.sections[$0], in: mapped.bytes) }
    return intact.firstIndex(of: false).map { "\(head.sections[$0].part)" }
  }
}

/// A market file whose head is sound.
private struct MappedMarket {
  let path: String
  let bytes: Column<UInt8>
  let head: MarketFile

  /// Up to how many bytes a file is checked as a whole when it is opened, which takes some milliseconds.
  private static let checkedSize = 32 << 20

  init(_ path: String) throws(DataError) {
    self.path = path
    bytes = try DataFile.read(path).bytes
    head = try MarketFile(bytes, name: path)
  }

  func market() throws(DataError) -> Market {
    let isSmall = bytes.count <= MappedMarket.checkedSize
    for section in head.sections where isSmall || section.part == .tables || section.part == .offsets {
      guard head.isIntact(section, in: bytes) else { throw damaged(section.part) }
    }
    let bars = try bars()
    guard let tables = head.section(.tables) else { throw damaged(.tables) }
    var reader = TableReader(bytes, tables.offset..<tables.offset + tables.count)
    do throws(TableReader.Fault) {
      return try Market(tables: &reader, bars: bars)
    } catch {
      throw damaged(.tables)
    }
  }

  private func bars() throws(DataError) -> Bars {
    let offsets: Column<Int64> = try required(.offsets)
    let isAscending = zip(offsets, offsets.dropFirst()).allSatisfy(<=)
    guard offsets.first == 0, offsets.last == Int64(head.barCount), isAscending else { throw damaged(.offsets) }
    let close: Column<Double> = try required(.close)
    return Bars(
      offsets: offsets.map { Int($0) }, days: try required(.days), open: try required(.open), high: try required(.high),
      low: try required(.low), close: close, volume: try required(.volume), previous: column(.previous),
      sources: column(.sources),
      chain: Bars.Chain(
        anchors: column(.anchors) ?? close, reports: column(.reports), factors: column(.factors)))
  }

  private func column<Element>(_ part: MarketFile.Part) -> Column<Element>? {
    head.section(part).map { bytes.values(at: $0.offset, count: $0.count / part.width) }
  }

  private func required<Element>(_ part: MarketFile.Part) throws(DataError) -> Column<Element> {
    guard let column: Column<Element> = column(part) else { throw damaged(part) }
    return column
  }

  private func damaged(_ part: MarketFile.Part) -> DataError {
    DataError(.damagedMarketFile(part: "\(part)"), file: path)
  }
}
