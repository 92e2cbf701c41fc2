internal import Market

/// Successive windows of one company, which are evaluated together: one pass over its bars instead of one a window.
///
/// Companies of one exchange that have the same windows share a lane, so that an expression is looked at once for all of
/// them. The values of a lane are rows, one a company, of a value a window.
///
/// `each day` asks a company for single days, `sma(close, 50d) each day` for trailing windows, a fold over days for the
/// days of a span. No day is picked out of a lane's windows; those questions are asked cell by cell.
struct Lane: Equatable {
  /// The company, or the index of a set; the first of those that share the lane.
  var company: Int
  /// The others that share it.
  var others: [Int] = []
  /// The windows, in the order of their ends.
  var spans: Spans
  /// Where the question's window begins, and with it every `so far` inside.
  var origin: Day
  /// Where the window begins whose days are being folded, and with it every `to date` inside.
  var spanStart: Day?
  /// On which scale prices stand.
  var scale: PriceScale
  /// Which of the question's sets `of group` means.
  var groupSet: Int
  /// Whether its places are the company's own bars, counted from its first one, and no days of a calendar: then there are no days
  /// between, and nothing but the figures of bars can be asked for.
  var isOfBars = false

  /// How many windows there are.
  var count: Int { spans.count }
  /// How many companies share them.
  var rowCount: Int { others.count + 1 }
  /// How many values an expression has.
  var valueCount: Int { rowCount * count }
}

/// The windows of a lane; places are those in the calendar of the company's exchange.
enum Spans: Equatable {
  /// Single trading days.
  case days(Range<Int>)
  /// So many trading days that end on each of the places.
  case trailing(Int, ends: Range<Int>)
  /// From a day to each of the places.
  case since(Day, ends: Range<Int>)
  /// Any windows, each from its first to its last day.
  case windows([Window])

  struct Window: Hashable {
    var first: Day
    var last: Day
  }

  /// Whether they are windows of several days, none of which begins where the question does.
  var areWindows: Bool {
    switch self {
    case .trailing, .windows: return true
    case .days, .since: return false
    }
  }

  /// Whether they are single trading days.
  var areDays: Bool {
    if case .days = self { true } else { false }
  }

  var count: Int {
    switch self {
    case .days(let places), .trailing(_, let places), .since(_, let places): return places.count
    case .windows(let windows): return windows.count
    }
  }
}

/// The scale on which a lane's prices stand.
enum PriceScale: Equatable {
  /// Each window's own: that of its last bar.
  case own
  /// The company's common scale, to which a bar's factor takes its prices.
  case common
  /// That of one day.
  case day(Day)
  /// That of a day for each window.
  case days([Day])
}

extension Lane {
  /// The first and the last day of a window, which hold no trading day where the last is before the first.
  func window(_ number: Int, in calendar: [Day]) -> Spans.Window {
    switch spans {
    case .days(let places):
      let day = calendar[places.lowerBound + number]
      return Spans.Window(first: day, last: day)
    case .trailing(let count, let ends):
      let end = ends.lowerBound + number
      // A window that reaches behind the calendar begins before every bar.
      return Spans.Window(first: end + 1 >= count ? calendar[end + 1 - count] : .first, last: calendar[end])
    case .since(let first, let ends): return Spans.Window(first: first, last: calendar[ends.lowerBound + number])
    case .windows(let windows): return windows[number]
    }
  }

  /// The first window that ends on a day or behind it; `count` where none does. O(log n).
  func firstWindow(endingFrom day: Day, in calendar: [Day]) -> Int {
    var (low, high) = (0, count)
    // Mostly it is the first of all.
    if high > 0, window(0, in: calendar).last >= day { return 0 }
    while low < high {
      let middle = (low + high) / 2
      if window(middle, in: calendar).last < day { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// A window as the days that a cell of a frame would have.
  func days(_ number: Int, in calendar: [Day]) -> Days {
    let window = window(number, in: calendar)
    var days = Days(first: window.first, last: window.last, origin: origin)
    days.spanStart = spanStart
    switch scale {
    case .own, .common: break
    case .day(let day): days.scaleDay = day
    case .days(let all): days.scaleDay = all[number]
    }
    return days
  }
}

extension Lane {
  /// How many companies should share a lane of so many windows: enough that an expression costs little beside its passes, and
  /// no more values than a core has at hand.
  static func rowLimit(windows: Int) -> Int { max(1, min(mostRows, (1 << 14) / max(1, windows))) }

  /// So many companies share a lane at most.
  static let mostRows = 32

  /// The companies in the order of the rows.
  var companies: [Int] { [company] + others }

  /// The row of one company.
  func alone(_ company: Int) -> Lane {
    var lane = self
    (lane.company, lane.others) = (company, [])
    return lane
  }
}
