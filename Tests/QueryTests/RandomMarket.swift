/// A market made up from a seed, as the text of its files.
struct RandomMarket {
  /// The rows of each file, its header first.
  private(set) var prices = ["date,ticker,open,high,low,close,previous,change,volume"]
  private(set) var companies = ["ticker,name,sector,exporter,employees,kind"]
  private(set) var attributes = ["ticker,key,value"]
  /// The days of the calendar: every weekday of two months.
  let days: [String]

  /// With `isFull` every company has a whole bar on every day; else bars, prices and attributes are missing here and
  /// there, some bars are a reported change alone, and companies list and vanish.
  init(seed: UInt64, isFull: Bool) {
    var random = SplitMix64(state: seed)
    days = (0..<60).filter { $0 % 7 < 5 }.map { offset in
      // 2026-01-05 is a Monday.
      let day = offset + 5
      return day <= 31
        ? "2026-01-\(RandomMarket.two(day))"
        : day <= 59 ? "2026-02-\(RandomMarket.two(day - 31))" : "2026-03-\(RandomMarket.two(day - 59))"
    }
    for number in 1...Int.random(in: 4...9, using: &random) {
      let ticker = "T\(number)"
      addCompany(ticker, isFull: isFull, &random)
      addBars(ticker, isFull: isFull, &random)
    }
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private mutating func addCompany(_ ticker: String, isFull: Bool, _ random: inout SplitMix64) {
    func maybe(_ values: [String]) -> String {
      isFull || Bool.random(using: &random) ? values.randomElement(using: &random) ?? "" : ""
    }
    let sector = maybe(["chips", "cloud", "robots"])
    companies.append(
      "\(ticker),Name of \(ticker),\(sector),\(maybe(["yes", "no"])),\(maybe(["7", "80", "1200"])),\(maybe(["stock"]))")
    for theme in ["old", "new", "green"] where Int.random(in: 0..<3, using: &random) > 0 {
      attributes.append("\(ticker),theme,\(theme)")
    }
  }

  private mutating func addBars(_ ticker: String, isFull: Bool, _ random: inout SplitMix64) {
    var close = Double.random(in: 5...500, using: &random)
    let first = isFull ? 0 : Int.random(in: 0..<10, using: &random)
    for day in days[first...] {
      func has(_ chance: Double) -> Bool { isFull || Double.random(in: 0..<1, using: &random) < chance }
      guard has(0.85) else { continue }
      let before = close
      var previous = ""
      if Int.random(in: 0..<12, using: &random) == 0 {
        // A split or a dividend: the exchange states what the day's change is measured from.
        let ratio: Double = [0.1, 0.5, 0.97, 2].randomElement(using: &random) ?? 1
        close = RandomMarket.cents(close * ratio)
        previous = "\(close)"
      }
      close = max(0.5, RandomMarket.cents(close * Double.random(in: 0.9...1.12, using: &random)))
      let (low, high) = (RandomMarket.cents(close * 0.98), RandomMarket.cents(close * 1.03))
      let volume = has(0.8) ? "\(Int.random(in: 0...1_000_000, using: &random))" : ""
      if isFull || Int.random(in: 0..<8, using: &random) > 0 {
        let open = has(0.7) ? "\(close)" : ""
        prices.append("\(day),\(ticker),\(open),\(high),\(low),\(close),\(previous),,\(volume)")
      } else {
        let change = (close / before - 1) * 10_000
        prices.append("\(day),\(ticker),,,,,,\(max(-0.9, change.rounded() / 10_000)),\(volume)")
      }
    }
    if prices.last?.contains(",\(ticker),") != true { prices.append("\(days[0]),\(ticker),,,,\(close),,,") }
  }

  private static func cents(_ price: Double) -> Double { max(0.01, (price * 100).rounded() / 100) }

  /// The market in the language.
  var asker: Asker {
    get throws {
      try Asker(
        prices: RandomMarket.text(prices), companies: RandomMarket.text(companies),
        attributes: RandomMarket.text(attributes), calendar: RandomMarket.text(["date"] + days))
    }
  }

  /// The same market with the rows of its files in another order.
  func shuffled(_ random: inout SplitMix64) throws -> Asker {
    func mixed(_ rows: [String]) -> String {
      RandomMarket.text(Array(rows.prefix(1)) + rows.dropFirst().shuffled(using: &random))
    }
    return try Asker(
      prices: mixed(prices), companies: mixed(companies), attributes: mixed(attributes),
      calendar: mixed(["date"] + days))
  }

  private static func text(_ rows: [String]) -> String { rows.map { "\($0)\n" }.joined() }
}
