/// Where a file of rows is cut, so that several threads can read it.
struct FilePieces {
  /// Where each piece begins, and where the last one ends.
  let bounds: [Int]
  /// For each piece the number of its first row where no line is blank and no field holds a line end; then the most rows
  /// that there can be in all.
  let firstRows: [Int]

  var count: Int { bounds.count - 1 }

  /// Pieces that begin at the first line end behind the bounds of a survey, quoted line ends apart.
  init(_ bytes: Column<UInt8>, from start: Int, _ survey: ByteSurvey) {
    var bounds = [start]
    var rows = [0]
    var lineFeeds = -ByteSurvey.counts(bytes.span, 0..<start).lineFeeds
    var quotes = 0
    for (number, part) in survey.parts.enumerated().dropLast() {
      lineFeeds += part.lineFeeds
      quotes += part.quotes
      let begin = FilePieces.lineStart(bytes.span, from: survey.bounds[number + 1], isQuoted: quotes % 2 == 1)
      guard begin < bytes.count else { break }
      guard begin > bounds[bounds.count - 1] else { continue }
      let skipped = ByteSurvey.counts(bytes.span, survey.bounds[number + 1]..<begin).lineFeeds
      bounds.append(begin)
      rows.append(max(0, lineFeeds + skipped))
    }
    let all = survey.parts.reduce(0) { $0 + $1.lineFeeds } - ByteSurvey.counts(bytes.span, 0..<start).lineFeeds
    self.bounds = bounds + [max(start, bytes.count)]
    self.firstRows = rows + [max(0, all) + 1]
  }

  private init(bounds: [Int], rows: Int) {
    self.bounds = bounds
    self.firstRows = [0, rows]
  }

  /// The file in one piece, with room for every row whatever ends it; nil if `isGood`.
  static func whole(_ bytes: Column<UInt8>, from start: Int, _ survey: ByteSurvey, unless isGood: Bool) -> FilePieces? {
    if isGood { return nil }
    let rows = survey.parts.reduce(1) { $0 + $1.lineFeeds + $1.carriageReturns }
    return FilePieces(bounds: [start, bytes.count], rows: rows)
  }

  /// The offset behind the first line feed from `offset` on that is not quoted.
  private static func lineStart(_ bytes: Span<UInt8>, from offset: Int, isQuoted: Bool) -> Int {
    var isQuoted = isQuoted
    var offset = offset
    while offset < bytes.count {
      if bytes[offset] == CSVReader.quote { isQuoted.toggle() }
      offset += 1
      if bytes[offset - 1] == CSVReader.lineFeed, !isQuoted { break }
    }
    return offset
  }
}
