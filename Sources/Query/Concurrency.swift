internal import Dispatch

/// On how many cores an evaluator works; its answers do not depend on it, to the last bit.
public enum Concurrency: Sendable {
  /// On all there are.
  case allCores
  /// On one, part after part.
  case oneCore

  /// The results for each number below `count`. What is done for a number must not depend on the others.
  func map<Result: Sendable>(_ count: Int, _ transform: @Sendable (Int) -> Result) -> [Result] {
    guard self == .allCores, count > 1 else { return (0..<count).map(transform) }
    var results = [Result?](repeating: nil, count: count)
    unsafe results.withUnsafeMutableBufferPointer { buffer in
      // Each number writes to a place of its own, and nobody reads before all are done.
      nonisolated(unsafe) let places = unsafe buffer
      DispatchQueue.concurrentPerform(iterations: count) { number in unsafe places[number] = transform(number) }
    }
    return results.compactMap { $0 }
  }
}
