internal import Synchronization

/// A value that is made when it is first asked for.
///
/// Asked for by two threads at once it may be made twice, and both get the first one's.
final class Later<Value: Sendable>: Sendable {
  private final class Made: Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
  }

  private let made = AtomicLazyReference<Made>()
  private let make: @Sendable () -> Value

  /// A value that `make` makes, which makes an equal one each time.
  init(_ make: @escaping @Sendable () -> Value) { self.make = make }

  /// What `read` reads. Where that is certain to succeed it is read when it is first asked for, else now; `otherwise` stands for what is not
  /// certain after all.
  convenience init<Failure: Error>(
    isCertain: Bool, or otherwise: @escaping @autoclosure @Sendable () -> Value,
    _ read: @escaping @Sendable () throws(Failure) -> Value
  ) throws(Failure) {
    if isCertain {
      self.init { (try? read()) ?? otherwise() }
    } else {
      let value = try read()
      self.init { value }
    }
  }

  /// The value. O(1) from the second time on.
  var value: Value { known ?? made.storeIfNil(Made(make())).value }

  /// The value where somebody has asked for it.
  var known: Value? { made.load()?.value }
}
