import Market

/// Makes up questions by a typed grammar, so that nearly all of them have a meaning.
struct RandomQuery {
  var random: SplitMix64
  let texts: MarketTexts
  let days: [Day]
  /// How deep expressions may still nest.
  var depth: Int
  /// How deep they may nest at all.
  let fullDepth: Int
  /// Whether companies may be folded here; not in what a set is asked for.
  var foldsCompanies = true
  /// Whether the expression stands in `where`, where the row has no group.
  var isInCondition = false
  /// Whether the window begins a fold, so that `to date` means something.
  var isInFold = false

  init(seed: UInt64, texts: MarketTexts) {
    random = SplitMix64(state: seed)
    fullDepth = random.chance(15) ? 3 : 2
    depth = fullDepth
    self.texts = texts
    days = Set(texts.prices.map(\.day)).sorted()
  }

  /// What a figure is of.
  enum Unit: CaseIterable { case ratio, price, number, shares }

  mutating func query() -> String {
    let isGrouped = random.chance(35) && !keys.isEmpty
    var columns: [String] = []
    for _ in 0..<random.number(1...2) {
      if random.chance(isGrouped ? 55 : 12) {
        columns.append(aggregate(random.pick(Unit.allCases)))
      } else if !isGrouped, random.chance(10) {
        columns.append(random.pick(textColumns))
      } else if random.chance(12), !isGrouped {
        columns.append(date())
      } else {
        columns.append(random.chance(12) ? condition() : figure())
      }
    }
    var clauses: [String] = []
    if random.chance(35) {
      isInCondition = true
      clauses.append("where \(condition())")
      isInCondition = false
    }
    let (window, isRelative) = queryWindow()
    if !window.isEmpty { clauses.append(window) }
    if !window.isEmpty, random.chance(12) { clauses.append("when \(dayCondition())") }
    var period: String?
    if !window.isEmpty, random.chance(35) {
      let periods = ["day", "week", "month", "quarter", "year", "weekday", "calendar month"]
      period = isRelative ? "day" : random.pick(periods)
      clauses.append("each \(period ?? "")")
    }
    let by = isGrouped ? Array(Set([random.pick(keys)] + (random.chance(25) ? [random.pick(keys)] : []))).sorted() : []
    if !by.isEmpty { clauses.append("by \(by.joined(separator: ", "))") }
    if random.chance(20) {
      let key = random.chance(30) ? by.first ?? "ticker" : random.chance(50) ? columns[0] : figure()
      clauses.append("sort \(random.chance(50) ? "-" : "")\(key)")
    }
    if random.chance(8) { clauses.append("against \(set())") }
    if random.chance(15) {
      var top = "top \(random.number(1...4))"
      if let period, random.chance(30), period != "calendar month" {
        top += " per \(period)"
      } else if random.chance(40), let key = isGrouped ? by.first : keys.randomElement(using: &random) {
        top += " per \(key)"
      }
      clauses.append(top)
    }
    return ([columns.joined(separator: ", ")] + clauses.shuffled(using: &random)).joined(separator: " ")
  }

  /// The keys of the data set.
  var keys: [String] {
    var keys = ["sector", "exporter", "employees", "currency", "listed", "kind"].filter { has($0) }
    if has("theme") { keys += ["theme", "theme"] }
    if texts.companies.contains(where: { !$0.exchange.isEmpty }) { keys.append("exchange") }
    return keys
  }

  func has(_ column: String) -> Bool { texts.companies.contains { !$0.values(of: column).isEmpty } }

  private var textColumns: [String] { ["ticker"] + keys.filter { !["exporter", "employees", "listed"].contains($0) } }

  /// Runs a step one level deeper.
  mutating func deeper(_ step: (inout RandomQuery) -> String) -> String {
    depth -= 1
    defer { depth += 1 }
    return step(&self)
  }
}
