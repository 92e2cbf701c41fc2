internal import Synchronization

/// Texts of a market file, made when one is first asked for, and put in order when one is first looked for.
///
/// An array and not a dictionary: that of a new key takes longer to make at run time than most questions have texts to look for.
final class WrittenTexts: Sendable {
  /// How many there are.
  let count: Int

  private let written: TextColumn
  private let made = Mutex<[String]>([])
  private let ranked = Mutex<[Int32]>([])

  /// Few texts are looked through as they are.
  private static let few = 32

  init(_ written: TextColumn) { (self.written, count) = (written, written.count) }

  /// The texts, by code. O(bytes) where they are first asked for.
  var texts: [String] {
    made.withLock { made in
      if made.count < count { made = Array(written) }
      return made
    }
  }

  /// The text with a code, made by itself where the others have not been asked for.
  subscript(code: Int32) -> String {
    made.withLock { $0.count < count ? written[Int(code)] : $0[Int(code)] }
  }

  /// The code of a text, or nil where it is none of them; the first of those that are equal. O(log n) behind the first time.
  func code(of text: String) -> Int32? {
    let texts = texts
    if count <= WrittenTexts.few { return texts.firstIndex(of: text).map { Int32($0) } }
    let order = order(of: texts)
    let place = order.partitioningIndex { texts[Int($0)] >= text }
    return place < count && texts[Int(order[place])] == text ? order[place] : nil
  }

  /// The codes in the order of their texts.
  private func order(of texts: [String]) -> [Int32] {
    ranked.withLock { ranked in
      if ranked.count < count {
        ranked = (0..<Int32(count)).sorted { (texts[Int($0)], $0) < (texts[Int($1)], $1) }
      }
      return ranked
    }
  }
}
