/// Rows as ClickHouse reads them without a doubt: what is written as text loses its last bits in old versions.
struct RowBinary {
  private(set) var bytes: [UInt8] = []

  var isEmpty: Bool { bytes.isEmpty }

  mutating func put(_ value: Int32) {
    unsafe withUnsafeBytes(of: value.littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func put(_ value: Double) {
    unsafe withUnsafeBytes(of: value.bitPattern.littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func put(_ text: String) {
    var length = text.utf8.count
    while length >= 0x80 {
      bytes.append(UInt8(length & 0x7F) | 0x80)
      length >>= 7
    }
    bytes.append(UInt8(length))
    bytes.append(contentsOf: text.utf8)
  }

  /// A value that may be missing.
  mutating func put(isMissing: Bool, _ value: (inout RowBinary) -> Void) {
    bytes.append(isMissing ? 1 : 0)
    if !isMissing { value(&self) }
  }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}
