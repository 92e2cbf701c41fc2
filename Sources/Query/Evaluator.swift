internal import Language
public import Market

/// Answers bound questions over a market in memory.
public struct Evaluator: Sendable {
  let market: Market
  let today: Day
  let concurrency: Concurrency
  /// The companies that are asked by default, and all there are.
  let universe: Universe
  /// The wish to stop, which is looked at wherever a loop may be long.
  let interruption: Interruption?
  /// The same wish for loops on all cores; the interruption above keeps it alive.
  private let watch: Interruption.Watch
  /// The indices that were made for sets; their company numbers follow the market's.
  var indices: [Series] = []
  var indexNumbers: [IndexKey: Int] = [:]
  /// Up to how many bars of the market an index is always made of all days: that costs little, and what is asked of it is then to the
  /// last bit what an explanation shows.
  package var wholeIndexBars = 1 << 19
  /// The days on which the conditions of `when` held.
  var heldDays: [BoundExpression: Set<Day>] = [:]
  /// The values of the keys that were asked for, by the attribute's number.
  var keyCodes: [KeyCodes?] = []
  /// Where bars lie, of the last frames that were asked for.
  var knownBars: [KnownBars] = []
  /// What several folds over days are of the cells of a frame that they were asked of together.
  var knownFolds: (frame: Frame, values: [BoundExpression: [Double]])?
  /// What `of group` means in the question that is being answered.
  var question = Question()
  /// What the figures showed that a reader should know.
  var notes: [String] = []
  /// What is asked and known of bars that lie on a server; nil where they are here.
  var elsewhere: BarsElsewhere?

  /// An evaluator of questions asked on the day `today`.
  ///
  /// Where `interruption` is requested they end with the fault `interrupted`, soon.
  public init(
    market: Market, today: Day, concurrency: Concurrency = .allCores, interruption: Interruption? = nil
  ) {
    self.market = market
    self.today = today
    self.concurrency = concurrency
    self.interruption = interruption
    unsafe self.watch = Interruption.Watch(interruption)
    self.universe = market.remembered.value(MarketFact.universe) { Universe(of: market) }
  }

  /// Throws where the answer is no longer wanted.
  ///
  /// Loops that can't throw give up early instead; what they leave unfinished never gets past the next call of this.
  func proceed() throws(Diagnostic) {
    if isInterrupted { throw Diagnostic(.interrupted, at: SourceRange(0, 0)) }
  }

  var isInterrupted: Bool { watch.isRequested }

  /// How many cells a loop deals with before it looks whether it should stop: about a millisecond's work.
  static var checkInterval: Int { Interruption.checkInterval }

  /// Whether all cells of a frame are companies of the market, and none is a set's index. O(cells), and O(1) of all who are asked.
  func holdsCompaniesAlone(_ frame: Frame) -> Bool {
    if includesAllKinds(frame.companies) != nil { return true }
    let count = market.companyCount
    return frame.companies.allSatisfy { $0 < count }
  }

  /// Whether no company has several cells in a frame that holds companies alone. O(cells).
  func holdsEachCompanyOnce(_ frame: Frame) -> Bool {
    if frame.count > market.companyCount { return false }
    var isSeen = Bitmap(count: market.companyCount)
    for company in frame.companies {
      if isSeen[company] { return false }
      isSeen[company] = true
    }
    return true
  }

  mutating func note(_ text: String) {
    if !notes.contains(text) { notes.append(text) }
  }

  /// The question's own sets: what the companies of each group have, and the condition that picks them day by day.
  struct Question {
    /// What the companies of each set have; nothing where the question has no keys.
    var members: [GroupMembers] = []
    var condition: BoundExpression?
    /// Who can be in any of the sets: what an aggregate in the condition folds.
    var companies: [Int] = []
    /// The first day on which an index is asked; nil where that may be any.
    var firstIndexDay: Day?
  }

  /// Which value of a frame an expression is asked for: one a cell, or one a group.
  enum Place { case cells, groups }

