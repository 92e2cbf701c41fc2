internal import Synchronization

/// How far a load is, told now and then from whichever thread comes by.
public final class LoadProgress: Sendable {
  private let done = Atomic<Int>(0)
  private let total = Atomic<Int>(0)
  private let tell: Mutex<(@Sendable (Double) -> Void)?>

  /// Calls `tell` with the part that is done, from 0 to 1: from several threads, but never from two at a time.
  public init(_ tell: @escaping @Sendable (Double) -> Void) {
    self.tell = Mutex(tell)
  }

  private init() { tell = Mutex(nil) }

  /// For those who do not want to know.
  public static let unseen = LoadProgress()

  /// There are so many bytes to read from now on.
  func begin(_ count: Int) {
    done.store(0, ordering: .relaxed)
    total.store(count, ordering: .relaxed)
  }

  /// So many more have been read.
  func advance(by count: Int) {
    let (_, now) = done.add(count, ordering: .relaxed)
    let all = total.load(ordering: .relaxed)
    guard all > 0 else { return }
    // A thread that comes by while another one tells has better things to do than wait.
    _ = tell.withLockIfAvailable { $0?(min(1, Double(now) / Double(all))) }
  }
}
