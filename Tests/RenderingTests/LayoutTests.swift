import Market
import Rendering
import Testing

func lines(_ text: String) -> [String] {
  text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}

@Suite struct LayoutTests {
  @Test func rowNamesAreCutFirst() {
    #expect(
      lines(table(falls, width: 30))[8...10] == [
        "2513.HK  Zhipu AI     22.76% ▼", "0100.HK  MiniMax Gr…  13.45% ▼", "0020.HK  SenseTime…    5.12% ▼",
      ])
  }

  @Test func rowNamesGoBeforeAnyColumn() {
    #expect(lines(table(falls, width: 24)).contains("2513.HK  22.76% ▼"))
  }

  @Test func theWidestTextIsCutFirst() {
    let columns = [
      texts(["twelve chars"], name: "a"), texts(["a text of some twenty-nine ch"], name: "b"), numbers([12], .count),
    ]
    #expect(lines(table(answer(columns), width: 40))[2] == "twelve chars  a text of some twenty…  12")
    #expect(lines(table(answer(columns), width: 30))[2] == "twelve chars  a text of s…  12")
    #expect(lines(table(answer(columns), width: 22))[2] == "twelve…   a text…   12")
  }

  @Test func longHeadingsTakeSeveralLines() {
    let columns = [
      texts(["2513.HK"], name: "ticker", isKey: true),
      numbers([2.5], .multiple, name: "volume / mean(volume, prior 20d)"),
      numbers([4_300_000_000], .amount, name: "sum turnover of the group"),
    ]
    #expect(
      table(answer(columns), width: 36) == """
                     volume /  sum turnover
                 mean(volume,  of the group
        ticker     prior 20d)           (m)
        ───────────────────────────────────
        2513.HK          2.50         4,300

        """)
  }

  @Test func aCutHeadingKeepsItsUnit() {
    let columns = [
      texts(["2513.HK"], name: "ticker", isKey: true),
      numbers([4_300_000_000], .amount, name: "one two three four five six seven eight"),
    ]
    #expect(lines(table(answer(columns), width: 20)).prefix(3).allSatisfy { displayWidth($0) <= 20 })
    #expect(lines(table(answer(columns), width: 20))[2].hasSuffix("… (m)"))
  }

  @Test func columnsThatDoNotFitAreNamed() {
    let columns =
      [texts(["2513.HK"], name: "ticker", isKey: true)]
      + ["p", "q", "r", "s"].map { numbers([1_234_567], .shares, name: $0) }
    #expect(
      table(answer(columns), width: 40) == """
        ticker           p          q          r
        ────────────────────────────────────────
        2513.HK  1,234,567  1,234,567  1,234,567

        1 column not shown: s (set format
          vertical shows all)

        """)
  }

  @Test func sourcesAreNeverCut() {
    let address = "https://www.hkexnews.hk/listedco/listconews/sehk/2026/0223/2026022300123.pdf"
    let columns = [
      texts(["2513.HK"], name: "ticker", isKey: true), texts([address], name: "source"),
      numbers([590.5], .price, name: "close"),
    ]
    #expect(lines(table(answer(columns), width: 60))[2] == "2513.HK  590.50  " + address)
    #expect(lines(table(answer(columns), width: 60))[1] == String(repeating: "─", count: 60))
    #expect(lines(table(answer(columns), width: 200))[2] == "2513.HK  \(address)  590.50")
  }

  @Test func wideCharactersTakeTwoColumns() {
    let columns = [
      texts(["商汤", "MiniMax 稀宇科技", "é"], name: "name"), numbers([1, 2, 3], .count, name: "n"),
    ]
    #expect(
      table(answer(columns)) == """
        name              n
        ───────────────────
        商汤              1
        MiniMax 稀宇科技  2
        é                 3

        """)
    #expect(
      lines(table(answer([texts(["中文很长的公司名称有限公司的全称"]), numbers([1], .count)]), width: 20))[2]
        == "中文很长的公司名…  1")
  }

  @Test func headingsBreakBetweenPhrases() {
    let parts = ["drop", "on 2026-02-23", "base 2026-02-20", "a phrase that is longer than a line of twenty"]
    #expect(
      heading(of: answer([], heading: parts), style: Style(width: 24)) == [
        "drop · on 2026-02-23 ·", "base 2026-02-20 ·", "a phrase that is longer", "than a line of twenty",
      ])
    #expect(
      notes(of: answer([], notes: ["One note of some length that wraps."]), style: Style(width: 20)) == [
        "One note of some", "  length that wraps.",
      ])
  }
}

@Test func noLineIsWiderThanTheTerminal() {
  var random = Random(seed: 20_260_223)
  for round in 0..<400 {
    let answer = random.answer()
    let width = random.int(20...200)
    let style = Style(
      width: width, isUnicode: random.bool(), rowLimit: random.bool() ? 5 : nil,
      heightLimit: random.bool() ? random.int(1...40) : nil, hasBars: random.bool(), foldsEmptyRows: random.bool())
    for line in lines(render(answer, format: .table, style: style)) {
      let hasLongWord = line.split(separator: " ").contains { displayWidth(String($0)) > width - 2 }
      #expect(displayWidth(line) <= width || hasLongWord, "round \(round), width \(width): \(line)")
      #expect(line.last != " ")
    }
  }
}
