internal import Language

/// A question cut into its parts, each as it was written, so that one can be put in the place of another's.
public struct QueryParts: Sendable {
  /// The parts of a question. All phrases of a window are one, and so are `sort` and `top`.
  public enum Part: Int, Sendable, CaseIterable {
    case columns, condition, window, days, period, keys, across, reference, order

    /// The part that a keyword begins; nil where it goes on in the part before.
    fileprivate init?(_ keyword: Keyword) {
      switch keyword {
      case .where: self = .condition
      case .on, .over, .prior, .from, .since, .until, .after, .ever, .so, .around, .to: self = .window
      case .when: self = .days
      case .each: self = .period
      case .by: self = .keys
      case .across: self = .across
      case .against: self = .reference
      case .sort, .top, .per: self = .order
      default: return nil
      }
    }
  }

  /// The parts that are there, without the blanks and line ends around and in them.
  public private(set) var texts: [Part: String] = [:]

  /// The parts of a question's text. O(bytes).
  public init(_ text: String) {
    let source = Source(text)
    var part = Part.columns
    var depth = 0
    var words: [Part: [String]] = [:]
    var before: Token?
    for token in lex(source).tokens where token.kind != .endOfText && token.kind != .end {
      let word = source.text(in: token.range)
      if token.kind == .close { depth -= 1 }
      // Behind a sign such as `=` a word is text, and behind `as` a name.
      let isText = before.map { [.equal, .notEqual, .matches].contains($0.kind) } ?? false
      if depth == 0, !isText, token.kind == .word, let keyword = Keyword(rawValue: word),
        let begun = Part(keyword)
      {
        part = begun
      }
      if token.kind == .open { depth += 1 }
      let isJoined = before.map { $0.range.end == token.range.start } ?? true
      let isFirst = words[part]?.isEmpty ?? true
      words[part, default: []].append(isJoined || isFirst ? word : " " + word)
      before = token
    }
    texts = words.mapValues { $0.joined() }
  }

  /// The question in one line.
  public var text: String { Part.allCases.compactMap { texts[$0] }.joined(separator: " ") }

  /// The parts that are not written alike in both.
  public func differing(from other: QueryParts) -> [Part] {
    Part.allCases.filter { texts[$0] != other.texts[$0] }
  }

  /// The question with some of its parts as in another.
  public func taking(_ parts: [Part], from other: QueryParts) -> QueryParts {
    var result = self
    for part in parts { result.texts[part] = other.texts[part] }
    return result
  }
}
