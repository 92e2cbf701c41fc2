import Market

/// SplitMix64: the same tables on every run.
struct Random: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
  mutating func pick<Item>(_ items: [Item]) -> Item { items[int(0...items.count - 1)] }
  mutating func bool() -> Bool { Bool.random(using: &self) }

  /// Any bit pattern, or a figure of usual size, or a special one.
  mutating func number() -> Double {
    switch int(0...5) {
    case 0: return Double(bitPattern: next())
    case 1: return pick([.nan, 0, -0.0, .infinity, 1e15, 1e-5, .leastNonzeroMagnitude, .greatestFiniteMagnitude])
    case 2: return Double(int(-100_000...100_000))
    default: return Double.random(in: -1...1, using: &self) * pick([1, 1e-4, 100, 1e7, 1e12])
    }
  }

  mutating func text() -> String {
    let pieces = [
      "a", "Group", " ", " ", ",", "\"", "\n", "\t", "\\", "|", "é", "商汤", "🙂", "\u{1B}", "\r\n", "e\u{301}",
      "\u{7}", "/", "\u{2028}",
    ]
    return (0..<int(0...12)).map { _ in pick(pieces) }.joined()
  }

  mutating func values(_ count: Int) -> Table.Values {
    let rows = 0..<count
    switch int(0...5) {
    case 0: return .texts(rows.map { _ in int(0...4) == 0 ? nil : text() })
    case 1: return .days(rows.map { _ in bool() ? nil : Day(number: Int32(int(-10_000...30_000))) })
    case 2: return .flags(rows.map { _ in pick([true, false, nil]) })
    default:
      let units: [Unit] = [.number, .multiple, .ratio, .points, .price, .amount, .shares, .count]
      let directions: [Direction] = [.none, .rise, .fall]
      return .numbers(rows.map { _ in number() }, pick(units), pick(directions))
    }
  }

  mutating func answer() -> Answer {
    let rows = int(0...20)
    let keys = int(0...2)
    let columns = (0..<int(1...8)).map { index in
      let isKey = index < keys
      let values: Table.Values = isKey ? .texts((0..<rows).map { _ in text() }) : values(rows)
      return Table.Column(name: "c\(index)" + (bool() ? " " + text() : ""), values: values, isKey: isKey)
    }
    let names = bool() ? (0..<rows).map { _ in bool() ? text() : nil } : []
    return Answer(
      table: Table(columns: columns, rowCount: rows, rowNames: names),
      heading: (0..<int(0...5)).map { _ in text() + "x" }, notes: (0..<int(0...2)).map { _ in text() })
  }
}
