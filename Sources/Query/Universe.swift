internal import Market

/// Who is asked: by default stocks, and whatever has no kind. Each is one array in memory as long as the market lasts, by which what is
/// known of it is found again; both are the same one where all are stocks.
final class Universe: Sendable {
  /// All there are.
  let everybody: [Int]
  /// Who is asked by default.
  let stocks: [Int]

  /// The companies of a market by their kind. O(companies).
  init(of market: Market) {
    everybody = Array(0..<market.companyCount)
    guard let kind = market.attribute(named: "kind") else {
      stocks = everybody
      return
    }
    let codes = KeyCodes.of(kind, in: market)
    let isMeant = codes.labels.map { if case .text(let text) = $0 { text == "stock" } else { true } }
    let kinds = market.attributes[kind]
    let stocks = everybody.filter { codes.holds(isMeant, at: kinds.place(of: $0, on: .last)) }
    self.stocks = stocks.count == everybody.count ? everybody : stocks
  }
}

extension Evaluator {
  /// The companies that are asked, indices and the like among them or not.
  func universe(includesAllKinds: Bool) -> [Int] { includesAllKinds ? universe.everybody : universe.stocks }

  /// Of all who are asked whether these include all kinds; nil of any other companies, and of none at all: arrays without elements are all
  /// one. O(1).
  func includesAllKinds(_ companies: [Int]) -> Bool? {
    if companies.isEmpty { return nil }
    if companies.isSame(as: universe.stocks) { return false }
    return companies.isSame(as: universe.everybody) ? true : nil
  }
}
