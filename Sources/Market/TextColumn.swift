/// Texts as UTF-8 in one piece of memory, each made a `String` when it is read.
///
/// For texts of which there are many and a question asks for few: a market file opens without looking at them.
public struct TextColumn: Sendable {
  private let bytes: Column<UInt8>
  private let places: [Range<Int>]

  /// The texts at some places of some bytes, which must lie within them.
  init(_ bytes: Column<UInt8>, at places: [Range<Int>]) {
    (self.bytes, self.places) = (bytes, places)
  }

  /// The texts of an array, copied. O(bytes).
  public init(_ texts: [String]) {
    var bytes: [UInt8] = []
    let places = texts.map { text in
      let start = bytes.count
      bytes += text.utf8
      return start..<bytes.count
    }
    self.init(Column(bytes), at: places)
  }
}

extension TextColumn: RandomAccessCollection {
  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var startIndex: Int { 0 }
  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var endIndex: Int { places.count }

  /// The text at a position. Traps outside the column. O(bytes of the text).
  public subscript(position: Int) -> String { String(decoding: bytes[places[position]], as: UTF8.self) }
}
