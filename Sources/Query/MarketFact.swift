/// What is found out about a market once for all questions, and kept with it.
enum MarketFact: Hashable {
  /// The codes of an attribute's values.
  case codes(attribute: Int)
  /// The companies that are asked, stocks alone or all.
  case universe
  /// Those by the values of an attribute without dates.
  case groups(attribute: Int, includesAllKinds: Bool)
  /// Whether each bar is on a trading day of its exchange.
  case areAllPlaced
  /// The last frames of all who are asked.
  case frames
  /// What the last windows hold that questions were asked of.
  case windows
}
