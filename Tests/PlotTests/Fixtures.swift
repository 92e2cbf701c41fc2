import Market
import Rendering

func answer(
  _ columns: [Table.Column], names: [String?] = [], heading: [String] = ["drop", "on 2026-02-23"], notes: [String] = []
) -> Answer {
  let table = Table(columns: columns, rowCount: columns.first?.values.count ?? 0, rowNames: names)
  return Answer(table: table, heading: heading, notes: notes)
}

func figures(
  _ values: [Double], _ unit: Unit = .ratio, _ direction: Direction = .none, name: String = "drop"
) -> Table.Column {
  Table.Column(name: name, values: .numbers(values, unit, direction))
}

func key(_ values: [String?], name: String = "ticker") -> Table.Column {
  Table.Column(name: name, values: .texts(values), isKey: true)
}

/// Trading days from Friday 2026-02-20 on.
func days(_ count: Int) -> Table.Column {
  let first = Day(year: 2026, month: 2, day: 20)!
  let days = (0..<Int.max).lazy.map { first.advanced(by: $0) }.filter { $0.weekday < 6 }
  return Table.Column(name: "day", values: .days(Array(days.prefix(count))), isKey: true)
}

/// Three that fell and one that rose.
let falls = answer(
  [key(["2513.HK", "0100.HK", "0700.HK", "<&>"]), figures([0.2, 0.1, .nan, -0.05], .ratio, .fall)],
  names: ["Zhipu AI", "MiniMax", "Tencent", "A \"quoted\" name"], notes: ["A note & more."])

/// Numbers of a series that is the same on every machine.
struct Draws: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
