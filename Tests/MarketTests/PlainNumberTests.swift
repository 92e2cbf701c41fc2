import Glibc
import Testing

@testable import Market

@Suite struct PlainNumberTests {
  private func read(_ text: String) -> PlainNumber? {
    let bytes = Array(text.utf8)
    return PlainNumber(bytes.span, 0..<bytes.count)
  }

  @Test(
    "accepted",
    arguments: [
      ("0", 0, 0), ("131.5", 131.5, 1), ("-0.2276", -0.2276, 4), ("+7", 7, 0), (".5", 0.5, 1), ("5.", 5, 0),
      ("1.5e8", 1.5e8, -7), ("1E+3", 1000, -3), ("2.2e-3", 0.0022, 4), ("0007.50", 7.5, 2), ("1e400", .infinity, -400),
      ("-1e400", -.infinity, -400), ("1e-400", 0, 400), ("1e99999999999999999999", .infinity, -9999),
      ("0e99999999999999999999", 0, -9999), ("9007199254740993", 9_007_199_254_740_992, 0),
      ("123456789012345678901234567890", 123456789012345678901234567890.0, 0),
    ] as [(String, Double, Int)])
  func accepted(text: String, value: Double, decimals: Int) {
    #expect(read(text)?.value == value)
    #expect(read(text)?.decimals == decimals)
  }

  @Test(
    "rejected",
    arguments: [
      "", "-", "+", ".", "-.", "12a", "1,234", "1 234", "1.2.3", "inf", "-inf", "nan", "NaN", "Infinity", "0x10",
      "0x1p3",
      "1e", "1e+", "1e1.5", "--1", "5%", "$5", "１２", "1_000", "e5", "−5", " 1", "1 ",
    ])
  func rejected(text: String) {
    #expect(read(text) == nil)
  }

  @Test func agreesWithStrtodOnRandomDecimals() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<100_000 {
      var text = Bool.random(using: &random) ? "" : "-"
      for _ in 0..<Int.random(in: 1...(Int.random(in: 1...24, using: &random)), using: &random) {
        text += String(Int.random(in: 0...9, using: &random))
      }
      if Bool.random(using: &random) {
        text += "."
        for _ in 0..<Int.random(in: 0...12, using: &random) { text += String(Int.random(in: 0...9, using: &random)) }
      }
      if Int.random(in: 0..<4, using: &random) == 0 { text += "e\(Int.random(in: -330...310, using: &random))" }
      let expected = unsafe strtod(text, nil)
      if read(text)?.value != expected { Issue.record("\(text) is not \(expected)") }
    }
  }
}
