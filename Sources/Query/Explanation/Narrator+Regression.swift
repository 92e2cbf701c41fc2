internal import Language
internal import Market

extension Narrator {
  /// Least squares of the first figure on the second, over the days on which both are known.
  static func regressionLines(
    _ fold: DayFold, _ values: [Double], _ seconds: [Double], in step: inout Explanation.Step
  ) -> [[Explanation.Part]] {
    let pairs = zip(values, seconds).filter { !$0.isNaN && !$1.isNaN }
    guard pairs.count > 1, !step.value.isMissing(0) else { return [] }
    let count = Double(pairs.count)
    let (y, x) = (pairs.reduce(0) { $0 + $1.0 } / count, pairs.reduce(0) { $0 + $1.1 } / count)
    let sxx = pairs.reduce(0) { $0 + ($1.1 - x) * ($1.1 - x) }
    let syy = pairs.reduce(0) { $0 + ($1.0 - y) * ($1.0 - y) }
    let sxy = pairs.reduce(0) { $0 + ($1.0 - y) * ($1.1 - x) }
    let slope = sxy / sxx
    step.remarks.append(
      "least squares of y, the first figure, on x, the second, over the n days on which both are known; Sxx, Sxy and Syy are the sums of squares and products about the means"
    )
    step.tables.append(
      table([
        ("mean x", x, .number), ("mean y", y, .number), ("Sxx", sxx, .number), ("Sxy", sxy, .number),
        ("Syy", syy, .number),
      ]))
    var row: [(name: String, value: Double, unit: Unit)] = [
      ("n", count, .count), ("alpha", y - slope * x, .number), ("beta", slope, .number),
    ]
    if pairs.count > 2 {
      let deviation = (max(0, syy - slope * sxy) / (count - 2)).squareRoot()
      row.append(("residual deviation", deviation, .number))
      // Through points that lie on the line, t has no bound.
      let error = deviation / sxx.squareRoot()
      if error > 0 { row.append(("t of beta", slope / error, .number)) }
    }
    step.tables.append(table(row))
    switch fold {
    case .slope: return [[.text("Sxy / Sxx")], [plain(sxy), .text(" / "), plain(sxx)]]
    case .intercept:
      return [[.text("mean y - beta * mean x")], [plain(y), .text(" - "), plain(slope), .text(" * "), plain(x)]]
    case .corr:
      return [
        [.text("Sxy / sqrt(Sxx * Syy)")],
        [plain(sxy), .text(" / sqrt("), plain(sxx), .text(" * "), plain(syy), .text(")")],
      ]
    case .residual:
      return [
        [.text("(Syy - beta * Sxy) / (n - 2)")],
        [
          .text("("), plain(syy), .text(" - "), plain(slope), .text(" * "), plain(sxy),
          .text(") / (\(pairs.count) - 2)"),
        ],
      ]
    default: return []
    }
  }
}
