extension Market {
  /// Maps a file that `save` wrote: nothing is read of the bars until they are asked for.
  ///
  /// The head and the tables are checked at once, the columns too where the file is small; else each block of a column
  /// when it is touched first, after which `fault` says what is wrong.
  public static func open(_ path: String) throws(DataError) -> Market {
    // A small file is checked as a whole, which takes some milliseconds.
    try open(path, checkedAtOnce: 32 << 20)
  }

  /// Maps a file, and looks at all of it where it has no more than so many bytes.
  static func open(_ path: String, checkedAtOnce size: Int) throws(DataError) -> Market {
    let bytes = try DataFile.read(path).bytes
    let market = try MappedMarket(bytes, name: path, file: OpenMarketFile(path: path, bytes: bytes)).market()
    if bytes.count <= size, let fault = market.checkedFault() { throw fault }
    return market
  }

  /// Opens a market file that is part of the program, which is what was built and needs no checksum.
  public static func open(embedded bytes: Column<UInt8>, name: String) throws(DataError) -> Market {
    try MappedMarket(bytes, name: name, file: nil).market()
  }

  /// Looks at the whole of the file that the bars lie in; what is wrong with it, nil where nothing is. O(bytes).
  public func checkedFault() -> DataError? {
    for checks in bars.checks where !checks.isAllSound { break }
    return fault
  }
}

extension Bars {
  /// What is known of the blocks of all columns that lie in a file.
  fileprivate var checks: [BlockChecks] {
    let figures: [Figures?] = [
      open, high, low, close, volume, previous, sources, chain.anchors, chain.reports, chain.factors,
    ]
    return [days.checks].compactMap { $0 } + figures.compactMap { $0?.checks }
  }
}

/// A market file whose head is sound.
private struct MappedMarket {
  private let bytes: Column<UInt8>
  private let name: String
  private let head: MarketFile
  /// Who hears of blocks that are not as they were written; nil where none is looked at.
  private let file: OpenMarketFile?

  init(_ bytes: Column<UInt8>, name: String, file: OpenMarketFile?) throws(DataError) {
    (self.bytes, self.name, self.file) = (bytes, name, file)
    head = try MarketFile(bytes, name: name)
  }

  func market() throws(DataError) -> Market {
    if file != nil { try checkSections() }
    let bars = try bars()
    let tables: Column<UInt8> = file == nil ? try values(.tables) : try copy(.tables)
    var reader = TableReader(tables, 0..<tables.count)
    do throws(TableReader.Fault) {
      return try Market(tables: &reader, bars: bars, file: file)
    } catch {
      throw damaged(.tables)
    }
  }

  /// Looks at the sections whose blocks are not looked at one by one.
  private func checkSections() throws(DataError) {
    for section in head.sections where section.part != .checksums && !section.part.isFigure && section.part != .days {
      guard head.isIntact(section, in: bytes) else { throw damaged(section.part) }
    }
  }

