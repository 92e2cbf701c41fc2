internal import Language

extension Aggregate {
  /// Whether no running fold does, so that all figures have to be kept.
  var needsFigures: Bool {
    switch self {
    case .median, .quantile, .hhi: return true
    default: return false
    }
  }
}

/// The figures of some companies for each place of a group stream, as an aggregate needs them that no running fold does.
struct GatheredFigures: Sendable {
  private let periodCount: Int
  /// Where the figures of each group begin, and for how many companies each of its places has room.
  private var starts: [Int] = []
  private var rooms: [Int]
  private var figures: [Double]
  private var counts: [Int]
  /// The second operand at the first figure of each place; empty where there is none.
  private var parts: [Double] = []

  /// Room for the figures of some members.
  init(_ members: ArraySlice<GroupStream.Member>, groupCount: Int, periodCount: Int) {
    self.periodCount = periodCount
    rooms = Array(repeating: 0, count: groupCount)
    for member in members { for group in member.groups { rooms[group] += 1 } }
    var size = 0
    for room in rooms {
      starts.append(size)
      size += room * periodCount
    }
    figures = Array(repeating: 0, count: size)
    counts = Array(repeating: 0, count: groupCount * periodCount)
  }

  /// Adds a company's values, each to the place of its period; a missing one adds nothing.
  mutating func add(
    _ values: ArraySlice<Double>, _ parts: ArraySlice<Double>, _ periods: ArraySlice<Int>, _ group: Int
  ) {
    if !parts.isEmpty, self.parts.isEmpty { self.parts = Array(repeating: .nan, count: counts.count) }
    let (start, room, shift) = (starts[group], rooms[group], group * periodCount)
    for (number, value) in values.enumerated() where !value.isNaN {
      let period = periods[periods.startIndex + number]
      let place = shift + period
      let held = counts[place]
      figures[start + period * room + held] = value
      if held == 0, !parts.isEmpty { self.parts[place] = parts[parts.startIndex + number] }
      counts[place] = held + 1
    }
  }

  /// Appends the figures of a place.
  func append(_ place: Int, to result: inout [Double]) {
    let (group, period) = place.quotientAndRemainder(dividingBy: periodCount)
    let start = starts[group] + period * rooms[group]
    result += figures[start..<start + counts[place]]
  }

  /// The second operand at a place's first figure; nil where there is no figure.
  func part(at place: Int) -> Double? { parts.isEmpty || counts[place] == 0 ? nil : parts[place] }
}
