internal import Language
internal import Market

// Folds over days: which days went in, and those that decide.
extension Narrator {
  mutating func tell(
    _ fold: DayFold, _ operands: [BoundExpression], in window: BoundWindow?, at place: Place,
    in step: inout Explanation.Step
  ) throws(Diagnostic) {
    var window = window
    var count: Int?
    if case .tradingDays(let days) = window?.start { count = days }
    if fold.readsFromFirstBar { window = window.map { BoundWindow(start: .firstBar, end: $0.end) } }
    let outer =
      try window.map { window throws(Diagnostic) in try evaluator.windowed(place.frame, window) } ?? place.frame
    let inner = Place(frame: outer, kind: place.kind, index: place.index)
    // The days in brackets are an exponential mean's weight, and no limit to how far it looks back.
    let last = window?.start == .firstBar ? nil : count
    let spread = spread(inner, joinsAll: window != nil, last: last, operands)
    guard let first = spread.days.first, let final = spread.days.last else {
      step.remarks.append("no trading day in \(span(inner.days))")
      return
    }
    let apart = inner.days.picked == nil ? "" : ", of \(span(inner.days)) those that count"
    step.remarks.append("the days: \(first == final ? "\(first)" : "\(first) to \(final)")\(apart)")
    var columns = [Table.Column(name: "day", values: .days(spread.days), isKey: true)]
    for operand in operands where operand.level > .constant {
      let values = try values(of: operand, over: spread.frame, at: place.kind).gathered(spread.indices)
      columns.append(Table.Column(name: words.whole(operand), values: values))
    }
    guard columns.count > 1 else { return }
    var parts: [Table.Column] = []
    if columns.count == 2 {
      var narrator = self
      parts = try columnsOfParts(of: operands[0], taken: columns.map(\.name)) { part throws(Diagnostic) in
        try narrator.values(of: part, over: spread.frame, at: place.kind).gathered(spread.indices)
      }
    }
    var deciding: [Int] = []
    var isTold = false
    switch columns[1].values {
    case .numbers(let values, _, _):
      let missing = values.count(where: \.isNaN)
      if missing > 0 { step.remarks.append("\(missing) of \(days(values.count)) have no figure and are left out") }
      if columns.count == 3, case .numbers(let seconds, _, _) = columns[2].values {
        isTold = tellRegression(fold, values, seconds, over: spread.days, columns, in: &step)
      } else {
        let figures = DayFigures(days: spread.days, values: values, count: count)
        deciding = try tell(fold, operands, figures, at: inner, in: &step)
      }
    case .flags(let flags):
      tell(fold, flags, in: &step)
    default: break
    }
    if isTold { return }
    step.listings.append(
      Narrator.listing(
        [columns[0]] + parts + columns.dropFirst(), order: Array(spread.days.indices), keeping: Set(deciding),
        noun: "days"))
    if deciding.isEmpty {
      deciding = (0..<spread.days.count).last { !columns[1].values.isMissing($0) }.list
    }
    for day in deciding {
      var example = try self.step(
        for: operands[0], at: Place(frame: spread.frame, kind: place.kind, index: spread.indices[day]))
      example.remarks.insert("worked out for \(spread.days[day])", at: 0)
      step.steps.append(example)
    }
  }

  func days(_ count: Int) -> String { "\(count) trading day\(count == 1 ? "" : "s")" }

  /// The values of an expression in every cell or group of a frame.
  private mutating func values(
    of expression: BoundExpression, over frame: Frame, at kind: Evaluator.Place
  ) throws(Diagnostic) -> Table.Values {
    if kind == .cells { return try evaluator.tableValues(of: expression, over: frame) }
    return evaluator.tableValues(try evaluator.evaluate(expression, over: frame, at: .groups), as: expression)
  }

  /// The days of a cell or group one by one: a frame in which each is a group, and where the asked one stands in it.
  private struct Spread {
    var frame: Frame
    var days: [Day]
    var indices: [Int]
  }

