extension AttributeRows.Period {
  /// The first day of both; the last where neither says when it begins, and none where they say nothing at all.
  fileprivate func sharedDay(with other: AttributeRows.Period) -> Day? {
    let (first, last) = (max(from, other.from), min(to, other.to))
    return first > .first ? first : last < .last ? last : nil
  }
}

// Values that hold from a day, or to one.
extension AttributeRows.Key {
  /// Whether some value holds on some days only.
  var isDated: Bool { entries.contains { $0.period != .always } }
}

extension AttributeRows {
  /// The places of a dated key's values, and for each place the entries that hold there, in the order of rows.
  func editions(
    of key: Key, companies: [Int32], count: Int
  ) -> (editions: Editions, owned: [(place: Int, entry: Entry)]) {
    var entries = Array(repeating: [Int](), count: count)
    for (number, entry) in key.entries.enumerated() { entries[Int(companies[Int(entry.ticker)])].append(number) }
    var editions = Editions()
    var owned: [(place: Int, number: Int)] = []
    for (company, numbers) in entries.enumerated() {
      var starts: Set<Day> = []
      for number in numbers {
        let period = key.entries[number].period
        starts.insert(period.from)
        if period.to < .last { starts.insert(period.to.advanced(by: 1)) }
      }
      editions.append(beginningOn: starts.subtracting([.first]).sorted())
      for place in editions.places(of: company) {
        let day = editions.starts[place]
        for number in numbers {
          let period = key.entries[number].period
          if period.from <= day, day <= period.to { owned.append((place, number)) }
        }
      }
    }
    owned.sort { ($0.number, $0.place) < ($1.number, $1.place) }
    return (editions, owned.map { ($0.place, key.entries[$0.number]) })
  }

  /// Refuses a value that a company has twice on one day; of a key with one value a company, any two values on one day.
  func checkOverlaps(of key: Key, hasOneValue: Bool, ticker: (Int32) -> String) throws(DataError) {
    func value(_ number: Int) -> String { hasOneValue ? "" : key.entries[number].text }
    let ordered = key.entries.indices.sorted { left, right in
      let (first, second) = (key.entries[left], key.entries[right])
      return (first.ticker, value(left), first.period.from, left) < (
        second.ticker, value(right), second.period.from, right
      )
    }
    var clash: (later: Int, other: Int)?
    var longest: Int?  // The entry of the same company that ends last, of those before.
    for number in ordered {
      let entry = key.entries[number]
      guard let before = longest, key.entries[before].ticker == entry.ticker, value(before) == value(number) else {
        longest = number
        continue
      }
      let other = key.entries[before]
      if entry.period.from <= other.period.to {
        let (later, first) = (max(number, before), min(number, before))
        if later < clash?.later ?? .max { clash = (later, first) }
      }
      if entry.period.to > other.period.to { longest = number }
    }
    guard let clash else { return }
    let (entry, other) = (key.entries[clash.later], key.entries[clash.other])
    let problem = DataError.Problem.overlappingValues(
      ticker: ticker(entry.ticker), key: key.name, other: other.text, day: entry.period.sharedDay(with: other.period),
      otherLine: line(of: other))
    throw error(problem, at: entry, inDates: true)
  }
}
