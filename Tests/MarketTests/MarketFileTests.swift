import Foundation
import Testing

@testable import Market

/// What was saved is what is opened, and a file that was not saved so is an error, whatever is in it.
@Suite struct MarketFileTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("marq-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private func remove() { try? FileManager.default.removeItem(at: folder) }

  private func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path(name)))) }

  private func opened(_ bytes: [UInt8]) throws -> Result<Market, DataError> {
    try Data(bytes).write(to: URL(fileURLWithPath: path("other.market")))
    do throws(DataError) { return .success(try Market.open(path("other.market"))) } catch { return .failure(error) }
  }

  private func saved(_ dataSet: DataSet = SampleData(seed: 21).dataSet) throws -> (market: Market, bytes: [UInt8]) {
    let market = try Market.load(dataSet).market
    try market.save(to: path("x.market"))
    return (market, try bytes("x.market"))
  }

  @Test func checksumsAreThoseOfTheReference() {
    let known: [(String, UInt64)] = [
      ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
      ("Nobody inspects the spammish repetition", 0xFBCE_A83C_8A37_8BF1),
    ]
    for (text, checksum) in known { #expect(Checksum.of(Array(text.utf8).span) == checksum) }
  }

  @Test func whatWasSavedIsOpened() throws {
    defer { remove() }
    let plain = dataSet(prices: "date,ticker,close\n2026-02-20,A,1\n2026-02-20,B,2\n2026-02-23,B,3\n")
    for set in [SampleData(seed: 21).dataSet, plain, dataSet(prices: "date,ticker,close\n")] {
      let (market, _) = try saved(set)
      let opened = try Market.open(path("x.market"))
      #expect(written(opened) == written(market))
      #expect(opened.script == market.script)
      #expect(opened.bars.chain.anchors.sharesMemory(with: opened.bars.close) || opened.bars.hasReferencePrices)
      #expect(opened.checkedFault() == nil)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x.market"])
  }

  @Test func aMarketMayBeSavedIntoItsOwnFile() throws {
    defer { remove() }
    let (market, _) = try saved()
    let opened = try Market.open(path("x.market"))
    try opened.save(to: path("x.market"))
    #expect(written(opened) == written(market))
    #expect(written(try Market.open(path("x.market"))) == written(market))
  }

  @Test func everyTruncationIsAnError() throws {
    defer { remove() }
    let bytes = try saved().bytes
    for count in Array(0..<600) + Array(stride(from: 600, to: bytes.count, by: 997)) {
      switch try opened(Array(bytes.prefix(count))) {
      case .success: Issue.record("\(count) bytes are opened")
      case .failure(let error):
        #expect(error.problem == (count < MarketFile.signature.count ? .notAMarketFile : .cutShort))
      }
    }
    if case .success = try opened(bytes + [0]) { Issue.record("a byte too many is opened") }
  }

  @Test func everyDamageIsAnErrorOrWithoutEffect() throws {
    defer { remove() }
    let (market, bytes) = try saved()
    let expected = written(market)
    var random = SeededGenerator(seed: 22)
    for place in Array(0..<600) + (0..<600).map({ _ in Int.random(in: 600..<bytes.count, using: &random) }) {
      var damaged = bytes
      damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      if case .success(let opened) = try opened(damaged), written(opened) != expected {
        Issue.record("a changed byte \(place) is not noticed")
      }
    }
  }

  /// Files whose checksums are right and whose contents are not: made by hand, or by another program.
  @Test func forgedFilesNeverCrash() throws {
    defer { remove() }
    let bytes = try saved().bytes
    let head = try MarketFile(Column(bytes), name: "x.market")
    let tables = try #require(head.section(.tables))
    var random = SeededGenerator(seed: 23)
    for round in 0..<1_500 {
      var forged = bytes
      var sections = head.sections
      if round % 2 == 0 {
        let place = Int.random(in: tables.offset..<tables.offset + tables.count, using: &random)
        forged[place] = UInt8.random(in: 0...255, using: &random)
      } else {
        let number = Int.random(in: sections.indices, using: &random)
        let old = sections[number]
        let change = Int.random(in: 0..<3, using: &random)
        let values = [0, 1, 7, 8, 4096, Int.max - 7, bytes.count, old.count - 8, old.offset + 8]
        let value = values.randomElement(using: &random) ?? 0
        sections[number] = MarketFile.Section(
          part: old.part, offset: change == 0 ? value : old.offset, count: change == 1 ? value : old.count,
          checksum: old.checksum)
      }
      sections = sections.map { section in
        guard section.offset >= 0, section.count >= 0, section.offset < forged.count,
          section.count <= forged.count - section.offset
        else { return section }
        let checksum = Checksum.of(forged[section.offset..<section.offset + section.count].span)
        return MarketFile.Section(part: section.part, offset: section.offset, count: section.count, checksum: checksum)
      }
      let file = MarketFile(
        companyCount: head.companyCount, barCount: head.barCount, length: head.length, sections: sections)
      forged.replaceSubrange(0..<file.head.count, with: file.head)
      if case .success(let market) = try opened(forged) { _ = written(market) }
    }
  }

  @Test func otherFilesAreToldApart() throws {
    defer { remove() }
    let bytes = try saved().bytes
    func problem(_ bytes: [UInt8]) throws -> DataError.Problem? {
      if case .failure(let error) = try opened(bytes) { return error.problem }
      return nil
    }
    #expect(try problem(Array("date,ticker,close\n".utf8)) == .notAMarketFile)
    #expect(try problem([]) == .notAMarketFile)
    var newer = bytes
    newer[12] = 4
    #expect(try problem(newer) == .newerMarketFile(version: 4))
    newer[12] = 2
    #expect(try problem(newer) == .olderMarketFile(version: 2))
    var foreign = bytes
    foreign.replaceSubrange(8..<12, with: [1, 2, 3, 4])
    #expect(try problem(foreign) == .damagedMarketFile(part: "head"))
  }

  @Test func aFailedSaveLeavesTheOldFile() throws {
    defer { remove() }
    let market = try saved().market
    #expect(throws: DataError.self) { try market.save(to: path("no-folder/x.market")) }
    #expect(throws: DataError.self) { try market.save(to: folder.path) }
    #expect(throws: DataError.self) {
      try NewFile.write(path("x.market")) { file throws(SystemReason) in
        try file.write([1, 2, 3].span, at: 0)
        throw SystemReason(28)
      }
    }
    #expect(written(try Market.open(path("x.market"))) == written(market))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x.market"])
  }

  /// Columns of any content with checksums that are right: days out of order, figures that no file of prices can say.
  @Test func forgedColumnsNeverCrash() throws {
    defer { remove() }
    let bytes = try saved().bytes
    var random = SeededGenerator(seed: 24)
    var openedCount = 0
    for round in 0..<600 {
      var forgery = try Forgery(bytes)
      let parts = forgery.head.sections.map(\.part).filter { $0 != .tables && $0 != .checksums }
      let part = parts[round % parts.count]
      forgery.change(part) { slice in
        for _ in 0..<Int.random(in: 1...12, using: &random) {
          let place = Int.random(in: slice.indices, using: &random)
          slice[place] =
            [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)].randomElement(using: &random) ?? 0
        }
      }
      try Data(forgery.signed()).write(to: URL(fileURLWithPath: path("y.market")))
      guard let market = try? Market.open(path("y.market"), checkedAtOnce: round % 2 == 0 ? 0 : .max) else { continue }
      openedCount += 1
      _ = written(market)
      for company in market.tickers.indices {
        for bar in market.bars.run(of: company) { _ = market.source(ofBar: bar, of: company) }
        let positions = market.bars.positions(of: company, from: day("2026-01-08"), through: day("2026-01-20"))
        _ = market.bars.measurement(of: company, over: positions, isSingleDay: false, beginsAtFirstBar: true)
        let (series, days) = (market.series[company], 0..<market.tradingDays(of: company).count)
        for bar in series.run { _ = series.day(of: bar) }
        guard series.places.areKnown else { continue }
        let held = series.places.bars(on: days)
        #expect(held.lowerBound >= series.run.lowerBound && held.upperBound <= series.run.upperBound)
        var figures = Array(repeating: 0.5, count: days.count)
        var target = figures.mutableSpan
        market.bars.close[company].spread(series.places, on: days, into: &target, at: 0)
      }
      _ = market.bars(from: day("2026-01-08"), through: day("2026-01-20"))
    }
    #expect(openedCount > 100)
  }
}
