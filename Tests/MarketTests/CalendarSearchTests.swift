import Market
import Testing

/// Places in a calendar are guessed first; whatever the calendar, they are those that a look at each day finds.
@Suite struct CalendarSearchTests {
  @Test("the days before a day, and those up to it", arguments: 0..<40)
  func counts(seed: Int) {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    // Even ones, and some with gaps of years, none at all or a single day.
    var number = Int32(next(40_000))
    let days = (0..<seed * seed / 4).map { _ in
      number += next(20) == 0 ? Int32(1 + next(seed * 50 + 1)) : Int32(1 + next(3))
      return Day(number: number)
    }
    let asked = days.flatMap { [Day(number: $0.number - 1), $0, Day(number: $0.number + 1)] }
    for day in asked + [.first, .last, Day(number: number + 9), Day(number: 0)] {
      #expect(Calendar.count(before: day, in: days) == days.count { $0 < day })
      #expect(Calendar.count(onOrBefore: day, in: days) == days.count { $0 <= day })
    }
  }
}
