import Testing

@testable import Market

@Suite struct DataErrorTests {
  @Test(
    "words",
    arguments: [
      (
        "2026-02-20,A,12a", "the close \"12a\" is not a number",
        "write a plain decimal number such as 131.5, or leave the cell empty where it is not known"
      ),
      (
        "2026-02-30,A,1", "2026-02-30 is not a day: February 2026 has 28 days",
        "write a day of the calendar, such as 2026-02-23"
      ),
      (
        "2024-02-30,A,1", "2024-02-30 is not a day: February 2024 has 29 days",
        "write a day of the calendar, such as 2026-02-23"
      ),
      (
        "2026-00-10,A,1", "2026-00-10 is not a day: a year has 12 months",
        "write a day of the calendar, such as 2026-02-23"
      ),
      (
        "0000-01-01,A,1", "0000-01-01 is not a day: years run from 0001 to 9999",
        "write a day of the calendar, such as 2026-02-23"
      ),
      ("23/02/2026,A,1", "the date \"23/02/2026\" is not written as a day", "write year-month-day, such as 2026-02-23"),
      (
        "2026-02-20,A,1,2", "the row has 4 fields, the header has 3",
        "put a field that has a comma in it in quotes, and write numbers without separators"
      ),
      (
        "2026-02-20,A", "the row has only 2 fields, the header has 3",
        "leave a field empty where nothing is known, but keep its comma"
      ),
      ("2026-02-19,A,1", "A already has a row for 2026-02-19, on line 2", "keep one of the two rows"),
    ])
  func words(row: String, message: String, help: String) {
    let error = failure(dataSet(prices: "date,ticker,close\n2026-02-19,A,1\n\(row)\n"))
    #expect(error?.message == message)
    #expect(error?.help == help)
    #expect(error?.line == 3)
  }

  @Test func highBelowLowNamesBoth() {
    let error = failure(dataSet(prices: "date,ticker,high,low\n2026-02-19,A,9.50,\" 10\"\n2026-02-20,A,9.50,10\n"))
    #expect(error?.problem == .notANumber(column: "low"))
    let second = failure(dataSet(prices: "date,ticker,high,low\n2026-02-20,A,9.50,10\n"))
    #expect(second?.message == "the high 9.50 is below the low 10")
  }

  @Test func longTextsAreCut() {
    let error = failure(dataSet(prices: "date,ticker,close\n2026-02-19,A,\(String(repeating: "x", count: 1000))\n"))
    #expect(error?.text.count == 1000)
    #expect(error?.message.count ?? 1000 < 100)
  }

  @Test func theMarkIsInBytesAndTheColumnInCharacters() {
    let error = failure(dataSet(prices: "date,ticker,close\n2026-02-19,智谱,x\n"))
    #expect(error?.place == "2:15")
    #expect(error?.fieldStart == 18)
    #expect(error?.fieldLength == 1)
    #expect(error?.text == "x")
  }

  @Test func nearestTexts() {
    #expect(nearestText(to: "2531.HK", among: ["9988.HK", "2513.HK"]) == "2513.HK")
    #expect(nearestText(to: "apl", among: ["AAPL", "IBM"]) == "AAPL")
    #expect(nearestText(to: "x", among: ["IBM"]) == nil)
    #expect(nearestText(to: "x", among: ["y"]) == nil)
    #expect(nearestText(to: "", among: [""]) == nil)
    #expect(nearestText(to: "AB", among: ["AD", "AC"]) == "AC")
  }

  @Test func textPoolFindsEverySpelling() {
    var pool = TextPool()
    var random = SeededGenerator(seed: 7)
    var expected: [String: Int32] = [:]
    for _ in 0..<20_000 {
      let text = String(Int.random(in: 0..<3_000, using: &random))
      let code = pool.intern(text)
      #expect(expected[text] ?? Int32(expected.count) == code)
      expected[text] = code
    }
    for (text, code) in expected {
      let bytes = Array("<\(text)>".utf8)
      #expect(pool.code(of: bytes.span, 1..<(bytes.count - 1)) == code)
      #expect(pool.texts[Int(code)] == text)
    }
    #expect(pool.code(of: "none") == nil)
    let (sorted, ranks) = pool.sorted()
    #expect(sorted == expected.keys.sorted())
    #expect(pool.texts.indices.allSatisfy { sorted[Int(ranks[$0])] == pool.texts[$0] })
  }
}
