internal import Language
internal import Market

// Least squares of the first figure on the second, over the days on which both are known.
extension Narrator {
  /// Tells a fold of pairs; whether its days and its regression were told before, by another fold of the same pairs.
  mutating func tellRegression(
    _ fold: DayFold, _ values: [Double], _ seconds: [Double], over days: [Day], _ columns: [Table.Column],
    in step: inout Explanation.Step
  ) -> Bool {
    guard let first = days.first, let last = days.last else { return false }
    let name = "regression \(columns[1].name) \(columns[2].name) \(first) \(last) \(values.first ?? .nan)"
    let isNew = isNew(name)
    step.lines += regressionLines(fold, values, seconds, columns, isNew: isNew, in: &step)
    if !isNew { step.remarks.append("the regression is the one above") }
    return !isNew
  }

  private func regressionLines(
    _ fold: DayFold, _ values: [Double], _ seconds: [Double], _ columns: [Table.Column], isNew: Bool,
    in step: inout Explanation.Step
  ) -> [[Explanation.Part]] {
    let pairs = zip(values, seconds).filter { !$0.isNaN && !$1.isNaN }
    guard pairs.count > 1, !step.value.isMissing(0) else { return [] }
    let count = Double(pairs.count)
    let (y, x) = (pairs.reduce(0) { $0 + $1.0 } / count, pairs.reduce(0) { $0 + $1.1 } / count)
    let sxx = pairs.reduce(0) { $0 + ($1.1 - x) * ($1.1 - x) }
    let syy = pairs.reduce(0) { $0 + ($1.0 - y) * ($1.0 - y) }
    let sxy = pairs.reduce(0) { $0 + ($1.0 - y) * ($1.1 - x) }
    let slope = sxy / sxx
    if isNew {
      step.remarks.append(
        "least squares of y = \(columns[1].name) on x = \(columns[2].name), over the n days on which both are known; Sxx, Sxy and Syy are the sums of squares and products about the means"
      )
      step.listings += Narrator.regressionTables(
        count: count, means: (x, y), sums: (sxx, sxy, syy))
    }
    func plain(_ value: Double) -> Explanation.Part { Narrator.plain(value) }
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

  /// What the regression rests on, and what comes of it.
  private static func regressionTables(
    count: Double, means: (x: Double, y: Double), sums: (xx: Double, xy: Double, yy: Double)
  ) -> [Explanation.Listing] {
    let slope = sums.xy / sums.xx
    let basis = row([
      ("mean x", means.x, .number), ("mean y", means.y, .number), ("Sxx", sums.xx, .number), ("Sxy", sums.xy, .number),
      ("Syy", sums.yy, .number),
    ])
    let result: [(name: String, value: Double, unit: Unit)] = [
      ("n", count, .count), ("alpha", means.y - slope * means.x, .number), ("beta", slope, .number),
      ("R squared", sums.xy * sums.xy / (sums.xx * sums.yy), .number),
    ]
    var errors: [(name: String, value: Double, unit: Unit)] = []
    if count > 2 {
      let deviation = (max(0, sums.yy - slope * sums.xy) / (count - 2)).squareRoot()
      errors.append(("residual deviation", deviation, .number))
      // Through points that lie on the line, t has no bound.
      let error = deviation / sums.xx.squareRoot()
      if error > 0 { errors += [("deviation of beta", error, .number), ("t of beta", slope / error, .number)] }
    }
    return [basis, row(result)] + (errors.isEmpty ? [] : [row(errors)])
  }
}
