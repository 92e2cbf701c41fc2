import Foundation
import Market
import Testing

/// The full series, which may not be passed on and so lies beside the repository, where it lies at all.
@Suite struct SeriesTests {
  static let folder = Asker.root.deletingLastPathComponent().appendingPathComponent("shared/data/hk-series")
  static var isThere: Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("prices.csv").path)
  }

  @Test(
    "the gain of 2513.HK from its listing to 2026-02-23 agrees with the file",
    .enabled(if: SeriesTests.isThere, "there is no shared/data/hk-series beside the repository"))
  func agrees() throws {
    let asker = Asker(try Market.load(DataSet.read(folder: SeriesTests.folder.path)).market)
    let answered = try asker.figures("gain", "from 2026-01-08 to 2026-02-23 where ticker=2513.HK")
    let expected = try SeriesTests.chainedGain(of: "2513.HK", from: "2026-01-08", to: "2026-02-23")
    let gain = try #require(answered["2513.HK"])
    #expect(abs(gain - expected) <= 1e-12 * abs(expected), "\(gain) and \(expected)")
  }

  private struct Row {
    let day: Substring
    let close: Double?
    let change: Double?
    let tolerance: Double
  }

  /// The gain by the rules of the language, from the file alone.
  ///
  /// A reported change holds for its day unless the closes agree with it to its last digit; across a gap closes alone
  /// count.
  private static func chainedGain(of ticker: String, from first: String, to last: String) throws -> Double {
    let text = try String(contentsOf: folder.appendingPathComponent("prices.csv"), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline)
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let header = Dictionary(uniqueKeysWithValues: lines[0].enumerated().map { ($1, $0) })
    func place(_ name: Substring) throws -> Int { try #require(header[name]) }
    let (date, symbol) = (try place("date"), try place("ticker"))
    let (close, change) = (try place("close"), try place("change"))
    let days = Set(lines.dropFirst().map { $0[date] }).sorted()
    let rows = lines.dropFirst().filter { $0[symbol] == ticker && $0[date] <= last }.map { fields in
      let decimals = fields[change].split(separator: ".").dropFirst().first?.count ?? 0
      return Row(
        day: fields[date], close: Double(fields[close]), change: Double(fields[change]),
        tolerance: 0.5 * pow(10, -Double(decimals)) * (1 + 1e-9))
    }.sorted { $0.day < $1.day }
    var product = 1.0
    var before: Row?
    for row in rows {
      let isNext = before.map { days.firstIndex(of: $0.day).map { $0 + 1 } == days.firstIndex(of: row.day) } ?? false
      let byCloses = before?.close.flatMap { base in row.close.map { $0 / base } }
      var step = byCloses
      let disagrees = { (change: Double) in byCloses.map { abs($0 - 1 - change) > row.tolerance } ?? true }
      if let change = row.change, isNext || before == nil, disagrees(change) { step = 1 + change }
      if row.day >= first { product *= try #require(step, "no change for \(row.day)") }
      before = row
    }
    return product - 1
  }
}
