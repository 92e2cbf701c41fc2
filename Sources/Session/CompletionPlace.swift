internal import Language

/// What kind of word belongs at the end of some tokens.
enum CompletionPlace: Equatable {
  /// Nothing is typed yet.
  case statement
  /// A value: behind an operator, a comma, an open bracket or `where`.
  case operand
  /// A value, most often an attribute of a company: behind `where`, and what joins conditions there.
  case condition
  /// Behind `plot`: a value, or the kind of picture.
  case plot
  /// Behind an operand: what may follow it there.
  case clause(Set<String>)
  /// A value of an attribute: behind `segment=` or `segment in (`.
  case value(of: String)
  /// An attribute: behind `by` or `per`.
  case key
  /// A period: behind `each`.
  case period
  /// A set: behind `of` or `against`.
  case set
  /// A day: behind `on`, `since`, `to`.
  case point
  /// A span: behind `over`.
  case span
  /// A row of the answer to a question: behind `for` of `explain`, with the keys that stand there already.
  case row(of: Range<Int>, keys: [String])
  /// An argument of a statement such as `set` or `show`.
  case argument(of: String)
  /// A name to invent.
  case nothing

  /// Whether companies are found by their names, too.
  var isTicker: Bool {
    if case .row = self { return true }
    return self == .value(of: "ticker") || self == .set
  }

  init(_ tokens: [(kind: Token.Kind, text: String)]) {
    guard let last = tokens.last, let first = tokens.first else {
      self = .statement
      return
    }
    if let statement = StatementWord(rawValue: first.text), !statement.asksQuestion || tokens.count > 1,
      let place = CompletionPlace(statement, tokens)
    {
      self = place
      return
    }
    let isName = tokens.dropLast().last.map { Keyword(rawValue: $0.text) == .as } ?? false
    switch last.kind {
    case .word where isName: self = .clause(FollowingWords(tokens).words)
    case .equal, .notEqual, .matches:
      self = tokens.count >= 2 ? .value(of: tokens[tokens.count - 2].text) : .operand
    case .open: self = CompletionPlace.list(tokens) ?? .operand
    case .comma: self = CompletionPlace.list(tokens) ?? CompletionPlace.keys(tokens) ?? .operand
    case .word: self = CompletionPlace(after: last.text, tokens)
    case .number, .percent, .date, .month, .text, .parameter, .close:
      self = .clause(FollowingWords(tokens).words)
    default: self = .operand
    }
    if let statement = StatementWord(rawValue: first.text), [.plot, .save, .explain].contains(statement),
      tokens.count > 1, case .clause(let words) = self, FollowingWords.isOutside(tokens),
      !tokens.contains(where: { $0.text == "into" })
    {
      self = .clause(words.union(statement == .explain ? ["for", "into"] : ["into"]))
    }
  }

  /// Behind a word: what the keyword asks for, or a clause behind an operand.
  private init(after word: String, _ tokens: [(kind: Token.Kind, text: String)]) {
    switch Keyword(rawValue: word) {
    case .where: self = .condition
    case .and, .or, .not:
      let clause = tokens.last { Keyword(rawValue: $0.text)?.beginsClause == true }
      self = clause?.text == Keyword.where.rawValue ? .condition : .operand
    case .between, .sort, .when: self = .operand
    case .by, .per, .across, .within: self = .key
    case .each: self = .period
    case .of, .against: self = .set
    case .on, .from, .to, .since, .until, .after, .around: self = .point
    case .over, .prior: self = .span
    case .as, .top: self = .nothing
    case .in: self = .nothing
    case nil, .missing, .ever:
      let statement = tokens.count == 1 ? StatementWord(rawValue: word) : nil
      if statement == .plot {
        self = .plot
      } else {
        self = statement?.asksQuestion == true ? .operand : .clause(FollowingWords(tokens).words)
      }
    default: self = .nothing
    }
  }

  private init?(_ statement: StatementWord, _ tokens: [(kind: Token.Kind, text: String)]) {
    switch statement {
    case .source, .check, .plan, .sql, .save:
      return nil
    case .explain:
      guard let row = CompletionPlace.row(tokens) else { return nil }
      self = row
    case .plot:
      guard tokens.count == 2, PlotWord(rawValue: tokens[1].text) != nil else { return nil }
      self = .operand
    case .define:
      guard tokens.count < 3 else { return nil }
      self = .nothing
    case .set:
      let isValue = tokens.count == 2 || (tokens.count == 3 && tokens[2].kind == .equal)
      self = tokens.count == 1 ? .argument(of: "set") : isValue ? .argument(of: "set \(tokens[1].text)") : .nothing
    case .lesson where tokens.count == 2 && LessonWord(rawValue: tokens[1].text) == .again:
      self = .argument(of: "lesson again")
    case .load, .show, .help, .run, .lesson: self = tokens.count == 1 ? .argument(of: statement.rawValue) : .nothing
    case .describe, .quit, .history, .report, .hint, .answer, .skip, .next, .progress: self = .nothing
    }
  }

  /// Behind `for` of `explain drop by segment for llm, `: a row of the question's answer; behind the row, the file.
  private static func row(_ tokens: [(kind: Token.Kind, text: String)]) -> CompletionPlace? {
    guard let place = tokens.lastIndex(where: { $0.kind == .word && $0.text == "for" }), place > 1,
      FollowingWords.isOutside(Array(tokens[..<place])), tokens[place - 1].kind != .equal
    else { return nil }
    let behind = tokens[(place + 1)...]
    if behind.contains(where: { $0.text == "into" }) { return .nothing }
    if let last = behind.last, last.kind != .comma { return .clause(["into"]) }
    return .row(of: 1..<place, keys: behind.filter { $0.kind != .comma }.map { $0.text.filter { $0 != "\"" } })
  }

  /// Inside `attribute in (a, b`: the attribute's values.
  private static func list(_ tokens: [(kind: Token.Kind, text: String)]) -> CompletionPlace? {
    var index = tokens.count - 1
    while index >= 0, tokens[index].kind != .open {
      if tokens[index].kind == .close { return nil }
      index -= 1
    }
    guard index >= 2, tokens[index - 1].text == "in" else { return nil }
    let name = tokens[index - 2].text == "not" && index >= 3 ? tokens[index - 3].text : tokens[index - 2].text
    return .value(of: name)
  }

  /// Behind a comma in `by a, b`.
  private static func keys(_ tokens: [(kind: Token.Kind, text: String)]) -> CompletionPlace? {
    for token in tokens.reversed() where token.kind != .comma {
      guard token.kind == .word else { return nil }
      if let keyword = Keyword(rawValue: token.text) { return keyword == .by ? .key : nil }
    }
    return nil
  }
}
