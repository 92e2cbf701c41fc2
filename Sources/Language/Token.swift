/// The smallest piece of a statement: what kind it is and where it stands.
public struct Token: Sendable, Hashable {
  /// What a token is. Each case names a text that makes one.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// `segment`, `h20_ban`, `2513.HK`, `5d`, `2026Q1`, `智谱`; keywords are words too.
    case word
    /// `10`, `0.5`, `1e6`
    case number
    /// `10%`
    case percent
    /// `2026-02-23`
    case date
    /// `2026-02`
    case month
    /// `"e-commerce"`
    case text
    /// `$day`
    case parameter
    /// `=` or `==`
    case equal
    /// `!=`, also `<>`
    case notEqual
    /// `<`
    case less
    /// `<=`
    case lessOrEqual
    /// `>`
    case greater
    /// `>=`
    case greaterOrEqual
    /// `~`
    case matches
    /// `+`
    case plus
    /// `-`
    case minus
    /// `*`
    case times
    /// `/`
    case over
    /// `^`
    case power
    /// `(`
    case open
    /// `)`
    case close
    /// `,`
    case comma
    /// `?` where a statement begins
    case search
    /// A line's end, or `;`
    case end
    /// After the last token.
    case endOfText
    /// What the lexer could not read and has reported.
    case unknown
  }

  /// What the token is.
  public let kind: Kind
  let start: UInt32
  let length: UInt32

  init(_ kind: Kind, _ start: Int, _ end: Int) {
    self.kind = kind
    self.start = UInt32(start)
    self.length = UInt32(end - start)
  }

  /// Where the token stands.
  public var range: SourceRange { SourceRange(Int(start), Int(start) + Int(length)) }

  /// Whether a line that ends in this token goes on in the next one: an operator, a comma, an open bracket.
  var continuesLine: Bool {
    switch kind {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .matches, .plus, .minus, .times, .over,
      .power, .comma, .open:
      return true
    default:
      return false
    }
  }
}

extension Token.Kind {
  /// The ways to spell a token of the kind where these are few: operators, brackets, the comma, `;`.
  public var signs: [String] {
    switch self {
    case .equal: return ["=", "=="]
    case .notEqual: return ["!=", "<>"]
    case .less: return ["<"]
    case .lessOrEqual: return ["<="]
    case .greater: return [">"]
    case .greaterOrEqual: return [">="]
    case .matches: return ["~"]
    case .plus: return ["+"]
    case .minus: return ["-"]
    case .times: return ["*"]
    case .over: return ["/"]
    case .power: return ["^"]
    case .open: return ["("]
    case .close: return [")"]
    case .comma: return [","]
    case .search: return ["?"]
    case .end: return [";"]
    case .word, .number, .percent, .date, .month, .text, .parameter, .endOfText, .unknown: return []
    }
  }
}
