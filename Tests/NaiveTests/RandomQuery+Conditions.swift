import Market

extension RandomQuery {
  /// A condition on a company.
  mutating func condition() -> String {
    guard depth > 0 else { return simpleCondition() }
    return deeper { this in
      switch this.random.number(0...99) {
      case ..<55: return this.simpleCondition()
      case ..<65: return "(\(this.condition()) and \(this.condition()))"
      case ..<75: return "(\(this.condition()) or \(this.condition()))"
      case ..<82: return "not (\(this.condition()))"
      case ..<87: return "(\(this.figure())) is \(this.random.chance(50) ? "not " : "")missing"
      default: return this.comparison()
      }
    }
  }

  private mutating func simpleCondition() -> String {
    random.chance(40) ? companyCondition() : comparison()
  }

  private mutating func comparison() -> String {
    let sign = random.pick(["<", "<=", ">", ">=", "=", "!="])
    let unit = random.pick([Unit.ratio, .ratio, .price, .number, .shares])
    if random.chance(8) { return "(\(date()) \(sign) \(random.pick(days)))" }
    if depth > 0, random.chance(35) { return "(\(figure(unit)) \(sign) \(figure(unit)))" }
    let (low, high): (String, String)
    switch unit {
    case .ratio: (low, high) = (random.pick(["-5%", "0%"]), random.pick(["0%", "3%", "10%"]))
    case .price: (low, high) = (random.pick(["1", "4"]), random.pick(["12.5", "100", "1e6"]))
    case .number: (low, high) = (random.pick(["0", "1"]), random.pick(["2", "3", "80"]))
    case .shares: (low, high) = ("0", random.pick(["100", "1000000"]))
    }
    if random.chance(12) { return "(\(figure(unit)) between \(low) and \(high))" }
    return "(\(figure(unit)) \(sign) \(random.pick([low, high])))"
  }

  /// A condition on a company's attributes.
  mutating func companyCondition() -> String {
    let tickers = texts.companies.shuffled(using: &random).prefix(2).map(\.ticker)
    var conditions = ["ticker in (\(tickers.joined(separator: ", ")))"]
    for column in ["sector", "kind", "currency"] {
      let values = texts.companies.flatMap { $0.values(of: column).map(\.value) }
      if let value = values.randomElement(using: &random) {
        conditions.append("\(column) \(random.pick(["=", "!="])) \(value)")
      }
    }
    let themes = texts.companies.flatMap { $0.values(of: "theme").map(\.value) }
    if let theme = themes.randomElement(using: &random) {
      conditions += ["theme = \(theme)", "theme != \(theme)", "theme ~ \"e\"", "theme is missing"]
    }
    if has("exporter") { conditions += ["exporter", "not exporter", "exporter = no"] }
    if has("employees") { conditions.append("employees > 50") }
    if has("listed") { conditions.append("listed <= \(random.pick(days))") }
    return "(\(random.pick(conditions)))"
  }

  /// A condition on the day or on a set, as `when` asks it.
  mutating func dayCondition() -> String {
    var conditions = [
      "weekday = \(random.pick(["Monday", "Tuesday", "Friday"]))", "weekday <= 3", "weekday in (Monday, Thursday)",
      "month = \(random.pick(["January", "December", "February"]))", "year = 2026", "day >= \(random.pick(days))",
      "day != \(random.pick(days))", "gain of market > 0%", "gain of market <= 0%",
      "gain of \(texts.companies[0].ticker) < 0%", "gain(3d) of (\(companyCondition())) > 0%",
    ]
    if foldsCompanies { conditions += ["avg(gain) > 0%", "count(gain > 0%) > 1", "share(gain < 0%) >= 50%"] }
    let first = random.pick(conditions)
    if random.chance(20) { return "\(first) \(random.pick(["and", "or"])) \(random.pick(conditions))" }
    return random.chance(10) ? "not (\(first))" : first
  }
}