  /// The value of an expression for each cell, or each group, of a frame.
  mutating func evaluate(
    _ expression: BoundExpression, over frame: Frame, at place: Place
  ) throws(Diagnostic) -> Vector {
    try proceed()
    let count = place == .cells ? frame.count : frame.groupCount
    switch expression.kind {
    case .constant(let value): return .numbers(Array(repeating: value, count: count))
    case .constantFlag(let value): return .flags(Array(repeating: Truth(value), count: count))
    case .bar(let measure):
      if place == .cells, let known = knownValues(of: expression, over: frame) { return .numbers(known) }
      return .numbers(try barValues(of: measure, over: frame))
    case .day(let attribute):
      return .numbers(
        place == .cells
          ? frame.days.map { attribute.value(of: $0.last) } : frame.groupDays.map { attribute.value(of: $0.last) })
    case .of(let set, let operand): return try evaluate(operand, of: set, over: frame, at: place)
    case .attribute(let attribute): return attributeValues(of: attribute, over: frame)
    case .hasText(let attribute, let codes): return .flags(hasText(codes, of: attribute, over: frame))
    case .negation(let operand):
      return .numbers(try evaluate(operand, over: frame, at: place).numbers.map { -$0 })
    case .arithmetic(let operation, let left, let right):
      let first = try evaluate(left, over: frame, at: place).numbers
      let second = try evaluate(right, over: frame, at: place).numbers
      return .numbers(zip(first, second).map { combine(operation, $0, $1) })
    case .tradingDays(let left, let right):
      let first = try evaluate(left, over: frame, at: .cells).numbers
      let second = try evaluate(right, over: frame, at: .cells).numbers
      return .numbers(frame.companies.indices.map { tradingDays(frame.companies[$0], first[$0], second[$0]) })
    case .comparison(let operation, let left, let right):
      let first = try evaluate(left, over: frame, at: place).numbers
      let second = try evaluate(right, over: frame, at: place).numbers
      return .flags(zip(first, second).map { compare(operation, $0, $1) })
    case .isMissing(let operand):
      return .flags(try missing(operand, over: frame, at: place).map { Truth($0) })
    case .not(let operand):
      return .flags(try evaluate(operand, over: frame, at: place).flags.map(\.negated))
    case .logical(let operation, let left, let right):
      let first = try evaluate(left, over: frame, at: place).flags
      let second = try evaluate(right, over: frame, at: place).flags
      return .flags(zip(first, second).map { operation == .and ? $0.and($1) : $0.or($1) })
    case .conditional(let condition, let first, let second):
      return try choose(condition, first, second, over: frame, at: place)
    case .function(let function, let operands):
      var vectors: [[Double]] = []
      for operand in operands { vectors.append(try evaluate(operand, over: frame, at: place).numbers) }
      return .numbers((0..<count).map { row in known(function.value(of: vectors.map { $0[row] })) })
    case .within(let window, let operand):
      return try evaluate(operand, over: try windowed(frame, window), at: place)
    case .aggregate(let aggregate, let operands, let condition, let within):
      return try foldCompanies(
        aggregate, operands, where: condition, within: within, over: frame, at: place, range: expression.range)
    case .fold(let fold, let operands, let window):
      if place == .cells, let values = try laneValues(of: expression, over: frame) { return .numbers(values) }
      return try foldDays(fold, operands, in: window, over: frame, at: place, range: expression.range)
    }
  }

  /// The frame with each cell's window replaced.
  mutating func windowed(_ frame: Frame, _ window: BoundWindow) throws(Diagnostic) -> Frame {
    try self.frame(of: window, inside: frame) { evaluator throws(Diagnostic) in
      try evaluator.replaced(frame, by: window)
    }
  }

  private mutating func replaced(_ frame: Frame, by window: BoundWindow) throws(Diagnostic) -> Frame {
    var result = frame.withoutSource
    if window.isCommon {
      result.days = try frame.days.mapped { days throws(Diagnostic) in try resolve(window, for: nil, in: days) }
    } else if let (numbers, count) = ownNumbers(of: window, over: frame) {
      result.days = try frame.days.mapped(by: numbers, below: count) { cell, days throws(Diagnostic) in
        try resolve(window, for: frame.companies[cell], in: days)
      }
    } else {
      for cell in 0..<frame.count {
        if cell.isMultiple(of: Evaluator.checkInterval) { try proceed() }
        result.days[cell] = try resolve(window, for: frame.companies[cell], in: frame.days[cell])
      }
    }
    // All cells are looked at once, however many groups there are.
    let spans = window.isCommon ? nil : result.groupSpans
    for group in 0..<frame.groupCount {
      if group.isMultiple(of: Evaluator.checkInterval) { try proceed() }
      result.groupDays[group] = try groupDays(of: window, inside: frame.groupDays[group], holding: spans?[group])
    }
    return result
  }

