internal import Language
internal import Market
internal import Query

/// Figures to be folded: a relation with a row for each.
struct Fold {
  let relation: String
  /// The columns of those that are folded together.
  let keys: [String]
  /// The column of the day, which orders them.
  let day: String?
  let value: String
  /// A second figure, or the part of a quantile.
  let second: String?
  /// How many days the brackets name.
  let count: Int?
  var conditions: [String] = []

  /// The columns of the figures; a part that is the same for all is none.
  var columns: [String] {
    [day, value, second].compactMap { $0 }.filter { $0.first?.isLetter == true && !$0.contains("(") }
  }
}

// Folds as aggregates. What needs a first fold to be known, such as a mean, is joined to the figures and folded again.
extension FrameGenerator {
  /// One aggregate of the figures, by their keys.
  func reduce(_ fold: Fold, _ aggregate: String, _ hint: String) -> (relation: String, column: String) {
    let name = fresh(hint)
    let relation = add(
      "folded",
      select(
        fold.keys + ["\(aggregate) AS \(name)"], from: fold.relation, where: fold.conditions, groupBy: fold.keys))
    return (relation, name)
  }

  /// The figures with aggregates of them beside each.
  func extended(_ fold: Fold, _ aggregates: [(text: String, name: String)]) -> Fold {
    let columns = Array(Set(fold.columns)).sorted()
    let summary = nested(
      select(
        fold.keys + aggregates.map { "\($0.text) AS \($0.name)" }, from: fold.relation, where: fold.conditions,
        groupBy: fold.keys))
    let own = nested(select(fold.keys + columns, from: fold.relation, where: fold.conditions))
    let relation = add(
      "figures",
      select(fold.keys + columns + aggregates.map(\.name), from: joined(own, summary, on: fold.keys)))
    return Fold(
      relation: relation, keys: fold.keys, day: fold.day, value: fold.value, second: fold.second, count: fold.count)
  }

  /// The figures with running aggregates in some order beside each.
  func running(_ fold: Fold, by order: String, where condition: String? = nil, _ columns: [RunningColumn]) -> Fold {
    let carried = Array(Set(fold.columns + [order])).sorted()
    let source = nested(
      select(fold.keys + carried, from: fold.relation, where: fold.conditions + [condition].compactMap { $0 }))
    let relation = add("figures", dialect.running(source, fold.keys, order, carried, columns))
    return Fold(
      relation: relation, keys: fold.keys, day: fold.day, value: fold.value, second: fold.second, count: fold.count)
  }

  /// The standard deviation with N-1, about the mean that is found first.
  func deviation(_ fold: Fold, _ hint: String) -> (relation: String, column: String) {
    let (mean, count) = (fresh("mean"), fresh("count"))
    let centered = extended(fold, [("avg(\(fold.value))", mean), ("count(\(fold.value))", count)])
    let squares = "sum((\(fold.value) - \(mean)) * (\(fold.value) - \(mean)))"
    return reduce(
      centered, "CASE WHEN max(\(count)) >= 2 THEN sqrt(\(squares) / nullif(max(\(count)) - 1, 0)) END", hint)
  }

