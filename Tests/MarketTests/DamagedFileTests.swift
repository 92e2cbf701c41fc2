import Foundation
import Testing

@testable import Market

/// Files that are damaged, cut short or changed while they are in use end in an error, never in a crash or a wrong figure.
@Suite struct DamagedFileTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("marq-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private func remove() { try? FileManager.default.removeItem(at: folder) }

  /// A market whose file is mapped: two hundred thousand bars, with closes that fit no narrow encoding here and there.
  private static let largeMarket: Market = {
    let (companyCount, dayCount) = (40, 5_000)
    var random = SeededGenerator(seed: 41)
    var columns = Bars.Columns()
    let start = day("2000-01-03")
    let days = (0..<dayCount).map { start.advanced(by: $0) }
    columns.days = Column((0..<companyCount).flatMap { _ in days })
    columns.offsets = (0...companyCount).map { $0 * dayCount }
    func figures(_ digits: Double) -> Column<Double> {
      Column(
        (0..<companyCount * dayCount).map { bar in
          let price = Double(Int.random(in: 100...99_999, using: &random)) / digits
          return bar / dayCount == 7 ? price.squareRoot() : price
        })
    }
    (columns.open, columns.high, columns.low) = (figures(100), figures(1000), figures(10))
    (columns.close, columns.volume) = (figures(100), figures(1))
    return Market(
      name: "large", tickers: (100..<100 + companyCount).map { "T\($0)" },
      attributes: [Attribute(name: "ticker", values: .number(Array(repeating: 1, count: companyCount)))],
      exchanges: Array(repeating: 0, count: companyCount), calendar: Calendar(tradingDays: ["": days]),
      bars: Bars(certain: columns, tradingDays: { _ in days }), events: [])
  }()

  /// What a pass over everything sees, in a form that is quickly compared.
  private func seen(_ market: Market) -> [UInt64] {
    let bars = market.bars
    var sums: [UInt64] = bars.days.checked(0..<bars.count).map { UInt64(UInt32(bitPattern: $0.number)) }
    for figures in [bars.open, bars.high, bars.low, bars.close, bars.volume] { sums += figures.all.map(\.bitPattern) }
    return sums
  }

  @Test func damageIsFoundWhereItIsTouched() throws {
    defer { remove() }
    try DamagedFileTests.largeMarket.save(to: path("x.market"))
    let expected = seen(DamagedFileTests.largeMarket)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path("x.market")))
    let head = try MarketFile(Column(Array(bytes.prefix(4096 * 8)) + Array(bytes.dropFirst(4096 * 8))), name: "x")
    var random = SeededGenerator(seed: 42)
    for round in 0..<12 {
      let section = head.checked[round % head.checked.count]
      var damaged = bytes
      let place = section.offset + Int.random(in: 0..<section.count, using: &random)
      damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      try damaged.write(to: URL(fileURLWithPath: path("y.market")))
      let market = try Market.open(path("y.market"), checkedAtOnce: 0)
      #expect(market.fault == nil)
      _ = market.bars.firstDay
      let now = seen(market)
      #expect(market.fault?.problem == .damagedMarketFile(part: "\(section.part)"))
      // No more is missing than the run that the damaged block is part of.
      #expect(zip(now, expected).count { $0 != $1 } <= 5_000)
      #expect(throws: DataError.self) { try market.save(to: path("z.market")) }
      #expect(throws: DataError.self) { _ = try Market.open(path("y.market")) }
    }
    #expect(!FileManager.default.fileExists(atPath: path("z.market")))
  }

  @Test func checksumsThatAreDamagedAreDamage() throws {
    defer { remove() }
    try DamagedFileTests.largeMarket.save(to: path("x.market"))
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path("x.market")))
    let head = try MarketFile(Column(Array(bytes)), name: "x")
    let section = try #require(head.section(.checksums))
    bytes[section.offset + section.count / 2] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path("x.market")))
    let market = try Market.open(path("x.market"), checkedAtOnce: 0)
    _ = seen(market)
    #expect(market.fault != nil)
  }

  /// Cut at every kind of place: before anything was read, and after a pass that found all blocks sound.
  @Test func aMappedFileMayBeCutShort() throws {
    defer { remove() }
    var random = SeededGenerator(seed: 43)
    for round in 0..<10 {
      try DamagedFileTests.largeMarket.save(to: path("x.market"))
      let market = try Market.open(path("x.market"), checkedAtOnce: 0)
      let size = try #require(
        try FileManager.default.attributesOfItem(atPath: path("x.market"))[.size] as? Int)
      if round % 2 == 0 { _ = seen(market) }
      let length = [0, 1, size - 1, size / 2, Int.random(in: 0..<size, using: &random)][round % 5]
      let isCut = unsafe truncate(path("x.market"), off_t(length)) == 0
      #expect(isCut)
      _ = seen(market)
      for company in market.tickers.indices {
        let positions = market.bars.positions(of: company, from: day("2001-01-01"), through: day("2010-01-01"))
        _ = market.bars.measurement(of: company, over: positions, isSingleDay: false, beginsAtFirstBar: false)
      }
      #expect(market.fault?.problem == .changedMeanwhile)
      #expect(throws: DataError.self) { try market.save(to: path("y.market")) }
    }
  }

  @Test func aMappedFileMayBeWrittenInto() throws {
    defer { remove() }
    try DamagedFileTests.largeMarket.save(to: path("x.market"))
    let market = try Market.open(path("x.market"), checkedAtOnce: 0)
    #expect(seen(market) == seen(DamagedFileTests.largeMarket))
    #expect(market.fault == nil)
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path("x.market")))
    try file.seek(toOffset: 3_000_000)
    file.write(Data(repeating: 0xAB, count: 500_000))
    try file.close()
    _ = seen(market)
    #expect(market.fault?.problem == .changedMeanwhile)
  }

  @Test func aReplacedFileStaysAsItWasOpened() throws {
    defer { remove() }
    try DamagedFileTests.largeMarket.save(to: path("x.market"))
    let market = try Market.open(path("x.market"), checkedAtOnce: 0)
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path("y")))
    let isReplaced = unsafe rename(path("y"), path("x.market")) == 0
    #expect(isReplaced)
    #expect(seen(market) == seen(DamagedFileTests.largeMarket))
    #expect(market.fault == nil)
  }

  /// Prices that are cut short, or written over, before they are read or by another thread while they are.
  @Test func pricesMayChangeWhileTheyAreRead() throws {
    defer { remove() }
    var random = SeededGenerator(seed: 44)
    var text = "date,ticker,close,volume,source\n"
    let start = day("2000-01-03")
    for number in 0..<150 {
      for place in 0..<1_200 {
        text += "\(start.advanced(by: place)),T\(number),\(place % 90 + 1).25,\(place)00,s\(place % 9)\n"
      }
    }
    let bytes = Data(text.utf8)
    #expect(bytes.count > 5_000_000)
    for round in 0..<16 {
      try bytes.write(to: URL(fileURLWithPath: path("prices.csv")))
      let set = try DataSet.read(folder: path("prices.csv"))
      let length = Int.random(in: 0..<bytes.count, using: &random)
      let path = path("prices.csv")
      let isZeroed = round % 4 == 3
      @Sendable func spoil() {
        guard isZeroed else {
          _ = unsafe truncate(path, off_t(length))
          return
        }
        let file = FileHandle(forWritingAtPath: path)
        file?.seek(toFileOffset: UInt64(length))
        file?.write(Data(repeating: UInt8(round), count: bytes.count - length))
        try? file?.close()
      }
      if round % 2 == 0 { spoil() }
      Concurrency.allCores.forEach(2) { part in
        if part == 1, round % 2 == 1 {
          usleep(UInt32(length % 60_000))
          spoil()
        }
        guard part == 0 else { return }
        do throws(DataError) {
          let market = try Market.load(set).market
          // Whole, or spoilt only when it had been read.
          if market.bars.count != 150 * 1_200 { Issue.record("round \(round): half a market") }
        } catch {
          if error.problem != .changedMeanwhile { Issue.record("round \(round): \(error)") }
        }
      }
      if round % 2 == 0 { #expect(failure(set)?.problem == .changedMeanwhile) }
    }
  }

  @Test func memoryThatIsNotThereIsAnError() {
    #expect(throws: DataError.self) { _ = try MutableColumn<Double>(count: 1 << 58, file: "x.csv") }
    #expect(throws: DataError.self) { _ = try MutableColumn<Double>(count: .max, file: "x.csv") }
  }
}
