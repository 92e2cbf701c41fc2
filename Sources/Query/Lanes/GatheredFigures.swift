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

  /// Room for the figures of some members of a stream.
  init(_ stream: GroupStream, _ members: ArraySlice<GroupStream.Member>) {
    periodCount = stream.periods.count
    rooms = Array(repeating: 0, count: stream.groupCount)
    for member in members { for group in stream.groups(of: member) { rooms[group] += 1 } }
    var size = 0
    for room in rooms {
      starts.append(size)
      size += room * periodCount
    }
    figures = Array(repeating: 0, count: size)
    counts = Array(repeating: 0, count: stream.placeCount)
  }

  /// Adds the values of companies in the same periods, a row a company, each to the place of its period; a missing one adds nothing.
  ///
  /// Period by period: the figures of a place stand together, and those of the next one pages away.
  mutating func add(
    _ values: ArraySlice<Double>, _ parts: ArraySlice<Double>, rows: Int, _ periods: ArraySlice<Int>, _ group: Int
  ) {
    if !parts.isEmpty, self.parts.isEmpty { self.parts = Array(repeating: .nan, count: counts.count) }
    let (start, room, shift) = (starts[group], rooms[group], group * periodCount)
    for (number, period) in periods.enumerated() {
      let place = shift + period
      let next = start + period * room
      var held = counts[place]
      for row in 0..<rows {
        let source = values.startIndex + row * periods.count + number
        if values[source].isNaN { continue }
        figures[next + held] = values[source]
        if held == 0, !parts.isEmpty { self.parts[place] = parts[parts.startIndex + row * periods.count + number] }
        held += 1
      }
      counts[place] = held
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
