import Market
import Rendering
import Testing

/// What a column prints under its heading and rule, line by line, and the heading before it.
private func column(_ values: [Double], _ unit: Unit, _ direction: Direction = .none) -> [String] {
  let lines = table(answer([numbers(values, unit, direction)])).split(separator: "\n").map(String.init)
  return [lines[0]] + lines.dropFirst(2)
}

@Suite struct NumberTextTests {
  @Test func ratiosPrintAsPercentWithDirection() {
    #expect(column([0.2276, -0.045], .ratio, .fall) == ["       x", "22.76% ▼", "-4.50% ▲"])
    #expect(column([-0.2276, 0.045], .ratio, .rise) == ["        x", "-22.76% ▼", "  4.50% ▲"])
    #expect(column([0.2276, -0.045], .ratio) == ["     x", "22.76%", "-4.50%"])
    #expect(column([12.345, 0.1], .ratio) == ["        x", "1,234.50%", "   10.00%"])
  }

  @Test func whatPrintsAsZeroHasNoSignAndNoMark() {
    #expect(column([-0.0, -0.000_01, 0.000_04], .ratio, .fall) == ["    x", "0.00%", "0.00%", "0.00%"])
    #expect(column([-0.0, 0.000_04, -0.000_04], .points) == ["      x", "0.00 pp", "0.00 pp", "0.00 pp"])
    #expect(column([-0.0], .number) == ["x", "0"])
  }

  @Test func pointsAreSigned() {
    #expect(column([0.012, -0.0345, 0], .points) == ["       x", "+1.20 pp", "-3.45 pp", " 0.00 pp"])
    #expect(column([0.012, -0.0345], .points, .fall) == ["         x", "+1.20 pp ▼", "-3.45 pp ▲"])
  }

  @Test func pricesShowFourSignificantDigitsBelowOne() {
    #expect(
      column([1234.5, 0.0123, 0.5, -2, 0.123456, 0.99999, 0, 0.000_012_34], .price) == [
        "             x", "1,234.50", "    0.0123", "    0.50", "   -2.00", "    0.1235", "    1.00", "    0.00",
        "    0.00001234",
      ])
  }

  @Test func amountsAreWholeFromAThousandAndInMillionsFromABillion() {
    #expect(column([1234.56, 12, 9_999_999], .amount) == ["        x", "    1,235", "       12", "9,999,999"])
    #expect(column([12.5, 3.25], .amount) == ["    x", "12.50", " 3.25"])
    #expect(column([12, 999], .amount) == ["  x", " 12", "999"])
    #expect(column([4_300_000_000_000, 812_345_678], .amount) == ["    x (m)", "4,300,000", "      812"])
    #expect(column([1e9, 1_500_000], .amount) == ["  x (m)", "1,000.0", "    1.5"])
    #expect(column([1e9, 16_000], .amount) == ["   x (m)", "1,000.00", "    0.02"])
  }

  @Test func sharesAndCountsAreWhole() {
    #expect(column([1_234_567, 5], .shares) == ["        x", "1,234,567", "        5"])
    #expect(column([12_345.67, 5.5], .shares) == ["     x", "12,346", "     6"])
    #expect(column([16, 14], .count) == [" x", "16", "14"])
    #expect(column([2.5, 3], .count) == ["   x", "2.50", "3.00"])
  }

  @Test func numbersTakeTheDecimalsOfTheWholeColumn() {
    #expect(column([1998, 2026], .number) == ["   x", "1998", "2026"])
    #expect(column([1998, 20_260], .number) == ["     x", " 1,998", "20,260"])
    #expect(column([1.5, 20], .multiple) == ["    x", " 1.50", "20.00"])
    #expect(column([1.5, 0.0234], .number) == ["    x", "1.500", "0.023"])
    #expect(column([1.5, 0.00234], .number) == ["     x", "1.5000", "0.0023"])
    #expect(column([0.000_012_34, 0.000_001], .number) == ["         x", "0.00001234", "0.00000100"])
    #expect(column([1.234_56e20, 1], .number) == ["       x", "1.235e20", "1"])
    #expect(column([.infinity, -.infinity], .number) == ["   x", " inf", "-inf"])
  }

  @Test func roundingIsOfTheExactValue() {
    // 0.125 is exact: ties go to even. 1.005 is a little less than it looks, 0.00125 a little more.
    #expect(column([0.125, 0.375, 1.005, 2.675], .multiple) == ["   x", "0.12", "0.38", "1.00", "2.67"])
    #expect(column([0.001_25, 0.000_05], .ratio) == ["    x", "0.13%", "0.01%"])
    #expect(column([0.0625, 0.5], .multiple) == ["    x", "0.062", "0.500"])
  }

  @Test func missingFiguresStandUnderTheDecimalPoint() {
    #expect(column([0.1, .nan, 0.2], .ratio) == ["     x", "10.00%", "  ·", "20.00%"])
    #expect(column([10, .nan, 20], .count) == [" x", "10", " ·", "20"])
  }
}
