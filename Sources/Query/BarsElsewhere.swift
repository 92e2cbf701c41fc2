internal import Language
package import Market

/// What a server tells of a company's bars in some days: all that a heading must know of them.
package struct BarFacts: Sendable, Hashable {
  /// How many bars there are, and how many of them have a close.
  package var barCount = 0
  package var pricedCount = 0
  /// The day of the first one.
  package var firstDay: Day?
  /// Whether it is the company's first bar of all.
  package var beginsAtFirstBar = false
  /// Whether there is a level that the first one's change is measured from, and the day of the close that it is, where it is one.
  package var hasBase = false
  package var baseDay: Day?
  /// Whether the first one states a reference price.
  package var statesPrevious = false
  /// Whether a change can be measured to any of them.
  package var hasLevel = false
  /// Whether the last one states a change of its own.
  package var endsInReport = false

  /// No bar.
  package init() {}
}

/// What is asked and known of the bars of windows that lie on a server.
struct BarsElsewhere: Sendable {
  /// The companies that were asked for without being known.
  var wanted: [BarWindow: Set<Int>] = [:]
  var known: [BarWindow: [Int: BarFacts]] = [:]
}

extension Evaluator {
  /// What is known of the bars of each cell's window; nil where the bars are here, and can be looked at.
  ///
  /// What is not known counts as no bar, and is remembered as wanted.
  mutating func facts(of frame: Frame) -> [BarFacts]? {
    guard elsewhere != nil else { return nil }
    return frame.companies.indices.map { cell in
      let (company, days) = (frame.companies[cell], frame.days[cell])
      if days.isEmpty { return BarFacts() }
      let window = BarWindow(first: days.first, last: days.last)
      if let known = elsewhere?.known[window]?[company] { return known }
      elsewhere?.wanted[window, default: []].insert(company)
      return BarFacts()
    }
  }

  /// Whether each cell's window has a bar.
  mutating func hasBars(_ frame: Frame) throws(Diagnostic) -> [Bool] {
    if let facts = facts(of: frame) { return facts.map { $0.barCount > 0 } }
    return try bars(of: frame).map { !$0.isEmpty }
  }
}
