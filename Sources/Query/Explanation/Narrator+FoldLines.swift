internal import Language
internal import Market

/// What a fold is given, as far as it is known.
struct FoldInput {
  /// The figures, none of them missing.
  let values: [Double]
  /// Where each figure stands in its window, from 1.
  var places: [Int] = []
  /// A weight beside each figure; NaN where it is missing.
  var weights: [Double] = []
  /// The part that percentile, quantile and tailmean name.
  var part = Double.nan
  /// How many days the brackets name.
  var count: Int?
  /// What the figures measure.
  let unit: Unit
}

// How known figures are folded, in arithmetic that can be redone: names first, then the same with figures.
extension Narrator {
  /// The lines of a fold over days, or of its fellow over companies; none where there is nothing to reckon.
  static func lines(of fold: String, _ input: FoldInput, in step: inout Explanation.Step) -> [[Explanation.Part]] {
    let values = input.values
    guard !values.isEmpty, !step.value.isMissing(0) else { return [] }
    func part(_ value: Double) -> Explanation.Part { .value(.numbers([value], input.unit, .none)) }
    let sum = values.reduce(0, +)
    switch fold {
    case "avg", "mean": return [[.text("sum / count")], [part(sum), .text(" / \(values.count)")]]
    case "sum", "total":
      guard (2...9).contains(values.count) else {
        step.remarks.append("the sum of \(values.count) figures")
        return []
      }
      return [Array(values.map { [part($0)] }.joined(separator: [.text(" + ")]))]
    case "stdev", "dispersion":
      let mean = sum / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      step.remarks.append("the squares are of the distances from the mean, N = \(values.count)")
      step.tables.append(table([("N", Double(values.count), .count), ("mean", mean, input.unit)]))
      return [
        [.text("sqrt(sum of squares / (N - 1))")],
        [.text("sqrt("), plain(squares), .text(" / (\(values.count) - 1))")],
      ]
    case "median", "middle": return interpolation(values, at: 0.5, part, in: &step)
    case "percentile", "quantile": return interpolation(values, at: input.part, part, in: &step)
    case "tailmean":
      let count = Int((Double(values.count - 1) * input.part).rounded(.down)) + 1
      let lowest = values.sorted().prefix(count)
      step.remarks.append("the lowest floor((N - 1) * part) + 1 = \(count) of N = \(values.count) figures")
      return [[.text("sum / count")], [part(lowest.reduce(0, +)), .text(" / \(count)")]]
    case "wavg":
      let weighted = zip(values, input.weights).filter { !$1.isNaN }
      return [
        [.text("sum of figure * weight / sum of weights")],
        [plain(weighted.reduce(0) { $0 + $1.0 * $1.1 }), .text(" / "), plain(weighted.reduce(0) { $0 + $1.1 })],
      ]
    case "hhi":
      return [
        [.text("sum of squares / sum ^ 2")],
        [plain(values.reduce(0) { $0 + $1 * $1 }), .text(" / "), plain(sum), .text(" ^ 2")],
      ]
    case "ema", "wilder": return recursion(fold, input, part, in: &step)
    case "wma":
      let products = zip(input.places, values).reduce(0) { $0 + Double($1.0) * $1.1 }
      return [
        [.text("sum of place * figure / sum of places")],
        [part(products), .text(" / \(input.places.reduce(0, +))")],
      ]
    default: return []
    }
  }

  /// A figure of no unit, as a sum of squares.
  static func plain(_ value: Double) -> Explanation.Part { .value(.numbers([value], .number, .none)) }

  /// A table of one row.
  static func table(_ figures: [(name: String, value: Double, unit: Unit)]) -> Table {
    Table(
      columns: figures.map { Table.Column(name: $0.name, values: .numbers([$0.value], $0.unit, .none)) }, rowCount: 1)
  }

  /// The figure that a part of the figures stays below, type 7 of Hyndman and Fan.
  private static func interpolation(
    _ values: [Double], at share: Double, _ part: (Double) -> Explanation.Part, in step: inout Explanation.Step
  ) -> [[Explanation.Part]] {
    let sorted = values.sorted()
    let place = share * Double(sorted.count - 1)
    let low = min(Int(place), sorted.count - 1)
    let high = min(low + 1, sorted.count - 1)
    step.remarks.append(
      "of N = \(sorted.count) figures in rising order, the lowest at place 0: place (N - 1) * part lies between the two of places \(low) and \(high)"
    )
    return [
      [.text("low + (high - low) * (place - place of low)")],
      [
        part(sorted[low]), .text(" + ("), part(sorted[high]), .text(" - "), part(sorted[low]), .text(") * "),
        plain(place - Double(low)),
      ],
    ]
  }

  /// The last step of an exponential mean.
  private static func recursion(
    _ fold: String, _ input: FoldInput, _ part: (Double) -> Explanation.Part, in step: inout Explanation.Step
  ) -> [[Explanation.Part]] {
    guard let first = input.values.first, let last = input.values.last, let count = input.count,
      input.values.count > 1
    else { return [] }
    let weight = fold == "ema" ? 2 / Double(count + 1) : 1 / Double(count)
    let before = input.values.dropFirst().dropLast().reduce(first) { $0 + weight * ($1 - $0) }
    step.remarks.append("each day's mean stems from that of the day before; the first figure begins it")
    let share = fold == "ema" ? "2 / (\(count) + 1)" : "1 / \(count)"
    return [
      [.text("before + \(fold == "ema" ? "2 / (n + 1)" : "1 / n") * (figure - before)")],
      [part(before), .text(" + \(share) * ("), part(last), .text(" - "), part(before), .text(")")],
    ]
  }

  /// The fall below the highest value so far, of a value that stands at 1 before its first day.
  static func declineLines(
    _ fold: DayFold, _ gains: [(day: Day, value: Double)], in step: inout Explanation.Step
  ) -> [[Explanation.Part]] {
    var (highest, deepest, at) = (1.0, Double.infinity, (value: 1.0, highest: 1.0, day: Day?.none))
    for gain in gains {
      let value = 1 + gain.value
      highest = max(highest, value)
      let fall = value / highest - 1
      if fold == .sunken || fall < deepest { (deepest, at) = (fall, (value, highest, gain.day)) }
    }
    guard let day = at.day else { return [] }
    step.remarks.append(
      "the value of one unit of money, held since the base; the value and the highest so far of \(day)")
    guard fold == .deepest || fold == .sunken else { return [] }
    return [
      [.text("value / highest value so far - 1")], [plain(at.value), .text(" / "), plain(at.highest), .text(" - 1")],
    ]
  }
}
