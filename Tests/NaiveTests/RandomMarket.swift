import Market

/// Steele, Lea and Flood's SplitMix64: small, and the same on every machine.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// True so many times in a hundred.
  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &self)]
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
}

/// Makes up a market from a seed: gaps, suspensions, late listings, single bars, splits, missing attributes.
struct RandomMarket {
  private var random: SplitMix64
  private(set) var texts = MarketTexts()
  /// The trading days of each exchange.
  private var days: [String: [Day]] = [:]

  init(seed: UInt64) {
    random = SplitMix64(state: seed)
    makeDays()
    // What attributes the data set has at all.
    let columns = MarketTexts.columns.filter { _ in random.chance(80) }
    for number in 1...random.number(3...7) {
      var company = MarketTexts.Company(ticker: "T\(number)", exchange: random.pick(days.keys.sorted()))
      for column in columns { company.columns[column] = value(of: column, ticker: company.ticker, company.exchange) }
      company.themes = ["old", "new", "green"].filter { _ in random.chance(50) }
      texts.companies.append(company)
      addBars(of: company)
    }
    if texts.prices.isEmpty, let day = days.values.joined().min(), let company = texts.companies.first {
      let own = days[company.exchange]?.first ?? day
      texts.prices.append(MarketTexts.Price(day: own, ticker: company.ticker, close: "10"))
    }
    let all = days.values.joined().sorted()
    texts.events = ["split_day": random.pick(all), "ban": random.pick(all).advanced(by: random.number(-2...2))]
    if random.chance(60) { texts.calendar = days }
    if random.chance(50) { makeDated() }
  }

  /// The days of one or two exchanges, each with holidays of its own.
  private mutating func makeDays() {
    let starts = [(2025, 12, 15), (2026, 1, 5), (2025, 9, 24), (2026, 2, 20), (2024, 2, 26), (2025, 12, 29)]
    let start = random.pick(starts)
    guard let first = Day(year: start.0, month: start.1, day: start.2) else { return }
    let count = random.number(random.chance(70) ? 5...14 : 15...36)
    let weekdays = (0..<count * 7 / 5 + 2).map { first.advanced(by: $0) }.filter { $0.weekday < 6 }.prefix(count)
    for exchange in random.chance(60) ? ["HK", "US"] : random.chance(50) ? ["HK"] : [""] {
      var open = weekdays.filter { _ in !random.chance(10) }
      if open.isEmpty { open = [first] }
      days[exchange] = Array(open)
    }
  }

  private mutating func value(of column: String, ticker: String, _ exchange: String) -> String? {
    guard column == "name" || column == "currency" || random.chance(75) else { return nil }
    switch column {
    case "name": return "Name \(ticker)"
    case "currency": return random.chance(60) ? "HKD" : random.pick(["HKD", "USD", "CNY"])
    case "kind": return random.pick(["stock", "stock", "stock", "index"])
    case "sector": return random.pick(["chips", "cloud", "robots"])
    case "exporter": return random.pick(["yes", "no"])
    case "employees": return random.pick(["7", "80", "80", "1200.5"])
    case "listed":
      let days = days[exchange] ?? []
      return random.pick(days).advanced(by: random.chance(70) ? 0 : random.number(-9...2)).description
    case "shares": return random.pick(["1000000", "25", "3.5e9"])
    default: return nil
    }
  }

  /// Makes some attributes change from day to day: rows that follow one another, with days between that have none.
  private mutating func makeDated() {
    for key in ["name", "sector", "exporter", "employees", "listed", "shares", "theme"] where random.chance(40) {
      guard key == "theme" || texts.companies.contains(where: { $0.columns[key] != nil }) else { continue }
      for place in texts.companies.indices where !random.chance(15) {
        let company = texts.companies[place]
        texts.companies[place].columns[key] = nil
        let themes = ["old", "new", "green"].filter { _ in random.chance(60) }
        if key == "theme" { texts.companies[place].themes = [] }
        for theme in key == "theme" ? themes : [""] {
          let cuts = Set((0..<random.number(0...3)).map { _ in cut(of: company.exchange) }).sorted()
          for number in 0...cuts.count where !random.chance(20) {
            guard let value = theme.isEmpty ? value(of: key, ticker: "\(number)", company.exchange) : theme else {
              continue
            }
            let from = number > 0 ? cuts[number - 1] : nil
            let to = number < cuts.count ? cuts[number].advanced(by: -1) : nil
            texts.companies[place].rows.append(MarketTexts.Row(key: key, value: value, from: from, to: to))
          }
        }
      }
    }
  }

