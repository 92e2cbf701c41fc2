import Testing

/// Changes of sparse records, held against the rules of the language read row by row.
@Suite struct ChainingTests {
  @Test("the gain of any window of a sparse record follows the rules", arguments: 0..<UInt64(24))
  func sparse(seed: UInt64) throws {
    let market = RandomMarket(seed: seed, isFull: false)
    let asker = try market.asker
    let records = Record.read(market)
    var random = SplitMix64(state: seed &+ 500)
    var compared = 0
    for _ in 0..<40 {
      let places = [0, 1].map { _ in Int.random(in: 0..<market.days.count, using: &random) }.sorted()
      let (first, last) = (market.days[places[0]], market.days[places[1]])
      let gains = try asker.figures("gain", "from \(first) to \(last)")
      for record in records {
        let (expected, gain) = (record.gain(from: places[0], to: places[1]), gains[record.ticker])
        #expect((expected == nil) == (gain == nil), "seed \(seed) \(record.ticker) \(first) \(last)")
        guard let expected, let gain else { continue }
        #expect(abs(gain - expected) <= 1e-9 * max(1, abs(expected)), "seed \(seed) \(record.ticker) \(first) \(last)")
        compared += 1
      }
    }
    #expect(compared > 20, "seed \(seed)")
  }
}

/// One company's bars by the number of their day, as the file has them.
private struct Record {
  struct Bar {
    let day: Int
    let close: Double?
    let previous: Double?
    let change: Double?
  }

  let ticker: String
  let bars: [Bar]

  static func read(_ market: RandomMarket) -> [Record] {
    let rows = market.prices.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let tickers = Set(rows.map { String($0[1]) }).sorted()
    return tickers.map { ticker in
      let bars = rows.filter { $0[1] == ticker }.compactMap { row in
        market.days.firstIndex(of: String(row[0])).map {
          Bar(day: $0, close: Double(row[5]), previous: Double(row[6]), change: Double(row[7]))
        }
      }
      return Record(ticker: ticker, bars: bars.sorted { $0.day < $1.day })
    }
  }

  /// What a bar says of its own day, and of the way from the last level known before it.
  private struct Step {
    let day: Int
    /// The change of the single day.
    let single: Double?
    /// One and the change since the level before; of a first bar, since its own reference.
    let factor: Double?
    /// Whether a level is known behind it, and was before it.
    let hasLevel: Bool, hadLevel: Bool
  }

  private var steps: [Step] {
    var steps: [Step] = []
    var before: (day: Int, level: Double, close: Double?)?
    for bar in bars {
      let isNext = before.map { $0.day + 1 == bar.day } ?? false
      let byCloses = before.flatMap { base in bar.close.map { $0 / base.level } }
      var single = byCloses.map { $0 - 1 }
      var factor = byCloses
      var level = bar.close
      if let previous = bar.previous, let close = bar.close {
        single = close / previous - 1
        if isNext || before == nil { factor = close / previous }
      } else if let change = bar.change {
        // A made-up change stands alone, without a close to agree with.
        single = change
        factor = isNext || before == nil ? 1 + change : nil
        level = isNext ? before.map { $0.level * (1 + change) } : nil
      }
      steps.append(Step(day: bar.day, single: single, factor: factor, hasLevel: level != nil, hadLevel: before != nil))
      if let level { before = (bar.day, level, bar.close) }
    }
    return steps
  }

  func gain(from first: Int, to last: Int) -> Double? {
    let inside = steps.filter { $0.day >= first && $0.day <= last }
    guard let end = inside.last else { return nil }
    if first == last { return end.single }
    let known = inside.filter(\.hasLevel)
    guard let start = known.first else { return nil }
    // Without a level before it, a window has a base only where it begins on the company's first bar.
    if !start.hadLevel, bars.first?.day != first || start.day != first { return nil }
    var product = 1.0
    for step in known {
      guard let factor = step.factor else { return nil }
      product *= factor
    }
    return product - 1
  }
}
