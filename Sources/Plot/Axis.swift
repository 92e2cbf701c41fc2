internal import Market
internal import Rendering

/// A mark on an axis.
struct Tick: Sendable, Equatable {
  let value: Double
  let label: String
}

/// A span of figures or days on the page, with marks at round places.
struct Axis: Sendable {
  let lower: Double
  let upper: Double
  let ticks: [Tick]

  /// Where a value lies, from 0 at the lower end to 1 at the upper.
  func part(_ value: Double) -> Double {
    upper > lower ? (value - lower) / (upper - lower) : 0.5
  }
}

extension Axis {
  /// An axis of figures with about `count` round marks. It ends at a mark where one is near, else a little beyond the
  /// figures.
  ///
  /// `includesZero` for lengths, which mean nothing without it.
  init(figures values: [Double], of measure: Measure, count: Int, includesZero: Bool = false) {
    var (least, most) = (values.min() ?? 0, values.max() ?? 1)
    if includesZero { (least, most) = (min(least, 0), max(most, 0)) }
    if least == most {
      // A line that stays where it is stands in the middle.
      let half = least == 0 ? 0.01 : abs(least) * 0.05
      (least, most) = (least - half, most + half)
    }
    let step = roundStep(atLeast: (most - least) / Double(max(1, count)))
    func end(_ value: Double, _ mark: Double, _ rest: Double) -> Double {
      abs(value - mark * step) <= 0.35 * step ? mark * step : value + rest
    }
    let rest = (most - least) * 0.04
    lower = end(least, (least / step).rounded(.down), -rest)
    upper = end(most, (most / step).rounded(.up), rest)
    // A mark that is missed by floating-point dust only is meant to be there.
    let marks = ((lower / step - 1e-9).rounded(.up), (upper / step + 1e-9).rounded(.down))
    let text = TickText(unit: measure.unit, step: step, largest: max(abs(marks.0), abs(marks.1)) * step)
    ticks = stride(from: marks.0, through: marks.1, by: 1).map {
      Tick(value: $0 * step, label: text.label($0 * step))
    }
  }

  /// An axis of days with at most `count` marks, at the starts of years, months or weeks where they are many. Where that is one
  /// alone, and `width` columns have room for the labels of two, there are more.
  init(days places: [Double], count: Int, width: Int = 0) {
    lower = places.min() ?? 0
    upper = places.max() ?? 0
    ticks = dayTicks(from: Int(lower), to: Int(upper), count: max(1, count), width: width)
  }

  /// An axis of days from an event.
  init(offsets places: [Double], count: Int) {
    let (least, most) = (places.min() ?? 0, places.max() ?? 0)
    let step = max(1, roundStep(atLeast: (most - least) / Double(max(1, count))).rounded(.up))
    let first = (least / step).rounded(.up)
    let last = (most / step).rounded(.down)
    ticks =
      first > last
      ? [] : stride(from: first, through: last, by: 1).map { Tick(value: $0 * step, label: offsetText($0 * step)) }
    (lower, upper) = (least, most)
  }
}

/// `-5`, `0`, `+5`: days from an event.
private func offsetText(_ value: Double) -> String { (value > 0 ? "+" : "") + String(Int(value)) }

/// The least of 1, 2, 2.5, 5 and their tenfolds that is not below `width`.
func roundStep(atLeast width: Double) -> Double {
  guard width > 0, width.isFinite else { return 1 }
  var power = 1.0
  while power * 10 <= width { power *= 10 }
  while power > width { power /= 10 }
  for factor in [1, 2, 2.5, 5] where power * factor >= width * (1 - 1e-9) { return power * factor }
  return power * 10
}

/// How the marks of an axis are written: with the decimals that tell neighbours apart, and a unit.
struct TickText {
  private let divisor: Double
  private let suffix: String
  private let decimals: Int
  private let isSigned: Bool
  private let isGrouped: Bool

  init(unit: Unit, step: Double, largest: Double) {
    var divisor = 1.0
    var suffix = ""
    switch unit {
    case .ratio: (divisor, suffix) = (0.01, "%")
    case .points: (divisor, suffix) = (0.01, " pp")
    case .amount, .shares, .count:
      let scales: [(Double, String)] = [(1e12, " tn"), (1e9, " bn"), (1e6, " m")]
      if let scale = scales.first(where: { largest >= $0.0 }) { (divisor, suffix) = scale }
    case .number, .multiple, .price: break
    }
    self.divisor = divisor
    self.suffix = suffix
    isSigned = unit == .points
    // A bare number of four digits may be a year.
    isGrouped = unit != .number || largest >= 10_000
    var decimals = 0
    var rest = step / divisor
    // 2.5 has one decimal more than 2, and floating-point dust none.
    while decimals < 12, abs(rest - rest.rounded()) > 1e-6 * rest {
      rest *= 10
      decimals += 1
    }
    self.decimals = decimals
  }

  func label(_ value: Double) -> String {
    var digits = fixedText(value / divisor, decimals: decimals)
    let isNegative = digits.hasPrefix("-")
    if isNegative { digits.removeFirst() }
    let isZero = !digits.contains { ("1"..."9").contains($0) }
    let point = digits.firstIndex(of: ".") ?? digits.endIndex
    let whole = isGrouped ? grouped(digits[..<point]) : String(digits[..<point])
    let sign = isZero ? "" : isNegative ? "-" : isSigned ? "+" : ""
    return sign + whole + digits[point...] + suffix
  }
}
