public import Language

extension ExpressionSyntax {
  /// The smallest parts in which an expression differs from another: the names where these are what differs, else
  /// the expressions. Nil where they are alike but for their places. O(nodes).
  public func difference(from other: ExpressionSyntax) -> (own: ExpressionSyntax, other: ExpressionSyntax)? {
    switch (kind, other.kind) {
    case (.number(let a), .number(let b)), (.percent(let a), .percent(let b)): return a == b ? nil : (self, other)
    case (.word(let a), .word(let b)), (.date(let a), .date(let b)), (.month(let a), .month(let b)),
      (.text(let a), .text(let b)), (.parameter(let a), .parameter(let b)):
      return a == b ? nil : (self, other)
    case (.call(let a, let own), .call(let b, let others)):
      guard a == b, own.expressions.count == others.expressions.count else { return (self, other) }
      for (first, second) in zip(own.expressions, others.expressions) {
        if let found = first.difference(from: second) { return found }
      }
      let isSame =
        (own.window == nil) == (others.window == nil) && (own.days == nil) == (others.days == nil)
        && own.within.map(\.text) == others.within.map(\.text)
      guard isSame else { return (self, other) }
      switch (own.condition, others.condition) {
      case (nil, nil): return own.window == nil && own.days == nil ? nil : (self, other)
      case (let first?, let second?): return first.difference(from: second) ?? (self, other)
      default: return (self, other)
      }
    case (.of(let a, _), .of(let b, _)): return a.difference(from: b) ?? (self, other)
    case (.negation(let a), .negation(let b)), (.not(let a), .not(let b)): return a.difference(from: b)
    case (.arithmetic(let sign, let a, let b), .arithmetic(let otherSign, let c, let d)):
      guard sign == otherSign else { return (self, other) }
      return a.difference(from: c) ?? b.difference(from: d)
    case (.comparison(let sign, let a, let b), .comparison(let otherSign, let c, let d)):
      guard sign == otherSign else { return (self, other) }
      return a.difference(from: c) ?? b.difference(from: d)
    case (.logical(let sign, let a, let b), .logical(let otherSign, let c, let d)):
      guard sign == otherSign else { return (self, other) }
      return a.difference(from: c) ?? b.difference(from: d)
    default: return (self, other)
    }
  }
}
