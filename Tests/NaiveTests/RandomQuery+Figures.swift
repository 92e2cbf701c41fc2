extension RandomQuery {
  mutating func figure() -> String { figure(random.pick([Unit.ratio, .ratio, .price, .number, .shares])) }

  /// A figure of a unit.
  mutating func figure(_ unit: Unit) -> String {
    guard depth > 0 else { return measure(unit) }
    return deeper { this in
      switch this.random.number(0...99) {
      case ..<28: return this.measure(unit)
      case ..<40: return this.windowed(unit)
      case ..<66: return this.dayFold(unit)
      case ..<76: return this.foldsCompanies ? this.aggregate(unit) : this.measure(unit)
      case ..<84: return this.ofSet(unit)
      case ..<93: return this.combined(unit)
      case ..<96: return "if(\(this.condition()), \(this.figure(unit)), \(this.figure(unit)))"
      default:
        let function = this.random.pick(["least", "greatest"])
        return "\(function)(\(this.figure(unit)), \(this.figure(unit)))"
      }
    }
  }

  /// A name of the language or the data.
  mutating func measure(_ unit: Unit) -> String {
    switch unit {
    case .ratio:
      if foldsCompanies, !isInCondition, random.chance(6) { return "contribution" }
      let rare = ["drawdown", "underwater", "gap", "range", "loggain", "cvar", "var", "excess"]
      return random.chance(75) ? random.pick(["gain", "drop"]) : random.pick(rare)
    case .price:
      let rare = ["open", "high", "low", "previous", "change", "vwap", "unadjusted"]
      return random.chance(70) ? random.pick(["close", "close", "base"]) : random.pick(rare)
    case .shares: return random.pick(["volume", has("shares") ? "shares" : "volume"])
    case .number:
      var names = ["bars", "level", "bars"]
      if has("employees") { names += ["employees", "employees"] }
      let rare = ["volatility(5d)", "beta(8d)", "rsi(3d)", "atr(3d)", "zscore(close, 4d)", "correlation(8d)"]
      if random.chance(15) { names = rare }
      return random.pick(names)
    }
  }

  /// A measure in a window of its own.
  private mutating func windowed(_ unit: Unit) -> String {
    let names: [String]
    switch unit {
    case .ratio: names = ["gain", "gain", "drop", "drawdown", "range", "loggain"]
    case .price: names = ["close", "high", "low", "open", "base", "vwap", "change"]
    case .shares: names = ["volume"]
    case .number: names = ["bars", "level", "volatility"]
    }
    return "\(random.pick(names))(\(bracketWindow()))"
  }

  private mutating func combined(_ unit: Unit) -> String {
    let (left, right) = ("(\(figure(unit)))", "(\(figure(unit)))")
    switch unit {
    case .ratio:
      return random.pick([
        "(\(left) + \(right))", "(\(left) - \(right))", "-\(left)", "(\(left) * 2)", "abs\(left)", "(\(left) ^ 2)",
      ])
    case .price: return random.pick(["(\(left) + \(right))", "(\(left) - \(right))", "(\(left) / 4)", "abs\(left)"])
    case .shares: return random.pick(["(\(left) + \(right))", "(\(left) - \(right))"])
    case .number:
      let price = "(\(figure(.price)))"
      return random.pick([
        "(\(price) / (\(figure(.price))))", "sqrt\(left)", "round\(left)", "round(\(left), 2)", "exp(\(left) / 100)",
        "log(\(price) / 10)",
        "(\(left) + \(right))", "(\(left) / \(right))", "(\(left) ^ 0.5)",
      ])
    }
  }

  /// The measure of a set taken as one company.
  private mutating func ofSet(_ unit: Unit) -> String {
    let outer = foldsCompanies
    foldsCompanies = false
    defer { foldsCompanies = outer }
    let operand = random.chance(60) ? measure(unit == .shares ? .ratio : unit) : figure(unit)
    return "(\(operand)) of \(set())"
  }

  mutating func set() -> String {
    var sets = ["market", "market", texts.companies.randomElement(using: &random)?.ticker ?? "T1"]
    if !isInCondition { sets += ["group", "group"] }
    if depth > 0, random.chance(40) { sets = [deeper { "(\($0.companyCondition()))" }] }
    var set = random.pick(sets)
    if !set.hasPrefix("T"), random.chance(30) { set += " weighted \(has("shares") ? "cap" : "close")" }
    return set
  }

  /// Single days folded.
  private mutating func dayFold(_ unit: Unit) -> String {
    let outer = isInFold
    isInFold = true
    defer { isInFold = outer }
    let window = foldWindow()
    if unit == .number, random.chance(75) {
      switch random.number(0...7) {
      case 0: return "days(\(condition())\(window))"
      case 1: return "streak(\(condition())\(window))"
      case 2: return "place(\(figure())\(window))"
      case 3: return "corr(\(figure(.ratio)), \(figure(.ratio))\(window))"
      case 4: return "slope(\(figure(.price)), \(figure(.price))\(window))"
      case 5: return "days(\(figure())\(window))"
      case 6: return "residual(\(figure(.ratio)), \(figure(.ratio))\(window))"
      default: return "(\(date()) - \(date()))"
      }
    }
    if unit == .ratio, random.chance(30) {
      return random.pick([
        "often(\(condition())\(window))", "deepest(\(figure(.ratio))\(window))", "sunken(gain(to date)\(window))",
        "intercept(\(figure(.ratio)), \(figure(.ratio))\(window))", "tailmean(\(figure(.ratio)), 30%\(window))",
      ])
    }
    if random.chance(20) {
      let span = "\(random.number(1...6))d"
      return "\(random.pick(["ago", "ema", "wilder", "wma"]))(\(figure(unit)), \(span))"
    }
    if random.chance(12) { return "percentile(\(figure(unit)), \(random.pick(["0%", "5%", "50%", "80%"]))\(window))" }
    return "\(random.pick(["mean", "total", "highest", "lowest", "middle", "stdev", "mean"]))(\(figure(unit))\(window))"
  }

  /// Companies folded.
  mutating func aggregate(_ unit: Unit) -> String {
    guard foldsCompanies else { return measure(unit) }
    var tail = ""
    if random.chance(20), let key = keys.randomElement(using: &random) { tail += " within \(key)" }
    if random.chance(20), depth > 0 { tail += " where \(deeper { $0.condition() })" }
    // A fold of a fold would fold nothing.
    let operand = depth > 0 ? "\(figure(unit)) + \(measure(unit))" : measure(unit)
    let plain = random.chance(60) ? measure(unit) : operand
    switch unit {
    case .number where random.chance(60):
      switch random.number(0...4) {
      case 0: return "count(\(tail.drop { $0 == " " }))"
      case 1: return "count(\(deeper { $0.condition() })\(tail))"
      case 2: return "rank(\(figure())\(tail))"
      case 3: return "hhi(\(random.pick(["volume", "abs(gain)"]))\(tail))"
      default: return "count(\(figure())\(tail))"
      }
    case .ratio where random.chance(25): return "share(\(deeper { $0.condition() })\(tail))"
    default: break
    }
    if random.chance(12) { return "quantile(\(plain), \(random.pick(["0%", "25%", "90%"]))\(tail))" }
    if random.chance(10) { return "wavg(\(plain), \(has("shares") ? "shares" : "volume")\(tail))" }
    return "\(random.pick(["avg", "sum", "max", "min", "median", "dispersion", "avg"]))(\(plain)\(tail))"
  }

  mutating func date() -> String {
    guard depth > 0 else { return random.pick(has("listed") ? ["day", "listed"] : ["day"]) }
    return deeper { this in
      let outer = this.isInFold
      this.isInFold = true
      defer { this.isInFold = outer }
      let window = this.foldWindow()
      return this.random.pick([
        "day", this.has("listed") ? "listed" : "day", "peak", "trough", "recovered", "day(\(this.bracketWindow()))",
        "dayof(highest(\(this.figure())\(window)))", "dayof(lowest(\(this.figure())\(window)))",
        "first(\(this.condition())\(window))", "split_day",
      ])
    }
  }
}
