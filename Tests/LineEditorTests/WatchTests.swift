import Glibc
import LineEditor
import Synchronization
import Testing

/// What is noticed while the program is at work.
@Suite("watch", .serialized) struct WatchTests {
  private final class Notices: Sendable {
    let all = Mutex<[Watch.Notice]>([])

    func wait(for count: Int) {
      for _ in 0..<2000 where all.withLock({ $0.count }) < count { usleep(5000) }
    }
  }

  @Test func interruptsAreCountedFromTheStartOfTheWork() throws {
    for _ in 0..<2 {
      let notices = Notices()
      let watch = try #require(Watch { notice in notices.all.withLock { $0.append(notice) } })
      let result = watch.during(delay: 60_000) {
        for count in 1...3 {
          kill(getpid(), SIGINT)
          notices.wait(for: count)
        }
        return 42
      }
      #expect(result == 42)
      #expect(notices.all.withLock { $0 } == (1...3).map { .interrupt(count: $0) })
    }
  }

  @Test func timeIsNoticedAgainAndAgain() throws {
    let notices = Notices()
    let watch = try #require(Watch { notice in notices.all.withLock { $0.append(notice) } })
    watch.during(delay: 1, interval: 1) { notices.wait(for: 3) }
    #expect(notices.all.withLock { $0.prefix(3) } == [.time, .time, .time])
  }
}