  /// The fold of single days, one value for each of the keys.
  func folded(_ kind: DayFold, _ fold: Fold, isFlag: Bool) throws(Diagnostic) -> (relation: String, column: String) {
    let (value, day) = (fold.value, fold.day ?? "day")
    func simple(_ text: String) -> (relation: String, column: String) { reduce(fold, text, kind.rawValue) }
    switch kind {
    case .mean, .often: return simple("avg(\(value))")
    case .total: return simple("sum(\(value))")
    case .days: return simple("sum(CASE WHEN \(value) = 1 THEN 1 ELSE 0 END)")
    case .highest, .dayof: return simple("max(\(value))")
    case .lowest: return simple("min(\(value))")
    case .middle: return simple(dialect.quantile(value, "0.5"))
    case .percentile: return simple(dialect.quantile(value, fold.second ?? "0"))
    case .stdev: return deviation(fold, "stdev")
    case .first: return simple("min(CASE WHEN \(value) = 1 THEN \(day) END)")
    case .streak:
      let broken = fresh("broken")
      let test = "CASE WHEN \(value) = 1 THEN 0 ELSE \(day) END"
      let figures = extended(fold, [("max(\(test))", broken)])
      return reduce(figures, "sum(CASE WHEN \(day) > \(broken) THEN 1 ELSE 0 END)", "streak")
    case .dayofhighest, .dayoflowest:
      let extreme = fresh("extreme")
      let figures = extended(fold, [("\(kind == .dayofhighest ? "max" : "min")(\(value))", extreme)])
      return reduce(figures, "min(CASE WHEN \(value) = \(extreme) THEN \(day) END)", "day_of")
    case .ago:
      let (first, count) = (fresh("first"), fresh("count"))
      let figures = extended(fold, [("min(\(day))", first), ("count(\(day))", count)])
      let test = "\(count) >= \(fold.count ?? 1) AND \(day) = \(first)"
      return reduce(figures, "max(CASE WHEN \(test) THEN \(value) END)", "ago")
    case .place:
      let (last, own) = (fresh("last"), fresh("own"))
      let dated = extended(fold, [("max(\(day))", last)])
      let marked = Fold(
        relation: nested(
          select(
            fold.keys + [day, value, "CASE WHEN \(day) = \(last) THEN \(value) END AS \(own)_value"],
            from: dated.relation)), keys: fold.keys, day: day, value: value, second: "\(own)_value", count: nil)
      let figures = extended(marked, [("max(\(own)_value)", own)])
      let above = "sum(CASE WHEN \(value) > \(own) THEN 1 ELSE 0 END) + 1"
      return reduce(figures, "CASE WHEN count(\(own)) > 0 THEN \(above) END", "place")
    case .tailmean:
      let (place, count) = (fresh("place"), fresh("count"))
      let ranked = running(
        fold, by: value, where: "\(value) IS NOT NULL", [RunningColumn(kind: .number, value: value, name: place)])
      let counted = Fold(
        relation: ranked.relation, keys: fold.keys, day: place, value: value, second: fold.second, count: nil)
      let figures = extended(counted, [("count(\(value))", count)])
      let part = fold.second ?? "0"
      return reduce(
        figures, "avg(CASE WHEN \(place) <= floor((\(count) - 1) * \(part)) + 1 THEN \(value) END)", "tail_mean")
    case .ema, .wilder: return exponentialMean(kind, fold, day)
    case .wma:
      let place = fresh("place")
      let figures = running(fold, by: day, [RunningColumn(kind: .number, value: value, name: place)])
      let weights = "sum(CASE WHEN \(value) IS NOT NULL THEN \(place) END)"
      return reduce(figures, quotient("sum(\(place) * \(value))", weights), "weighted")
    case .corr, .slope, .intercept, .residual: return line(kind, fold)
    case .deepest, .sunken, .peakday, .troughday, .recoveryday: return decline(kind, fold, day)
    }
  }

  private func exponentialMean(_ kind: DayFold, _ fold: Fold, _ day: String) -> (relation: String, column: String) {
    let count = Double(fold.count ?? 1)
    let weight = kind == .ema ? 2 / (count + 1) : 1 / max(1, count)
    let (place, last) = (fresh("place"), fresh("last"))
    let ranked = running(
      fold, by: day, where: "\(fold.value) IS NOT NULL", [RunningColumn(kind: .number, value: fold.value, name: place)])
    let numbered = Fold(
      relation: ranked.relation, keys: fold.keys, day: place, value: fold.value, second: nil, count: nil)
    let figures = extended(numbered, [("max(\(place))", last)])
    guard weight < 1 else {
      return reduce(figures, "max(CASE WHEN \(place) = \(last) THEN \(fold.value) END)", kind.rawValue)
    }
    // The first figure has the whole of what the others leave.
    let share = "CASE WHEN \(place) = 1 THEN 1.0 ELSE \(dialect.number(weight)) END"
    let power = dialect.power(dialect.number(1 - weight), "(\(last) - \(place))")
    return reduce(figures, "sum(\(fold.value) * \(share) * \(power))", kind.rawValue)
  }

