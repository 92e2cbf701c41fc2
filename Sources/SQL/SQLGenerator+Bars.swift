internal import Language
internal import Market
internal import Query

extension SQLGenerator {
  /// A figure that is one of each exchange's: a number, or a case for each exchange.
  ///
  /// Where `figure` is nil an exchange has no day in the window, and any other's does for it.
  func exchangeFigure(_ days: ExchangeDays, _ figure: (ExchangeDays.Window) -> Int?) -> String {
    let figures = days.windows.sorted { $0.key < $1.key }.compactMap { exchange, window in
      figure(window).map { (exchange, $0) }
    }
    if Set(figures.map(\.1)).count <= 1 { return "\(figures.first?.1 ?? 0)" }
    let cases = figures.map { "WHEN exchange = \(dialect.text(market.calendar.exchanges[$0])) THEN \($1)" }
    return "CASE \(cases.joined(separator: " ")) END"
  }

  /// Whether a bar is of the window.
  func isInside(_ days: ExchangeDays, through end: (ExchangeDays.Window) -> Day) -> String {
    "day BETWEEN \(exchangeFigure(days, { $0.first.figure })) AND \(exchangeFigure(days, { end($0).figure }))"
  }

  /// The name of what is folded from the bars of a window; the same is folded once.
  mutating func folding(_ expression: String, over days: ExchangeDays) -> String {
    for window in days.windows.values where window.first <= window.last {
      firstDay = min(firstDay, window.first)
      lastDay = max(lastDay, window.last, window.scaleDay)
    }
    if let known = folded.first(where: { $0.expression == expression }) { return known.name }
    folded.append((expression, "f\(folded.count)"))
    return folded[folded.count - 1].name
  }

  /// The last, or first, known figure of a window.
  private mutating func last(_ figure: String, _ days: ExchangeDays) -> String {
    folding(dialect.last("CASE WHEN \(isInside(days, through: \.last)) THEN \(figure) END", "day"), over: days)
  }
  private mutating func first(_ figure: String, _ days: ExchangeDays) -> String {
    folding(dialect.first("CASE WHEN \(isInside(days, through: \.last)) THEN \(figure) END", "day"), over: days)
  }
  private mutating func fold(_ function: String, _ figure: String, _ days: ExchangeDays) -> String {
    folding("\(function)(CASE WHEN \(isInside(days, through: \.last)) THEN \(figure) END)", over: days)
  }

  /// What prices are divided by to stand on the window's scale.
  mutating func scale(_ days: ExchangeDays) -> String {
    folding(dialect.last("CASE WHEN \(isInside(days, through: \.scaleDay)) THEN factor END", "day"), over: days)
  }

  /// A figure of the window's bar.
  mutating func windowFigure(_ measure: BarMeasure, _ days: ExchangeDays) -> String {
    switch measure {
    case .open: return price("open", dialect.first, by: "day", days)
    case .high: return price("high", dialect.last, by: "high * factor", days)
    case .low: return price("low", dialect.first, by: "low * factor", days)
    case .close: return price("close", dialect.last, by: "day", days)
    case .unadjusted: return last("close", days)
    case .volume: return fold("sum", "volume", days)
    case .day: return fold("max", "day", days)
    // Whether the first bar states one decides, and no later bar: what it does not state is -1 until then.
    case .previous:
      return "(nullif(\(first("coalesce(previous * factor, -1.0)", days)), -1.0) / \(scale(days)))"
    case .gain: return gain(days)
    case .base: return base(days)
    }
  }

  /// The price of the bar that comes first or last by a figure, on the window's scale. Where that is the bar's own, the
  /// price is what the bar says, to the last bit: factors are divided first.
  private mutating func price(
    _ price: String, _ pick: @Sendable (_ figure: String, _ by: String) -> String, by figure: String,
    _ days: ExchangeDays
  ) -> String {
    let test = "CASE WHEN \(isInside(days, through: \.last)) AND \(price) IS NOT NULL THEN"
    let value = folding(pick("\(test) \(price) END", figure), over: days)
    let factor = folding(pick("\(test) factor END", figure), over: days)
    return "(\(value) * (\(factor) / \(scale(days))))"
  }

  /// The change over a window, by Bars+Chaining.swift: the level that the window ends at over the one that its first bar
  /// follows; a single day's own report goes first.
  private mutating func gain(_ days: ExchangeDays) -> String {
    let ratio = "(\(last("level", days)) / \(startLevel(days)) - 1)"
    return days.hasSingleDay ? "coalesce(\(report(days)), \(ratio))" : ratio
  }

  /// What the change is measured from, on the scale of the window's closing price.
  private mutating func base(_ days: ExchangeDays) -> String {
    let known = "\(first(baseLevel(days, "base_known"), days)) = 1"
    let scale = scale(days)
    // Without a close at the end there is a change, as far as one was reported, but no price to show.
    let closes = last("CASE WHEN level IS NOT NULL THEN CASE WHEN close IS NULL THEN 0 ELSE 1 END END", days)
    let base = "CASE WHEN \(known) AND \(closes) = 1 THEN \(startLevel(days)) / \(scale) END"
    guard days.hasSingleDay else { return base }
    let price = "coalesce(previous, close / nullif(1 + report, 0)) * factor"
    let stated = last("CASE WHEN close IS NOT NULL THEN \(price) END", days)
    return "CASE WHEN \(report(days)) IS NOT NULL THEN \(stated) / \(scale) ELSE \(base) END"
  }

  private mutating func startLevel(_ days: ExchangeDays) -> String {
    "nullif(\(first(baseLevel(days, "base_level"), days)), -1.0)"
  }

