import Market
import Rendering
import Testing

@Suite struct TableTests {
  @Test func anAnswerHasHeadingTableAndFooter() {
    #expect(
      table(falls) == """
        drop · on 2026-02-23 · base 2026-02-20 · price return ·
        5 of 8 companies, 3 without a bar

        ticker                          drop
        ────────────────────────────────────
        2513.HK  Zhipu AI           22.76% ▼
        0100.HK  MiniMax Group      13.45% ▼
        0020.HK  SenseTime Group     5.12% ▼
        0700.HK  Tencent Holdings    0.00%
        9988.HK  Alibaba Group (H)  -4.50% ▲

        3 without a figure: 6682.HK, GOOGL, MSFT
        A positive figure is a fall.

        """)
  }

  @Test func aGroupAnswerAlignsEveryUnit() {
    #expect(
      table(groups) == """
        avg drop, sum turnover by segment · on 2026-02-23 · HKD

        segment  avg drop  drop - avg(drop)  sum turnover (m)   sum volume  count
        ─────────────────────────────────────────────────────────────────────────
        llm      10.87% ▼          +1.23 pp            45,679  123,456,789      6
        cloud     2.13% ▼          -0.45 pp             9,877    4,567,890      4
        chips    -1.27% ▲          -3.12 pp               812       12,345     12
        (none)     ·                 ·                      ·            0      0

        2 companies are in several segments.

        """)
  }

  @Test func asciiReplacesEverySign() {
    let text = table(falls, unicode: false)
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
    #expect(text.contains("9988.HK  Alibaba Group (H)  -4.50% ^\n"))
    #expect(text.contains("drop | on 2026-02-23 |"))
    #expect(text.contains("\n------------------------------------\n"))
  }

  @Test func colourIsSparse() {
    let style = Style(isColored: true)
    let small = answer(
      [texts(["A"], name: "ticker", isKey: true), numbers([-0.1], .ratio, .rise, name: "gain")], names: ["Able"],
      heading: ["gain", "on 2026-02-23"], notes: ["So it is."])
    #expect(
      render(small, format: .table, style: style) == """
        \u{1B}[1mgain\u{1B}[0m\u{1B}[2m ·\u{1B}[0m \u{1B}[2mon 2026-02-23\u{1B}[0m

        ticker             gain
        \u{1B}[2m───────────────────────\u{1B}[0m
        A       \u{1B}[2mAble\u{1B}[0m  -10.00% \u{1B}[31m▼\u{1B}[0m

        \u{1B}[2mSo it is.\u{1B}[0m

        """)
  }

  @Test func textsDaysAndFlagsStandLeft() {
    let columns = [
      texts(["A", "B"], name: "ticker", isKey: true),
      Table.Column(name: "listed", values: .days([Day("2026-01-08"), nil])),
      Table.Column(name: "suspended", values: .flags([true, false])),
      texts([nil, "HKEX"], name: "exchange"),
    ]
    #expect(
      table(answer(columns)) == """
        ticker  listed      suspended  exchange
        ───────────────────────────────────────
        A       2026-01-08  yes        ·
        B       ·           no         HKEX

        """)
  }

  @Test func rowNamesGiveWayToANameColumn() {
    let columns = [
      texts(["A"], name: "ticker", isKey: true), numbers([1], .count, name: "n"), texts(["Able"], name: "name"),
    ]
    #expect(!table(answer(columns, names: ["Other"])).contains("Other"))
  }

  @Test func oneRowWithoutKeysIsTheSameTable() {
    #expect(
      table(answer([numbers([0.1087], .ratio, .fall, name: "avg drop"), numbers([16], .count, name: "count")])) == """
        avg drop  count
        ───────────────
        10.87% ▼     16

        """)
  }

  @Test func noRowsIsASentence() {
    #expect(table(answer([texts([], name: "ticker", isKey: true)], heading: ["drop"])) == "drop\n\nno rows\n")
    #expect(table(answer([])) == "no rows\n")
  }

  @Test func dataCannotSteerTheTerminal() {
    let text = table(answer([texts(["a\u{1B}[31mb\r\nc\u{202E}d\tе\u{9B}"])]))
    #expect(text == "x\n──────────────\na [31mb  cd е\n")
  }

  @Test func moreRowsThanTheLimitAreCounted() {
    let many = answer([numbers((1...500).map { Double($0) }, .count, name: "n")])
    #expect(table(many, rows: 2) == "n\n─\n1\n2\n\n… 498 more rows: _ shows all\n")
    #expect(table(many, rows: 499).hasSuffix("\n\n… 1 more row: _ shows all\n"))
    #expect(table(many, unicode: false, rows: 2).hasSuffix("\n\n... 498 more rows: _ shows all\n"))
    #expect(!table(many, rows: 500).contains("more"))
    let thousands = answer([numbers((1...1_234_567).map { Double($0) }, .count, name: "n")])
    #expect(table(thousands, rows: 1).hasSuffix("\n\n… 1,234,566 more rows: _ shows all\n"))
  }

  @Test func whatTheScreenHasNoRoomForIsLeftOutOfTheMiddle() {
    let columns = [
      texts((1...500).map { "T\($0)" }, name: "ticker", isKey: true),
      numbers((1...500).map { Double($0) }, .count, name: "n"),
    ]
    let many = answer(columns, heading: ["n"], notes: ["One note."])
    let style = Style(heightLimit: 13)
    #expect(
      render(many, format: .table, style: style) == """
        n

        ticker    n
        ───────────
        T1        1
        T2        2
        T3        3
        ⋮ 494 more rows: _ shows all
        T498    498
        T499    499
        T500    500

        One note.

        """)
    // However much is said about it, the ends of the table are there.
    for limit in 1...520 {
      let drawing = lines(render(many, format: .table, style: Style(heightLimit: limit))).dropLast()
      #expect(drawing.count <= max(limit, 11), "\(limit): \(drawing.count)")
      #expect(drawing.count > min(limit - 2, 505), "\(limit): \(drawing.count)")
      #expect(drawing.contains("T1        1") && drawing.contains("T500    500"))
    }
    #expect(render(many, format: .table, style: Style(isUnicode: false, heightLimit: 13)).contains(": 494 more rows"))
    #expect(!render(many, format: .csv, style: style).contains("more"))
  }
}

