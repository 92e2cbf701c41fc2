internal import Language
internal import Market

/// The periods of a question, and who is in which.
struct StreamPeriods {
  /// Windows that lie in some of the periods, one in each, in their order.
  private struct Windows {
    var spans: Spans
    /// The places of the periods among `numbers`.
    var periods: [Int]

    typealias Part = (spans: Spans, periods: ArraySlice<Int>)
  }

  private let period: Period
  /// The numbers of the periods, ascending.
  let numbers: [Int]
  /// Whether windows are left out in which an exchange is shut.
  private let isOpenOnly: Bool
  private let calendar: Calendar
  private let exchanges: [Int]
  /// For each exchange the windows in all periods, those in which it is shut apart; found where they are asked for first.
  private var open: [Windows?]
  private var shut: [Windows?]
  /// The windows that companies have been found to have.
  private(set) var windows: [GroupStream.Windows] = []
  /// The numbers of windows among these.
  private var numbersOfWindows: [GroupStream.Windows.Key: Int] = [:]
  /// The days that the companies of the frame have, by their numbers in it.
  private let distinct: [Days]
  /// For each exchange the windows that lie in each of these, one exchange after the other; nil where nobody has asked yet.
  private var cuts: [Cut?]

  /// The numbers of the windows that lie in some days, where there are any.
  private struct Cut {
    let open, shut: Int?
  }

  /// The periods in which any company of a frame trades, its windows taken whole.
  init(_ period: Period, _ whole: Frame, _ evaluator: Evaluator, isOpenOnly: Bool = false) {
    self.period = period
    self.isOpenOnly = isOpenOnly
    calendar = evaluator.market.calendar
    exchanges = evaluator.market.exchanges
    // How many more windows hold a day than the day before it.
    var changes = calendar.tradingDays.map { Array(repeating: 0, count: $0.count + 1) }
    let distinct = whole.days.distinct
    // Companies of an exchange that ask for the same days are one.
    var isSeen = Array(repeating: false, count: calendar.tradingDays.count * distinct.count)
    for (company, place) in zip(whole.companies, whole.days.places) {
      let exchange = exchanges[company]
      let pair = exchange * distinct.count + Int(place)
      if isSeen[pair] || distinct[Int(place)].isEmpty { continue }
      isSeen[pair] = true
      let days = distinct[Int(place)]
      let places = StreamPeriods.places(of: days, in: calendar.tradingDays[exchange])
      changes[exchange][places.lowerBound] += 1
      changes[exchange][places.upperBound] -= 1
    }
    var numbers: [Int] = []
    for (days, changes) in zip(calendar.tradingDays, changes) {
      var count = 0
      for (day, change) in zip(days, changes) {
        count += change
        let number = count > 0 ? period.number(of: day) : numbers.last
        if let number, number != numbers.last { numbers.append(number) }
      }
    }
    self.numbers = Set(numbers).sorted()
    open = Array(repeating: nil, count: calendar.tradingDays.count)
    shut = open
    numbersOfWindows.reserveCapacity(2 * distinct.count)
    self.distinct = distinct
    cuts = Array(repeating: nil, count: calendar.tradingDays.count * distinct.count)
  }

  private static func places(of days: Days, in calendar: [Day]) -> Range<Int> {
    let start = Calendar.count(before: days.first, in: calendar)
    return start..<max(start, Calendar.count(onOrBefore: days.last, in: calendar))
  }

  /// The members of a company of the frame that this was made of: on the trading days of its own exchange, and apart from them
  /// where that is shut. `groups` are the places of its groups.
  mutating func addMembers(_ cell: Int, of whole: Frame, groups: Range<Int>, to members: inout [GroupStream.Member]) {
    let company = whole.companies[cell]
    let cut = cut(of: exchanges[company], to: Int(whole.days.places[cell]))
    if let open = cut.open { members.append(GroupStream.Member(company: company, windows: open, groups: groups)) }
    if let shut = cut.shut { members.append(GroupStream.Member(company: company, windows: shut, groups: groups)) }
  }

