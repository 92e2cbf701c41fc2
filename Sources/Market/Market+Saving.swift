extension Market {
  /// Writes the market into a file that `open` maps. A failed save leaves what was there before.
  ///
  /// - Parameter script: what the market that is opened has as its `script`; this one's own where nothing is said.
  public func save(to path: String, script: [UInt8]? = nil) throws(DataError) {
    // Damage must not get a checksum that says it is none.
    if let fault = checkedFault() { throw fault }
    var figures: [(part: MarketFile.Part, figures: Figures)] = [
      (.open, bars.open), (.high, bars.high), (.low, bars.low), (.close, bars.close), (.volume, bars.volume),
    ]
    if let previous = bars.previous { figures.append((.previous, previous)) }
    if let sources = bars.sources { figures.append((.sources, sources)) }
    // Where every anchor is the close, the file has no anchors.
    if !bars.chain.anchors.sharesMemory(with: bars.close) { figures.append((.anchors, bars.chain.anchors)) }
    if let reports = bars.chain.reports { figures.append((.reports, reports)) }
    if let factors = bars.chain.factors { figures.append((.factors, factors)) }
    let checked: [(part: MarketFile.Part, bytes: Column<UInt8>)] =
      [(.days, bars.days.values.bytes)] + figures.map { ($0.part, $0.figures.bytes) }
    let parts: [(part: MarketFile.Part, bytes: Column<UInt8>)] =
      [
        (.tables, Column(tables(script: script ?? self.script))),
        (.offsets, Column(bars.offsets.map { Int64($0) }).bytes),
        (.spans, Column(bars.spans.flatMap { [$0.first, $0.last] }).bytes),
        (.stretchCounts, Column(bars.stretches.counts).bytes),
        (.stretches, bars.stretches.all.bytes),
        (.encodings, Column(figures.flatMap { $0.figures.encodings.map(\.code) })),
        (.checksums, Column(checked.flatMap { BlockChecks.checksums(of: $0.bytes) }).bytes),
      ] + checked

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
    let pieces = [(0, Column(file.head))] + zip(places, parts.map(\.bytes))
    try NewFile.write(path) { file throws(SystemReason) in
      // An empty column at the end has a place too.
      try file.setLength(end)
      for (offset, bytes) in pieces { try file.write(bytes.span, at: offset) }
    }
  }
}
