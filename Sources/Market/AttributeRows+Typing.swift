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
        let values = try values(of: key, companies: companies, count: tickers.count)
        result.append(Attribute(name: key.name, values: values))
      }
    }
    return result
  }

  private func values(of key: Key, companies: [Int32], count: Int) throws(DataError) -> Attribute.Values {
    let owned = key.entries.map { (company: Int(companies[Int($0.ticker)]), entry: $0) }
    guard Set(owned.map(\.company)).count == owned.count else { return severalTexts(owned, count: count) }
    if owned.isEmpty || AttributeRows.textKeys.contains(key.name) { return texts(owned, count: count) }

    func column<Value>(_ missing: Value, _ read: (String) -> Value?) -> [Value]? {
      var values = Array(repeating: missing, count: count)
      for (company, entry) in owned {
        guard let value = read(entry.text) else { return nil }
        values[company] = value
      }
      return values
    }
    if let numbers = column(.nan, AttributeRows.number) { return .number(numbers) }
    if let flags = column(Bool?.none, { AttributeRows.flag($0).map { $0 } }) { return .flag(flags) }
    let days = column(Day?.none) { text in
      let bytes = Array(text.utf8)
      return Day.parts(bytes.span, 0..<bytes.count).map { Day(year: $0.year, month: $0.month, day: $0.day) }
    }
    guard let days else { return texts(owned, count: count) }
    // Everything is written as a day: one that the calendar does not have is a slip, not a text.
    if let slip = key.entries.first(where: { days[Int(companies[Int($0.ticker)])] == nil }) {
      let bytes = Array(slip.text.utf8)
      let parts = Day.parts(bytes.span, 0..<bytes.count) ?? (0, 0, 0)
      throw error(.noSuchDay(year: parts.year, month: parts.month), at: slip)
    }
    return .day(days)
  }

  private func texts(_ owned: [(company: Int, entry: Entry)], count: Int) -> Attribute.Values {
    let dictionary = dictionary(of: owned)
    var codes = Array(repeating: Int32(-1), count: count)
    for (company, entry) in owned { codes[company] = dictionary.code(of: entry.text) ?? -1 }
    return .text(codes: codes, dictionary: dictionary)
  }

  private func severalTexts(_ owned: [(company: Int, entry: Entry)], count: Int) -> Attribute.Values {
    let dictionary = dictionary(of: owned)
    var members = Array(repeating: Bitmap(count: count), count: dictionary.count)
    for (company, entry) in owned {
      if let code = dictionary.code(of: entry.text) { members[Int(code)][company] = true }
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
  private func dictionary(of owned: [(company: Int, entry: Entry)]) -> TextDictionary {
    var dictionary = TextDictionary()
    for text in Set(owned.map(\.entry.text)).sorted() { _ = dictionary.intern(text) }
    return dictionary
  }

  private static func number(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    guard let number = PlainNumber(bytes.span, 0..<bytes.count), number.value.isFinite else { return nil }
    return number.value
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
          attribute: number, company: Int(companies[Int($0.ticker)]), value: $0.text, source: Int($0.source))
      }
      result += sourced.sorted { ($0.company, $0.value) < ($1.company, $1.value) }
    }
    return result
  }
}
