import Foundation
import Session
import Testing

/// What a key costs in a market of many companies.
@Suite struct LargeMarketTests {
  private let session = Session { _ in }

  init() throws {
    // As many companies as all exchanges of China have, made up from a seed.
    var random: UInt64 = 20_260_223
    func letter() -> Character {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")[Int(random >> 33) % 26]
    }
    var tickers: Set<String> = []
    while tickers.count < 8000 { tickers.insert(String((0..<5).map { _ in letter() }) + ".XX") }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("marq-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let names = tickers.sorted().map { "\($0),\($0.prefix(3)) 公司 \($0.suffix(5))\n" }
    try ("ticker,name\n" + names.joined()).write(
      to: folder.appendingPathComponent("companies.csv"), atomically: true, encoding: .utf8)
    try ("date,ticker,close\n" + tickers.map { "2026-02-23,\($0),10\n" }.joined()).write(
      to: folder.appendingPathComponent("prices.csv"), atomically: true, encoding: .utf8)
    #expect(session.open(dataSet: folder.path) == .finished)
  }

  @Test("a misspelt ticker, name or word is told of at once")
  func misspeltTicker() {
    // 5 ms are what a key may take; without optimisation everything takes a hundred times as long.
    #if DEBUG
      let limit = Duration.seconds(2)
    #else
      let limit = Duration.milliseconds(5)
    #endif
    for text in [
      "close where ticker=ABCDQ.XY by name", "close where ticker=ABCDQ.XY", "close where name=\"ABC 公司 XY.XX\" top 3",
      "clsoe where ticker in (AAAAA.XX, ABCDQ.XY)",
    ] {
      let clock = ContinuousClock()
      let fastest = (0..<5).map { _ in clock.measure { _ = session.typing(text) } }.min() ?? .zero
      #expect(fastest < limit, "\(text): \(fastest)")
    }
  }
}
