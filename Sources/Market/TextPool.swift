/// Distinct texts, each with a small number (its code) in the order of first appearance, found by their bytes.
///
/// Made for reading: a text that was there before costs neither a `String` nor an allocation. Texts that are equal as
/// `String`s, however they are spelled in bytes, share a code.
struct TextPool {
  /// The texts, by code.
  private(set) var texts: [String] = []
  private var codes: [String: Int32] = [:]

  // An open hash table of spellings: `slots` holds numbers of spellings, -1 where free, and is at most half full.
  private var slots: [Int32] = Array(repeating: -1, count: 64)
  private var spellings: [Spelling] = []
  private var bytes: [UInt8] = []
  private var latest = -1  // the spelling that was found last

  private struct Spelling {
    let hash: UInt64
    let range: Range<Int>
    let code: Int32
  }

  /// The code of the text in `range`, which is added where it is new.
  ///
  /// O(length) on average.
  mutating func intern(_ source: Span<UInt8>, _ range: Range<Int>) -> Int32 {
    if latest >= 0, equals(spellings[latest], source, range) { return spellings[latest].code }
    let hash = TextPool.hash(source, range)
    if let spelling = find(source, range, hash: hash) {
      latest = spelling
      return spellings[spelling].code
    }
    return addSpelling(source, range, hash: hash)
  }

  /// The code of the text in `range`, or nil where it was never added.
  mutating func code(of source: Span<UInt8>, _ range: Range<Int>) -> Int32? {
    if latest >= 0, equals(spellings[latest], source, range) { return spellings[latest].code }
    if let spelling = find(source, range, hash: TextPool.hash(source, range)) {
      latest = spelling
      return spellings[spelling].code
    }
    return codes[String(decoding: range.map { source[$0] }, as: UTF8.self)]
  }

  /// The code of a text, which is added where it is new.
  mutating func intern(_ text: String) -> Int32 {
    let bytes = Array(text.utf8)
    return intern(bytes.span, 0..<bytes.count)
  }

  /// The code of a text, or nil where it was never added.
  func code(of text: String) -> Int32? { codes[text] }

  /// The texts in ascending order, and for each code its place among them.
  func sorted() -> (texts: [String], ranks: [Int32]) {
    let order = texts.indices.sorted { texts[$0] < texts[$1] }
    var ranks = Array(repeating: Int32(0), count: texts.count)
    for (rank, code) in order.enumerated() { ranks[code] = Int32(rank) }
    return (order.map { texts[$0] }, ranks)
  }

  // MARK: The table

  private func find(_ source: Span<UInt8>, _ range: Range<Int>, hash: UInt64) -> Int? {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let spelling = Int(slots[slot])
      if spellings[spelling].hash == hash, equals(spellings[spelling], source, range) { return spelling }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  private func equals(_ spelling: Spelling, _ source: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard spelling.range.count == range.count else { return false }
    for offset in 0..<range.count
    where bytes[spelling.range.lowerBound + offset] != source[range.lowerBound + offset] {
      return false
    }
    return true
  }

  private mutating func addSpelling(_ source: Span<UInt8>, _ range: Range<Int>, hash: UInt64) -> Int32 {
    let start = bytes.count
    for offset in range { bytes.append(source[offset]) }
    let text = String(decoding: bytes[start...], as: UTF8.self)
    let code = codes[text] ?? Int32(texts.count)
    if Int(code) == texts.count {
      texts.append(text)
      codes[text] = code
    } else if text.utf8.lexicographicallyPrecedes(texts[Int(code)].utf8) {
      texts[Int(code)] = text  // one spelling of several, whichever comes first in the file
    }
    latest = spellings.count
    spellings.append(Spelling(hash: hash, range: start..<bytes.count, code: code))
    if spellings.count * 2 > slots.count {
      slots = Array(repeating: -1, count: slots.count * 2)
      for spelling in spellings.indices { place(spelling) }
    } else {
      place(latest)
    }
    return code
  }

  private mutating func place(_ spelling: Int) {
    var slot = Int(truncatingIfNeeded: spellings[spelling].hash) & (slots.count - 1)
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Int32(spelling)
  }

  private static func hash(_ source: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    // FNV-1a, folded so that the low bits depend on all.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for offset in range { hash = (hash ^ UInt64(source[offset])) &* 0x100_0000_01b3 }
    return hash ^ (hash >> 32)
  }
}
