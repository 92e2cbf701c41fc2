internal import Language
internal import Market

/// Which bars a question reads, and of them what.
struct BarReading {
  /// How many bars are looked at.
  var barCount = 0
  /// How many bytes of their columns, as these stand in memory.
  var byteCount = 0
  /// The parts of bars that are read.
  var parts: [Bars.Part] = []
  /// Whether it may be less: an index is made of those who are its members on the day.
  var isMost = false
}

extension Evaluator {
  /// What is read to find some expressions for the companies and windows of a frame, and a condition for those of another one.
  ///
  /// A change over a window takes two closes, a sum or a fold of days each bar; the bars of `each` period are all those between.
  /// O(companies times windows in the expressions).
  func reading(
    of expressions: [BoundExpression], over whole: Frame, where condition: BoundExpression?, over all: Frame,
    isEach: Bool
  ) -> BarReading {
    var reader = BarReader(evaluator: self)
    for cell in 0..<whole.count {
      for expression in expressions {
        reader.visit(expression, of: whole.companies[cell], in: whole.days[cell], isEach: isEach)
      }
    }
    if let condition {
      for cell in 0..<all.count {
        reader.visit(condition, of: all.companies[cell], in: all.days[cell], isEach: isEach)
      }
    }
    return reader.reading
  }
}

/// Goes through expressions as the evaluator does, and remembers the bars instead of reading them.
private struct BarReader {
  let evaluator: Evaluator
  /// For each company the bars that are read of each column, which may overlap.
  private var parts: [Int: [Bars.Part: [Range<Int>]]] = [:]
  private var isMost = false
  /// The sets whose index has been told already.
  private var indices: Set<BoundSet> = []

  init(evaluator: Evaluator) { self.evaluator = evaluator }

  mutating func visit(_ expression: BoundExpression, of company: Int, in days: Days, isEach: Bool) {
    switch expression.kind {
    case .bar(let measure): add(measure, of: company, in: days, isEach: isEach)
    case .within(let window, let operand):
      visit(operand, of: company, in: span(of: window, for: company, in: days, isEach), isEach: isEach)
    case .fold(let fold, let operands, let window):
      var window = window
      if fold.readsFromFirstBar { window = window.map { BoundWindow(start: .firstBar, end: $0.end) } }
      let folded = window.map { span(of: $0, for: company, in: days, isEach) } ?? days
      for operand in operands { visit(operand, of: company, in: folded, isEach: true) }
    case .of(let set, let operand):
      if case .company(let other) = set.members {
        visit(operand, of: other, in: days, isEach: isEach)
      } else {
        addIndex(of: set)
      }
    default:
      for operand in expression.operands { visit(operand, of: company, in: days, isEach: isEach) }
    }
  }

  /// A window of a window; where that stands for each of its days, from the first day's to the last day's.
  private func span(of window: BoundWindow, for company: Int, in days: Days, _ isEach: Bool) -> Days {
    guard isEach, !days.isEmpty else { return evaluator.span(of: window, for: company, in: days) }
    var (first, last) = (days, days)
    first.last = days.first
    last.first = days.last
    var result = evaluator.span(of: window, for: company, in: last)
    result.first = min(result.first, evaluator.span(of: window, for: company, in: first).first)
    return result
  }

  private mutating func add(_ measure: BarMeasure, of company: Int, in days: Days, isEach: Bool) {
    let bars = evaluator.positions(of: company, in: days)
    guard let last = bars.last, company < evaluator.market.companyCount else { return }
    let series = evaluator.series(of: company)
    let before = max(series.run.lowerBound, bars.lowerBound - 1)
    /// All bars of the window, or the ones that it needs of them.
    func add(_ column: Bars.Part, _ few: [Range<Int>], hasBase: Bool = false) {
      parts[company, default: [:]][column, default: []] +=
        isEach ? [(hasBase ? before : bars.lowerBound)..<bars.upperBound] : few
    }
    let (first, end) = (bars.lowerBound..<bars.lowerBound + 1, last..<last + 1)
    switch measure {
    case .close, .unadjusted: add(.close, [end])
    case .open: add(.open, [first])
    case .high: add(.high, [bars])
    case .low: add(.low, [bars])
    case .volume: add(.volume, [bars])
    case .day: add(.date, [end])
    case .previous: add(.previous, [first])
    case .gain, .base:
      add(.close, [before..<before + 1, end], hasBase: true)
      if series.bars.hasReferencePrices { add(.previous, [first]) }
    }
    // Where a bar lies on a day that is no trading day, all are found by their days.
    if isEach, !series.places.areKnown { add(.date, [bars]) }
  }

  /// The changes of all who may be members, from the first day on.
  private mutating func addIndex(of set: BoundSet) {
    guard indices.insert(set).inserted else { return }
    isMost = true
    for company in 0..<evaluator.market.companyCount {
      let run = evaluator.series(of: company).run
      if !run.isEmpty { parts[company, default: [:]][.close, default: []].append(run) }
    }
  }

  var reading: BarReading {
    var reading = BarReading(isMost: isMost)
    var seen: Set<Bars.Part> = []
    for (company, columns) in parts {
      reading.barCount += BarReader.count(columns.values.flatMap { $0 })
      for (column, ranges) in columns {
        seen.insert(column)
        reading.byteCount += evaluator.market.bars.byteCount(of: column, BarReader.count(ranges), of: company)
      }
    }
    reading.parts = Bars.Part.allCases.filter(seen.contains)
    return reading
  }

  /// How many numbers are in any of some ranges.
  private static func count(_ ranges: [Range<Int>]) -> Int {
    var (count, end) = (0, Int.min)
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where range.upperBound > end {
      count += range.upperBound - max(range.lowerBound, end)
      end = range.upperBound
    }
    return count
  }
}
