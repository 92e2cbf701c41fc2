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
    let (start, room, shift) = (starts[group], rooms[group], group * periodCount)
    let (source, periods) = (values.span, periods.span)
    precondition(source.count == rows * periods.count, "a row a company")
    if !parts.isEmpty { keep(parts, of: values, rows: rows, periods, from: shift) }
    GatheredFigures.put(source, rows: rows, periods, from: start, room, in: &figures, from: shift, in: &counts)
  }

  /// Puts rows of figures behind those that their places hold.
  private static func put(
    _ source: Span<Double>, rows: Int, _ periods: Span<Int>, from start: Int, _ room: Int, in figures: inout [Double],
    from shift: Int, in counts: inout [Int]
  ) {
    var target = figures.mutableSpan
    var held = counts.mutableSpan
    for number in 0..<periods.count {
      let period = periods[number]
      let next = start + period * room
      var count = held[shift + period]
      for row in 0..<rows {
        let value = source[row * periods.count + number]
        // The next one is put over it where it is missing; a company has room whether it is or not.
        target[next + count] = value
        count += value == value ? 1 : 0
      }
      held[shift + period] = count
    }
  }

  /// Keeps the second operand at the first figure of each place.
  private mutating func keep(
    _ parts: ArraySlice<Double>, of values: ArraySlice<Double>, rows: Int, _ periods: Span<Int>, from shift: Int
  ) {
    if self.parts.isEmpty { self.parts = Array(repeating: .nan, count: counts.count) }
    for number in 0..<periods.count where counts[shift + periods[number]] == 0 {
      let first = (0..<rows).first { !values[values.startIndex + $0 * periods.count + number].isNaN }
      if let first {
        self.parts[shift + periods[number]] = parts[parts.startIndex + first * periods.count + number]
      }
    }
  }

  /// How many figures a place has.
  func count(at place: Int) -> Int { counts[place] }

  /// Appends the figures of a place.
  func append(_ place: Int, to result: inout [Double]) {
    let (group, period) = place.quotientAndRemainder(dividingBy: periodCount)
    let start = starts[group] + period * rooms[group]
    result += figures[start..<start + counts[place]]
  }

  /// Whether there is a second operand.
  var hasParts: Bool { !parts.isEmpty }

  /// The second operand at a place's first figure; nil where there is no figure.
  func part(at place: Int) -> Double? { parts.isEmpty || counts[place] == 0 ? nil : parts[place] }
}
