import Language
import Market
import Query

/// Answers a bound question one value at a time, straight from the definitions of the language.
///
/// It shares nothing with the evaluator but the bound question. All it keeps are the indices of sets, which would be
/// made anew for each figure otherwise.
final class NaiveInterpreter {
  let market: NaiveMarket
  let today: Day
  /// The companies, and behind them the indices that were made.
  var series: [NaiveMarket.Company]
  var indices: [(set: BoundSet, group: Int, company: Int)] = []
  /// Who can be in the question, what those in each of its groups have, and the condition that keeps them.
  var universe: [Int] = []
  var groups: [(keys: [Int], labels: [NaiveValue])] = [([], [])]
  var condition: BoundExpression?
  /// Whether two figures were compared that differ by rounding only, so that either answer is as good.
  var isFragile = false
  /// Whether figures were equal; and whether some were computed in another order than the evaluator may choose.
  var isTied = false
  var isReordered = false
  /// The largest figure that was added or subtracted: what cancels leaves an error of its size.
  var magnitude = 0.0

  init(market: NaiveMarket, today: Day) {
    self.market = market
    self.today = today
    self.series = market.companies
  }

  /// Whether rounding may decide something in the answer.
  var isUndecided: Bool { isFragile || isTied && isReordered }

  /// The value of an expression for one company of a context, or without `member` for the group as one.
  func value(_ expression: BoundExpression, _ member: Int?, _ context: NaiveContext) -> NaiveValue {
    func figure(_ operand: BoundExpression) -> Double { value(operand, member, context).figure }
    func truth(_ operand: BoundExpression) -> Bool? { value(operand, member, context).truth }
    switch expression.kind {
    case .constant(let value): return NaiveValue(figure: value)
    case .constantFlag(let flag): return .flag(flag)
    case .bar(let measure):
      guard let member else { return .missing }
      return bar(measure, of: context.members[member].company, in: context.members[member].days, context.set)
    case .day(let attribute): return day(attribute, days(member, context).last)
    case .attribute(let attribute):
      guard let member else { return .missing }
      return labels(of: context.members[member], attribute).first ?? .missing
    case .hasText(let attribute, let codes):
      guard let member else { return .missing }
      let labels = labels(of: context.members[member], attribute)
      let texts = codes.map { text($0, of: attribute) }
      return labels.isEmpty ? .missing : .flag(labels.contains { texts.contains($0) })
    case .of(let set, let operand):
      let company = index(of: set, context.set)
      var inner = context
      inner.members = [NaiveContext.Member(company: company, days: days(member, context))]
      return value(operand, 0, inner)
    case .negation(let operand): return NaiveValue(figure: -figure(operand))
    case .arithmetic(let operation, let left, let right): return combine(operation, figure(left), figure(right))
    case .tradingDays(let later, let earlier):
      guard let member else { return .missing }
      return tradingDays(from: figure(earlier), to: figure(later), of: context.members[member].company)
    case .comparison(let operation, let left, let right): return compare(operation, figure(left), figure(right))
    case .isMissing(let operand): return .flag(value(operand, member, context) == .missing)
    case .not(let operand): return NaiveValue(truth: truth(operand).map { !$0 })
    case .logical(.and, let left, let right):
      let both = [truth(left), truth(right)]
      return both.contains(false) ? .flag(false) : both.contains(nil) ? .missing : .flag(true)
    case .logical(.or, let left, let right):
      let both = [truth(left), truth(right)]
      return both.contains(true) ? .flag(true) : both.contains(nil) ? .missing : .flag(false)
    case .conditional(let condition, let first, let second):
      guard let decision = truth(condition) else { return .missing }
      return value(decision ? first : second, member, context)
    case .function(let function, let operands): return apply(function, operands.map(figure))
    case .within(let window, let operand):
      let inner = windowed(context, window, member, operand)
      return value(operand, inner.member, inner.context)
    case .aggregate(let aggregate, let operands, let condition, let keys):
      return fold(aggregate, operands, where: condition, within: keys, member, context)
    case .fold(let fold, let operands, let window):
      return self.fold(fold, operands, in: window, member, context)
    }
  }

  /// The values that a company has of a key for the days it is asked for.
  func labels(of member: NaiveContext.Member, _ attribute: Int) -> [NaiveValue] {
    market.labels(of: member.company, attribute, on: member.days.dayBefore)
  }

  /// The days of one company of a context, or of the group as one.
  func days(_ member: Int?, _ context: NaiveContext) -> NaiveDays {
    member.map { context.members[$0].days } ?? context.groupDays
  }

  private func text(_ code: Int32, of attribute: Int) -> NaiveValue {
    switch market.facts.attributes[attribute].values {
    case .text(_, let dictionary), .texts(_, let dictionary): return code < 0 ? .missing : .text(dictionary[code])
    case .number, .day, .flag: return .missing
    }
  }

  private func day(_ attribute: DayAttribute, _ day: Day) -> NaiveValue {
    switch attribute {
    case .day: return .day(day)
    case .weekday: return .number(Double(day.weekday))
    case .month: return .number(Double(day.civil.month))
    case .year: return .number(Double(day.civil.year))
    }
  }

  /// How many trading days lie behind one day, up to another; negative the other way round.
  private func tradingDays(from earlier: Double, to later: Double, of company: Int) -> NaiveValue {
    guard !earlier.isNaN, !later.isNaN else { return .missing }
    var count = 0
    for day in series[company].calendar {
      if Double(day.number) <= later { count += 1 }
      if Double(day.number) <= earlier { count -= 1 }
    }
    return .number(Double(count))
  }
}
