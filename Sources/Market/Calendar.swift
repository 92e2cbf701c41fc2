/// The trading days of each exchange.
public struct Calendar: Sendable {
  /// The exchanges' names, sorted. A company without an exchange belongs to the one named by the empty text.
  public let exchanges: [String]
  /// For each exchange its trading days, ascending, without repeats.
  public let tradingDays: [[Day]]
  /// The days on which any exchange trades, ascending.
  public let allDays: [Day]

  /// A calendar from each exchange's trading days, which are sorted and freed of repeats here.
  public init(tradingDays: [String: [Day]]) {
    let exchanges = tradingDays.keys.sorted()
    self.init(exchanges: exchanges, sorted: exchanges.map { Calendar.distinct((tradingDays[$0] ?? []).sorted()) })
  }

  /// A calendar from exchanges and days as it has them; nil where they are not in order.
  init?(exchanges: [String], tradingDays: [[Day]]) {
    guard exchanges.count == tradingDays.count, zip(exchanges, exchanges.dropFirst()).allSatisfy(<),
      tradingDays.allSatisfy({ days in zip(days, days.dropFirst()).allSatisfy(<) })
    else { return nil }
    self.init(exchanges: exchanges, sorted: tradingDays)
  }

  private init(exchanges: [String], sorted tradingDays: [[Day]]) {
    self.exchanges = exchanges
    self.tradingDays = tradingDays
    self.allDays = tradingDays.reduce([]) { $0 == $1 ? $0 : Calendar.union($0, $1) }
  }

  /// Each of some ascending days once.
  private static func distinct(_ days: [Day]) -> [Day] {
    days.indices.filter { $0 == 0 || days[$0 - 1] < days[$0] }.map { days[$0] }
  }

  /// The days of two ascending lists without repeats, each once.
  private static func union(_ left: [Day], _ right: [Day]) -> [Day] {
    var result: [Day] = []
    result.reserveCapacity(left.count + right.count)
    var (place, other) = (0, 0)
    while place < left.count, other < right.count {
      let (own, others) = (left[place], right[other])
      result.append(min(own, others))
      place += own <= others ? 1 : 0
      other += others <= own ? 1 : 0
    }
    result += left[place...]
    result += right[other...]
    return result
  }

  /// The number of `exchange`, or nil where the calendar does not have it.
  public func index(ofExchange exchange: String) -> Int? {
    let position = exchanges.partitioningIndex { $0 >= exchange }
    return position < exchanges.count && exchanges[position] == exchange ? position : nil
  }

  /// The last trading day on or before `day` in `days`, a list of this calendar. O(log n).
  public static func last(onOrBefore day: Day, in days: [Day]) -> Day? {
    let position = days.partitioningIndex { $0 > day }
    return position > 0 ? days[position - 1] : nil
  }

  /// The first trading day on or after `day` in `days`, a list of this calendar. O(log n).
  public static func first(onOrAfter day: Day, in days: [Day]) -> Day? {
    let position = days.partitioningIndex { $0 >= day }
    return position < days.count ? days[position] : nil
  }
}

extension RandomAccessCollection {
  /// The first position whose element satisfies `belongsInSecond`, in a collection where all that do come last.
  ///
  /// O(log n).
  @inlinable package func partitioningIndex(where belongsInSecond: (Element) -> Bool) -> Index {
    var length = count
    var low = startIndex
    while length > 0 {
      let half = length / 2
      let middle = index(low, offsetBy: half)
      if belongsInSecond(self[middle]) {
        length = half
      } else {
        low = index(after: middle)
        length -= half + 1
      }
    }
    return low
  }
}

extension Calendar {
  /// How many days of `days`, a list of this calendar, are on or before `day`. O(log n), mostly less.
  public static func count(onOrBefore day: Day, in days: [Day]) -> Int {
    count(in: days, near: day) { $0 > day }
  }

  /// How many days of `days`, a list of this calendar, are before `day`. O(log n), mostly less.
  public static func count(before day: Day, in days: [Day]) -> Int {
    count(in: days, near: day) { $0 >= day }
  }

  /// The place of each of some days among others, both ascending, counted from their first: that of the first one that is not before it.
  /// Traps where one comes behind all of them. O(days).
  public static func places(of some: ArraySlice<Day>, among days: ArraySlice<Day>) -> [Int] {
    var place = days.startIndex
    return some.map { day in
      while days[place] < day { place += 1 }
      return place - days.startIndex
    }
  }

  /// How many days come before those that are late, which come last.
  ///
  /// Trading days lie nearly even, so that the place is guessed, and found in steps that double from there.
  @inline(__always)
  private static func count(in days: [Day], near day: Day, _ isLate: (Day) -> Bool) -> Int {
    guard let first = days.first, let last = days.last, !isLate(first) else { return 0 }
    guard isLate(last) else { return days.count }
    let part = Double(day.number - first.number) / Double(last.number - first.number)
    // The last place that is not late, and the first that is, so far as is known.
    var low = min(max(0, Int(part * Double(days.count - 1))), days.count - 1)
    var high = low
    var step = 1
    while low > 0, isLate(days[low]) {
      high = low
      low = max(0, low - step)
      step *= 2
    }
    while high == low || !isLate(days[high]) {
      low = max(low, high)
      high = min(days.count - 1, high + step)
      step *= 2
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if isLate(days[middle]) { high = middle } else { low = middle }
    }
    return high
  }
}
