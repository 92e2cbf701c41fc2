import Market
import Testing

@testable import Plot

/// The shape of the rows decides what is drawn.
@Suite struct ChartTests {
  private func kind(_ answer: Answer) throws -> ChartKind {
    switch try Chart(of: answer).content {
    case .bars: return .bars
    case .lines: return .lines
    case .histogram: return .histogram
    case .scatter: return .scatter
    }
  }

  @Test("the kind follows from the rows")
  func kinds() throws {
    let many = (0..<100).map { Double($0) / 100 }
    #expect(try kind(falls) == .bars)
    #expect(try kind(answer([key(many.map { "\($0)" }), figures(many)])) == .histogram)
    #expect(try kind(answer([days(3), figures([1, 2, 3])])) == .lines)
    #expect(try kind(answer([days(1), figures([1])])) == .bars)
    #expect(try kind(answer([key(["2026-01", "2026-02"], name: "month"), figures([1, 2])])) == .lines)
    #expect(try kind(answer([key(["llm", "chips"], name: "month"), figures([1, 2])])) == .bars)
    #expect(try kind(answer([key(["A", "B", "C"]), figures([1, 2, 3]), figures([1, 2, 3])])) == .scatter)
    #expect(try kind(answer([key(["A", "B", "C"]), figures([1, 2, 3]), figures([1, 2, 3], .count)])) == .bars)
    #expect(try kind(answer([key(["A"]), figures([1]), figures([1])])) == .bars)
  }

  @Test("what can't be drawn is refused")
  func problems() {
    let words = answer([key(["A"]), Table.Column(name: "name", values: .texts(["a"]))])
    #expect(throws: ChartProblem.noFigure) { try Chart(of: words) }
    #expect(throws: ChartProblem.noDays) { try Chart(of: falls, as: .lines) }
    #expect(throws: ChartProblem.oneFigure) { try Chart(of: falls, as: .scatter) }
  }

  @Test("rows without a figure are named, infinite ones too")
  func missing() throws {
    #expect(try Chart(of: falls).omissions == ["1 without a figure: 0700.HK"])
    let infinite = answer([key(["A", "B"]), figures([1, .infinity], .number)])
    #expect(try Chart(of: infinite).omissions == ["1 without a figure: B"])
    let words = answer([key(["A"]), figures([1]), Table.Column(name: "name", values: .texts(["a"]))])
    #expect(try Chart(of: words).omissions == ["not drawn, since no figures: name"])
  }

  @Test("a line for each group, the one that ends highest first, six at most")
  func lines() throws {
    let tickers = (0..<16).map { "T\($0 % 8)" }
    let known = answer([
      key((0..<16).map { $0 < 8 ? "2026-01" : "2026-02" }, name: "month"), key(tickers),
      figures((0..<16).map { Double($0 == 9 ? 99 : $0) }, .number, name: "close"),
    ])
    let chart = try Chart(of: known)
    guard case .lines(let panels) = chart.content else { throw ChartProblem.noDays }
    #expect(panels.count == 1)
    #expect(panels[0].series.map(\.name) == ["T1", "T7", "T6", "T5", "T4", "T3"])
    #expect(panels[0].series[0].points.map(\.y) == [1, 99])
    #expect(chart.omissions == ["the 6 of 8 lines that end highest are drawn; where picks others"])
  }

  @Test("figures of one unit share their axes")
  func panels() throws {
    let chart = try Chart(
      of: answer([
        days(3), figures([1, 2, 3], .price, name: "close"), figures([1, 2, 3], .price, name: "mean"),
        figures([0.1, 0.2, 0.3], .ratio, name: "gain"),
      ]))
    guard case .lines(let panels) = chart.content else { throw ChartProblem.noDays }
    #expect(panels.map { $0.series.map(\.name) } == [["close", "mean"], [""]])
    #expect(panels.map(\.title) == ["", "gain"])
  }
}
