extension AttributeRows {
  /// The attributes with the type that all values of a key have in common.
  ///
  /// - Parameter companies: for each code of a ticker the company's number; `tickers` are in that order.
  func attributes(companies: [Int32], tickers: [String]) throws(DataError) -> [Attribute] {
    var result: [Attribute] = []
    for (number, key) in keys.enumerated() {
      if number == 0 {
        var dictionary = TextDictionary()
        let codes = tickers.map { dictionary.intern($0) }
        result.append(Attribute(name: key.name, values: .text(codes: codes, dictionary: dictionary)))
      } else {
        result.append(try attribute(key, companies: companies, tickers: tickers))
      }
    }
    return result
  }

  private func attribute(_ key: Key, companies: [Int32], tickers: [String]) throws(DataError) -> Attribute {
    guard key.isDated else {
      let owned = key.entries.map { (place: Int(companies[Int($0.ticker)]), entry: $0) }
      return Attribute(name: key.name, values: try values(of: key, owned, count: tickers.count))
    }
    let (editions, owned) = editions(of: key, companies: companies, count: tickers.count)
    let hasOneValue = AttributeRows.singleKeys.contains(key.name) || !isText(key)
    try checkOverlaps(of: key, hasOneValue: hasOneValue) { tickers[Int(companies[Int($0)])] }
    let values = try values(of: key, owned, count: editions.count)
    return Attribute(name: key.name, values: values, editions: editions)
  }

  /// Whether values of the key stay text because they look like nothing else.
  private func isText(_ key: Key) -> Bool {
    let texts = key.entries.map(\.text)
    return AttributeRows.textKeys.contains(key.name)
      || !(texts.allSatisfy { AttributeRows.number($0) != nil } || texts.allSatisfy { AttributeRows.flag($0) != nil }
        || texts.allSatisfy { AttributeRows.dayParts($0) != nil })
  }

  /// The values of so many places, of which each entry has one; an entry may stand in several places.
  private func values(
    of key: Key, _ owned: [(place: Int, entry: Entry)], count: Int
  ) throws(DataError) -> Attribute.Values {
    guard Set(owned.map(\.place)).count == owned.count else { return severalTexts(owned, count: count) }
    if owned.isEmpty || AttributeRows.textKeys.contains(key.name) { return texts(owned, count: count) }

    func column<Value>(_ missing: Value, _ read: (String) -> Value?) -> [Value]? {
      var values = Array(repeating: missing, count: count)
      for (place, entry) in owned {
        guard let value = read(entry.text) else { return nil }
        values[place] = value
      }
      return values
    }
    if let numbers = column(.nan, AttributeRows.number) { return .number(numbers) }
    if let flags = column(Bool?.none, { AttributeRows.flag($0).map { $0 } }) { return .flag(flags) }
    let days = column(Day?.none) { text in
      AttributeRows.dayParts(text).map { Day(year: $0.year, month: $0.month, day: $0.day) }
    }
    guard let days else { return texts(owned, count: count) }
    // Everything is written as a day: one that the calendar does not have is a slip, not a text.
    if let slip = owned.first(where: { days[$0.place] == nil })?.entry {
      let parts = AttributeRows.dayParts(slip.text) ?? (0, 0, 0)
      throw error(.noSuchDay(year: parts.year, month: parts.month), at: slip)
    }
    return .day(days)
  }

  private func texts(_ owned: [(place: Int, entry: Entry)], count: Int) -> Attribute.Values {
    let dictionary = dictionary(of: owned)
    var codes = Array(repeating: Int32(-1), count: count)
    for (place, entry) in owned { codes[place] = dictionary.code(of: entry.text) ?? -1 }
    return .text(codes: codes, dictionary: dictionary)
  }

  private func severalTexts(_ owned: [(place: Int, entry: Entry)], count: Int) -> Attribute.Values {
    let dictionary = dictionary(of: owned)
    var members = Array(repeating: Bitmap(count: count), count: dictionary.count)
    for (place, entry) in owned {
      if let code = dictionary.code(of: entry.text) { members[Int(code)][place] = true }
    }
    return .texts(members: members, dictionary: dictionary)
  }

  /// What is to be said of keys whose values are text for the sake of a few: most are numbers, or most are days.
  var typeNotes: [DataNote] {
    var notes: [DataNote] = []
    for key in keys.dropFirst() where !AttributeRows.textKeys.contains(key.name) {
      let numberCount = key.entries.count { AttributeRows.number($0.text) != nil }
      let dayCount = key.entries.count { Day($0.text) != nil }
      let (count, type) = numberCount > dayCount ? (numberCount, "numbers") : (dayCount, "days")
      guard count < key.entries.count, count * 2 > key.entries.count else { continue }
      let others = key.entries.map(\.text).filter {
        numberCount > dayCount ? AttributeRows.number($0) == nil : Day($0) == nil
      }
      guard let other = others.min() else { continue }
      notes.append(.mixedKey(key: key.name, count: count, of: key.entries.count, type: type, other: other))
    }
    return notes
  }

  /// The texts in ascending order, so that codes do not depend on the order of rows.
  private func dictionary(of owned: [(place: Int, entry: Entry)]) -> TextDictionary {
    var dictionary = TextDictionary()
    for text in Set(owned.map(\.entry.text)).sorted() { _ = dictionary.intern(text) }
    return dictionary
  }

  private static func number(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    guard let number = PlainNumber(bytes.span, 0..<bytes.count), number.value.isFinite else { return nil }
    return number.value
  }

  /// Year, month and day of what is written as a day, whether the calendar has it or not.
  private static func dayParts(_ text: String) -> (year: Int, month: Int, day: Int)? {
    let bytes = Array(text.utf8)
    return Day.parts(bytes.span, 0..<bytes.count)
  }

  /// The meaning of `yes`, `no`, `true` and `false`, in capitals or not.
  static func flag(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "yes", "true": return true
    case "no", "false": return false
    default: return nil
    }
  }

  /// The sources of all values, in the order of attributes, companies and values; sources as their codes.
  func attributeSources(companies: [Int32]) -> [Market.AttributeSource] {
    var result: [Market.AttributeSource] = []
    for (number, key) in keys.enumerated() {
      let sourced = key.entries.filter { $0.source >= 0 }.map {
        Market.AttributeSource(
          attribute: number, company: Int(companies[Int($0.ticker)]), value: $0.text, source: Int($0.source),
          from: $0.period.from, to: $0.period.to)
      }
      result += sourced.sorted { ($0.company, $0.value, $0.from) < ($1.company, $1.value, $1.from) }
    }
    return result
  }
}
