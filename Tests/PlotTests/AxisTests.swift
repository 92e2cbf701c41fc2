import Market
import Testing

@testable import Plot

/// Axes have round marks with real days, whatever they span.
@Suite struct AxisTests {
  private func measure(_ unit: Unit) -> Measure { Measure(name: "x", unit: unit, direction: .none) }

  @Test(
    "steps are round",
    arguments: [(0.7, 1), (1, 1), (1.1, 2), (2.2, 2.5), (3, 5), (6, 10), (0.013, 0.02), (4200, 5000)])
  func steps(width: Double, step: Double) {
    #expect(abs(roundStep(atLeast: width) / step - 1) < 1e-9)
  }

  @Test("marks are written with their unit and the decimals they need")
  func labels() {
    func labels(_ values: [Double], _ unit: Unit) -> [String] {
      Axis(figures: values, of: measure(unit), count: 4).ticks.map(\.label)
    }
    #expect(labels([-0.031, 0.062], .ratio) == ["-2.5%", "0.0%", "2.5%", "5.0%"])
    #expect(labels([-0.1, 0.1], .points) == ["-10 pp", "-5 pp", "0 pp", "+5 pp", "+10 pp"])
    #expect(labels([1_000, 4_000], .price) == ["1,000", "2,000", "3,000", "4,000"])
    #expect(labels([0, 4e9], .amount) == ["0 bn", "1 bn", "2 bn", "3 bn", "4 bn"])
    #expect(labels([2012, 2016], .number) == ["2012", "2013", "2014", "2015", "2016"])
  }

  @Test("an axis holds its figures, and one figure stands in the middle")
  func extent() {
    let same = Axis(figures: [5, 5], of: measure(.number), count: 5)
    #expect(abs(same.part(5) - 0.5) < 1e-9)
    var draws = Draws(seed: 1)
    for _ in 0..<2_000 {
      let scale = Double.random(in: -6...9, using: &draws)
      var power = 1.0
      for _ in 0..<Int(abs(scale)) { power *= scale < 0 ? 0.1 : 10 }
      let values = (0..<5).map { _ in Double.random(in: -power...power, using: &draws) }
      let axis = Axis(figures: values, of: measure(.price), count: Int.random(in: 1...8, using: &draws))
      #expect(values.allSatisfy { (-1e-9...1 + 1e-9).contains(axis.part($0)) }, "\(values)")
      #expect(axis.ticks.allSatisfy { (-1e-6...1 + 1e-6).contains(axis.part($0.value)) }, "\(values)")
      #expect(Set(axis.ticks.map(\.label)).count == axis.ticks.count, "\(values) \(axis.ticks)")
    }
  }

  @Test("days are marked at Mondays, months, quarters or years")
  func dayMarks() {
    func labels(_ first: String, _ last: String, _ count: Int) -> [String] {
      dayTicks(from: Int(Day(first)!.number), to: Int(Day(last)!.number), count: count).map(\.label)
    }
    #expect(labels("2026-02-20", "2026-02-23", 5) == ["2026-02-20", "2026-02-21", "2026-02-22", "2026-02-23"])
    #expect(labels("2026-02-20", "2026-03-12", 4) == ["2026-02-23", "2026-03-02", "2026-03-09"])
    #expect(labels("2025-11-20", "2026-08-12", 4) == ["2026-01", "2026-03", "2026-05", "2026-07"])
    #expect(labels("2000-03-01", "2013-03-01", 8) == ["2002", "2004", "2006", "2008", "2010", "2012"])
    #expect(labels("2026-02-24", "2026-02-24", 1) == ["2026-02-24"])
  }

  @Test(
    "periods begin on their first day",
    arguments: [
      ("2026", "2026-01-01"), ("2026Q2", "2026-04-01"), ("2026-02", "2026-02-01"), ("2026-W01", "2025-12-29"),
      ("2026-W09", "2026-02-23"), ("2020-W53", "2020-12-28"),
    ])
  func periods(text: String, day: String) {
    #expect(periodStart(text)?.description == day)
  }

  @Test("what is no period has no first day", arguments: ["", "Monday", "20", "2026Q5", "2026-13", "2026-x", "llm"])
  func noPeriods(text: String) {
    #expect(periodStart(text) == nil)
  }

  @Test("bins hold every value once, and have round edges")
  func bins() throws {
    var draws = Draws(seed: 2)
    #expect(binEdges([]) == nil)
    for _ in 0..<500 {
      let values = (0..<Int.random(in: 1...300, using: &draws)).map { _ in Double.random(in: -0.3...0.3, using: &draws)
      }
      let edges = try #require(binEdges(values))
      #expect((2...26).contains(edges.count))
      let chart = try Chart(of: answer([figures(values)]), as: .histogram)
      guard case .histogram(let histogram) = chart.content else { throw ChartProblem.noFigure }
      #expect(histogram.counts.reduce(0, +) == values.count)
      for (bin, count) in histogram.counts.enumerated() {
        let (lower, upper) = (histogram.edges[bin], histogram.edges[bin + 1])
        let isLast = bin == histogram.counts.count - 1
        let held = values.filter { $0 >= lower && ($0 < upper || (isLast && $0 == upper)) }
        #expect(held.count == count)
      }
    }
  }
}
