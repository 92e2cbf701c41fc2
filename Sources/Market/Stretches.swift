internal import CKernels

/// Where all bars lie among the trading days of their exchanges: each company's in stretches of successive trading days that have
/// one each.
///
/// Days without a bar are few, so stretches take far less memory than the days of the bars, and no pass over figures has to look at
/// these. An object for the same reason as `Bars`.
final class Stretches: Sendable {
  /// For each company the place of its first stretch; one more for the end. None is kept of a company that has a bar on a day on
  /// which its exchange does not trade.
  let starts: [Int]
  /// The stretches of all companies. Behind those of each comes one more for the end: the place behind its last bar's, and how many
  /// bars it has.
  let all: Column<kernel_stretch>

  /// No company's.
  static let none = Stretches(starts: [0], all: [])

  init(starts: [Int], all: Column<kernel_stretch>) {
    (self.starts, self.all) = (starts, all)
  }

  /// The stretches of the bars of all companies; throws where memory does not suffice. O(bars), on all cores.
  convenience init(
    of days: Column<Day>, _ offsets: [Int], tradingDays: @Sendable (_ company: Int) -> [Day]
  ) throws(OutOfMemory) {
    @Sendable func withStretches<Result>(
      of company: Int, _ body: (UnsafeBufferPointer<kernel_stretch>) -> Result
    ) -> Result {
      let own = days.span.extracting(offsets[company]..<offsets[company + 1])
      return unsafe Stretches.withStretches(of: own, among: tradingDays(company).span, body)
    }
    // Counted first: where most days have no bar there are many.
    let counts = Concurrency.allCores.map(offsets.count - 1) { company in
      unsafe withStretches(of: company) { $0.count }
    }
    var starts = [0]
    starts.reserveCapacity(offsets.count)
    for count in counts { starts.append(starts[starts.count - 1] + count) }
    let (all, places) = (try MutableColumn<kernel_stretch>(count: starts[starts.count - 1]), starts)
    Concurrency.allCores.forEach(counts.count) { company in
      unsafe withStretches(of: company) { stretches in
        for number in stretches.indices { unsafe all[places[company] + number] = stretches[number] }
      }
    }
    self.init(starts: starts, all: all.finished())
  }

  /// Stretches of which each company has so many, their end among them. Nil where they are not those of so many bars. O(stretches).
  convenience init?(counts: Column<Int32>, _ all: Column<kernel_stretch>, offsets: [Int]) {
    var starts = [0]
    starts.reserveCapacity(counts.count + 1)
    for count in counts {
      guard count >= 0 else { return nil }
      starts.append(starts[starts.count - 1] + Int(count))
    }
    guard starts[starts.count - 1] == all.count else { return nil }
    self.init(starts: starts, all: all)
    let known = self
    let areRight = Concurrency.allCores.mapParts(of: counts.count, atMost: Concurrency.parts(of: counts.count)) {
      companies in
      companies.allSatisfy { known.areRight(of: $0, barCount: offsets[$0 + 1] - offsets[$0]) }
    }
    guard areRight.allSatisfy({ $0 }) else { return nil }
  }

  /// Whether a company's stretches follow one another and hold so many bars; none of them is right, too.
  private func areRight(of company: Int, barCount: Int) -> Bool {
    let own = all.part(starts[company]..<starts[company + 1])
    if own.isEmpty { return true }
    guard own.count > 1, own[0].place >= 0, own[0].bar == 0, own[own.count - 1].bar == barCount else { return false }
    return (1..<own.count).allSatisfy { number in
      let length = Int(own[number].bar) - Int(own[number - 1].bar)
      return length > 0 && Int(own[number].place) - Int(own[number - 1].place) >= length
    }
  }

  /// How many each company has, their end among them.
  var counts: [Int32] { zip(starts, starts.dropFirst()).map { Int32($1 - $0) } }

  /// Calls `body` with the stretches of one company, and their end; with none where one of its days is no trading day.
  @unsafe
  private static func withStretches<Result>(
    of days: borrowing Span<Day>, among tradingDays: borrowing Span<Day>,
    _ body: (UnsafeBufferPointer<kernel_stretch>) -> Result
  ) -> Result {
    let (count, places) = (days.count, tradingDays.count)
    return unsafe days.withUnsafeBytes { days in
      unsafe tradingDays.withUnsafeBytes { tradingDays in
        unsafe withUnsafeTemporaryAllocation(of: kernel_stretch.self, capacity: count + 1) { found in
          let number = unsafe kernel_find_stretches(
            days.baseAddress?.assumingMemoryBound(to: Int32.self), count,
            tradingDays.baseAddress?.assumingMemoryBound(to: Int32.self), places, found.baseAddress)
          return unsafe body(UnsafeBufferPointer(rebasing: found[..<(number <= 0 ? 0 : number + 1)]))
        }
      }
    }
  }

  /// Where the bars of a company lie, which are those on `run`. O(1).
  func places(of company: Int, _ run: Range<Int>) -> BarPlaces {
    let own = starts[company]..<starts[company + 1]
    return unsafe all.withUnsafeBufferPointer { all in
      unsafe BarPlaces(run: run, UnsafeBufferPointer(rebasing: all[own]))
    }
  }
}
