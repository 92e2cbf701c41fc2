import Market
import Rendering
import Testing

@Suite struct VerticalTests {
  private func vertical(_ answer: Answer, width: Int = 80, unicode: Bool = true, height: Int? = nil) -> String {
    render(
      answer, format: .vertical,
      style: Style(width: width, isUnicode: unicode, heightLimit: height, foldsEmptyRows: height == nil))
  }

  @Test func aRecordForEachRow() {
    let columns = [
      texts(["2513.HK", "MSFT"], name: "ticker", isKey: true),
      numbers([0.2276, -0.045], .ratio, .fall, name: "drop"), texts(["智谱", nil], name: "名称"),
    ]
    #expect(
      vertical(answer(columns, heading: ["drop"], notes: ["A positive figure is a fall."])) == """
        drop

        ── 1 ───────────
        ticker  2513.HK
        drop    22.76% ▼
        名称    智谱
        ── 2 ───────────
        ticker  MSFT
        drop    -4.50% ▲
        名称    ·

        A positive figure is a fall.

        """)
  }

  @Test func signsOfASCII() {
    let columns = [texts(["A"], name: "ticker", isKey: true), numbers([.nan], .ratio, .fall, name: "drop")]
    #expect(
      vertical(answer(columns), unicode: false) == """
        -- 1 ----
        ticker  A
        drop    .

        """)
  }

  @Test func textWithoutBlanksIsBrokenBetweenCharacters() {
    let columns = [texts(["一二三四五六七八九十一二"], name: "甲乙"), texts(["https://example.org/of/many/words"], name: "source")]
    let drawing = vertical(answer(columns), width: 20)
    #expect(
      drawing == """
        ── 1 ───────────────
        甲乙    一二三四五六
                七八九十一二
        source  https://example.org/of/many/words

        """)
  }

  @Test func recordsBeyondTheScreenAreCounted() {
    for height in 1...60 {
      let drawing = vertical(falls, height: height)
      let lines = drawing.split(separator: "\n", omittingEmptySubsequences: false).count - 1
      let records = drawing.split(separator: "\n").count { $0.hasPrefix("── ") }
      #expect(lines <= height || records == 2)
      #expect(records == 8 || drawing.contains("\(8 - records) more row"))
      #expect(drawing.contains("── 1 ") && drawing.contains("── 8 "))
    }
  }
}
