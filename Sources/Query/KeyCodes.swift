internal import Market

/// The values of one key as whole numbers, so that groups are found without looking at texts.
///
/// A value's rank is its place among all values of the key, in their order; missing is the last of them.
struct KeyCodes: Sendable {
  /// The values in their order. Ranks are places in it.
  let labels: [GroupLabel]
  private let offsets: [Int]
  private let ranks: [Int]

  /// The codes of a market's attribute, made where they are asked for first.
  static func of(_ attribute: Int, in market: Market) -> KeyCodes {
    market.remembered.value(MarketFact.codes(attribute: attribute)) { KeyCodes(market.attributes[attribute].values) }
  }

  /// The ranks of the values at a place of the attribute: at least one, since missing is a value too.
  subscript(place: Int) -> ArraySlice<Int> {
    // An attribute that nobody has any text of has no places.
    place + 1 < offsets.count ? ranks[offsets[place]..<offsets[place + 1]] : [labels.count - 1]
  }

  /// Calls `body` with the rank of each value at a place: at least once, since missing is a value too.
  @inline(__always)
  func forEachRank(at place: Int, _ body: (Int) -> Void) {
    guard place + 1 < offsets.count else { return body(labels.count - 1) }
    for number in offsets[place]..<offsets[place + 1] { body(ranks[number]) }
  }

  /// Whether any of the values at a place is one of some, given as a flag for each rank.
  func holds(_ isMeant: [Bool], at place: Int) -> Bool {
    guard place + 1 < offsets.count else { return isMeant[labels.count - 1] }
    for number in offsets[place]..<offsets[place + 1] where isMeant[ranks[number]] { return true }
    return false
  }

  /// How many values there are at a place.
  func count(at place: Int) -> Int { place + 1 < offsets.count ? offsets[place + 1] - offsets[place] : 1 }

  /// The codes of an attribute's values. O(places + values), and the order of the distinct ones.
  init(_ values: Attribute.Values) {
    switch values {
    case .number(let numbers): self.init(numbers.map { $0.isNaN ? .missing : .number($0) })
    case .day(let days): self.init(days.map { $0.map { .day($0) } ?? .missing })
    case .flag(let flags): self.init(flags.map { $0.map { .flag($0) } ?? .missing })
    case .text(let codes, let dictionary):
      let (labels, order) = KeyCodes.ranked(dictionary)
      self.init(
        labels: labels, offsets: Array(0...codes.count),
        ranks: codes.map { $0 < 0 ? labels.count - 1 : order[Int($0)] })
    case .texts(let members, let dictionary):
      let (labels, order) = KeyCodes.ranked(dictionary)
      let (offsets, ranks) = KeyCodes.joined(members, order, missing: labels.count - 1)
      self.init(labels: labels, offsets: offsets, ranks: ranks)
    }
  }

  private init(_ values: [GroupLabel]) {
    let labels = Set(values).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, $0) })
    self.init(labels: labels, offsets: Array(0...values.count), ranks: values.map { numbers[$0] ?? 0 })
  }

  private init(labels: [GroupLabel], offsets: [Int], ranks: [Int]) {
    (self.labels, self.offsets, self.ranks) = (labels, offsets, ranks)
  }

  /// The texts of a dictionary in order, missing behind them, and the rank of each of its codes.
  private static func ranked(_ dictionary: TextDictionary) -> (labels: [GroupLabel], order: [Int]) {
    let texts = dictionary.texts
    let sorted = texts.indices.sorted { texts[$0].utf8.lexicographicallyPrecedes(texts[$1].utf8) }
    var order = Array(repeating: 0, count: texts.count)
    for (rank, code) in sorted.enumerated() { order[code] = rank }
    return (sorted.map { .text(texts[$0]) } + [.missing], order)
  }

  /// For each place the ranks of the sets that it is in.
  private static func joined(_ members: [Bitmap], _ order: [Int], missing: Int) -> (offsets: [Int], ranks: [Int]) {
    let count = members.first?.count ?? 0
    var offsets = Array(repeating: 0, count: count + 1)
    for set in members { set.forEachMember { offsets[$0 + 1] += 1 } }
    for place in 0..<count { offsets[place + 1] = offsets[place] + max(1, offsets[place + 1]) }
    var ranks = Array(repeating: missing, count: offsets[count])
    var next = offsets
    for (code, set) in members.enumerated() {
      set.forEachMember { place in
        ranks[next[place]] = order[code]
        next[place] += 1
      }
    }
    return (offsets, ranks)
  }
}

extension Evaluator {
  /// The codes of a key's values, made where they are asked for first in the market.
  mutating func codes(of key: Int) -> KeyCodes {
    while keyCodes.count <= key { keyCodes.append(nil) }
    if let known = keyCodes[key] { return known }
    let codes = KeyCodes.of(key, in: market)
    keyCodes[key] = codes
    return codes
  }
}
