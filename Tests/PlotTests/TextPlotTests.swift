import Market
import Rendering
import Testing

@testable import Plot

/// Pictures in a terminal, to the character where they are small, and within its width whatever is drawn.
@Suite struct TextPlotTests {
  @Test("bars on both sides of zero")
  func bars() throws {
    let text = try Chart(of: falls).text(style: Style(width: 60))
    #expect(
      text == """
        drop · on 2026-02-23

        2513.HK  Zhipu AI         20.00% ▼      │███████████████████
        0100.HK  MiniMax          10.00% ▼      │█████████▌
        <&>      A "quoted" name  -5.00% ▲ █████│

        1 without a figure: 0700.HK
        A note & more.

        """)
  }

  @Test("bars in ASCII")
  func plainBars() throws {
    let text = try Chart(of: falls).text(style: Style(width: 40, isUnicode: false))
    #expect(
      text == """
        drop | on 2026-02-23

        2513.HK  20.00% v     |################
        0100.HK  10.00% v     |########
        <&>      -5.00% ^ ####|

        1 without a figure: 0700.HK
        A note & more.

        """)
  }

  @Test("the smallest figure is seen, and zero is not")
  func smallest() throws {
    let text = try Chart(of: answer([key(["A", "B", "C"]), figures([1e6, 1, 0], .count)])).text(style: Style(width: 40))
    let lines = text.split(separator: "\n")
    #expect(lines[2].hasSuffix("│▏") && lines[3].hasSuffix("│"))
  }

  @Test("no line is wider than the terminal, in ASCII there are no other signs, and without colour no escapes")
  func widths() throws {
    var draws = Draws(seed: 3)
    for _ in 0..<400 {
      let drawn = made(using: &draws)
      let style = Style(
        width: Int.random(in: 40...140, using: &draws), isColored: Bool.random(using: &draws),
        isUnicode: Bool.random(using: &draws))
      for kind in ChartKind.allCases {
        guard let chart = try? Chart(of: drawn, as: kind) else { continue }
        let text = chart.text(style: style)
        for line in text.split(separator: "\n") {
          #expect(displayWidth(unpainted(String(line))) <= style.width, "\(kind) \(style.width): \(line)")
        }
        if !style.isUnicode { #expect(text.utf8.filter { $0 >= 0x80 }.isEmpty, "\(text)") }
        if !style.isColored { #expect(!text.contains("\u{1B}")) }
      }
    }
  }

  /// A text without its colours.
  private func unpainted(_ text: String) -> String {
    var result = ""
    var isEscape = false
    for character in text {
      if character == "\u{1B}" { isEscape = true }
      if !isEscape { result.append(character) }
      if character == "m" { isEscape = false }
    }
    return result
  }

  /// An answer by chance: days or not, groups or not, figures of any size and some of them missing.
  private func made(using draws: inout Draws) -> Answer {
    let count = Int.random(in: 0...80, using: &draws)
    var columns: [Table.Column] = []
    if Bool.random(using: &draws) { columns.append(days(count)) }
    if Bool.random(using: &draws) {
      columns.append(key((0..<count).map { "\(["A", "LONG-TICKER.TOY", "b"][$0 % 3])" }))
    }
    let units: [Unit] = [.number, .multiple, .ratio, .points, .price, .amount, .shares, .count]
    for index in 0..<Int.random(in: 1...3, using: &draws) {
      let sizes: [Double] = [1e-6, 0.1, 10, 1e6, 1e13]
      let size = sizes[Int.random(in: 0..<sizes.count, using: &draws)]
      let values: [Double] = (0..<count).map { _ in
        Int.random(in: 0...9, using: &draws) == 0 ? .nan : Double.random(in: -size...size, using: &draws)
      }
      columns.append(figures(values, units.randomElement(using: &draws) ?? .number, .fall, name: "f\(index)"))
    }
    return answer(columns)
  }
}
