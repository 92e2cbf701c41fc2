internal import CMachine

/// On how many cores work is done; what comes out does not depend on it, to the last bit.
public enum Concurrency: Sendable {
  /// On all there are.
  case allCores
  /// On one, part after part.
  case oneCore

  /// How many threads share the work at most.
  public var threadCount: Int { self == .oneCore ? 1 : Int(machine_thread_count()) }

  /// Calls `body` for each number below `count`; returns when all are done. Each call must write to a place of its own.
  public func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
    guard self == .allCores, count > 1 else {
      for number in 0..<count { body(number) }
      return
    }
    // Safe: the body outlives the call, which returns when nobody calls it any more.
    withoutActuallyEscaping(body) { body in
      unsafe withUnsafePointer(to: body) { pointer in
        unsafe machine_for_each(count, UnsafeMutableRawPointer(mutating: pointer)) { context, number in
          unsafe context!.assumingMemoryBound(to: (@Sendable (Int) -> Void).self).pointee(number)
        }
      }
    }
  }

  /// The results for each number below `count`. What is done for a number must not depend on the others.
  public func map<Result: Sendable>(_ count: Int, _ transform: @Sendable (Int) -> Result) -> [Result] {
    unsafe Array(unsafeUninitializedCapacity: count) { buffer, filled in
      // Each has a place of its own, and nobody reads before all are done.
      nonisolated(unsafe) let places = unsafe buffer
      forEach(count) { number in unsafe places.initializeElement(at: number, to: transform(number)) }
      filled = count
    }
  }

  /// The results for successive parts of `count` places, one empty part where there is none.
  ///
  /// There are so many parts whatever the machine, so that a sum put together from theirs is the same to the last bit.
  public func mapParts<Result: Sendable>(
    of count: Int, atMost most: Int = 16, _ transform: @Sendable (Range<Int>) -> Result
  ) -> [Result] {
    let parts = Swift.max(1, Swift.min(most, count))
    return map(parts) { transform(count * $0 / parts..<count * ($0 + 1) / parts) }
  }

  /// Into how many parts work is split that takes little for each of `count` companies or cells: few of them are one part, since to hand
  /// them out, or to start a thread for them at the program's start, would take longer.
  @usableFromInline static func parts(of count: Int) -> Int { Swift.max(1, Swift.min(16, count / 512)) }

  /// What is made of each of `count` companies or cells, in their order, where it will stand. Few of them are one part, since handing
  /// them out would take longer.
  ///
  /// - Parameters:
  ///   - interruption: the wish to stop. Once it is there the rest is `nothing`, which whoever wished it doesn't look at.
  ///   - start: what one part of the work holds on its way, made once for each.
  @inlinable public func mapPlaces<State, Result: Sendable>(
    of count: Int, unless interruption: Interruption? = nil, or nothing: Result, holding start: @Sendable () -> State,
    _ transform: @Sendable (_ place: Int, _ state: inout State) -> Result
  ) -> [Result] {
    unsafe Array(unsafeUninitializedCapacity: count) { buffer, filled in
      // Each has a place of its own, and nobody reads before all are done.
      nonisolated(unsafe) let target = unsafe buffer
      let parts = Concurrency.parts(of: count)
      forEach(parts) { part in
        var state = start()
        var isWanted = interruption?.isRequested != true
        for place in count * part / parts..<count * (part + 1) / parts {
          if place.isMultiple(of: Interruption.checkInterval) { isWanted = interruption?.isRequested != true }
          unsafe target.initializeElement(at: place, to: isWanted ? transform(place, &state) : nothing)
        }
      }
      filled = count
    }
  }
}
