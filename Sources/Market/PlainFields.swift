// Fields of plain rows, read eight bytes at a time. Each may look at 64 bytes from where it begins; nothing here is read as
// more than it is: what is not plain is left to the readers that know all rules.

/// Decimal numbers of at most 15 digits: `131.5`, `725000`.
@safe struct PlainDecimals {
  /// How many digits the number that was read last has behind the point.
  private(set) var decimals = 0
  // The powers of ten up to 1e8, as whole numbers and as doubles.
  private let whole: InlineArray<9, UInt64> = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
  ]
  private let scale: InlineArray<9, Double> = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8]

  /// The number at `cursor`, which moves behind it; NaN where there is none that is plain.
  ///
  /// Exact: below 2^53 a division by a power of ten that a double holds rounds once, as `PlainNumber` has it.
  @inline(__always)
  mutating func value(at cursor: inout UnsafePointer<UInt8>) -> Double {
    var (number, digits) = unsafe PlainDecimals.digits(at: cursor)
    unsafe cursor += digits
    if digits == 8 {
      let (more, count) = unsafe PlainDecimals.digits(at: cursor)
      guard count < 8 else { return .nan }
      number = number &* whole[count] &+ more
      digits += count
      unsafe cursor += count
    }
    decimals = 0
    if unsafe cursor[0] == UInt8(ascii: ".") {
      let (fraction, count) = unsafe PlainDecimals.digits(at: cursor + 1)
      guard count < 8 else { return .nan }
      number = number &* whole[count] &+ fraction
      digits += count
      unsafe cursor += count + 1
      decimals = count
    }
    guard digits > 0, digits <= 15 else { return .nan }
    return Double(Int64(truncatingIfNeeded: number)) / scale[decimals]
  }

  /// The number that the digits at a place make, at most eight of them, and how many they are.
  @inline(__always)
  private static func digits(at place: UnsafePointer<UInt8>) -> (value: UInt64, count: Int) {
    let word = unsafe UnsafeRawPointer(place).loadUnaligned(as: UInt64.self).littleEndian ^ 0x3030_3030_3030_3030
    // A digit is 0 to 9 now; the top bit marks every byte up to the first that is none. Carries only reach later bytes.
    let others = ((word &+ 0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080
    let count = others.trailingZeroBitCount >> 3
    // The digits go to the last bytes, zeros before them; then neighbours are joined to pairs, fours and eight.
    var value = word << UInt64(64 - 8 * count)
    value = (value &* 2561) >> 8 & 0x00FF_00FF_00FF_00FF
    value = (value &* 6_553_601) >> 16 & 0x0000_FFFF_0000_FFFF
    value = (value &* 42_949_672_960_001) >> 32
    return (value, count)
  }
}

/// Days of the month that was read last, without the arithmetic of the calendar.
@safe struct MonthCache {
  private var text: UInt64 = 0
  private var before: Int32 = 0  // the number of the day before its first
  private var length: Int32 = 0

  /// The day in the ten bytes at `cursor`; nil where they are not one.
  @inline(__always)
  mutating func day(at cursor: UnsafePointer<UInt8>) -> Day? {
    let word = unsafe UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self)
    if word != text {
      guard unsafe learn(cursor) else { return nil }
      text = word
    }
    let (tens, ones) = unsafe (cursor[8] &- UInt8(ascii: "0"), cursor[9] &- UInt8(ascii: "0"))
    let day = Int32(tens) * 10 + Int32(ones)
    guard tens < 10, ones < 10, day >= 1, day <= length else { return nil }
    return Day(number: before + day)
  }

  private mutating func learn(_ cursor: UnsafePointer<UInt8>) -> Bool {
    let bytes = unsafe UnsafeBufferPointer(start: cursor, count: 10)
    guard let parts = unsafe Day.parts(bytes.span, 0..<10),
      let first = Day(year: parts.year, month: parts.month, day: 1)
    else { return false }
    before = first.number - 1
    length = Int32(Day.length(ofMonth: parts.month, year: parts.year))
    return true
  }
}

