import Testing

@testable import Market

@Suite struct DayTests {
  /// The calendar as it is taught: one day after another, 1900 to 2100.
  @Test func agreesWithACalendarWalk() {
    var (year, month, dayOfMonth) = (1900, 1, 1)
    var weekday = 1  // 1900-01-01 was a Monday
    var number: Int32 = -25567
    while year <= 2100 {
      let day = Day(year: year, month: month, day: dayOfMonth)
      guard let day, day.number == number, day.civil == (year, month, dayOfMonth), day.weekday == weekday,
        Day(day.description) == day
      else {
        Issue.record("\(year)-\(month)-\(dayOfMonth)")
        return
      }
      let isLeap = year % 400 == 0 || year % 4 == 0 && year % 100 != 0
      let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      dayOfMonth += 1
      if dayOfMonth > lengths[month - 1] { (month, dayOfMonth) = (month + 1, 1) }
      if month > 12 { (year, month) = (year + 1, 1) }
      weekday = weekday % 7 + 1
      number += 1
    }
    #expect(number == Day(year: 2101, month: 1, day: 1)?.number)
  }

  @Test func ends() {
    #expect(Day.first.description == "0001-01-01")
    #expect(Day.last.description == "9999-12-31")
    #expect(Day.first.advanced(by: -1) == Day.first)
    #expect(Day.last.advanced(by: .max) == Day.last)
    #expect(Day.last.advanced(by: .min) == Day.first)
    #expect(day("2026-02-28").advanced(by: 1) == day("2026-03-01"))
    #expect(day("2026-02-23").weekdayName == "Monday")
  }

  @Test(
    "rejected",
    arguments: [
      "", "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "0000-01-01", "23/02/2026", "20260223",
      "2026-2-23", "2026-02-23 ", "2026/02/23", "2026-02-2x", "２０２６-02-23", "-026-02-23",
    ])
  func rejected(text: String) {
    let bytes = Array(text.utf8)
    #expect(Day(text) == nil)
    #expect(Day(bytes.span, 0..<bytes.count) == nil)
  }

  @Test func bothReadersAgree() {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<20_000 {
      var bytes = Array("2024-02-29".utf8)
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        bytes[Int.random(in: 0..<10, using: &random)] = Array("0123456789-x".utf8).randomElement(using: &random) ?? 0
      }
      #expect(Day(bytes.span, 0..<bytes.count) == Day(bytes: bytes[...]))
    }
  }
}
