internal import Language
internal import Market

extension Binder {
  /// `gain of HSI`, `volatility(60d) of group`
  mutating func bindOf(
    _ operand: ExpressionSyntax, _ set: SetSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let bound = try bind(operand)
    guard bound.level != .constant, bound.type != .text else {
      throw fault(.operandType(operation: "of", needs: "a measure", found: bound.type.words), at: operand.range)
    }
    let set = try bindSet(set)
    return BoundExpression(
      .of(set, bound), bound.type, direction: bound.direction, level: .group, at: place(range))
  }

  /// A set: a ticker, the market, the row's group, the benchmark, or whom a condition names.
  mutating func bindSet(_ set: SetSyntax) throws(Diagnostic) -> BoundSet {
    let weight = try set.weight.map { name throws(Diagnostic) in try bindWeight(name) }
    switch set.kind {
    case .condition(let syntax):
      let outer = (namesKind, isInCondition)
      (namesKind, isInCondition) = (false, true)
      defer { (namesKind, isInCondition) = outer }
      let condition = try bindCondition(syntax)
      return BoundSet(members: .condition(condition, includesAllKinds: namesKind), weight: weight)
    case .name("market"): return BoundSet(members: .condition(nil, includesAllKinds: false), weight: weight)
    case .name("group"):
      guard !isInCondition else { throw fault(.groupInCondition, at: set.range) }
      return BoundSet(members: .group, weight: weight)
    case .name("benchmark"):
      guard benchmark.members != .group || !isInCondition else { throw fault(.groupInCondition, at: set.range) }
      asksBenchmark = true
      return benchmark
    case .name(let ticker):
      guard let company = market.company(ticker: ticker) else {
        var near = market.attribute(named: ticker) == nil ? [] : ["(\(ticker)=…)", "group"]
        if near.isEmpty {
          near = market.attributes.filter { $0.dictionary?.code(of: ticker) != nil }.prefix(3)
            .map { "(\($0.name)=\(asWritten(ticker)))" }
        }
        if near.isEmpty { near = nearest(to: ticker, among: market.tickers + ["market", "group", "benchmark"]) }
        throw fault(.unknownValue(attribute: "ticker", value: ticker, nearest: near), at: set.range)
      }
      return BoundSet(members: .company(company), weight: nil)
    }
  }

  private mutating func bindWeight(_ name: NameSyntax) throws(Diagnostic) -> BoundExpression {
    let weight = try bindName(name.text, at: name.range)
    guard case .number = weight.type else {
      throw fault(.operandType(operation: "weighted", needs: "figures", found: weight.type.words), at: name.range)
    }
    return weight
  }
}