  /// A day on which a value may change: a trading day or one near it.
  private mutating func cut(of exchange: String) -> Day {
    random.pick(days[exchange] ?? [.first]).advanced(by: random.chance(50) ? 0 : random.number(-2...2))
  }

  /// How a company's prices move: by whole numbers that tie, by cents, tiny, or huge.
  private enum Manner { case whole, cents, tiny, huge }

  private mutating func addBars(of company: MarketTexts.Company) {
    let days = days[company.exchange] ?? []
    let manner = random.pick([Manner.whole, .cents, .cents, .tiny, .huge])
    var first = random.chance(60) ? 0 : random.number(0...days.count - 1)
    var last = random.chance(80) ? days.count - 1 : random.number(first...days.count - 1)
    if random.chance(6) { last = first }
    if random.chance(4) { (first, last) = (1, 0) }
    guard first <= last else { return }
    let gaps = random.pick([0, 5, 15, 40])
    let sparse = random.pick([0, 0, 10, 40])
    var close = random.pick([1.0, 4, 12.5, 88, 100, 725])
    for place in first...last {
      if random.chance(gaps) { continue }
      let before = close
      var price = MarketTexts.Price(day: days[place], ticker: company.ticker)
      if random.chance(place == first ? 40 : 12) {
        // A split, a dividend or the issue price: what the exchange measures the day from.
        if !random.chance(30) { close = rounded(close * random.pick([0.1, 0.5, 0.97, 2, 3]), manner) }
        price.previous = text(close, manner)
      }
      close = rounded(close * random.pick([1, 1, 0.9, 1.1, 1.03, 0.51, 1.7, 0.995]), manner)
      price.close = text(close, manner)
      addRange(to: &price, close, manner)
      if !random.chance(15) { price.volume = random.pick(["0", "100", "\(random.number(1...9_000_000))"]) }
      if random.chance(sparse) {
        // A bar with a reported change: alone, or beside a close that may disagree with it.
        let change = random.chance(70) ? close / before - 1 : 0.031
        price.change = reported(change)
        if random.chance(50) { (price.close, price.open, price.high, price.low) = ("", "", "", "") }
      } else if random.chance(sparse / 2) {
        price.close = ""
        if random.chance(30) { (price.open, price.high, price.low) = ("", "", "") }
      }
      if price.isEmpty { price.volume = "5" }
      texts.prices.append(price)
    }
  }

  private mutating func addRange(to price: inout MarketTexts.Price, _ close: Double, _ manner: Manner) {
    if !random.chance(30) { price.open = text(rounded(close * random.pick([0.98, 1, 1.02]), manner), manner) }
    let (low, high) = (rounded(close * 0.97, manner), rounded(close * 1.04, manner))
    if !random.chance(20) { price.high = text(max(low, high), manner) }
    if !random.chance(20) { price.low = text(min(low, high), manner) }
  }

  private mutating func reported(_ change: Double) -> String {
    let scale = random.pick([100.0, 1000, 10_000, 1_000_000])
    return "\(max(-0.9, (change * scale).rounded() / scale))"
  }

  private func rounded(_ price: Double, _ manner: Manner) -> Double {
    switch manner {
    case .whole: return max(1, price.rounded())
    case .cents, .tiny, .huge: return max(0.01, (price * 100).rounded() / 100)
    }
  }

  private func text(_ price: Double, _ manner: Manner) -> String {
    switch manner {
    case .whole, .cents: return "\(price)"
    case .tiny: return "\(price)e-6"
    case .huge: return "\(price)e9"
    }
  }
}