  /// What a bar says of its own day, where the window is a single one.
  private mutating func report(_ days: ExchangeDays) -> String {
    // Where exchanges differ, only those whose window is a single day take it.
    let isSingle = exchangeFigure(days) { $0.firstTradingDay ?? .last > $0.last ? nil : $0.isSingleDay ? 1 : 0 }
    return last(isSingle == "1" ? "report" : "CASE WHEN \(isSingle) = 1 THEN report END", days)
  }

  private func baseLevel(_ days: ExchangeDays, _ column: String) -> String {
    let figure = "coalesce(\(column), -1.0)"
    guard !days.beginsAtFirstBar else { return figure }
    let begin = exchangeFigure(days) { window in
      // A window that begins who knows when begins at no company's first bar.
      guard let day = window.firstTradingDay else { return window.first == .first ? 0 : nil }
      return day > window.last ? nil : day.figure
    }
    return "CASE WHEN is_first = 0 OR day = \(begin) THEN \(figure) ELSE -1.0 END"
  }

  /// A figure of a bar's own day, for a fold over days.
  func dayFigure(_ measure: BarMeasure, _ expression: BoundExpression) throws(Diagnostic) -> String {
    switch measure {
    case .gain: return "coalesce(report, level / base_level - 1)"
    case .volume: return "volume"
    case .unadjusted: return "close"
    case .day: return "day"
    case .open, .high, .low, .close: return "(\(measure.rawValue) * factor)"
    case .base, .previous: throw refusal("\(measure.rawValue) in a fold over days", expression.range)
    }
  }

  /// Single days folded, in the same pass over the bars.
  mutating func fold(
    _ fold: DayFold, _ operands: [BoundExpression], _ window: BoundWindow?, _ scope: Scope,
    _ expression: BoundExpression
  ) throws(Diagnostic) -> String {
    let words = "\(fold.rawValue) over days"
    guard scope.place == .company, let operand = operands.first else {
      throw refusal("\(words) inside a fold or of all companies as one", expression.range)
    }
    var days = scope.days
    if let window {
      guard let own = try evaluator.exchangeDays(of: window, inside: days) else {
        throw refusal("a window of each company's own, or of picked days,", expression.range)
      }
      days = own
    } else if fold == .stdev, days.windows.values.allSatisfy({ $0.first == $0.last }) {
      throw Diagnostic(.severalDaysNeeded(fold.rawValue), at: expression.range)
    }
    // A price alone is folded on the company's scale and brought to the window's; in a ratio the scale falls out.
    var scale: String?
    if case .bar(let measure) = operand.kind, [.open, .high, .low, .close].contains(measure) {
      scale = self.scale(days)
    } else if operand.readsPrices {
      throw refusal("prices of several days in one expression of a fold", operand.range)
    }
    if operand.type == .date, ![.highest, .lowest].contains(fold) { throw refusal("\(words) of days", operand.range) }
    let inside = isInside(days, through: \.last)
    if fold == .days, case .not(let inner) = operand.kind, case .isMissing(let figure) = inner.kind, figure.needsBar {
      let known = try scalar(figure, Scope(days: days, place: .bar))
      return "coalesce(\(folding("count(CASE WHEN \(inside) THEN \(known) END)", over: days)), 0)"
    }
    // A day without a bar must add nothing.
    guard operand.needsBar else { throw refusal("\(words) of what days without a bar have too", operand.range) }
    let value = try scalar(operand, Scope(days: days, place: .bar))
    let test = operand.type == .flag ? "CASE WHEN \(value) THEN 1.0 WHEN \(dialect.negated(value)) THEN 0.0 END" : value
    let figure = "CASE WHEN \(inside) THEN \(test) END"
    let result: String
    switch fold {
    case .mean, .often: result = folding("avg(\(figure))", over: days)
    case .total: result = folding("sum(\(figure))", over: days)
    case .days: result = "coalesce(\(folding("sum(\(figure))", over: days)), 0)"
    case .highest: result = folding("max(\(figure))", over: days)
    case .lowest: result = folding("min(\(figure))", over: days)
    case .middle: result = folding(dialect.quantile(figure, "0.5"), over: days)
    case .stdev: result = folding(deviation(figure), over: days)
    case .percentile:
      guard operands.count > 1, case .constant(let part) = operands[1].kind else {
        throw refusal(words, expression.range)
      }
      result = folding(dialect.quantile(figure, dialect.number(part)), over: days)
    default: throw refusal(words, expression.range)
    }
    return scale.map { "(\(result) / \($0))" } ?? result
  }
}

extension ExchangeDays {
  /// Whether it is a single trading day of any exchange.
  fileprivate var hasSingleDay: Bool { windows.values.contains(where: \.isSingleDay) }
}

extension BoundExpression {
  /// Whether it is missing on every day without a bar.
  fileprivate var needsBar: Bool {
    switch kind {
    case .bar: return true
    case .arithmetic, .comparison, .function: return operands.contains(where: \.needsBar)
    case .negation, .not: return operands.allSatisfy(\.needsBar)
    case .logical: return operands.allSatisfy(\.needsBar)
    default: return false
    }
  }

  /// Whether prices are read whose scale depends on the window.
  fileprivate var readsPrices: Bool {
    if case .bar(let measure) = kind { return [.open, .high, .low, .close, .base, .previous].contains(measure) }
    if case .not(let inner) = kind, case .isMissing = inner.kind { return false }
    return operands.contains(where: \.readsPrices)
  }
}