  /// Least squares of the first figure on the second, over the pairs of which both are known.
  private func line(_ kind: DayFold, _ fold: Fold) -> (relation: String, column: String) {
    let (y, x) = (fold.value, fold.second ?? fold.value)
    var paired = fold
    paired.conditions += ["\(y) IS NOT NULL", "\(x) IS NOT NULL"]
    let (yMean, xMean, count) = (fresh("y_mean"), fresh("x_mean"), fresh("pairs"))
    let centered = extended(paired, [("avg(\(y))", yMean), ("avg(\(x))", xMean), ("count(\(y))", count)])
    let (dy, dx) = ("(\(y) - \(yMean))", "(\(x) - \(xMean))")
    let (products, squares) = ("sum(\(dx) * \(dy))", "sum(\(dx) * \(dx))")
    let ySquares = "sum(\(dy) * \(dy))"
    let spread = "count(\(y)) >= 2 AND \(squares) > CAST('1e-24' AS \(dialect.double)) * sum(\(x) * \(x))"
    let ySpread = "\(ySquares) > CAST('1e-24' AS \(dialect.double)) * sum(\(y) * \(y))"
    let slope = "\(products) / nullif(\(squares), 0)"
    switch kind {
    case .corr:
      return reduce(
        centered,
        "CASE WHEN \(spread) AND \(ySpread) THEN \(products) / nullif(sqrt(\(squares) * \(ySquares)), 0) END", "corr")
    case .slope: return reduce(centered, "CASE WHEN \(spread) THEN \(slope) END", "slope")
    case .intercept:
      return reduce(
        centered, "CASE WHEN \(spread) THEN max(\(yMean)) - \(slope) * max(\(xMean)) END", "intercept")
    default:
      let (slopeName, name) = (fresh("slope"), "CASE WHEN \(spread) THEN \(slope) END")
      let columns = [y, x, yMean, xMean]
      let summary = nested(
        select(fold.keys + ["\(name) AS \(slopeName)"], from: centered.relation, groupBy: fold.keys))
      let relation = add(
        "figures",
        select(
          fold.keys + Array(Set(columns)).sorted() + [slopeName],
          from: joined(centered.relation, summary, on: fold.keys)))
      let rest = "(\(dy) - \(slopeName) * \(dx))"
      let figures = Fold(relation: relation, keys: fold.keys, day: nil, value: y, second: x, count: nil)
      return reduce(
        figures, "CASE WHEN count(\(y)) >= 3 THEN sum(\(rest) * \(rest)) / nullif(count(\(y)) - 2, 0) END", "residual")
    }
  }

  /// The deepest fall of a value that stands at 1 before its first day and at 1 + g on each day.
  private func decline(_ kind: DayFold, _ fold: Fold, _ day: String) -> (relation: String, column: String) {
    let (highest, height) = (fresh("running_high"), "height")
    let ranked = running(
      fold, by: day, where: "\(fold.value) IS NOT NULL", [RunningColumn(kind: .max, value: fold.value, name: highest)])
    let level = "(1 + \(fold.value))"
    let top = "CASE WHEN \(highest) > 0 THEN 1 + \(highest) ELSE 1.0 END"
    let (fall, high) = (fresh("fall"), fresh(height))
    let falls = Fold(
      relation: nested(
        select(
          fold.keys + [day, fold.value, "\(level) / (\(top)) - 1 AS \(fall)", "\(top) AS \(high)"],
          from: ranked.relation)), keys: fold.keys, day: day, value: fall, second: high, count: nil)
    if kind == .deepest { return reduce(falls, "min(\(fall))", "drawdown") }
    if kind == .sunken { return reduce(falls, dialect.last(fall, day), "underwater") }
    let withValue = add("figures", select(fold.keys + [day, fold.value, fall, high], from: falls.relation))
    let (deepest, trough, peak) = (fresh("deepest"), fresh("trough"), fresh("peak_height"))
    func joinedBack(_ relation: String, _ columns: [String], _ aggregate: String, _ name: String) -> String {
      let summary = nested(select(fold.keys + ["\(aggregate) AS \(name)"], from: relation, groupBy: fold.keys))
      return add("figures", select(fold.keys + columns + [name], from: joined(relation, summary, on: fold.keys)))
    }
    var columns = [day, fold.value, fall, high]
    let first = joinedBack(withValue, columns, "min(\(fall))", deepest)
    columns.append(deepest)
    let second = joinedBack(
      first, columns, "min(CASE WHEN \(fall) = \(deepest) AND \(fall) < 0 THEN \(day) END)", trough)
    columns.append(trough)
    let third = joinedBack(second, columns, "max(CASE WHEN \(day) = \(trough) THEN \(high) END)", peak)
    let figures = Fold(relation: third, keys: fold.keys, day: day, value: fall, second: high, count: nil)
    switch kind {
    case .troughday: return reduce(figures, "min(\(trough))", "trough")
    case .peakday:
      return reduce(
        figures,
        "min(CASE WHEN \(peak) > 1 AND \(level) = \(peak) AND \(day) <= \(trough) THEN \(day) END)", "peak")
    default:
      return reduce(figures, "min(CASE WHEN \(day) > \(trough) AND \(level) >= \(peak) THEN \(day) END)", "recovered")
    }
  }
}

/// A column that a running aggregate makes.
struct RunningColumn: Sendable {
  enum Kind: Sendable { case number, sum, max }

  let kind: Kind
  let value: String
  let name: String
}
