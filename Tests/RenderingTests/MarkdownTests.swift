import Market
import Rendering
import Testing

@Suite struct MarkdownTests {
  @Test func aTableWithHeadingAndNotes() {
    #expect(
      render(groups, format: .markdown) == """
        **avg drop, sum turnover by segment · on 2026-02-23 · HKD**

        | segment | avg drop | drop - avg(drop) | sum turnover (m) | sum volume | count |
        | :-- | --: | --: | --: | --: | --: |
        | llm | 10.87% ▼ | +1.23 pp | 45,679 | 123,456,789 | 6 |
        | cloud | 2.13% ▼ | -0.45 pp | 9,877 | 4,567,890 | 4 |
        | chips | -1.27% ▲ | -3.12 pp | 812 | 12,345 | 12 |
        | (none) | · | · | · | 0 | 0 |

        - 2 companies are in several segments.

        """)
  }

  @Test func markupIsEscaped() {
    let columns = [texts(["a|b", "<b>*x*", "h20_ban\nnext", "https://x.org/a_b|c"], name: "x * y")]
    #expect(
      render(answer(columns), format: .markdown) == #"""
        | x \* y |
        | :-- |
        | a\|b |
        | \<b>\*x\* |
        | h20\_ban next |
        | https://x.org/a_b%7Cc |

        """#)
  }

  @Test func everyRowIsPrinted() {
    #expect(render(falls, format: .markdown, style: Style(rowLimit: 2)).contains("| MSFT | Microsoft | · |"))
    #expect(render(answer([texts([])]), format: .markdown) == "no rows\n")
  }
}
