internal import Market

// Places in the order of a whole number that each has.
extension [Int] {
  /// These places in the order of their numbers, none of which is below 0: those of companies, groups or periods. Places with the same
  /// number stay in their order. O(places) where the numbers are not much larger than there are places.
  func ordered(by numbers: [Int]) -> [Int] {
    // Mostly they are in order already.
    if zip(self, dropFirst()).allSatisfy({ numbers[$0] <= numbers[$1] }) { return self }
    let bound = (lazy.map { numbers[$0] }.max() ?? 0) + 1
    guard bound <= 8 * count + 4096 else {
      return enumerated().sorted { (numbers[$0.element], $0.offset) < (numbers[$1.element], $1.offset) }.map(\.element)
    }
    // Where the next place with each number goes.
    var next = Array(repeating: 0, count: bound + 1)
    for place in self { next[numbers[place] + 1] += 1 }
    for number in 0..<bound { next[number + 1] += next[number] }
    var result = self
    for place in self {
      result[next[numbers[place]]] = place
      next[numbers[place]] += 1
    }
    return result
  }
}

extension Array where Element: Sendable {
  /// The elements at some places, in the order of these. O(places).
  func gathered(_ places: [Int], _ concurrency: Concurrency = .oneCore) -> [Element] {
    guard concurrency != .oneCore, places.count > fewPlaces, let first = places.first else {
      return places.map { self[$0] }
    }
    return concurrency.mapPlaces(of: places.count, or: self[first], holding: {}) { place, _ in self[places[place]] }
  }
}

/// So many are gathered sooner than they are handed out.
private let fewPlaces = 1 << 12
