/// A set of companies, or of the places of an attribute's values: one bit for each, in the market's order.
public struct Bitmap: Hashable, Sendable {
  /// How many companies there are, in the set or not.
  public let count: Int
  // Bits past `count` in the last word are always zero.
  @usableFromInline var words: [UInt64]

  /// The empty set over `count` companies.
  public init(count: Int) {
    self.count = count
    self.words = Array(repeating: 0, count: (count + 63) / 64)
  }

  /// The set with these words; nil where they are not those of so many companies.
  init?(count: Int, words: [UInt64]) {
    guard words.count == (count + 63) / 64 else { return nil }
    let used = count & 63
    if used > 0, let last = words.last, last >> UInt64(used) != 0 { return nil }
    (self.count, self.words) = (count, words)
  }

  /// The companies for which `isMember` is true.
  public init(count: Int, where isMember: (Int) -> Bool) {
    self.init(count: count)
    for index in 0..<count where isMember(index) {
      words[index >> 6] |= 1 << UInt64(index & 63)
    }
  }

  /// Whether the company at `index` is in the set. Traps where `index` is not below `count`.
  @inlinable public subscript(index: Int) -> Bool {
    get {
      precondition(index >= 0 && index < count, "company out of range")
      return words[index >> 6] >> UInt64(index & 63) & 1 == 1
    }
    set {
      precondition(index >= 0 && index < count, "company out of range")
      let bit: UInt64 = 1 << UInt64(index & 63)
      if newValue { words[index >> 6] |= bit } else { words[index >> 6] &= ~bit }
    }
  }

  /// How many companies are in the set. O(count / 64).
  public var memberCount: Int {
    words.reduce(0) { $0 + $1.nonzeroBitCount }
  }

  /// Adds every member of `other`. Both sets must be over the same companies.
  public mutating func formUnion(_ other: Bitmap) {
    precondition(count == other.count, "sets over different companies")
    for index in words.indices { words[index] |= other.words[index] }
  }

  /// Calls `body` with each member, in the market's order. O(count / 64 + members).
  @inlinable
  public func forEachMember(_ body: (Int) -> Void) {
    for (index, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        body(index << 6 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
  }

  /// The members, in the market's order.
  public var members: [Int] {
    var result: [Int] = []
    forEachMember { result.append($0) }
    return result
  }
}
