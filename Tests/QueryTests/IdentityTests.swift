import Market
import Testing

/// What must hold on any market, whatever the figures are.
@Suite struct IdentityTests {
  static let windows = [
    "", "over 5d", "over 20d", "over mtd", "over 3w", "on 2026-02", "since 2026-01-20", "after 2026-02-02",
    "from 2026-01-09 to 2026-02-18", "ever", "until 2026-02-10", "prior 5d",
  ]

  /// Full and sparse markets made up from seeds.
  static func markets(_ seed: UInt64) throws -> [Asker] {
    [try RandomMarket(seed: seed, isFull: true).asker, try RandomMarket(seed: seed, isFull: false).asker]
  }

  @Test("drop is -gain", arguments: 0..<UInt64(8))
  func dropIsGain(seed: UInt64) throws {
    for asker in try IdentityTests.markets(seed) {
      #expect(try !asker.figures("gain", "over 5d").isEmpty)
      for window in IdentityTests.windows {
        let gains = try asker.figures("gain", window)
        let drops = try asker.figures("drop", window)
        #expect(gains.mapValues { -$0 } == drops, "seed \(seed) \(window)")
      }
    }
  }

  @Test("gains chain over any split of a window in which every day has a bar", arguments: 0..<UInt64(8))
  func gainsChain(seed: UInt64) throws {
    let market = RandomMarket(seed: seed, isFull: true)
    let asker = try market.asker
    var random = SplitMix64(state: seed &+ 1000)
    for _ in 0..<20 {
      let places = (0..<3).map { _ in Int.random(in: 1..<market.days.count - 1, using: &random) }.sorted()
      guard places[0] <= places[1], places[1] < places[2] else { continue }
      let (first, middle, last) = (market.days[places[0]], market.days[places[1]], market.days[places[2]])
      let whole = try asker.figures("gain", "from \(first) to \(last)")
      let start = try asker.figures("gain", "from \(first) to \(middle)")
      let rest = try asker.figures("gain", "after \(middle) to \(last)")
      #expect(whole.count == asker.market.companyCount && rest.count == whole.count)
      for (ticker, gain) in whole {
        let chained = (1 + (start[ticker] ?? .nan)) * (1 + (rest[ticker] ?? .nan))
        #expect(abs(chained / (1 + gain) - 1) <= 1e-12, "seed \(seed) \(ticker) \(first) \(middle) \(last)")
      }
    }
  }

  @Test("the window's gain is the product of its days' gains", arguments: 0..<UInt64(8))
  func daysChain(seed: UInt64) throws {
    let asker = try RandomMarket(seed: seed, isFull: true).asker
    for window in ["5d", "20d", "since 2026-01-20"] {
      let whole = try asker.figures("loggain(\(window))")
      let days = try asker.figures("total(loggain, \(window))")
      for (ticker, gain) in whole {
        #expect(abs(gain - (days[ticker] ?? .nan)) <= 1e-12 * max(1, abs(gain)), "seed \(seed) \(ticker) \(window)")
      }
    }
  }

  @Test("groups of a key with one value a company partition the companies", arguments: 0..<UInt64(8))
  func groupsPartition(seed: UInt64) throws {
    for asker in try IdentityTests.markets(seed) {
      for key in ["sector", "exporter", "employees", "ticker"] {
        for clauses in ["", "where close > 50", "on 2026-01-08"] {
          let all = try asker.figure("count()", clauses)
          let parts = try counts(asker, by: key, clauses)
          #expect(parts.reduce(0, +) == all, "seed \(seed) \(key) \(clauses)")
        }
      }
    }
  }

  private func counts(_ asker: Asker, by key: String, _ clauses: String) throws -> [Double] {
    let table = try asker.ask("count() by \(key) \(clauses)").table
    guard case .numbers(let numbers, _, _) = table.columns[1].values else { return [] }
    return numbers
  }

  @Test("volume of a window is the total of its days", arguments: 0..<UInt64(8))
  func volumesAddUp(seed: UInt64) throws {
    for asker in try IdentityTests.markets(seed) {
      for window in IdentityTests.windows {
        #expect(try asker.figures("volume", window) == asker.figures("total(volume)", window), "seed \(seed) \(window)")
      }
      #expect(try asker.figures("volume(5d)") == asker.figures("total(volume, 5d)"))
    }
  }