  /// An exchange's windows that lie in some of the distinct days.
  private mutating func cut(of exchange: Int, to place: Int) -> Cut {
    if let cut = cuts[exchange * distinct.count + place] { return cut }
    let days = distinct[place]
    if days.isEmpty { return Cut(open: nil, shut: nil) }
    if open[exchange] == nil {
      (open[exchange], shut[exchange]) = period == .day ? singleDays(of: exchange) : (longer(of: exchange), nil)
    }
    let (all, closed) = (open[exchange], isOpenOnly ? nil : shut[exchange])
    let cut = Cut(
      open: all.flatMap { number(of: part(of: $0, days, calendar.tradingDays[exchange]), 2 * exchange, days.origin) },
      shut: closed.flatMap { number(of: part(of: $0, days, []), 2 * exchange + 1, days.origin) })
    cuts[exchange * distinct.count + place] = cut
    return cut
  }

  /// The number of some windows, which are put behind the others where they are new; nil where there are none.
  private mutating func number(of part: Windows.Part, _ pattern: Int, _ origin: Day) -> Int? {
    guard !part.periods.isEmpty else { return nil }
    let found = GroupStream.Windows(
      spans: part.spans, origin: origin, periods: part.periods.indices, pattern: pattern,
      isClosed: !pattern.isMultiple(of: 2))
    if let number = numbersOfWindows[found.key] { return number }
    numbersOfWindows[found.key] = windows.count
    windows.append(found)
    return windows.count - 1
  }

  /// The periods of all patterns of the windows so far, by their numbers.
  var patterns: [[Int]] { zip(open, shut).flatMap { [$0?.periods ?? [], $1?.periods ?? []] } }

  /// The windows that lie in some days, the first and the last one cut to them.
  private func part(of all: Windows, _ days: Days, _ tradingDays: [Day]) -> Windows.Part {
    switch all.spans {
    case .days(let places):
      let own = StreamPeriods.places(of: days, in: tradingDays).clamped(to: places)
      return (.days(own), all.periods[own.lowerBound - places.lowerBound..<own.upperBound - places.lowerBound])
    case .windows(let windows):
      let start = windows.partitioningIndex { $0.last >= days.first }
      let end = max(start, windows.partitioningIndex { $0.first > days.last })
      var own = Array(windows[start..<end])
      var periods = all.periods[start..<end]
      func hasDay(_ window: Spans.Window) -> Bool {
        !isOpenOnly || !StreamPeriods.places(of: Days(first: window.first, last: window.last), in: tradingDays).isEmpty
      }
      // What is left of a period that is cut may have no day on which the exchange trades.
      if !own.isEmpty { own[0].first = max(own[0].first, days.first) }
      if !own.isEmpty { own[own.count - 1].last = min(own[own.count - 1].last, days.last) }
      if let last = own.last, !hasDay(last) {
        own.removeLast()
        periods = periods.dropLast()
      }
      if let first = own.first, !hasDay(first) {
        own.removeFirst()
        periods = periods.dropFirst()
      }
      return (.windows(own), periods)
    case .trailing, .since: return (all.spans, all.periods[...])
    }
  }

  /// Periods of several days.
  private func longer(of exchange: Int) -> Windows {
    let tradingDays = calendar.tradingDays[exchange]
    let all = Days(first: .first, last: .last)
    var periods: [Int] = []
    var windows: [Spans.Window] = []
    for place in numbers.indices {
      let days = period.days(numbers[place], of: all)
      if isOpenOnly, StreamPeriods.places(of: days, in: tradingDays).isEmpty { continue }
      periods.append(place)
      windows.append(Spans.Window(first: days.first, last: days.last))
    }
    return Windows(spans: .windows(windows), periods: periods)
  }

  /// Single days, those on which the exchange is shut apart.
  private func singleDays(of exchange: Int) -> (open: Windows, shut: Windows) {
    let tradingDays = calendar.tradingDays[exchange]
    var (own, shut): ([Int], [Int]) = ([], [])
    // A day's number is its period's. Days that nobody asks for have no period, and come before or behind the others or
    // are asked for by nobody of this exchange.
    var place = numbers.first.map { first in tradingDays.partitioningIndex { Int($0.number) >= first } } ?? 0
    let start = place
    for (period, number) in numbers.enumerated() {
      while place < tradingDays.count, Int(tradingDays[place].number) < number {
        own.append(period)
        place += 1
      }
      if place < tradingDays.count, Int(tradingDays[place].number) == number {
        own.append(period)
        place += 1
      } else {
        shut.append(period)
      }
    }
    let windows = shut.map { period -> Spans.Window in
      let day = Day(number: Int32(numbers[period]))
      return Spans.Window(first: day, last: day)
    }
    return (
      Windows(spans: .days(start..<place), periods: own), Windows(spans: .windows(windows), periods: shut)
    )
  }
}
