import Foundation
import Synchronization
import Testing

@testable import Market

/// Work is shared by threads that leave their caller its core.
@Suite struct ConcurrencyTests {
  /// The cores that the calling thread may use, as the system writes their mask.
  private static func cores() -> Set<Int> {
    let status = (try? String(contentsOfFile: "/proc/thread-self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed:") } ?? ""
    let digits = line.reversed().filter { $0 != "," }.prefix { $0.isHexDigit }
    return Set(
      digits.enumerated().flatMap { place, digit in
        (0..<4).filter { (digit.hexDigitValue ?? 0) >> $0 & 1 == 1 }.map { place * 4 + $0 }
      })
  }

  @Test("each number is done once")
  func everyNumberOnce() {
    for count in [0, 1, 2, 3, 63, 64, 65, 1000] {
      #expect(Concurrency.allCores.map(count) { $0 } == Array(0..<count))
      #expect(Concurrency.oneCore.map(count) { $0 } == Array(0..<count))
    }
  }

  @Test("threads keep off one core, and the caller off none")
  func threadsKeepOff() {
    let own = ConcurrencyTests.cores()
    let caller = pthread_self()
    let others = Mutex<[Set<Int>]>([])
    // Until another thread has taken a number; where work of another test has the threads, which may take a while, this one does all.
    for attempt in 0..<1000 where others.withLock({ $0.isEmpty }) {
      if attempt > 0 { usleep(50_000) }
      Concurrency.allCores.forEach(16) { _ in
        if pthread_equal(pthread_self(), caller) != 0 {
          usleep(500)
        } else {
          others.withLock { $0.append(ConcurrencyTests.cores()) }
        }
      }
    }
    #expect(!own.isEmpty && ConcurrencyTests.cores() == own)
    #expect(own.count == 1 || others.withLock { !$0.isEmpty }, "no other thread took part")
    for cores in others.withLock({ $0 }) {
      #expect(cores.count == own.count - 1 && cores.isSubset(of: own))
    }
  }
}
