/// What can be told of the bytes of a text without reading it: how many line ends and quotes it has.
///
/// One pass at the speed of memory, on all cores. It says where a text can be cut and how many rows there are at most.
struct ByteSurvey {
  /// What a stretch of bytes holds.
  struct Counts {
    var lineFeeds = 0
    var carriageReturns = 0
    var quotes = 0
    var isASCII = true
  }

  /// Where each part begins; one more than there are parts, the last being the end.
  let bounds: [Int]
  /// What each part holds.
  let parts: [Counts]

  /// Looks at all bytes, in `count` parts of about one length.
  init(_ bytes: Column<UInt8>, parts count: Int) {
    let bounds = (0...count).map { bytes.count / count * $0 + min($0, bytes.count % count) }
    self.bounds = bounds
    self.parts = Concurrency.allCores.map(count) { ByteSurvey.counts(bytes.span, bounds[$0]..<bounds[$0 + 1]) }
  }

  /// Whether every byte is ASCII, so that the text is UTF-8.
  var isASCII: Bool { parts.allSatisfy(\.isASCII) }

  /// Counts what is in a range.
  static func counts(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Counts {
    var counts = Counts()
    var offset = range.lowerBound
    while offset < range.upperBound {
      // At most 255 at a time, so that sums of eight bits can't overflow and the loop runs on whole vectors.
      let end = min(offset + 240, range.upperBound)
      count(bytes.extracting(offset..<end), &counts)
      offset = end
    }
    return counts
  }

  @inline(__always)
  private static func count(_ bytes: Span<UInt8>, _ counts: inout Counts) {
    var (lineFeeds, carriageReturns, quotes, seen) = (UInt8(0), UInt8(0), UInt8(0), UInt8(0))
    for offset in bytes.indices {
      let byte = bytes[offset]
      lineFeeds &+= one(byte == CSVReader.lineFeed)
      carriageReturns &+= one(byte == CSVReader.carriageReturn)
      quotes &+= one(byte == CSVReader.quote)
      seen |= byte
    }
    counts.lineFeeds += Int(lineFeeds)
    counts.carriageReturns += Int(carriageReturns)
    counts.quotes += Int(quotes)
    if seen >= 0x80 { counts.isASCII = false }
  }

  /// 1 for yes, 0 for no, without the branch that `? 1 : 0` becomes.
  @inline(__always)
  private static func one(_ isTrue: Bool) -> UInt8 { unsafe unsafeBitCast(isTrue, to: UInt8.self) }
}