  private func bars() throws(DataError) -> Bars {
    let written: Column<Int64> = try values(.offsets)
    let isAscending = zip(written, written.dropFirst()).allSatisfy(<=)
    guard written.first == 0, written.last == Int64(head.barCount), isAscending else { throw damaged(.offsets) }
    let offsets = written.map { Int($0) }
    let ends: Column<Day> = try values(.spans)
    let stretches = Stretches(counts: try values(.stretchCounts), try copy(.stretches), offsets: offsets)
    guard let stretches else { throw damaged(.stretches) }
    let checksums: Column<UInt64> = try values(.checksums)
    var next = 0
    /// The checksums of the section that comes next.
    func checks(
      _ section: MarketFile.Section, makesSense: @escaping @Sendable (Range<Int>) -> Bool = { _ in true }
    ) -> BlockChecks? {
      guard let file else { return nil }
      let count = BlockChecks.count(section.count)
      defer { next += count }
      return BlockChecks(
        section.part, bytes(of: section), checksums.part(next..<next + count), of: file, makesSense: makesSense)
    }

    guard let daySection = head.section(.days) else { throw damaged(.days) }
    let days: Column<Day> = try values(.days)
    let dayChecks = checks(daySection) { days.areDays(offsets, in: $0.lowerBound / 4..<$0.upperBound / 4) }
    let codes: Column<UInt8> = try values(.encodings)
    let parts = head.figures
    var columns: [Figures] = []
    for (number, section) in parts.enumerated() {
      let own = codes[number * head.companyCount..<(number + 1) * head.companyCount]
      let encodings = own.compactMap { FigureEncoding(code: $0) }
      let column = Figures(
        offsets: offsets, encodings: encodings, bytes: bytes(of: section), checks: checks(section))
      guard let column else { throw damaged(.encodings) }
      columns.append(column)
    }
    func figures(_ part: MarketFile.Part) -> Figures? { parts.firstIndex { $0.part == part }.map { columns[$0] } }
    guard let open = figures(.open), let high = figures(.high), let low = figures(.low), let close = figures(.close),
      let volume = figures(.volume)
    else { throw damaged(.encodings) }
    return Bars(
      offsets: offsets, spans: (0..<head.companyCount).map { Bars.Span(first: ends[2 * $0], last: ends[2 * $0 + 1]) },
      stretches: stretches, days: DayColumn(days, checks: dayChecks), open: open, high: high, low: low, close: close,
      volume: volume,
      previous: figures(.previous), sources: figures(.sources),
      chain: Bars.Chain(
        anchors: figures(.anchors) ?? close, reports: figures(.reports), factors: figures(.factors)))
  }

  private func bytes(of section: MarketFile.Section) -> Column<UInt8> {
    bytes.part(section.offset..<section.offset + section.count)
  }

  private func values<Element>(_ part: MarketFile.Part) throws(DataError) -> Column<Element> {
    guard let section = head.section(part) else { throw damaged(part) }
    return bytes.values(at: section.offset, count: section.count / MemoryLayout<Element>.stride)
  }

  /// Values that are read again and again, and must not change while another program writes into the file.
  private func copy<Element>(_ part: MarketFile.Part) throws(DataError) -> Column<Element> {
    let values: Column<Element> = try values(part)
    let copy = try MutableColumn<Element>(count: values.count, file: name)
    _ = unsafe values.withUnsafeBufferPointer { unsafe copy.values.initialize(fromContentsOf: $0) }
    return copy.finished()
  }

  private func damaged(_ part: MarketFile.Part) -> DataError {
    DataError(.damagedMarketFile(part: "\(part)"), file: name)
  }
}

extension Column<Day> {
  /// Whether the days of some bars are days and ascend within each company's run.
  func areDays(_ offsets: [Int], in bars: Range<Int>) -> Bool {
    guard let last = bars.last else { return true }
    var descents = descents(in: bars)
    // What ascends from a day to a day is days; so only the ends of runs are looked at.
    guard self[bars.lowerBound] >= .first, self[last] <= .last else { return false }
    var before = 0
    for start in offsets[offsets.partitioningIndex { $0 >= Swift.max(1, bars.lowerBound) }...] {
      guard start < bars.upperBound else { break }
      // A company without bars begins where the next one does.
      if start == before { continue }
      before = start
      if self[start - 1] >= self[start] { descents -= 1 }
      guard self[start] >= .first, start == bars.lowerBound || self[start - 1] <= .last else { return false }
    }
    return descents == 0
  }

  /// How many of some bars are on no later day than the bar before, the first one of all excepted.
  private func descents(in bars: Range<Int>) -> Int {
    unsafe precondition(bars.lowerBound >= 0 && bars.upperBound <= values.count, "outside the column")
    var (bar, descents) = (Swift.max(1, bars.lowerBound), Int32(0))
    // A loop without a branch, which takes several bars at a time.
    while bar < bars.upperBound {
      unsafe descents &+= values[bar &- 1] < values[bar] ? 0 : 1
      bar &+= 1
    }
    return Int(descents)
  }
}
