import Synchronization
import Testing

@testable import Market

/// What is read must not depend on how many threads read it, nor on whether plain rows are read the quick way.
@Suite struct PriceReaderTests {
  /// Everything that reading gives, or what is wrong.
  private func outcome(_ bytes: [UInt8], known: [String]?, pieces: Int, isPlain: Bool) -> String {
    var (tickers, sources) = (TextPool(), TextPool())
    for ticker in known ?? [] { _ = tickers.intern(ticker) }
    do throws(DataError) {
      let rows = try PriceRows(
        reading: DataFile(name: "prices.csv", bytes: bytes), tickers: &tickers, isClosed: known != nil,
        sources: &sources, pieces: pieces, isPlain: isPlain)
      var text = "\(rows.count) \(rows.notes) \(rows.figures) \(tickers.texts) \(sources.texts)\n"
      for row in 0..<rows.count {
        let columns = rows.columns
        text += "\(columns.days[row]) \(columns.tickers[row]) \(columns.sources.map { $0[row] } ?? -2)"
        // The bits, so that -0 is not 0.
        for figure in columns.figures { text += " \(figure[row].isNaN ? 0 : figure[row].bitPattern)" }
        text += " \(columns.tolerances.map { $0[row] } ?? -2)\n"
      }
      return text
    } catch {
      return "\(error)"
    }
  }

  private func check(_ bytes: [UInt8], known: [String]? = nil, _ comment: String) {
    let expected = outcome(bytes, known: known, pieces: 1, isPlain: false)
    for pieces in [1, 2, 7, 40] {
      let found = outcome(bytes, known: known, pieces: pieces, isPlain: true)
      if found != expected {
        Issue.record("\(comment), \(pieces) pieces of \(String(decoding: bytes, as: UTF8.self))")
      }
    }
  }

  private static let header = "date,ticker,open,high,low,close,previous,change,volume,source,other\n"

  @Test func plainRowsOfAnyNumbers() {
    var random = SeededGenerator(seed: 11)
    func number(_ largest: Int) -> String {
      var text = (0..<Int.random(in: 0...largest, using: &random)).map { _ in "0123456789".randomElement() ?? "0" }
      if Bool.random(using: &random) {
        text.append(".")
        text += (0..<Int.random(in: 0...largest / 2 + 1, using: &random)).map { _ in "0123456789".randomElement() ?? "0"
        }
      }
      return String(text)
    }
    for _ in 0..<400 {
      var text = PriceReaderTests.header
      for row in 0..<20 {
        let ticker = ["A", "2513.HK", "ABCDEFGH", "ABCDEFGHI", "SIXTEEN.LETTERS_", "SEVENTEEN.LETTERS"][row % 6]
        // Ones in front, so that most are above zero and the row is read to its end.
        let fields = [
          "1" + number(9), "9" + number(9), "", "1" + number(3), "", "-0.\(number(4))", number(12), "s\(row % 3)",
        ]
        text += "2026-0\(row % 9 + 1)-\(10 + row % 20),\(ticker),\(fields.joined(separator: ",")),x\n"
      }
      check(Array(text.utf8), "numbers")
    }
  }

  @Test func rowsOfAllKinds() {
    var random = SeededGenerator(seed: 12)
    let dates = ["2026-01-05", " 2026-01-06", "\"2026-01-07\"", "2026-01-08 ", "2026-02-27", "2025-12-31"]
    let tickers = ["A", "B", "\"C\"", " A", "B ", "\"D, E\"", "\"F\nG\"", "\"H\"\"I\"", "NAÏVE"]
    let prices = ["1", "2.5", "", "\"3\"", " 4", "5 ", "1e1", "+6", "7.", ".8", "123456789012345678"]
    let volumes = ["0", "", "-0", "123456789", "1e9", "12345678.5"]
    let changes = ["", "-0.01", "0.5", "-0", "+0.1"]
    let sources = ["", "s", " t ", "\"u,v\"", "w\"x", "\"y\nz\"", "\"\""]
    let others = ["", "x", "\"a\nb\"", "c\"d", "\"e\"\"f\""]
    let ends = ["\n", "\n", "\n", "\r\n", "\r", "\n\n", "\r\n\r\n"]
    for round in 0..<1_500 {
      // A little of everything, and now and then a file that is nearly plain.
      let wildness = [1, 4, 40][round % 3]
      func pick(_ texts: [String]) -> String {
        Int.random(in: 0..<wildness, using: &random) == 0 ? texts.randomElement(using: &random) ?? "" : texts[0]
      }
      var text = round % 5 == 0 ? "\u{FEFF}" + PriceReaderTests.header : PriceReaderTests.header
      for _ in 0..<Int.random(in: 0...40, using: &random) {
        let fields = [
          pick(dates), pick(tickers), pick(prices), "", "", pick(prices), "", pick(changes), pick(volumes),
          pick(sources),
          pick(others),
        ]
        text += fields.joined(separator: ",") + pick(ends)
      }
      check(Array(text.utf8), "round \(round)")
    }
  }

  @Test func rowsWithMistakes() {
    let sample = SampleData(seed: 7)
    let text = "date,ticker,low,close,change,volume,source\n" + sample.prices.map { $0 + "\n" }.joined()
    let original = Array(text.utf8)
    let replacements = Array(",\"\n\r 019-.eE+Ax\t".utf8) + [0x00, 0xC3, 0xA9, 0xFF]
    var random = SeededGenerator(seed: 13)
    for round in 0..<600 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = replacements.randomElement(using: &random) ?? 0
      }
      check(bytes, known: round % 2 == 0 ? ["C.HK", "A.HK", "D", "B.HK", "E"] : nil, "round \(round)")
    }
  }

  @Test func aCutWithinAQuotedFieldIsNoticed() {
    // A stray quote makes every field behind it look quoted from afar.
    var text = PriceReaderTests.header + "2026-01-05,A,,,,1,,,,a\"b,\n"
    for day in 10..<30 { text += "2026-01-\(day),A,,,,1,,,,s,\"two\nlines\"\n" }
    check(Array(text.utf8), "a stray quote")
    #expect(outcome(Array(text.utf8), known: nil, pieces: 9, isPlain: true).hasPrefix("21 "))
  }

  @Test func aLoadCanBeStopped() {
    let interruption = Interruption()
    interruption.request()
    let text = PriceReaderTests.header + String(repeating: "2026-01-05,A,,,,1,,,,,\n", count: 9)
    var (tickers, sources) = (TextPool(), TextPool())
    #expect {
      _ = try PriceRows(
        reading: DataFile(name: "prices.csv", bytes: Array(text.utf8)), tickers: &tickers, isClosed: false,
        sources: &sources, interruption: interruption)
    } throws: {
      ($0 as? DataError)?.problem == .interrupted
    }
  }

  @Test func howFarALoadIsEndsAtItsEnd() throws {
    let last = LastPart()
    let prices = PriceReaderTests.header + String(repeating: "2026-01-05,A,,,,1,,,,,\n", count: 1)
    _ = try Market.load(
      dataSet(prices: prices), progress: LoadProgress { last.part.store(Int($0 * 100), ordering: .relaxed) })
    #expect(last.part.load(ordering: .relaxed) == 100)
  }

  private final class LastPart: Sendable { let part = Atomic<Int>(-1) }
}
