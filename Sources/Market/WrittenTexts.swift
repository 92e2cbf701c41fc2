/// Texts of a market file, made when one is first asked for, and put in order when one is first looked for.
struct WrittenTexts: Sendable {
  private let written: TextColumn
  private let made: Later<[String]>
  /// The codes in the order of their texts. Not a dictionary: that of a new key takes longer to make at run time than most questions have
  /// texts to look for.
  private let ranked: Later<[Int32]>

  /// Few texts are looked through as they are.
  private static let few = 32

  init(_ written: TextColumn) {
    self.written = written
    let made = Later { Array(written) }
    self.made = made
    ranked = Later {
      let texts = made.value
      return (0..<Int32(texts.count)).sorted { (texts[Int($0)], $0) < (texts[Int($1)], $1) }
    }
  }

  /// How many there are.
  var count: Int { written.count }

  /// The texts, by code. O(bytes) where they are first asked for.
  var texts: [String] { made.value }

  /// The text with a code, made by itself where the others have not been asked for.
  subscript(code: Int32) -> String { made.known?[Int(code)] ?? written[Int(code)] }

  /// The code of a text, or nil where it is none of them; the first of those that are equal. O(log n) from the second time on.
  func code(of text: String) -> Int32? {
    let texts = texts
    if count <= WrittenTexts.few { return texts.firstIndex(of: text).map { Int32($0) } }
    let order = ranked.value
    let place = order.partitioningIndex { texts[Int($0)] >= text }
    return place < count && texts[Int(order[place])] == text ? order[place] : nil
  }
}
