/// The distinct texts of a column, each with a small number (its code) in the order of first appearance.
public struct TextDictionary: Sendable {
  private var known: [String] = []
  private var codes: [String: Int32] = [:]
  /// The texts where they were there all at once; nil where `known` and `codes` have them.
  private var written: WrittenTexts?

  /// A dictionary without texts.
  public init() {}

  /// A dictionary of texts that differ from one another. O(1): a market with many names opens without looking at them.
  init(distinct texts: TextColumn) { written = WrittenTexts(texts) }

  /// The texts, by code. O(1), the first time O(bytes).
  public var texts: [String] { written?.texts ?? known }

  /// How many distinct texts there are.
  public var count: Int { written?.count ?? known.count }

  /// The text with the given code. Whoever asks for many takes `texts`.
  public subscript(code: Int32) -> String { written?[code] ?? known[Int(code)] }

  /// The code of a text, or nil where the column does not have it. O(log n) at most, on average.
  public func code(of text: String) -> Int32? {
    if let written { return written.code(of: text) }
    return codes[text]
  }

  /// The code of a text, which is added where it is new.
  public mutating func intern(_ text: String) -> Int32 {
    if let written {
      known = written.texts
      codes = Dictionary(zip(known, 0...), uniquingKeysWith: { first, _ in first })
      self.written = nil
    }
    if let code = codes[text] { return code }
    let code = Int32(known.count)
    known.append(text)
    codes[text] = code
    return code
  }
}
