import Market

extension RandomQuery {
  /// The window clause of a question, and whether it counts from an event.
  mutating func queryWindow() -> (text: String, isRelative: Bool) {
    if random.chance(25) { return ("", false) }
    if random.chance(8) { return (around(), true) }
    return (random.chance(75) ? common() : span(), false)
  }

  /// `over 5d`, `prior 2w`, `over 1m on 2026-02-23`
  private mutating func span() -> String {
    switch random.number(0...9) {
    case 0: return "prior \(length())"
    case 1: return "over \(length()) on \(point())"
    default: return "over \(length())"
    }
  }

  private mutating func length() -> String {
    random.pick([
      "1d", "2d", "3d", "5d", "8d", "40d", "1w", "2w", "1m", "2m", "1q", "1y", "wtd", "mtd", "qtd", "ytd",
    ])
  }

  private mutating func point() -> String {
    if random.chance(12) { return random.pick(["ban", "split_day"]) }
    let day = random.pick(days)
    return "\(random.chance(85) ? day : day.advanced(by: random.number(-3...3)))"
  }

  /// A phrase with its own start.
  private mutating func common() -> String {
    let ordered = [random.pick(days), random.pick(days)].sorted()
    switch random.number(0...13) {
    case 0, 1: return "on \(point())"
    case 2: return "on \(random.pick(days).description.prefix(7))"
    case 3: return "on \(random.pick(["2026", "2025", "2026Q1", "2025Q4"]))"
    case 4, 5: return "from \(ordered[0]) to \(ordered[1])"
    case 6: return "since \(ordered[0])"
    case 7: return "until \(ordered[1])"
    case 8: return ordered[0] < ordered[1] ? "after \(ordered[0]) to \(ordered[1])" : "ever"
    case 9: return has("listed") ? random.pick(["since listed", "after listed"]) : "ever"
    case 10: return has("listed") ? "over \(length()) on listed" : "ever"
    case 11: return "since \(point())"
    default: return "ever"
    }
  }

  private mutating func around() -> String {
    let (first, last) = (random.number(-4...2), random.number(0...4))
    let anchor = has("listed") && random.chance(30) ? "listed" : random.pick(["ban", "split_day"])
    return "from \(signed(first)) to \(signed(max(first, last))) around \(anchor)"
  }

  private func signed(_ count: Int) -> String { count < 0 ? "\(count)d" : "+\(count)d" }

  /// What follows a fold's operands: a window with its comma, a `when` without one, or nothing.
  mutating func foldWindow() -> String {
    guard random.chance(75) else { return "" }
    let window = bracketWindow()
    return window.hasPrefix("when") ? " \(window)" : ", \(window)"
  }

  /// A window in the brackets of a measure or fold.
  mutating func bracketWindow() -> String {
    var window: String
    switch random.number(0...19) {
    case ..<8: window = random.chance(70) ? "\(random.number(1...6))d" : length()
    case ..<11: window = "so far"
    case 11: window = "ever"
    case 12: window = span()
    case 13: window = around()
    case 14, 15: window = isInFold ? "to date" : "so far"
    default: window = common()
    }
    if random.chance(3) { return "when \(dayCondition())" }
    if random.chance(8) { window += " when \(dayCondition())" }
    return window
  }
}
