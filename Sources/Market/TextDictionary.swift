internal import Synchronization

/// The distinct texts of a column, each with a small number (its code) in the order of first appearance.
public struct TextDictionary: Sendable {
  /// The texts, by code.
  public private(set) var texts: [String] = []
  private var codes: [String: Int32] = [:]
  /// The codes of texts that were there all at once, found when one is first asked for; nil where `codes` has them.
  private var later: LaterCodes?

  /// A dictionary without texts.
  public init() {}

  /// A dictionary of texts that differ from one another. O(1): a market with many names opens without looking at them.
  init(distinct texts: [String]) {
    self.texts = texts
    self.later = LaterCodes()
  }

  /// How many distinct texts there are.
  public var count: Int { texts.count }

  /// The text with the given code.
  public subscript(code: Int32) -> String { texts[Int(code)] }

  /// The code of a text, or nil where the column does not have it. O(1) on average.
  public func code(of text: String) -> Int32? {
    guard let later else { return codes[text] }
    // Of few texts no codes need to be known.
    return texts.count <= 32
      ? texts.firstIndex(of: text).map { Int32($0) } : later.code(of: text, among: texts)
  }

  /// The code of a text, which is added where it is new.
  public mutating func intern(_ text: String) -> Int32 {
    if let later {
      codes = later.codes(of: texts)
      self.later = nil
    }
    if let code = codes[text] { return code }
    let code = Int32(texts.count)
    texts.append(text)
    codes[text] = code
    return code
  }
}

/// The codes of some texts, computed once.
private final class LaterCodes: Sendable {
  private let known = Mutex<[String: Int32]?>(nil)

  func codes(of texts: [String]) -> [String: Int32] {
    known.withLock { known in
      if let known { return known }
      let codes = Dictionary(zip(texts, 0..<Int32(texts.count)), uniquingKeysWith: { first, _ in first })
      known = codes
      return codes
    }
  }

  func code(of text: String, among texts: [String]) -> Int32? { codes(of: texts)[text] }
}
