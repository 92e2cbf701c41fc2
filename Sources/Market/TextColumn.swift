/// Texts as UTF-8 in one piece of memory, each made a `String` when it is read.
///
/// For texts of which there are many and a question asks for few: a market file opens without looking at them.
public struct TextColumn: Sendable {
  private let bytes: Column<UInt8>
  /// Where each begins and ends, one behind the other.
  private let bounds: [Int]

  /// The texts between some bounds, which must lie within the bytes: the begin and the end of each.
  init(_ bytes: Column<UInt8>, between bounds: [Int]) { (self.bytes, self.bounds) = (bytes, bounds) }

  /// The texts of an array, copied. O(bytes).
  public init(_ texts: [String]) {
    var bytes: [UInt8] = []
    let bounds = texts.flatMap { text in
      let start = bytes.count
      bytes += text.utf8
      return [start, bytes.count]
    }
    self.init(Column(bytes), between: bounds)
  }
}

extension TextColumn: RandomAccessCollection {
  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var startIndex: Int { 0 }
  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var endIndex: Int { bounds.count / 2 }

  /// The text at a position. Traps outside the column. O(bytes of the text).
  public subscript(position: Int) -> String {
    String(decoding: bytes[bounds[2 * position]..<bounds[2 * position + 1]], as: UTF8.self)
  }
}
