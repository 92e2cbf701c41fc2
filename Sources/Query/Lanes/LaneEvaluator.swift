internal import CKernels
internal import Language
internal import Market

/// Evaluates expressions over lanes: a company's windows at once, without looking at other companies.
///
/// It changes nothing and fails nowhere, so that lanes can be evaluated on all cores. What it has no pass for is nil,
/// and the caller asks the evaluator cell by cell, which is the meaning of both. A condition is 1, 0 or missing (NaN).
///
/// An object: cores that hand on a value would count its references at one place, each waiting for the others.
final class LaneEvaluator: Sendable {
  /// The evaluator whose market, today and indices are used.
  let evaluator: Evaluator

  /// What was evaluated last; nil where several cores share this evaluator.
  let memory: LaneMemory?

  init(evaluator: Evaluator, memory: LaneMemory? = nil) { (self.evaluator, self.memory) = (evaluator, memory) }

  var market: Market { evaluator.market }

  /// The values of an expression for the windows of a lane, company by company; nil where it has no pass over a lane.
  func values(of expression: BoundExpression, over lane: Lane) -> [Double]? {
    // Nil goes back to the evaluator, which says that it was stopped.
    if evaluator.isInterrupted { return nil }
    switch expression.kind {
    case .constant(let value): return Array(repeating: value, count: lane.valueCount)
    case .constantFlag(let value): return Array(repeating: value ? 1 : 0, count: lane.valueCount)
    case .bar(let measure): return barValues(of: measure, over: lane)
    case .day, .aggregate: return nil
    case .of(let set, let operand): return values(of: operand, of: set, over: lane)
    case .attribute(let attribute): return attributeValues(of: attribute, over: lane)
    case .hasText(let attribute, let codes):
      return values(over: lane, isDated: market.attributes[attribute].isDated) { frame in
        .flags(evaluator.hasText(codes, of: attribute, over: frame))
      }
    case .tradingDays: return nil
    case .negation, .arithmetic, .comparison, .isMissing, .not, .logical, .conditional, .function:
      if case .days(let days) = lane.spans, let pair = expression.barPair {
        return combinedWithBars(pair, on: days, over: lane)
      }
      return combined(expression) { values(of: $0, over: lane) }
    case .within(let window, let operand):
      if !lane.others.isEmpty, window.isCompanysOwn { return valuesAlone(of: expression, over: lane) }
      return windowed(lane, window).flatMap { values(of: operand, over: $0) }
    case .fold(let fold, let operands, let window):
      if !lane.others.isEmpty, fold.readsFromFirstBar || window?.isCompanysOwn == true {
        return valuesAlone(of: expression, over: lane)
      }
      return foldValues(fold, operands, in: window, over: lane)
    }
  }

  /// Figures of bars over the windows of a lane that are known already.
  typealias KnownBars = [(measure: BarMeasure, values: [Double])]

  /// The value of an expression for the windows of a lane of whose bars some figures are known.
  func values(of expression: BoundExpression, over lane: Lane, _ known: KnownBars) -> [Double]? {
    if known.isEmpty { return values(of: expression, over: lane) }
    if case .bar(let measure) = expression.kind {
      return known.first { $0.measure == measure }?.values ?? values(of: expression, over: lane)
    }
    guard expression.isMadePlaceByPlace else { return values(of: expression, over: lane) }
    return combined(expression) { values(of: $0, over: lane, known) }
  }

  /// The values of an expression whose windows differ from company to company: each company's own row.
  private func valuesAlone(of expression: BoundExpression, over lane: Lane) -> [Double]? {
    var result: [Double] = []
    result.reserveCapacity(lane.valueCount)
    for company in lane.companies {
      guard let row = values(of: expression, over: lane.alone(company)) else { return nil }
      result += row
    }
    return result
  }

  /// What is made of the values of its operands at the same place; `find` has these.
  func combined(_ expression: BoundExpression, _ find: (BoundExpression) -> [Double]?) -> [Double]? {
    switch expression.kind {
    case .negation(let operand):
      guard var values = find(operand) else { return nil }
      values.change { -$0 }
      return values
    case .arithmetic(.power, let left, let right):
      guard var values = find(left), let second = find(right) else { return nil }
      values.combine(second) { $0.isNaN || $1.isNaN ? .nan : known(power($0, $1)) }
      return values
    case .arithmetic(let operation, let left, let right): return combined(operation.kernel, left, right, find)
    case .comparison(let operation, let left, let right):
      return combined(operation.kernel, left, right, find)
    case .isMissing(let operand):
      guard operand.type != .text else { return nil }
      return find(operand)?.mapped { $0.isNaN ? 1 : 0 }
    case .not(let operand): return find(operand)?.mapped { 1 - $0 }
    case .logical(let operation, let left, let right):
      return combined(operation == .and ? kernel_and_each : kernel_or_each, left, right, find)
    case .conditional(let condition, let yes, let no):
      guard let decisions = find(condition), let first = find(yes),
        let second = find(no)
      else { return nil }
      return decisions.indices.map { decisions[$0].isNaN ? .nan : decisions[$0] == 1 ? first[$0] : second[$0] }
    case .function(let function, let operands):
      var vectors: [[Double]] = []
      for operand in operands {
        guard let vector = find(operand) else { return nil }
        vectors.append(vector)
      }
      if function == .sqrt { return vectors[0].mapped { known($0.squareRoot()) } }
      var arguments = Array(repeating: 0.0, count: vectors.count)
      return vectors[0].indices.map { row in
        for place in vectors.indices { arguments[place] = vectors[place][row] }
        return known(function.value(of: arguments))
      }
    default: return nil
    }
  }

