/// Writes small values one behind another: numbers in little-endian order, counts as 64 bits, texts as a count and bytes.
struct TableWriter {
  var bytes: [UInt8] = []

  mutating func put(_ number: some FixedWidthInteger) {
    unsafe withUnsafeBytes(of: number.littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func put(_ number: Double) { put(number.bitPattern) }

  mutating func put(_ text: String) { put(Array(text.utf8)) { $0.put($1) } }

  mutating func put(_ day: Day) { put(day.number) }

  /// A count and each of the elements.
  mutating func put<Element>(_ elements: [Element], _ write: (inout TableWriter, Element) -> Void) {
    put(UInt64(elements.count))
    for element in elements { write(&self, element) }
  }
}

/// Reads what `TableWriter` wrote, and never further than there are bytes.
struct TableReader {
  /// Why reading ended.
  enum Fault: Error {
    case short
    case version(Int)
    case damaged
  }

  private let bytes: Column<UInt8>
  private var position: Int
  private let end: Int

  /// A reader of a range of bytes.
  init(_ bytes: Column<UInt8>, _ range: Range<Int>) {
    self.bytes = bytes
    self.position = range.lowerBound
    self.end = range.upperBound
  }

  /// Whether everything has been read.
  var isAtEnd: Bool { position == end }

  mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) throws(Fault) -> Number {
    let width = MemoryLayout<Number>.size
    guard end - position >= width else { throw .short }
    defer { position += width }
    return unsafe Number(littleEndian: bytes.span.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: type))
  }

  /// A number that is not below zero.
  mutating func count() throws(Fault) -> Int {
    guard let count = Int(exactly: try number(UInt64.self)) else { throw .damaged }
    return count
  }

  mutating func day() throws(Fault) -> Day {
    let day = Day(number: try number(Int32.self))
    guard day >= .first, day <= .last else { throw .damaged }
    return day
  }

  mutating func text() throws(Fault) -> String {
    let count = try count()
    guard count <= end - position else { throw .short }
    defer { position += count }
    return String(decoding: bytes[position..<position + count], as: UTF8.self)
  }

  /// A count and so many texts, which stay where they are.
  mutating func texts() throws(Fault) -> TextColumn {
    let count = try count()
    guard count <= end - position else { throw .short }
    var bounds: [Int] = []
    bounds.reserveCapacity(2 * count)
    for _ in 0..<count {
      let length = try self.count()
      guard length <= end - position else { throw .short }
      bounds.append(position)
      position += length
      bounds.append(position)
    }
    return TextColumn(bytes, between: bounds)
  }

  /// A count and each of the elements; each has at least one byte, so that a wrong count ends at the end of the bytes.
  mutating func array<Element>(
    _ read: (inout TableReader) throws(Fault) -> Element
  ) throws(Fault) -> [Element] {
    let count = try count()
    guard count <= end - position else { throw .short }
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for _ in 0..<count { elements.append(try read(&self)) }
    return elements
  }

  /// A count and so many numbers.
  mutating func numbers<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) throws(Fault) -> [Number] {
    let count = try count()
    guard count <= (end - position) / MemoryLayout<Number>.size else { throw .short }
    let place = position
    position += count * MemoryLayout<Number>.size
    let held = unsafe bytes.span.bytes
    return unsafe Array(unsafeUninitializedCapacity: count) { numbers, filled in
      for number in 0..<count {
        let offset = place + number * MemoryLayout<Number>.size
        unsafe numbers[number] = Number(
          littleEndian: held.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: type))
      }
      filled = count
    }
  }

  /// Goes behind a count and so many numbers.
  mutating func skipNumbers<Number: FixedWidthInteger>(_ type: Number.Type) throws(Fault) {
    let count = try count()
    guard count <= (end - position) / MemoryLayout<Number>.size else { throw .short }
    position += count * MemoryLayout<Number>.size
  }

  /// A count and so many days.
  mutating func days() throws(Fault) -> [Day] {
    let days = try numbers(Int32.self).map { Day(number: $0) }
    guard days.allSatisfy({ $0 >= .first && $0 <= .last }) else { throw .damaged }
    return days
  }

  /// A number that must lie within a range.
  mutating func index(below count: Int) throws(Fault) -> Int32 {
    let index = try number(Int32.self)
    guard index >= 0, Int(index) < count else { throw .damaged }
    return index
  }
}
