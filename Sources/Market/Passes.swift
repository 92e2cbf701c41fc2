internal import Synchronization

/// How far a question is: the passes over companies that it needs, each counted while it is made.
///
/// Asked and told on any thread. How many passes there will be is a guess, so that what is told never goes back, and
/// never reaches the end before the answer.
public final class Passes: Sendable {
  /// 0 where no question is being answered.
  private let expected = Atomic<Int>(0)
  private let begun = Atomic<Int>(0)
  private let done = Atomic<Int>(0)
  private let total = Atomic<Int>(0)
  /// The most that was told, in percent.
  private let told = Atomic<Int>(0)

  /// Nothing has begun.
  init() {}

  /// So much of a question is done, in percent from 0 to 99; nil where none is being answered.
  public var percent: Int? {
    guard expected.load(ordering: .relaxed) > 0 else { return nil }
    let (passes, all) = (begun.load(ordering: .relaxed), total.load(ordering: .relaxed))
    guard passes > 0, all > 0 else { return 0 }
    let own = min(1, Double(done.load(ordering: .relaxed)) / Double(all))
    let part = (Double(passes - 1) + own) / Double(max(passes, expected.load(ordering: .relaxed)))
    let now = min(99, Int(100 * part))
    return told.max(now, ordering: .relaxed).newValue
  }

  /// A question begins that makes about so many passes.
  package func expect(_ count: Int) {
    forget()
    expected.store(max(1, count), ordering: .relaxed)
  }

  /// So many of the passes that were expected are made in one, which begins next.
  package func join(_ count: Int) {
    expected.store(max(1, expected.load(ordering: .relaxed) - count + 1), ordering: .relaxed)
  }

  /// No question is being answered.
  func forget() {
    expected.store(0, ordering: .relaxed)
    begun.store(0, ordering: .relaxed)
    done.store(0, ordering: .relaxed)
    total.store(0, ordering: .relaxed)
    told.store(0, ordering: .relaxed)
  }

  /// A pass over so many companies begins.
  package func begin(_ count: Int) {
    done.store(0, ordering: .relaxed)
    total.store(count, ordering: .relaxed)
    begun.add(1, ordering: .relaxed)
  }

  /// So many more companies are done.
  package func advance(by count: Int = 1) { done.add(count, ordering: .relaxed) }
}
