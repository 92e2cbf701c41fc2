/// Reads the pieces of `prices.csv`, each on a thread of its own, straight into columns.
struct PriceReader: Sendable {
  let table: CSVTable
  let layout: PriceLayout
  let tickers: TextPool
  let sources: TextPool
  let isClosed: Bool
  let progress: LoadProgress
  let interruption: Interruption?
  let isPlain: Bool

  /// What became of one piece.
  struct Part: Sendable {
    /// The rows that were read.
    var rows: Range<Int>
    /// The tickers and sources by code, with those that are new here.
    var tickers: TextPool
    var sources: TextPool
    /// How many rows have an open or close outside low to high.
    var outsideCount = 0
    /// Behind the last row.
    var end: Int
    /// Whether there were more rows than room.
    var isOverfull = false
    var error: DataError?
  }

  /// Reads all pieces.
  func read(_ pieces: FilePieces) throws(DataError) -> PriceParts {
    let columns = try PriceColumns(count: pieces.firstRows[pieces.count], layout, file: table.file.name)
    let parts = Concurrency.allCores.map(pieces.count) { number in
      var piece = PieceReader(self, columns, rows: pieces.firstRows[number]..<pieces.firstRows[number + 1])
      piece.read(from: pieces.bounds[number], to: pieces.bounds[number + 1])
      return piece.part
    }
    return PriceParts(
      columns: columns, parts: parts, knownTickers: tickers.texts.count, knownSources: sources.texts.count)
  }
}

/// The pieces of a file, read.
struct PriceParts {
  let columns: PriceColumns
  private(set) var parts: [PriceReader.Part]
  /// How many texts the pools had before the first piece was read.
  let knownTickers: Int
  let knownSources: Int

  /// How many rows there are, once they are joined.
  var count: Int { parts.last?.rows.upperBound ?? 0 }

  /// Whether each piece ended where the next one begins, so that every cut was between two rows.
  ///
  /// Behind an error nothing counts any more.
  func fit(_ pieces: FilePieces) -> Bool {
    for (number, part) in parts.enumerated() {
      if part.isOverfull { return false }
      if part.error != nil { return true }
      if part.end != pieces.bounds[number + 1] { return false }
    }
    return true
  }

  /// Makes one run of rows of all pieces, with codes of the pools handed over.
  mutating func join(tickers: inout TextPool, sources: inout TextPool) {
    var next = 0
    for number in parts.indices {
      let rows = parts[number].rows
      if rows.lowerBound != next { columns.move(rows, to: next) }
      parts[number].rows = next..<next + rows.count
      next += rows.count
    }
    let newTickers = parts.map { tickers.codes(of: $0.tickers, from: knownTickers) }
    let newSources = parts.map { sources.codes(of: $0.sources, from: knownSources) }
    let (columns, parts) = (columns, parts)
    let (firstTicker, firstSource) = (Int32(knownTickers), Int32(knownSources))
    Concurrency.allCores.forEach(parts.count) { number in
      columns.tickers.replace(parts[number].rows, from: firstTicker, with: newTickers[number])
      columns.sources?.replace(parts[number].rows, from: firstSource, with: newSources[number])
    }
  }
}

extension TextPool {
  /// For each text of `other` from code `first` on its code here, where it is added if it is new.
  fileprivate mutating func codes(of other: TextPool, from first: Int) -> [Int32] {
    other.texts[first...].map { intern($0) }
  }
}

extension MutableColumn<Int32> {
  /// Gives the values from `first` on the codes that stand for them.
  fileprivate func replace(_ rows: Range<Int>, from first: Int32, with codes: [Int32]) {
    if codes.isEmpty || codes.enumerated().allSatisfy({ $1 == first + Int32($0) }) { return }
    for row in rows where self[row] >= first { self[row] = codes[Int(self[row] - first)] }
  }
}
