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
    self.exchanges = tradingDays.keys.sorted()
    self.tradingDays = exchanges.map { Calendar.sorted(tradingDays[$0] ?? []) }
    self.allDays = Calendar.sorted(self.tradingDays.flatMap { $0 })
  }

  private static func sorted(_ days: [Day]) -> [Day] {
    var result: [Day] = []
    result.reserveCapacity(days.count)
    for day in days.sorted() where day != result.last { result.append(day) }
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
  package func partitioningIndex(where belongsInSecond: (Element) -> Bool) -> Index {
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
  /// How many days of `days`, a list of this calendar, are on or before `day`. O(log n).
  public static func count(onOrBefore day: Day, in days: [Day]) -> Int {
    days.partitioningIndex { $0 > day }
  }

  /// How many days of `days`, a list of this calendar, are before `day`. O(log n).
  public static func count(before day: Day, in days: [Day]) -> Int {
    days.partitioningIndex { $0 >= day }
  }
}
