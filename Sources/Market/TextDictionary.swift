/// The distinct texts of a column, each with a small number (its code) in the order of first appearance.
public struct TextDictionary: Sendable {
  /// The texts, by code.
  public private(set) var texts: [String] = []
  private var codes: [String: Int32] = [:]

  /// A dictionary without texts.
  public init() {}

  /// How many distinct texts there are.
  public var count: Int { texts.count }

  /// The text with the given code.
  public subscript(code: Int32) -> String { texts[Int(code)] }

  /// The code of a text, or nil where the column does not have it. O(1) on average.
  public func code(of text: String) -> Int32? { codes[text] }

  /// The code of a text, which is added where it is new.
  public mutating func intern(_ text: String) -> Int32 {
    if let code = codes[text] { return code }
    let code = Int32(texts.count)
    texts.append(text)
    codes[text] = code
    return code
  }
}
