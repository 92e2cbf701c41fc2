import Market

/// What one row says of the way from the row before, by the rules of language.md section 3, read row by row.
struct NaiveLink {
  /// The close or, where only a change was reported against a close of the trading day before, the close it implies.
  var price = Double.nan
  /// The change of the row's own single day where the row states it: by `previous`, or by a reported `change`.
  var stated = Double.nan
  /// What earlier prices are multiplied with to stand on this row's scale: 1 but for splits, dividends and the like.
  var rescale = 1.0

  static func links(of bars: [NaiveMarket.Bar], on calendar: [Day]) -> [NaiveLink] {
    var links: [NaiveLink] = []
    for (number, bar) in bars.enumerated() {
      // The last row before this one whose price is known.
      let before = (0..<number).last { !links[$0].price.isNaN }
      var isNext = false
      if let before { isNext = !calendar.contains { $0 > bars[before].day && $0 < bar.day } }
      let priceBefore = before.map { links[$0].price } ?? .nan
      var link = NaiveLink(price: bar.close)
      let change = Double(bar.change) ?? .nan
      if !bar.previous.isNaN, !bar.close.isNaN {
        link.stated = bar.close / bar.previous - 1
        if isNext, bar.previous != priceBefore { link.rescale = bar.previous / priceBefore }
      } else if !change.isNaN, !(isNext && agrees(bar, before.map { bars[$0] })) {
        link.stated = change
        if isNext {
          if bar.close.isNaN { link.price = priceBefore * (1 + change) }
          link.rescale = link.price / (1 + change) / priceBefore
          if bar.close.isNaN { link.rescale = 1 }
        }
      }
      links.append(link)
    }
    return links
  }

  /// Whether the reported change is, to its last digit, what the closes say; then the closes are the better figures.
  private static func agrees(_ bar: NaiveMarket.Bar, _ before: NaiveMarket.Bar?) -> Bool {
    guard let before, !bar.close.isNaN, !before.close.isNaN, let change = Double(bar.change) else { return false }
    // Half a unit of the last digit written; no report is coarser than a whole percent.
    var digits = 0
    if let point = bar.change.firstIndex(of: ".") { digits = bar.change[point...].count - 1 }
    var half = 0.005
    if digits >= 2 {
      half = 0.5
      for _ in 0..<digits { half /= 10 }
    }
    return abs(bar.close / before.close - 1 - change) <= half * (1 + 1e-9)
  }
}

extension NaiveMarket.Company {
  /// What a price of one row is multiplied with to stand on the scale of another.
  func scale(from bar: Int, to end: Int) -> Double {
    if end < bar { return 1 / scale(from: end, to: bar) }
    var scale = 1.0
    for later in bars.indices where later > bar && later <= end { scale *= links[later].rescale }
    return scale
  }

  /// The gain over the rows of a window, and the base it is measured from.
  ///
  /// `first` and `last` are the window's days, both included.
  func measure(first: Day, last: Day) -> (gain: Double, base: Double) {
    let inside = bars.indices.filter { bars[$0].day >= first && bars[$0].day <= last }
    let tradingDays = calendar.filter { $0 >= first && $0 <= last }
    guard let lastBar = inside.last else { return (.nan, .nan) }
    if first > .first, tradingDays.count == 1, !links[lastBar].stated.isNaN {
      let bar = bars[lastBar]
      let base = bar.previous.isNaN ? bar.close / (1 + links[lastBar].stated) : bar.previous
      return (links[lastBar].stated, bar.close.isNaN ? .nan : base)
    }
    guard let end = inside.last(where: { !links[$0].price.isNaN }) else { return (.nan, .nan) }
    if let before = bars.indices.last(where: { bars[$0].day < first && !links[$0].price.isNaN }) {
      let base = links[before].price * scale(from: before, to: end)
      let isShown = !bars[before].close.isNaN && !bars[end].close.isNaN
      return (links[end].price / base - 1, isShown ? base : .nan)
    }
    // The window must begin on the company's first bar, and that bar must say what it is measured from.
    guard let listing = bars.first, first > .first, tradingDays.first == listing.day else { return (.nan, .nan) }
    let reference = listing.previous.isNaN ? links[0].price / (1 + links[0].stated) : listing.previous
    let base = reference * scale(from: 0, to: end)
    return (links[end].price / base - 1, bars[end].close.isNaN ? .nan : base)
  }
}
