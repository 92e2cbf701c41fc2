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
      guard (2...2 * shown + 1).contains(values.count) else {
        if values.count > 1 { step.remarks.append("the sum of \(values.count) figures") }
        return []
      }
      return [Array(values.map { [part($0)] }.joined(separator: [.text(" + ")]))]
    case "stdev", "dispersion":
      let mean = sum / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      step.remarks.append("the squares are of the distances from the mean, N = \(values.count)")
      step.listings.append(row([("N", Double(values.count), .count), ("mean", mean, input.unit)]))
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

  /// The figure that a part of the figures stays below, type 7 of Hyndman and Fan.
  private static func interpolation(
    _ values: [Double], at share: Double, _ part: (Double) -> Explanation.Part, in step: inout Explanation.Step
  ) -> [[Explanation.Part]] {
    let sorted = values.sorted()
    guard sorted.count > 1 else {
      step.remarks.append("there is one figure alone")
      return []
    }
    let place = share * Double(sorted.count - 1)
    let low = min(Int(place), sorted.count - 1)
    // The lowest figure is counted as the first, so that a place can be found by counting.
    step.remarks.append(
      "place 1 + (\(sorted.count) - 1) * \(percentText(share)) = \(placeText(place + 1)) of \(sorted.count) figures in rising order"
    )
    guard place > Double(low) else { return [] }
    return [
      [.text("low + (high - low) * part of the way")],
      [
        part(sorted[low]), .text(" + ("), part(sorted[low + 1]), .text(" - "), part(sorted[low]), .text(") * "),
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

  /// The fall below the highest value so far, of a value that stands at 1 before its first day; its peak, trough and
  /// recovery.
  static func tellDecline(
    _ fold: DayFold, _ figures: DayFigures, in step: inout Explanation.Step
  ) -> [Int] {
    let known = figures.known
    let decline = Decline(
      FoldDays(days: figures.days[...], values: figures.values[...], seconds: [], count: nil))
    func place(of day: Day?) -> Int? { day.flatMap { figures.days.firstIndex(of: $0) } }
    func value(_ place: Int?) -> Double { place.map { 1 + figures.values[$0] } ?? 1 }
    guard let lastPlace = known.last?.place else { return [] }
    if fold == .sunken {
      let highest = known.max { $0.value < $1.value }.flatMap { $0.value > 0 ? $0.place : nil }
      let name = highest.map { "on \(figures.days[$0])" } ?? "at the base"
      step.remarks.append(
        "of one unit of money, held since the base: its value on \(figures.days[lastPlace]) over its highest, \(name)")
      step.lines += declineLines(value(lastPlace), value(highest))
      return [highest, lastPlace].compactMap { $0 }
    }
    guard let trough = place(of: decline.trough) else {
      step.remarks.append("there is no fall: no day stands below one before it")
      return []
    }
    let peak = place(of: decline.peak)
    let top = peak.map { "on \(figures.days[$0])" } ?? "at the base, before the first day"
    var sentence =
      "of one unit of money, held since the base: it fell from its highest, \(top), to its lowest after it on \(figures.days[trough])"
    if let recovery = decline.recovery {
      sentence += "; the peak was reached again on \(recovery)"
    } else {
      sentence += "; the peak was not reached again"
    }
    step.remarks.append(sentence)
    if fold == .deepest { step.lines += declineLines(value(trough), value(peak)) }
    return [peak, trough, fold == .recoveryday ? place(of: decline.recovery) : nil].compactMap { $0 }
  }

  private static func declineLines(_ value: Double, _ highest: Double) -> [[Explanation.Part]] {
    [
      [.text("value / highest value so far - 1")],
      growth(value - 1) + [.text(" / ")] + growth(highest - 1) + [.text(" - 1")],
    ]
  }

  /// What one unit of money becomes by a change.
  static func growth(_ change: Double) -> [Explanation.Part] {
    if change == 0 { return [.text("1")] }
    return [.text(change < 0 ? "(1 - " : "(1 + "), .value(.numbers([abs(change)], .ratio, .none)), .text(")")]
  }

  /// A part of a whole, in percent without digits that say nothing.
  private static func percentText(_ share: Double) -> String {
    let percent = (share * 1e8).rounded() / 1e6
    return percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
  }

  private static func placeText(_ place: Double) -> String {
    let rounded = (place * 1e6).rounded() / 1e6
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}

extension FoldInput {
  /// The figures that alone decide a fold, by their numbers: the two that a percentile lies between.
  func deciding(of fold: String) -> [Int] {
    let share: Double
    switch fold {
    case "median", "middle": share = 0.5
    case "percentile", "quantile": share = part
    default: return []
    }
    guard share >= 0, share <= 1, !values.isEmpty else { return [] }
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    let place = share * Double(order.count - 1)
    let low = min(Int(place), order.count - 1)
    return place > Double(low) ? [order[low], order[low + 1]] : [order[low]]
  }
}
