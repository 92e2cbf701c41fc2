internal import Language
internal import Market

// The cells of a question in each of its periods.
extension Evaluator {
  /// A cell for each company of a frame and each period in its days. O(cells), of which most are copied as they stand.
  func cells(
    of window: BoundWindow, over whole: Frame, by period: Period, hasClosed: Bool
  ) throws(Diagnostic) -> Asked {
    var alike = alikeCells(of: whole, zeros: dayZeros(of: window, over: whole))
    for place in alike.indices {
      try proceed()
      alike[place].periods = periods(of: alike[place], by: period)
    }
    let numbers = PeriodNumbers(alike)
    if hasClosed, !window.isRelative {
      for place in alike.indices {
        alike[place].periods = numbers.all.filter { period.overlaps($0, alike[place].days) }
      }
    }
    var frame = Frame(groupDays: numbers.all.map { days($0, of: whole.groupDays[0], in: period, window, for: nil) })
    frame.reserve(alike.reduce(0) { $0 + $1.periods.count * $1.cells.count })
    var row = PeriodRow(of: whole)
    for (group, kinds) in numbers.kinds(of: alike).enumerated() {
      try proceed()
      row.show(kinds, of: alike)
      let number = numbers.all[group]
      let own = kinds.map { kind in
        let alike = alike[kind]
        return alike.zero.map { days(number, of: alike.days, for: alike.company, from: $0) }
          ?? period.days(number, of: alike.days)
      }
      frame.append(companies: row.companies, days: own, at: row.kinds, group: group)
    }
    return Asked(frame: frame, periods: numbers.all, whole: whole)
  }

  /// Cells that have the same days on the same exchange, which stand in the same periods: mostly all of an exchange.
  private struct AlikeCells {
    /// The first one's company, which stands for all of them.
    let company: Int
    let days: Days
    /// The place of day 0 among the trading days, where the window lies around one.
    let zero: Int?
    /// The cells, ascending.
    var cells: [Int] = []
    /// The numbers of the periods, ascending.
    var periods: [Int] = []
  }

  /// What makes cells alike.
  private struct Likeness: Hashable {
    /// The exchange, or what stands for an index alone, which has days of its own.
    let exchange: Int
    let days: Int32
    let zero: Int?
  }

  /// The cells of a frame by what makes them alike. Those without a day 0, where the window lies around one, stand in no period.
  private func alikeCells(of whole: Frame, zeros: [Int?]?) -> [AlikeCells] {
    var result: [AlikeCells] = []
    var places: [Likeness: Int] = [:]
    for cell in 0..<whole.count {
      let zero = zeros.flatMap { $0[cell] }
      if zeros != nil, zero == nil { continue }
      let company = whole.companies[cell]
      let likeness = Likeness(
        exchange: company < market.companyCount ? market.exchanges[company] : -1 - company,
        days: whole.days.places[cell], zero: zero)
      let place = places[likeness] ?? result.count
      if place == result.count {
        places[likeness] = place
        result.append(AlikeCells(company: company, days: whole.days[cell], zero: zero))
      }
      result[place].cells.append(cell)
    }
    return result
  }

  /// The numbers of the periods that hold trading days of some cells, ascending.
  private func periods(of alike: AlikeCells, by period: Period) -> [Int] {
    let days = tradingDays(of: alike.company, in: alike.days)
    if let zero = alike.zero {
      // Days that follow one another are as far apart as their places.
      if alike.days.picked == nil { return days.indices.map { $0 - zero } }
      return days.map { Calendar.count(before: $0, in: tradingDays(of: alike.company)) - zero }
    }
    var numbers: [Int] = []
    for day in days {
      let number = period.number(of: day)
      if number != numbers.last { numbers.append(number) }
    }
    return period.nameCount == nil ? numbers : Set(numbers).sorted()
  }

  /// The periods that any cells stand in.
  private struct PeriodNumbers {
    /// Their numbers, ascending.
    let all: [Int]

    init(_ alike: [AlikeCells]) {
      guard let first = alike.compactMap(\.periods.first).min(), let last = alike.compactMap(\.periods.last).max()
      else {
        all = []
        return
      }
      // Those of days follow one another, and those of longer periods are few.
      var isThere = Array(repeating: false, count: last - first + 1)
      for cells in alike {
        for number in cells.periods { isThere[number - first] = true }
      }
      all = isThere.indices.filter { isThere[$0] }.map { first + $0 }
    }

    /// Which cells stand in each period.
    func kinds(of alike: [AlikeCells]) -> [[Int]] {
      var result = Array(repeating: [Int](), count: all.count)
      for (kind, cells) in alike.enumerated() {
        var group = 0
        for number in cells.periods {
          while all[group] < number { group += 1 }
          result[group].append(kind)
        }
      }
      return result
    }
  }

  /// Who stands in a period, in the order of the cells.
  private struct PeriodRow {
    private let whole: Frame
    private var shown: [Int] = []
    /// The company of each.
    private(set) var companies: [Int] = []
    /// For each the place of its kind among those that are shown.
    private(set) var kinds: [Int32] = []

    init(of whole: Frame) { self.whole = whole }

    /// Puts the cells of some kinds in their order. O(1) where they are those that stand there, as mostly in successive periods; else
    /// O(cells).
    mutating func show(_ kinds: [Int], of alike: [AlikeCells]) {
      if kinds == shown { return }
      shown = kinds
      var places = [Int32](repeating: -1, count: whole.count)
      for (place, kind) in kinds.enumerated() {
        for cell in alike[kind].cells { places[cell] = Int32(place) }
      }
      let cells = places.indices.filter { places[$0] >= 0 }
      companies = cells.map { whole.companies[$0] }
      self.kinds = cells.map { places[$0] }
    }
  }

  /// The place of each cell's day 0 among its trading days, where a window lies around one, nil where there is none; nothing where
  /// periods are those of the calendar.
  private func dayZeros(of window: BoundWindow, over frame: Frame) -> [Int?]? {
    guard case .offset(let anchor, _) = window.start else { return nil }
    return frame.companies.map { dayZero(of: anchor, for: $0, in: askedOn) }
  }

  /// The days of a period, among those of a cell or of all.
  private func days(
    _ number: Int, of days: Days, in period: Period, _ window: BoundWindow, for company: Int?
  ) -> Days {
    guard case .offset(let anchor, _) = window.start else { return period.days(number, of: days) }
    return self.days(number, of: days, for: company, from: dayZero(of: anchor, for: company, in: askedOn))
  }

  /// The trading day so many behind day 0.
  private func days(_ number: Int, of days: Days, for company: Int?, from zero: Int?) -> Days {
    var result = days
    let calendar = tradingDays(of: company)
    // A date of its own is known of a company only: all companies as one have no such day.
    guard let zero, calendar.indices.contains(zero + number) else {
      (result.first, result.last) = (.last, .first)
      return result
    }
    (result.first, result.last) = (calendar[zero + number], calendar[zero + number])
    return result
  }
}
