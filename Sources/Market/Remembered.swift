internal import Synchronization

/// What has been worked out of something that never changes, kept for whoever asks next: under a name, each value made where it is asked
/// for first.
package final class Remembered: Sendable {
  private let values = Mutex<[(name: any Hashable & Sendable, value: any Sendable)]>([])

  package init() {}

  /// The value of a name, which `make` makes where nobody has asked for it yet; of two who make it at once both get the first one's. Each
  /// name has values of one type, and there are few: they stay as long as what they were found out of. What fails is not kept.
  package func value<Name: Hashable & Sendable, Value: Sendable, Failure: Error>(
    _ name: Name, if isWorthIt: (Value) -> Bool = { _ in true }, _ make: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    if let known: Value = known(name) { return known }
    let made = try make()
    guard isWorthIt(made) else { return made }
    return values.withLock { values in
      if let known: Value = Remembered.value(name, in: values) { return known }
      values.append((name, made))
      return made
    }
  }

  /// The value of a name where somebody has asked for it.
  package func known<Name: Hashable & Sendable, Value: Sendable>(_ name: Name) -> Value? {
    values.withLock { Remembered.value(name, in: $0) }
  }

  private static func value<Name: Hashable & Sendable, Value: Sendable>(
    _ name: Name, in values: [(name: any Hashable & Sendable, value: any Sendable)]
  ) -> Value? {
    // Cast where it is there alone: nothing is a value, too, where that is an optional.
    guard let place = values.firstIndex(where: { ($0.name as? Name) == name }) else { return nil }
    return values[place].value as? Value
  }
}
