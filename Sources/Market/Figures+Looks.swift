// Single figures of many companies: each lies somewhere else, so that memory is asked for some companies ahead.
extension Figures {
  /// The figure of one bar of each of some companies; NaN where the bar's number is below 0, and for the rest of them once it
  /// is wished that this should stop. O(companies).
  public func values(
    of companies: [Int], at bars: [Int], _ concurrency: Concurrency = .oneCore, unless interruption: Interruption? = nil
  ) -> [Double] {
    precondition(companies.count == bars.count, "a bar a company")
    return concurrency.mapPlaces(of: bars.count, unless: interruption, or: .nan, holding: { unsafe FigureRuns(self) }) {
      place, runs in
      let next = place + Memory.placesAhead
      if next < bars.count { runs.prefetch(companies[next], bars[next]) }
      return runs.value(of: companies[place], at: bars[place])
    }
  }

  /// What a window of a company's bars goes from and to.
  public struct Edges: Sendable {
    /// The figure of the window's last bar; NaN where that lacks it, and where there is no bar.
    public let end: Double
    /// The figure of the bar before the window; NaN where that lacks it, and where there is none or the window has no bar.
    public let base: Double

    fileprivate static let none = Edges(end: .nan, base: .nan)
  }

  /// The edges of a window of each of some companies; NaN for the rest of them once it is wished that this should stop. O(companies).
  public func edges(
    of companies: [Int], over windows: [Range<Int>], _ concurrency: Concurrency = .oneCore,
    unless interruption: Interruption? = nil
  ) -> [Edges] {
    precondition(companies.count == windows.count, "a window a company")
    return concurrency.mapPlaces(
      of: windows.count, unless: interruption, or: .none, holding: { unsafe FigureRuns(self) }
    ) {
      place, runs in
      let next = place + Memory.placesAhead
      if next < windows.count {
        runs.prefetch(companies[next], windows[next].lowerBound - 1)
        if windows[next].count > 1 { runs.prefetch(companies[next], windows[next].upperBound - 1) }
      }
      let (company, window) = (companies[place], windows[place])
      if window.isEmpty { return .none }
      let hasBase = runs.hasBar(before: window.lowerBound, of: company)
      return Edges(
        end: runs.value(of: company, at: window.upperBound - 1),
        base: hasBase ? runs.value(of: company, at: window.lowerBound - 1) : .nan)
    }
  }
}
