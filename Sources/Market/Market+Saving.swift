extension Market {
  /// Writes the market into a file that `open` maps. A failed save leaves what was there before.
  public func save(to path: String) throws(DataError) {
    let offsets = Column(bars.offsets.map { Int64($0) })
    var parts: [(part: MarketFile.Part, bytes: Column<UInt8>)] = [
      (.tables, Column(tables)), (.offsets, offsets.bytes), (.days, bars.days.bytes), (.open, bars.open.bytes),
      (.high, bars.high.bytes), (.low, bars.low.bytes), (.close, bars.close.bytes), (.volume, bars.volume.bytes),
    ]
    if let previous = bars.previous { parts.append((.previous, previous.bytes)) }
    if let sources = bars.sources { parts.append((.sources, sources.bytes)) }
    // Where every anchor is the close, the file has no anchors.
    if !bars.chain.anchors.sharesMemory(with: bars.close) { parts.append((.anchors, bars.chain.anchors.bytes)) }
    if let reports = bars.chain.reports { parts.append((.reports, reports.bytes)) }
    if let factors = bars.chain.factors { parts.append((.factors, factors.bytes)) }

    // Each column begins on a page of its own.
    var end = MarketFile.headLength(sections: parts.count)
    var places: [Int] = []
    for part in parts {
      places.append((end + MarketFile.alignment - 1) / MarketFile.alignment * MarketFile.alignment)
      end = places[places.count - 1] + part.bytes.count
    }
    let written = parts
    let checksums = Concurrency.allCores.map(parts.count) { number in
      let bytes = written[number].bytes
      return Checksum.of(bytes.span)
    }
    let sections = parts.indices.map {
      MarketFile.Section(
        part: parts[$0].part, offset: places[$0], count: parts[$0].bytes.count, checksum: checksums[$0])
    }
    let file = MarketFile(companyCount: companyCount, barCount: bars.count, length: end, sections: sections)
    let stretches = [(0, Column(file.head))] + zip(places, parts.map(\.bytes))
    try NewFile.write(path) { file throws(SystemReason) in
      // An empty column at the end has a place too.
      try file.setLength(end)
      for (offset, bytes) in stretches { try file.write(bytes.span, at: offset) }
    }
  }
}