  /// Spreads a place over its days as the evaluator does: other companies come along where they are folded on a day.
  private func spread(_ place: Place, joinsAll: Bool, last: Int?, _ operands: [BoundExpression]) -> Spread {
    let outer = place.frame
    let group = place.kind == .cells ? outer.groups[place.index] : place.index
    let isAlone = place.kind == .cells && !operands.contains(where: \.containsAggregate)
    let cells = isAlone ? [place.index] : (0..<outer.count).filter { outer.groups[$0] == group }
    let own = cells.map { evaluator.tradingDays(of: outer.companies[$0], in: outer.days[$0]) }
    var days: [Day]
    if place.kind == .cells {
      days = Array(evaluator.tradingDays(of: outer.companies[place.index], in: outer.days[place.index]))
    } else {
      let union =
        cells.isEmpty
        ? Set(evaluator.tradingDays(of: nil, in: outer.groupDays[group])) : Set(own.joined())
      days = union.sorted()
      days = last.map { days.suffix($0) } ?? days
    }
    let asked = cells.enumerated().map { number, cell -> Set<Day> in
      guard joinsAll, !isAlone else { return Set(own[number]) }
      return Set(evaluator.tradingDays(of: outer.companies[cell]))
    }
    var spread = Spread(frame: Frame(groupDays: [], groupSets: []), days: days, indices: [])
    for (number, day) in days.enumerated() {
      spread.frame.groupDays.append(outer.groupDays[group].single(day))
      spread.frame.groupSets.append(outer.groupSets[group])
      if place.kind == .groups { spread.indices.append(number) }
      for (index, cell) in cells.enumerated() where asked[index].contains(day) {
        if place.kind == .cells, cell == place.index { spread.indices.append(spread.frame.count) }
        spread.frame.append(company: outer.companies[cell], days: outer.days[cell].single(day), group: number)
      }
    }
    return spread
  }

  /// Conditions, counted.
  private func tell(_ fold: DayFold, _ flags: [Bool?], in step: inout Explanation.Step) {
    let (yes, known) = (flags.count { $0 == true }, flags.count { $0 != nil })
    step.remarks.append("true on \(yes) of \(days(known))")
    if fold == .often, known > 0 { step.lines += [[.text("days it is true / days")], [.text("\(yes) / \(known)")]] }
  }

  /// The arithmetic of a fold of one figure a day; the numbers of the days that decide it, to be worked out.
  private mutating func tell(
    _ fold: DayFold, _ operands: [BoundExpression], _ figures: DayFigures, at place: Place,
    in step: inout Explanation.Step
  ) throws(Diagnostic) -> [Int] {
    let known = figures.known
    guard !known.isEmpty, case .number(let unit) = operands[0].type else { return [] }
    switch fold {
    case .deepest, .sunken, .peakday, .troughday, .recoveryday:
      return Narrator.tellDecline(fold, figures, in: &step)
    case .place:
      guard let last = figures.values.last, !step.value.isMissing(0) else { return [] }
      step.lines += [[.text("days with a larger figure + 1")], [.text("\(known.count { $0.value > last }) + 1")]]
    case .highest, .lowest, .dayofhighest, .dayoflowest:
      let isHighest = fold == .highest || fold == .dayofhighest
      let asked = isHighest ? known.map(\.value).max() : known.map(\.value).min()
      guard let found = known.first(where: { $0.value == asked }) else { return [] }
      step.remarks.append(
        "the \(isHighest ? "largest" : "smallest") of \(known.count): that of \(figures.days[found.place])")
      return [found.place]
    case .ago: return figures.values[0].isNaN ? [] : [0]
    default:
      guard !step.value.isMissing(0) else { return [] }
      var input = FoldInput(
        values: known.map(\.value), places: known.map { $0.place + 1 }, count: figures.count, unit: unit)
      if operands.count > 1, case .numbers(let parts, _, _) = try value(of: operands[1], at: place) {
        input.part = parts[0]
      }
      step.lines += Narrator.lines(of: fold.rawValue, input, in: &step)
      return input.deciding(of: fold.rawValue).map { known[$0].place }
    }
    return []
  }
}

/// The figures of some days.
struct DayFigures {
  let days: [Day]
  let values: [Double]
  /// How many days the brackets name.
  let count: Int?

  /// The figures that are known, each with its place among the days.
  var known: [(place: Int, value: Double)] {
    values.enumerated().filter { !$0.element.isNaN }.map { (place: $0.offset, value: $0.element) }
  }
}
