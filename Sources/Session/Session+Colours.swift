internal import Language
internal import Market
internal import Query

// The words of a text being typed, each with what it is.
extension Session {
  /// The pieces of a text: its tokens, those that are at fault marked so, and its comments.
  func pieces(_ tokens: [Token], _ faults: [Range<Int>], in source: Source) -> [Typing.Piece] {
    var result: [Typing.Piece] = []
    var reading = Reading()
    var end = 0
    for token in tokens {
      let range = token.range.start..<token.range.end
      result += comments(in: end..<range.lowerBound, of: source)
      end = max(end, range.upperBound)
      let text = source.text(in: token.range)
      let role = faults.contains { $0.overlaps(range) } ? .fault : role(of: token, text, reading)
      if let role { result.append(Typing.Piece(range: range, role: role)) }
      reading.pass(token, text)
    }
    return result
  }

  /// Between two tokens there are blanks, line breaks and comments.
  private func comments(in gap: Range<Int>, of source: Source) -> [Typing.Piece] {
    let bytes = source.bytes[gap]
    guard let start = bytes.firstIndex(of: UInt8(ascii: "#")) else { return [] }
    return [Typing.Piece(range: start..<gap.upperBound, role: .comment)]
  }

  /// What of the text before a word decides what the word is.
  private struct Reading {
    /// The token before, and its text where it is a word.
    var before: Token.Kind = .end
    var word = ""
    /// The word that the statement begins with.
    var statement: StatementWord?
    /// How many words of the statement there have been.
    var count = 0
    /// Whether a list of values is open: `segment in (`.
    var isList = false

    mutating func pass(_ token: Token, _ text: String) {
      switch token.kind {
      case .end: self = Reading()
      case .word:
        if before == .end { statement = StatementWord(rawValue: text) }
        word = text
        count += 1
      case .open: isList = before == .word && word == "in"
      case .close: isList = false
      default: break
      }
      before = token.kind
    }
  }

  private func role(of token: Token, _ text: String, _ reading: Reading) -> Typing.Role? {
    switch token.kind {
    case .number, .percent, .parameter: return .figure
    case .date, .month: return .time
    case .text: return .value
    case .word: break
    default: return nil
    }
    let before = reading.before
    if reading.isList || before == .equal || before == .notEqual || before == .matches { return .value }
    if before == .end, StatementWord(rawValue: text) != nil { return .keyword }
    if let statement = reading.statement, let role = role(ofArgument: text, of: statement, reading) { return role }
    let keyword = before == .word ? Keyword(rawValue: reading.word) : nil
    switch keyword {
    case .each where PeriodWord(rawValue: text) != nil || text == "calendar": return .keyword
    case .over, .prior: return Keyword(rawValue: text) == nil ? .time : .keyword
    case .of, .against:
      if ["market", "group", "benchmark"].contains(text) { return .keyword }
      if market.company(ticker: text) != nil { return .value }
    default: break
    }
    if Keyword(rawValue: text) != nil || (text == "month" && reading.word == "calendar") { return .keyword }
    if text == "far", reading.word == "so" { return .keyword }
    if Session.isSpan(text) { return .time }
    if definitions[text] != nil || BarMeasure(rawValue: text) != nil || Binder.isFunction(text) { return .measure }
    if text == "_" { return .measure }
    if market.attribute(named: text) != nil { return .attribute }
    if lastAnswer?.table.columns.contains(where: { $0.name == text }) ?? false { return .attribute }
    return market.event(named: text) == nil ? nil : .time
  }

  /// What a word is that the statement's own word explains: `set format csv`, `plot lines`, `into`.
  private func role(ofArgument text: String, of statement: StatementWord, _ reading: Reading) -> Typing.Role? {
    if text == "into", [.save, .plot, .report].contains(statement) { return .keyword }
    let isFirst = reading.count == 1
    switch statement {
    case .plot: return isFirst && PlotWord(rawValue: text) != nil ? .keyword : nil
    case .show: return isFirst && Session.subjects.contains(text) ? .keyword : nil
    case .set: return isFirst && (SettingName(rawValue: text) != nil || text == "param") ? .keyword : .value
    case .lesson: return LessonWord(rawValue: text) == nil ? nil : .keyword
    case .load, .run, .report: return .value
    default: return nil
    }
  }

  /// `5d`, `3m`, `1y`, `ytd`.
  private static func isSpan(_ text: String) -> Bool {
    if ["wtd", "mtd", "qtd", "ytd"].contains(text) { return true }
    let digits = text.utf8.prefix { (0x30...0x39).contains($0) }.count
    guard digits > 0, digits == text.utf8.count - 1, let unit = text.last else { return false }
    return "dwmqy".contains(unit)
  }
}
