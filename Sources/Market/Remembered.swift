internal import Synchronization

/// What has been worked out of something that never changes, kept for whoever asks next: under a name, each value made where it is asked
/// for first.
package final class Remembered: Sendable {
  private typealias Held = (name: any Hashable & Sendable, value: any Sendable)

  /// The values, the last one asked for at the end where not all stay.
  private let values = Mutex<[Held]>([])
  private let most: Int?

  /// Nothing yet; so many are kept at most, those that were asked for last, or all where that is not said.
  package init(most: Int? = nil) { self.most = most }

  /// The value of a name, which `make` makes where nobody has asked for it yet; of two who make it at once both get the first one's. Each
  /// name has values of one type. What fails is not kept, nor what is not worth it. O(values).
  package func value<Name: Hashable & Sendable, Value: Sendable, Failure: Error>(
    _ name: Name, if isWorthIt: (Value) -> Bool = { _ in true }, _ make: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    if let known: Value = known(name) { return known }
    let made = try make()
    guard isWorthIt(made) else { return made }
    return values.withLock { values in
      if let known: Value = Remembered.value(name, in: values) { return known }
      values.append((name, made))
      if let most, values.count > most { values.removeFirst() }
      return made
    }
  }

  /// The value of a name where somebody has asked for it.
  package func known<Name: Hashable & Sendable, Value: Sendable>(_ name: Name) -> Value? {
    values.withLock { values in
      guard let known: Value = Remembered.value(name, in: values) else { return nil }
      if most != nil, let place = Remembered.place(of: name, in: values) { values.append(values.remove(at: place)) }
      return known
    }
  }

  private static func value<Name: Hashable & Sendable, Value: Sendable>(_ name: Name, in values: [Held]) -> Value? {
    // Cast where it is there alone: nothing is a value, too, where that is an optional.
    guard let place = place(of: name, in: values) else { return nil }
    return values[place].value as? Value
  }

  private static func place<Name: Hashable & Sendable>(of name: Name, in values: [Held]) -> Int? {
    values.firstIndex { ($0.name as? Name) == name }
  }
}
