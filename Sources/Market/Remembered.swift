internal import Synchronization

/// What has been worked out of something that never changes, kept for whoever asks next: under a name, each value made where it is asked
/// for first.
package final class Remembered: Sendable {
  private let values = Mutex<[(name: any Hashable & Sendable, value: any Sendable)]>([])

  package init() {}

  /// The value of a name, which `make` makes where nobody has asked for it yet. Each name has values of one type, and there are few.
  package func value<Name: Hashable & Sendable, Value: Sendable>(_ name: Name, _ make: () -> Value) -> Value {
    let known = values.withLock { values in values.first { ($0.name as? Name) == name }?.value }
    // Looked at before the cast, which makes an optional of nothing.
    if let known, let value = known as? Value { return value }
    let made = make()
    values.withLock { $0.append((name, made)) }
    return made
  }
}