/// Tickers of at most 16 bytes by their bytes, which are compared as two words.
@safe struct TickerKeys {
  private struct Key {
    var first: UInt64 = 0, second: UInt64 = 0
    var firstMask: UInt64 = 0, secondMask: UInt64 = 0
    var length = 0
    var code: Int32 = 0
    /// The key that followed this one last time: in a file by days the tickers come in one order again and again.
    var successor = 0
  }

  // The first key has no bytes and is met by nothing, so that there always is a latest one.
  private var keys = [Key()]
  private var slots: [Int32] = Array(repeating: 0, count: 64)  // 0 where free
  private var latest = 0

  /// The code of the ticker at `cursor`, which moves behind it; nil where it is not known.
  @inline(__always)
  mutating func code(at cursor: inout UnsafePointer<UInt8>) -> Int32? {
    let first = unsafe UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self).littleEndian
    let second = unsafe UnsafeRawPointer(cursor + 8).loadUnaligned(as: UInt64.self).littleEndian
    var number = latest
    if unsafe !isMatch(number, first, second, cursor) {
      number = keys[latest].successor
      if unsafe !isMatch(number, first, second, cursor) {
        guard let found = unsafe find(first, second, cursor) else { return nil }
        number = found
        keys[latest].successor = found
      }
      latest = number
    }
    unsafe cursor += keys[number].length
    return keys[number].code
  }

  @inline(__always)
  private func isMatch(_ number: Int, _ first: UInt64, _ second: UInt64, _ cursor: UnsafePointer<UInt8>) -> Bool {
    let key = keys[number]
    return first & key.firstMask == key.first && second & key.secondMask == key.second && key.length > 0
      && (unsafe CSVReader.endsField(cursor[key.length]))
  }

  private func find(_ first: UInt64, _ second: UInt64, _ cursor: UnsafePointer<UInt8>) -> Int? {
    var length = 0
    while unsafe !CSVReader.endsField(cursor[length]) {
      length += 1
      if length > 16 { return nil }
    }
    let (firstMask, secondMask) = TickerKeys.masks(length)
    var slot = TickerKeys.slot(first & firstMask, second & secondMask) & (slots.count - 1)
    while slots[slot] > 0 {
      let number = Int(slots[slot])
      if keys[number].length == length, unsafe isMatch(number, first, second, cursor) { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Adds the ticker in a range of bytes, unless it is too long or known already.
  mutating func add(_ bytes: Span<UInt8>, _ range: Range<Int>, code: Int32) {
    guard !range.isEmpty, range.count <= 16 else { return }
    var key = Key()
    for (place, offset) in range.enumerated() {
      let byte = UInt64(bytes[offset])
      if place < 8 { key.first |= byte << UInt64(8 * place) } else { key.second |= byte << UInt64(8 * (place - 8)) }
    }
    (key.firstMask, key.secondMask) = TickerKeys.masks(range.count)
    key.length = range.count
    key.code = code
    var slot = TickerKeys.slot(key.first, key.second) & (slots.count - 1)
    while slots[slot] > 0 {
      let known = keys[Int(slots[slot])]
      if known.first == key.first, known.second == key.second, known.length == key.length { return }
      slot = (slot + 1) & (slots.count - 1)
    }
    keys[latest].successor = keys.count
    latest = keys.count
    keys.append(key)
    slots[slot] = Int32(latest)
    if keys.count * 2 > slots.count { grow() }
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for number in keys.indices.dropFirst() {
      var slot = TickerKeys.slot(keys[number].first, keys[number].second) & (slots.count - 1)
      while slots[slot] > 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number)
    }
  }

  private static func masks(_ length: Int) -> (UInt64, UInt64) {
    // A shift by 64 or more leaves nothing.
    (~(~0 << UInt64(8 * min(length, 8))), ~(~0 << UInt64(8 * max(0, length - 8))))
  }

  private static func slot(_ first: UInt64, _ second: UInt64) -> Int {
    let mixed = (first ^ (second &* 0x9E37_79B9_7F4A_7C15)) &* 0xD6E8_FEB8_6659_FD93
    return Int(truncatingIfNeeded: mixed >> 32)
  }
}
