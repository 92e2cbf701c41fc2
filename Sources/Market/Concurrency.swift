internal import Dispatch

/// Calls `body` for each number below `count`, on all cores; returns when all are done.
///
/// Each call must write to a place of its own. What is done for a number does not depend on how many cores there are.
public func concurrently(_ count: Int, _ body: @Sendable (Int) -> Void) {
  guard count > 1 else {
    if count == 1 { body(0) }
    return
  }
  DispatchQueue.concurrentPerform(iterations: count, execute: body)
}

/// The results for each number below `count`, computed on all cores.
public func concurrentMap<Result: Sendable>(
  _ count: Int, _ transform: @Sendable (Int) -> Result
) -> [Result] {
  var results = [Result?](repeating: nil, count: count)
  unsafe results.withUnsafeMutableBufferPointer { buffer in
    nonisolated(unsafe) let places = unsafe buffer
    concurrently(count) { number in unsafe places[number] = transform(number) }
  }
  return results.compactMap { $0 }
}