  /// A number for each cell, below a count, such that a window is the same for cells that agree in their days and in it: that of
  /// the exchange, or of the first bar's day. Nil where a window depends on more of a company, or there would be too many numbers.
  private func ownNumbers(of window: BoundWindow, over frame: Frame) -> (numbers: [Int], count: Int)? {
    guard holdsCompaniesAlone(frame) else { return nil }
    let calendars = market.calendar.tradingDays.count
    if !window.isCompanysOwn { return (frame.companies.map { market.exchanges[$0] }, calendars) }
    let days = market.calendar.allDays
    guard window.isFromFirstBarOnly, frame.days.distinct.count * (days.count + 1) < 1 << 20 else { return nil }
    let (bars, none) = (market.bars, days.count)
    return (
      frame.companies.map { company in
        bars.span(of: company).map { Calendar.count(before: $0.first, in: days) } ?? none
      }, days.count + 1
    )
  }

  /// The days of a group: by the calendar of all where the window is the same for all companies, else all days of its cells, from the
  /// first to the last one of `span`.
  private mutating func groupDays(
    of window: BoundWindow, inside outer: Days, holding span: ClosedRange<Day>?
  ) throws(Diagnostic) -> Days {
    let common = try resolve(window, for: nil, in: outer)
    guard let span else { return common }
    var days = Days(first: span.lowerBound, last: span.upperBound, origin: outer.origin)
    (days.picked, days.scaleDay) = (common.picked, common.scaleDay)
    return days
  }

  private func combine(_ operation: ArithmeticOperator, _ left: Double, _ right: Double) -> Double {
    switch operation {
    case .add: return known(left + right)
    case .subtract: return known(left - right)
    case .multiply: return known(left * right)
    case .divide: return known(left / right)
    case .power: return left.isNaN || right.isNaN ? .nan : known(power(left, right))
    }
  }

  private func compare(_ operation: ComparisonOperator, _ left: Double, _ right: Double) -> Truth {
    guard !left.isNaN, !right.isNaN else { return .missing }
    switch operation {
    case .equal: return Truth(left == right)
    case .notEqual: return Truth(left != right)
    case .less: return Truth(left < right)
    case .lessOrEqual: return Truth(left <= right)
    case .greater: return Truth(left > right)
    case .greaterOrEqual: return Truth(left >= right)
    // The binder lets only text be matched, and resolves it.
    case .matches: return .missing
    }
  }

  private mutating func choose(
    _ condition: BoundExpression, _ first: BoundExpression, _ second: BoundExpression, over frame: Frame,
    at place: Place
  ) throws(Diagnostic) -> Vector {
    let decisions = try evaluate(condition, over: frame, at: place).flags
    let yes = try evaluate(first, over: frame, at: place)
    let no = try evaluate(second, over: frame, at: place)
    if case .flags(let yesFlags) = yes, case .flags(let noFlags) = no {
      return .flags(
        decisions.indices.map { row in
          decisions[row] == .missing ? .missing : decisions[row] == .yes ? yesFlags[row] : noFlags[row]
        })
    }
    return .numbers(
      decisions.indices.map { row in
        decisions[row] == .missing ? .nan : decisions[row] == .yes ? yes.numbers[row] : no.numbers[row]
      })
  }

  /// Which values of an expression are missing; of text too, which has no vector.
  mutating func missing(
    _ expression: BoundExpression, over frame: Frame, at place: Place
  ) throws(Diagnostic) -> [Bool] {
    if case .attribute(let attribute) = expression.kind, expression.type == .text {
      return (0..<frame.count).map { texts(of: attribute, $0, in: frame).isEmpty }
    }
    return try evaluate(expression, over: frame, at: place).missing
  }

  private func tradingDays(_ company: Int, _ later: Double, _ earlier: Double) -> Double {
    guard !later.isNaN, !earlier.isNaN else { return .nan }
    let days = tradingDays(of: company)
    let end = Calendar.count(onOrBefore: Day(number: Int32(later)), in: days)
    return Double(end - Calendar.count(onOrBefore: Day(number: Int32(earlier)), in: days))
  }
}