  @Test("figures that are asked together are those asked alone", arguments: 0..<UInt64(8))
  func askedTogether(seed: UInt64) throws {
    let folds = [
      "volatility", "total(turnover)", "volume", "mean(close)", "drawdown", "total(volume)", "mean(close, 5d)",
      "total(low * volume)", "highest(close) / mean(high)", "vwap",
    ]
    let aggregates = ["sum(volume)", "max(volatility)", "avg(mean(open))", "median(drawdown)", "sum(total(volume))"]
    let ofOneDay = ["volume", "total(close)", "turnover", "mean(open)", "total(volume)"]
    for asker in try IdentityTests.markets(seed) {
      for clauses in ["over 1d", "on 2026-02-02", "over 2d", "each day over 5d", "each week over 20d"] {
        try expectSame(ofOneDay, "\(clauses) sort ticker", asker)
      }
      for window in ["over 5d", "over mtd", "since 2026-01-20", "ever", "over 20d where close > 20"] {
        try expectSame(folds, "\(window) sort ticker", asker)
        try expectSame(aggregates, window, asker)
        for keys in ["theme", "sector, exporter"] {
          try expectSame(aggregates, "by \(keys) \(window) sort \(keys)", asker)
        }
      }
    }
  }

  @Test("a condition keeps the rows of each period whose figures it holds for", arguments: 0..<UInt64(8))
  func periodsAgree(seed: UInt64) throws {
    for asker in try IdentityTests.markets(seed) {
      for figure in ["total(close)", "turnover", "mean(close)", "volume"] {
        for clauses in ["each day over 5d", "each week over 20d", "each month ever"] {
          let rows = try asker.ask("\(figure) as figure \(clauses)").table
          guard case .numbers(let figures, _, _) = rows.columns[rows.columns.count - 1].values else { continue }
          // Above one of the figures it is not itself.
          for limit in figures.filter({ !$0.isNaN }).prefix(5) {
            let kept = try asker.ask("\(figure) where \(figure) > \(limit) \(clauses)").table
            #expect(kept.rowCount == figures.count { $0 > limit }, "seed \(seed) \(figure) \(clauses) \(limit)")
          }
          let largest = try asker.ask("max(\(figure)) \(clauses)").table
          guard case .numbers(let maxima, _, _) = largest.columns[largest.columns.count - 1].values else { continue }
          let known = Set(figures)
          #expect(maxima.allSatisfy { $0.isNaN || known.contains($0) }, "seed \(seed) \(figure) \(clauses)")
        }
      }
    }
  }

  private func expectSame(_ columns: [String], _ clauses: String, _ asker: Asker) throws {
    let together = try asker.ask("\(columns.joined(separator: ", ")) \(clauses)").table
    for column in columns {
      let alone = try asker.ask("\(column) \(clauses)").table
      let values = together.columns.first { $0.name == column }?.values
      #expect(values.map { "\($0)" } == alone.columns.last.map { "\($0.values)" }, "\(column) \(clauses)")
    }
  }

  @Test("a condition, its negation and its absence partition the companies", arguments: 0..<UInt64(8))
  func conditionsPartition(seed: UInt64) throws {
    let conditions = [
      "gain > 0%", "close between 20 and 200", "sector = chips", "sector in (chips, cloud)", "exporter",
      "employees > 100", "theme = old", "name ~ \"[12]\"", "gain(5d) > gain", "exporter or gain > 0%",
      "exporter and employees > 100", "close is missing", "volume > mean(volume, 5d)", "close > avg(close)",
    ]
    for asker in try IdentityTests.markets(seed) {
      let all = try asker.tickers("")
      let asked = conditions.filter(asker.canAsk)
      #expect(!all.isEmpty && asked.count > 8, "seed \(seed): \(asked)")
      for condition in asked {
        let yes = try asker.tickers("where \(condition)")
        let no = try asker.tickers("where not (\(condition))")
        let unknown = try asker.tickers("where (\(condition)) is missing")
        #expect((yes + no + unknown).sorted() == all.sorted(), "seed \(seed) \(condition)")
      }
    }
  }

  @Test("the order of the files' rows changes no byte of an answer", arguments: 0..<UInt64(8))
  func rowOrder(seed: UInt64) throws {
    let questions = [
      "name, close, gain, volume, sector, theme", "gain over 20d", "gain, volume by sector",
      "avg(gain), sum(volume), median(close), count()", "count(), avg(close) by theme", "gain top 2 per theme",
      "close sort theme, -close top 3",
      "mean(gain, 20d), total(turnover, 20d), often(gain > 0%, 20d)", "vwap, high, low, base ever",
      "highest(avg(gain), 10d) by exporter",
    ]
    var random = SplitMix64(state: seed &+ 77)
    for isFull in [true, false] {
      let market = RandomMarket(seed: seed, isFull: isFull)
      let (asker, other) = (try market.asker, try market.shuffled(&random))
      for question in questions {
        #expect(try asker.json(question) == other.json(question), "seed \(seed) \(question)")
      }
    }
  }
}

extension Asker {
  /// Whether the market has the values that a condition names: a made-up one may lack a sector.
  fileprivate func canAsk(_ condition: String) -> Bool { (try? tickers("where \(condition)")) != nil }
}
