internal import Synchronization

/// A wish that what is running should stop, and what whoever waits may know of it.
///
/// Whoever waits for an answer makes it, on any thread; whoever works looks at it now and then.
public final class Interruption: Sendable {
  private let flag = Atomic<Bool>(false)

  /// How far what is running has come.
  public let passes = Passes()

  /// How many cells or rows a loop deals with before it looks whether it should stop: about a millisecond's work.
  @inlinable public static var checkInterval: Int { 1 << 12 }

  /// Nothing is wished yet.
  public init() {}

  /// Whether what is running should stop.
  public var isRequested: Bool { flag.load(ordering: .relaxed) }

  /// Wishes that what is running should stop.
  public func request() { flag.store(true, ordering: .relaxed) }

  /// A look at the wish of an interruption, or at none: it counts no reference, since cores that count one at the same place wait for one
  /// another. It must not outlive the interruption.
  @safe public struct Watch: @unchecked Sendable {
    private let interruption: Unmanaged<Interruption>?

    /// Looks at an interruption, which whoever asks keeps alive as long as this; where there is none nothing is ever wished.
    @unsafe public init(_ interruption: Interruption?) {
      unsafe self.interruption = interruption.map { unsafe Unmanaged.passUnretained($0) }
    }

    /// Whether what is running should stop.
    public var isRequested: Bool {
      guard let interruption = unsafe interruption else { return false }
      return unsafe interruption._withUnsafeGuaranteedRef { $0.isRequested }
    }
  }

  /// Takes the wish back, before something else runs.
  public func clear() {
    flag.store(false, ordering: .relaxed)
    passes.forget()
  }
}
