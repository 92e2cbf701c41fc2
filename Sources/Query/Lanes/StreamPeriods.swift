internal import Language
internal import Market

/// The periods of a question, and who is in which.
struct StreamPeriods {
  private let period: Period
  /// The numbers of the periods, ascending.
  let numbers: [Int]
  private let tradingDays: [[Day]]
  private let exchanges: [Int]

  /// The periods in which any company of a frame trades, its windows taken whole.
  init(_ period: Period, _ whole: Frame, _ evaluator: Evaluator) {
    self.period = period
    tradingDays = evaluator.market.calendar.tradingDays
    exchanges = evaluator.market.exchanges
    struct Part: Hashable {
      let exchange: Int
      let first: Day
      let last: Day
    }
    let parts = Set(
      zip(whole.companies, whole.days).map {
        Part(exchange: evaluator.market.exchanges[$0], first: $1.first, last: $1.last)
      })
    var days: Set<Day> = []
    for part in parts where part.first <= part.last {
      let calendar = tradingDays[part.exchange]
      let start = Calendar.count(before: part.first, in: calendar)
      days.formUnion(calendar[start..<max(start, Calendar.count(onOrBefore: part.last, in: calendar))])
    }
    numbers = Set(days.map { period.number(of: $0) }).sorted()
  }

  /// A company's windows: on the trading days of its own exchange, and apart from them where that is shut.
  func members(_ cell: Int, of whole: Frame, groups: [Int]) -> [GroupStream.Member] {
    let company = whole.companies[cell]
    let days = whole.days[cell]
    func member(_ spans: Spans, _ periods: [Int], isClosed: Bool) -> GroupStream.Member? {
      if periods.isEmpty { return nil }
      let lane = Lane(
        company: company, spans: spans, origin: days.origin, spanStart: nil, scale: .own, groupSet: groups.first ?? 0)
      return GroupStream.Member(lane: lane, periods: periods, isClosed: isClosed, groups: groups)
    }
    guard period == .day else {
      let asked = numbers.indices.filter { period.overlaps(numbers[$0], days) }
      let windows = asked.map { place -> Spans.Window in
        let part = period.days(numbers[place], of: days)
        return Spans.Window(first: part.first, last: part.last)
      }
      return [member(.windows(windows), asked, isClosed: false)].compactMap { $0 }
    }
    // A day's number is its period's.
    let (first, last) = (Int(days.first.number), Int(days.last.number))
    let asked = numbers.indices.filter { numbers[$0] >= first && numbers[$0] <= last }
    let calendar = tradingDays[exchanges[company]]
    let start = days.isEmpty ? 0 : Calendar.count(before: days.first, in: calendar)
    let open = start..<(days.isEmpty ? start : max(start, Calendar.count(onOrBefore: days.last, in: calendar)))
    var (own, shut): ([Int], [Int]) = ([], [])
    own.reserveCapacity(open.count)
    var next = open.lowerBound
    for place in asked {
      if next < open.upperBound, Int(calendar[next].number) == numbers[place] {
        own.append(place)
        next += 1
      } else {
        shut.append(place)
      }
    }
    let closed = shut.map { place -> Spans.Window in
      let day = Day(number: Int32(numbers[place]))
      return Spans.Window(first: day, last: day)
    }
    return [member(.days(open), own, isClosed: false), member(.windows(closed), shut, isClosed: true)].compactMap { $0 }
  }
}
