import Testing

@testable import Market

/// The days of a market file are looked at a block at a time, several at once; what that says is what each bar says alone.
@Suite struct DayOrderTests {
  /// Whether the days are days and ascend within each run, one bar after the other.
  private func areDays(_ days: [Day], _ offsets: [Int], in bars: Range<Int>) -> Bool {
    bars.allSatisfy { bar in
      days[bar] >= .first && days[bar] <= .last && (bar == 0 || offsets.contains(bar) || days[bar - 1] < days[bar])
    }
  }

  @Test func aBlockSaysWhatEachOfItsBarsSays() {
    var random = SeededGenerator(seed: 51)
    var soundCount = 0
    for _ in 0..<2000 {
      // Runs of some days, some of none; they begin on any day, which may be later or earlier than the last one before.
      var (days, offsets): ([Day], [Int]) = ([], [0])
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        var number = Int32.random(in: Day.first.number...Day.last.number - 100, using: &random)
        for _ in 0..<Int.random(in: 0...40, using: &random) where Bool.random(using: &random) {
          days.append(Day(number: number))
          number += Int32.random(in: 1...2, using: &random)
        }
        offsets.append(days.count)
      }
      guard !days.isEmpty else { continue }
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        let place = Int.random(in: 0..<days.count, using: &random)
        let wrong = [Day.first.number - 1, Day.last.number + 1, days[max(0, place - 1)].number, .min, .max]
        days[place] = Day(number: wrong[Int.random(in: 0..<wrong.count, using: &random)])
      }
      let start = Int.random(in: 0..<days.count, using: &random)
      for bars in [0..<days.count, start..<days.count, 0..<start, start..<start + 1] {
        let isSound = areDays(days, offsets, in: bars)
        #expect(Column(days).areDays(offsets, in: bars) == isSound, "\(days) \(offsets) \(bars)")
        if isSound { soundCount += 1 }
      }
    }
    #expect((1000...7000).contains(soundCount))
  }

  @Test func daysAtTheEndsOfWhatCanBeWrittenAreDays() {
    let days = Column([Day.first, .last, .first, .last])
    #expect(days.areDays([0, 2, 2, 4], in: 0..<4))
    #expect(!days.areDays([0, 4], in: 0..<4) && days.areDays([0, 4], in: 0..<2))
  }
}
