// What someone probably meant by a day, a span or a number that is written as elsewhere.

/// The days that a text in another form may mean, as they are written here: `23/02/2026`, `20260223`, `23 Feb 2026`,
/// `2026年2月23日`. Two where day and month can't be told apart; empty where it is no day.
public func suggestedDays(for text: String) -> [String] {
  var groups: [String] = []
  var names: [Int] = []
  var letters = ""
  func endWord() {
    if letters.count >= 3, let month = monthNames.firstIndex(where: { $0.hasPrefix(letters.lowercased()) }) {
      names.append(month + 1)
    }
    letters = ""
  }
  var isInNumber = false
  for character in text {
    if character.isASCII, character.isNumber {
      endWord()
      if isInNumber { groups[groups.count - 1].append(character) } else { groups.append(String(character)) }
      isInNumber = true
    } else {
      isInNumber = false
      if character.isASCII, character.isLetter { letters.append(character) } else { endWord() }
    }
  }
  endWord()
  if groups.count == 1, let digits = groups.first, digits.count == 8 {
    groups = [String(digits.prefix(4)), String(digits.dropFirst(4).prefix(2)), String(digits.suffix(2))]
  }
  func day(_ year: String, _ month: Int?, _ day: String) -> String? {
    guard year.count == 4, let count = Int(year), let month, let number = Int(day), (1...12).contains(month),
      number >= 1, number <= monthLength(month, count)
    else { return nil }
    return "\(year)-\(month < 10 ? "0" : "")\(month)-\(number < 10 ? "0" : "")\(number)"
  }
  var found: [String?] = []
  if let month = names.first, groups.count == 2 {
    found = [day(groups[1], month, groups[0]), day(groups[0], month, groups[1])]
  } else if groups.count >= 3, groups[0].count == 4 {
    found = [day(groups[0], Int(groups[1]), groups[2]) ?? day(groups[0], Int(groups[2]), groups[1])]
  } else if groups.count == 3 {
    found = [day(groups[2], Int(groups[1]), groups[0]), day(groups[2], Int(groups[0]), groups[1])]
  }
  var result: [String] = []
  for case let day? in found where !result.contains(day) && day != text { result.append(day) }
  return result
}

private func monthLength(_ month: Int, _ year: Int) -> Int {
  if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
  return [4, 6, 9, 11].contains(month) ? 30 : 31
}

private let monthNames = [
  "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
  "december",
]

/// The span that a text means in other words: `5 days`, `3M`, `1 week`, `2 yrs`; a bare number is one of days. Nil
/// where it is none.
public func suggestedSpan(for text: String) -> String? {
  let lower = text.lowercased()
  let toDate = ["wtd", "mtd", "qtd", "ytd"]
  if toDate.contains(lower) { return lower }
  let digits = lower.prefix { $0.isASCII && $0.isNumber }
  guard let count = Int(digits), (1...100_000).contains(count) else { return nil }
  let rest = lower.dropFirst(digits.count).drop { $0 == " " || $0 == "-" }
  guard let word = rest.split(separator: " ").last else { return "\(count)d" }
  for (unit, names) in spanUnits where names.contains(where: { word == $0 || word == $0 + "s" }) {
    return "\(count)\(unit)"
  }
  return nil
}

private let spanUnits: [(unit: Character, names: [String])] = [
  ("d", ["d", "day", "session"]), ("w", ["w", "wk", "week"]), ("m", ["m", "mo", "mon", "mth", "month"]),
  ("q", ["q", "qtr", "quarter"]), ("y", ["y", "yr", "year"]),
]

/// The number that digits with letters behind them mean elsewhere: `5m`, `1bn`, `100k`, `50bp`. Nil where it is none.
func suggestedNumber(for text: String) -> String? {
  let lower = text.lowercased()
  let digits = lower.prefix { ($0.isASCII && $0.isNumber) || $0 == "." }
  guard let value = Double(digits) else { return nil }
  let factors: [String: Double] = ["k": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "b": 1e9, "bn": 1e9, "t": 1e12]
  let unit = String(lower.dropFirst(digits.count))
  if unit == "bp" || unit == "bps" {
    let percent = (value * 1e6).rounded() / 1e8
    return percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
  }
  guard let factor = factors[unit], value * factor < 1e15 else { return nil }
  return "\(Int((value * factor).rounded()))"
}
