internal import Market

/// What a window holds of each company of a market: where its bars lie, and what was found out about them. It stays where the next question
/// finds it in one piece, instead of at one place of memory for each company.
final class WindowTable: Sendable {
  /// Where the bars of each company lie, by the company's number.
  let bars: [Range<Int>]
  /// What follows from the window's bars, made where it is asked for first.
  let facts = Remembered()

  /// The table of a market's window, one of the last that were asked for. O(companies) where it is not kept.
  static func of(_ window: BarWindow, in market: Market, _ concurrency: Concurrency) -> WindowTable {
    let tables = market.remembered.value(MarketFact.windows) { Remembered(most: most) }
    return tables.value(window) {
      WindowTable(bars: market.bars(from: window.first, through: window.last, concurrency))
    }
  }

  /// So many are kept: one takes 16 bytes a company, 16 for the closes, and 8 for each figure that was asked for.
  private static let most = 16

  private init(bars: [Range<Int>]) { self.bars = bars }
}

/// What windows hold of each company.
enum WindowFact: Hashable {
  /// The closes at the edges.
  case closes
  /// A figure of the bars, folded into one bar.
  case figure(BarMeasure)
}
