public import Language
internal import Market

extension Evaluator {
  /// What a question is about, before it is asked: how many companies, and which days; only what is quickly known.
  ///
  /// A condition on figures is not asked, and companies beyond `limit` are not looked at. O(companies).
  public mutating func outlook(of query: BoundQuery, limit: Int = 20_000) throws(Diagnostic) -> [String] {
    // Which days meet a condition may be a long story.
    guard query.window.days == nil, market.companyCount <= limit else { return [] }
    let universe = universe(includesAllKinds: query.includesAllKinds)
    // Where no company is left out for what it is, those of an exchange have the same days.
    let keepsAll = !(query.condition?.asksAttributesOnly ?? false)
    let isSame = keepsAll && query.window.isShared
    let asked = isSame ? firstOfEachExchange(among: universe) : universe
    var frame = try cells(of: query.window, for: asked, by: nil, hasClosed: false).whole
    var phrases: [String] = []
    if let condition = query.condition, !condition.asksAttributesOnly {
      phrases.append("companies by their figures")
    } else {
      if let condition = query.condition {
        let isKept = try evaluate(condition, over: frame, at: .cells).flags
        frame = frame.gathered((0..<frame.count).filter { isKept[$0] == .yes })
      }
      phrases.append(Evaluator.companies(isSame ? universe.count : frame.count))
    }
    if let days = try span(of: query.window, over: frame) { phrases.append(days) }
    if let period = query.period { phrases.append("each \(period.rawValue)") }
    return phrases
  }

  /// Companies that stand for all of their exchange.
  private func firstOfEachExchange(among companies: [Int]) -> [Int] {
    var seen: Set<Int> = []
    return companies.filter { seen.insert(market.exchanges[$0]).inserted }
  }
}

extension BoundExpression {
  /// Whether attributes of the companies decide alone.
  var asksAttributesOnly: Bool {
    switch kind {
    case .constant, .constantFlag, .attribute, .hasText: return true
    case .negation, .arithmetic, .comparison, .isMissing, .not, .logical, .conditional, .function:
      return operands.allSatisfy(\.asksAttributesOnly)
    case .bar, .day, .of, .tradingDays, .within, .aggregate, .fold: return false
    }
  }
}