  /// The attribute as a figure; nil for text.
  private func attributeValues(of attribute: Int, over lane: Lane) -> [Double]? {
    switch market.attributes[attribute].values {
    case .text, .texts: return nil
    case .number, .day, .flag: break
    }
    return values(over: lane, isDated: market.attributes[attribute].isDated) { frame in
      evaluator.attributeValues(of: attribute, over: frame)
    }
  }

  /// What each company has: in each of the windows where it changes from day to day, else once for all of them.
  private func values(over lane: Lane, isDated: Bool, _ find: (Frame) -> Vector) -> [Double] {
    var frame = Frame(groupDays: [.none])
    let calendar = evaluator.tradingDays(of: lane.company)
    let windows = (0..<(isDated ? lane.count : min(1, lane.count))).map { lane.days($0, in: calendar) }
    for company in lane.companies {
      for days in windows { frame.append(company: company, days: days, group: 0) }
    }
    let figures: [Double]
    switch find(frame) {
    case .numbers(let values): figures = values
    case .flags(let flags): figures = flags.map { $0 == .missing ? .nan : Double($0.rawValue) }
    }
    return isDated || lane.count == 1 ? figures : figures.flatMap { Array(repeating: $0, count: lane.count) }
  }

  /// What is made of two operands at each place; of one that is the same at all places no figures are made.
  private func combined(
    _ operation: kernel_operation?, _ left: BoundExpression, _ right: BoundExpression,
    _ find: (BoundExpression) -> [Double]?
  ) -> [Double]? {
    guard let operation else { return nil }
    if case .constant(let constant) = right.kind {
      guard var values = find(left) else { return nil }
      values.combine(operation, with: constant, isFirst: false)
      return values
    }
    if case .constant(let constant) = left.kind {
      guard var values = find(right) else { return nil }
      values.combine(operation, with: constant, isFirst: true)
      return values
    }
    guard var values = find(left), let second = find(right) else { return nil }
    values.combine(operation, second)
    return values
  }
}

extension ArithmeticOperator {
  /// The pass that works it out; nil for a power.
  var kernel: kernel_operation? {
    switch self {
    case .add: kernel_add_each
    case .subtract: kernel_subtract_each
    case .multiply: kernel_multiply_each
    case .divide: kernel_divide_each
    case .power: nil
    }
  }
}

extension ComparisonOperator {
  /// The pass that works it out; nil where texts are compared.
  var kernel: kernel_operation? {
    switch self {
    case .equal: kernel_equal_each
    case .notEqual: kernel_not_equal_each
    case .less: kernel_less_each
    case .lessOrEqual: kernel_less_or_equal_each
    case .greater: kernel_greater_each
    case .greaterOrEqual: kernel_greater_or_equal_each
    case .matches: nil
    }
  }
}

extension [Double] {
  /// So many figures, of which `fill` puts each.
  init(valueCount count: Int, _ fill: (inout MutableSpan<Double>) -> Void) {
    unsafe self.init(unsafeUninitializedCapacity: count) { buffer, written in
      var target = unsafe MutableSpan(_unsafeElements: buffer)
      fill(&target)
      written = count
    }
  }

  /// Each element changed; one pass without checks in the way, and in place where nobody else has the array.
  @inline(__always)
  mutating func change(_ transform: (Double) -> Double) {
    var target = mutableSpan
    for index in target.indices { target[index] = transform(target[index]) }
  }

  /// Each element with the one at the same place of another array of the same length, in the same way.
  @inline(__always)
  mutating func combine(_ other: [Double], _ transform: (Double, Double) -> Double) {
    precondition(count == other.count, "arrays of one lane are of one length")
    var target = mutableSpan
    let source = other.span
    for index in target.indices { target[index] = transform(target[index], source[index]) }
  }

  /// Each element changed, in an array of its own.
  @inline(__always)
  func mapped(_ transform: (Double) -> Double) -> [Double] {
    unsafe Array(unsafeUninitializedCapacity: count) { target, written in
      let source = span
      for index in source.indices { unsafe target[index] = transform(source[index]) }
      written = source.count
    }
  }

  /// Each element with the one at the same place of another array of the same length, in an array of their own.
  @inline(__always)
  func combined(_ other: [Double], _ transform: (Double, Double) -> Double) -> [Double] {
    precondition(count == other.count, "arrays of one lane are of one length")
    return unsafe Array(unsafeUninitializedCapacity: count) { target, written in
      let (first, second) = (span, other.span)
      for index in first.indices { unsafe target[index] = transform(first[index], second[index]) }
      written = first.count
    }
  }
}
