internal import Market
internal import Synchronization

/// The first and the last day of a window, both included.
struct BarWindow: Hashable, Sendable {
  let first: Day
  let last: Day
}

/// What a window holds of each company of a market: where its bars lie, and what was found out about them.
final class WindowTable: Sendable {
  let window: BarWindow
  /// Where the bars of each company lie, by the company's number.
  let bars: [Range<Int>]
  /// What follows from the window's bars, made where it is asked for first.
  let facts = Remembered()

  init(_ window: BarWindow, bars: [Range<Int>]) { (self.window, self.bars) = (window, bars) }
}

/// What windows hold of each company.
enum WindowFact: Hashable {
  /// The closes at the edges.
  case closes
  /// A figure of the bars, folded into one bar.
  case figure(BarMeasure)
}

/// The tables of a market's windows that were asked for last: what one holds stays where the next question finds it in one piece, instead of
/// at one place of memory for each company.
final class WindowTables: Sendable {
  private let tables = Mutex<[WindowTable]>([])

  /// So many are kept: one takes 32 bytes and more a company, all together well below a byte a bar of a market of some years.
  private static let most = 16

  /// The table of a window; `bars` finds where its bars lie where it is not kept. O(kept tables).
  func table(of window: BarWindow, _ bars: () -> [Range<Int>]) -> WindowTable {
    let known = tables.withLock { tables -> WindowTable? in
      guard let place = tables.firstIndex(where: { $0.window == window }) else { return nil }
      // The last one asked for stands first, and who stands last goes.
      if place > 0 { tables.insert(tables.remove(at: place), at: 0) }
      return tables.first
    }
    if let known { return known }
    let made = WindowTable(window, bars: bars())
    tables.withLock { tables in
      tables.insert(made, at: 0)
      if tables.count > WindowTables.most { tables.removeLast() }
    }
    return made
  }
}
