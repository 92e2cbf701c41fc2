internal import Synchronization

/// What has been worked out of something that never changes, kept for whoever asks next: by a number, each value made where it is asked
/// for first.
package final class Remembered: Sendable {
  private let values = Mutex<[(number: Int, value: any Sendable)]>([])

  package init() {}

  /// The value of a number, which `make` makes where nobody has asked for it yet. Each number has values of one type.
  package func value<Value: Sendable>(_ number: Int, _ make: () -> Value) -> Value {
    let known = values.withLock { values in values.first { $0.number == number }?.value }
    if let known = known as? Value { return known }
    let made = make()
    values.withLock { $0.append((number, made)) }
    return made
  }
}
