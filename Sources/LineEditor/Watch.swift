internal import CLineEditor

/// Notices Control-C and the time while the program is at work.
///
/// From the first watch on, Control-C does to the program only what its watches make of it.
public final class Watch: Sendable {
  /// What is noticed.
  public enum Notice: Sendable, Equatable {
    /// The work has taken some time; this comes again and again.
    case time
    /// Control-C, so many times since the work began.
    case interrupt(count: Int)
  }

  private let notice: @Sendable (Notice) -> Void

  /// A watch that hands each notice on, from a thread of its own; nil where there can be none.
  public init?(_ notice: @escaping @Sendable (Notice) -> Void) {
    guard cle_watch_install() else { return nil }
    self.notice = notice
  }

  /// Does some work under watch.
  ///
  /// The first notice of time comes after `delay` milliseconds, the others each `interval` after it.
  public func during<Result>(delay: Int = 300, interval: Int = 100, _ work: () -> Result) -> Result {
    // Safe: the thread that uses the pointer has ended before this returns.
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    let isWatched = unsafe cle_watch_begin(
      context,
      { context, interrupts in
        let watch = unsafe Unmanaged<Watch>.fromOpaque(context).takeUnretainedValue()
        watch.notice(interrupts == 0 ? .time : .interrupt(count: Int(interrupts)))
      }, Int32(clamping: delay), Int32(clamping: interval))
    defer { if isWatched { cle_watch_end() } }
    return work()
  }
}
