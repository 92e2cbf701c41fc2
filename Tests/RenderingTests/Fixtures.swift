import Market
import Rendering

func table(_ answer: Answer, width: Int = 80, unicode: Bool = true, rows: Int? = nil) -> String {
  render(answer, format: .table, style: Style(width: width, isUnicode: unicode, rowLimit: rows))
}

func answer(
  _ columns: [Table.Column], names: [String?] = [], heading: [String] = [], notes: [String] = []
) -> Answer {
  let table = Table(columns: columns, rowCount: columns.first?.values.count ?? 0, rowNames: names)
  return Answer(table: table, heading: heading, notes: notes)
}

/// A column of one unit, for the rules of numbers.
func numbers(_ values: [Double], _ unit: Unit, _ direction: Direction = .none, name: String = "x") -> Table.Column {
  Table.Column(name: name, values: .numbers(values, unit, direction))
}

func texts(_ values: [String?], name: String = "x", isKey: Bool = false) -> Table.Column {
  Table.Column(name: name, values: .texts(values), isKey: isKey)
}

/// The falls of one day: eight companies, three of them without a bar.
let falls = answer(
  [
    texts(
      ["2513.HK", "0100.HK", "0020.HK", "0700.HK", "9988.HK", "6682.HK", "GOOGL", "MSFT"], name: "ticker", isKey: true),
    numbers([0.2276, 0.1345, 0.0512, 0.0, -0.0450, .nan, .nan, .nan], .ratio, .fall, name: "drop"),
  ],
  names: [
    "Zhipu AI", "MiniMax Group", "SenseTime Group", "Tencent Holdings", "Alibaba Group (H)", "Fourth Paradigm",
    "Alphabet", "Microsoft",
  ],
  heading: ["drop", "on 2026-02-23", "base 2026-02-20", "price return", "5 of 8 companies, 3 without a bar"],
  notes: ["A positive figure is a fall."])

let groups = answer(
  [
    texts(["llm", "cloud", "chips", "(none)"], name: "segment", isKey: true),
    numbers([0.1087, 0.0213, -0.0127, .nan], .ratio, .fall, name: "avg drop"),
    numbers([0.0123, -0.0045, -0.0312, .nan], .points, name: "drop - avg(drop)"),
    numbers([45_678_912_345, 9_876_543_210, 812_345_678, .nan], .amount, name: "sum turnover"),
    numbers([123_456_789, 4_567_890, 12_345, 0], .shares, name: "sum volume"),
    numbers([6, 4, 12, 0], .count, name: "count"),
  ],
  heading: ["avg drop, sum turnover by segment", "on 2026-02-23", "HKD"],
  notes: ["2 companies are in several segments."])