@Suite struct BarTests {
  private let style = Style(width: 60, hasBars: true)

  @Test func barsStandOnEitherSideOfZero() {
    #expect(
      lines(render(falls, format: .table, style: Style(width: 56, hasBars: true))).dropFirst(3).prefix(7) == [
        "ticker                          drop",
        "────────────────────────────────────────────────────────",
        "2513.HK  Zhipu AI           22.76% ▼     ███████████████",
        "0100.HK  MiniMax Group      13.45% ▼     █████████",
        "0020.HK  SenseTime Group     5.12% ▼     ███▌",
        "0700.HK  Tencent Holdings    0.00%",
        "9988.HK  Alibaba Group (H)  -4.50% ▲  ███",
      ])
  }

  @Test func theyAreOfTheOnlyRatio() {
    func isDrawn(_ columns: [Table.Column], _ style: Style) -> Bool {
      render(answer(columns), format: .table, style: style).contains("█")
    }
    let ratio = numbers([0.1, 0.2, -0.1], .ratio, .rise, name: "gain")
    #expect(isDrawn([ratio], style))
    #expect(isDrawn([ratio, numbers([1, 2, 3], .count, name: "n")], style))
    #expect(!isDrawn([ratio, numbers([0.1, 0.2, 0.3], .ratio, name: "share")], style))
    #expect(!isDrawn([numbers([1, 2, 3], .count, name: "n")], style))
    #expect(!isDrawn([numbers([0, 0, 0], .ratio, name: "gain")], style))
    #expect(!isDrawn([numbers([0.1, .nan, .nan], .ratio, name: "gain")], style))
    // Without room, signs or a wish for them there are none.
    #expect(!isDrawn([ratio, numbers([1, 2, 3], .count, name: "count")], Style(width: 20, hasBars: true)))
    #expect(!isDrawn([ratio], Style(width: 60, isUnicode: false, hasBars: true)))
    #expect(!isDrawn([ratio], Style(width: 60)))
  }

  @Test func theirColourIsThatOfTheMark() {
    let column = numbers([0.1, -0.1], .ratio, .fall, name: "drop")
    let text = render(answer([column]), format: .table, style: Style(width: 40, isColored: true, hasBars: true))
    #expect(text.contains("\u{1B}[31m▼\u{1B}[0m") && text.contains("\u{1B}[31m███"))
    #expect(text.contains("\u{1B}[32m▲\u{1B}[0m  \u{1B}[32m███"))
  }

  @Test func columnsBehindThemStandInLine() {
    let columns = [
      numbers([0.3, -0.2, .nan, 0.001], .ratio, .rise, name: "gain"), texts(["a", "智谱", "c", "d"], name: "name"),
    ]
    let drawing = lines(render(answer(columns), format: .table, style: style))
    let rows = [(0, "name"), (2, "a"), (3, "智谱"), (4, "c"), (5, "d")]
    let places = rows.map { row, name in displayWidth(String(drawing[row].dropLast(name.count))) }
    #expect(Set(places).count == 1, "\(drawing)")
  }
}

@Suite struct FoldingTests {
  private func silent(_ empty: Int, after filled: Int = 1) -> Answer {
    let keys = (0..<filled + empty).map { Optional("T\($0)") }
    let values = (0..<filled + empty).map { $0 < filled ? 0.1 : Double.nan }
    return answer([texts(keys, name: "ticker", isKey: true), numbers(values, .ratio, name: "drop")])
  }

  @Test func namesFillTwoLines() {
    #expect(
      table(silent(13), width: 40).hasSuffix(
        "13 without a figure: T1, T2, T3, T4, T5,\n  T6, T7, T8, T9, T10, T11, T12, T13\n"))
    #expect(
      table(silent(30), width: 40).hasSuffix(
        "30 without a figure: T1, T2, T3, T4, T5,\n  T6, T7, T8, T9, T10, T11 and 19 more\n"))
  }

  @Test func onlyRowsAtTheEndAreFolded() {
    let inner = answer([
      texts(["A", "B", "C"], name: "ticker", isKey: true), numbers([0.1, .nan, 0.2], .ratio, name: "drop"),
    ])
    #expect(!table(inner).contains("without a figure"))
  }

  @Test func whereAllAreEmptyTenAreShown() {
    let text = table(silent(12, after: 0))
    #expect(text.contains("\nT9         ·\n"))
    #expect(text.hasSuffix("\n\n2 without a figure: T10, T11\n"))
  }

  @Test func foldingCanBeTurnedOff() {
    let text = render(silent(2), format: .table, style: Style(foldsEmptyRows: false))
    #expect(text.contains("\nT2 ") && !text.contains("without"))
  }

  @Test func severalKeysAreNamedTogether() {
    let columns = [
      texts(["A", "B"], name: "segment", isKey: true), texts(["C", nil], name: "country", isKey: true),
      numbers([1, .nan], .count),
    ]
    #expect(table(answer(columns)).hasSuffix("\n1 without a figure: B (none)\n"))
  }
}
