internal import Language
internal import Market
internal import Query
internal import Rendering

extension Session {
  /// How a text being typed is read: its words and what is wrong with it; with `isDeep`, also what the names in it
  /// mean and what the statement is about to do.
  ///
  /// O(bytes), and with `isDeep` O(companies): no figure is looked at.
  public func typing(_ text: String, isDeep: Bool = true) -> Typing {
    let source = Source(text)
    let tokens = lex(source).tokens
    var typing = Typing()
    let (statements, faults) = parse(source)
    var wrong = faults
    if faults.isEmpty, isDeep, statements.count == 1, let statement = statements.first {
      switch outlook(for: statement, in: source) {
      case .success(let phrases):
        typing.status = phrases.joined(separator: settings.messageStyle.isUnicode ? " · " : " | ")
      case .failure(let failure): wrong = failure.diagnostics
      }
    }
    // What ends where the typing is may still become right.
    let end = text.utf8.count - text.utf8.reversed().prefix { $0 == 0x20 }.count
    let settled = wrong.filter { $0.range.end < text.utf8.count && $0.range.end > $0.range.start && !$0.isUnfinished }
    if let first = settled.first {
      typing.status = ([first.message] + first.help.prefix(1)).joined(separator: ": ")
    } else if let first = wrong.first, first.range.start >= end || first.isUnfinished {
      typing.status = settings.messageStyle.own(awaited(first, behind: tokens, in: source))
    }
    typing.pieces = pieces(tokens, settled.map { $0.range.start..<$0.range.end }, in: source)
    return typing
  }

  /// What is missing at the end of a text: that it ends there is to be seen. Where an attribute is compared, it is one of
  /// its values.
  private func awaited(_ diagnostic: Diagnostic, behind tokens: [Token], in source: Source) -> String {
    guard case .expected(let what, _) = diagnostic.problem else { return diagnostic.message }
    var own = tokens.dropLast()[...]
    if let end = own.lastIndex(where: { $0.kind == .end }) { own = own[(end + 1)...] }
    guard case .value(let name) = CompletionPlace(own.map { ($0.kind, source.text(in: $0.range)) }),
      let attribute = market.attribute(named: name)
    else { return "expected \(what)" }
    let examples: [String]
    switch market.attributes[attribute].values {
    case .text(_, let dictionary), .texts(_, let dictionary): examples = Array(dictionary.texts.prefix(2))
    case .number, .day, .flag: examples = []
    }
    let phrase = examples.isEmpty ? "" : ", such as \(examples.map { asWritten($0) }.joined(separator: " or "))"
    return "expected a value of \(name)\(phrase)"
  }

  private func outlook(for statement: StatementSyntax, in source: Source) -> Result<[String], BindingFailure> {
    let query: QuerySyntax
    switch statement.kind {
    case .query(let asked), .plot(let asked, _, _):
      query = asked
    case .source(let asked), .plan(let asked), .sql(let asked, _), .explain(let asked, _, _), .check(let asked, _):
      query = asked
    case .save(let asked?, _): query = asked
    default: return .success([])
    }
    if query.asksLastAnswer { return outlookOnLastAnswer(for: query, in: source) }
    var binder = binder(for: source)
    return binder.bind(query).flatMap { bound in
      guard let today else { return .success([]) }
      var evaluator = Evaluator(market: market, today: today)
      // A fault that only the data shows is told when the statement is run.
      return .success((try? evaluator.outlook(of: bound)) ?? [])
    }
  }

  /// The rows that a question to the last answer keeps: few enough to look at while it is typed.
  private func outlookOnLastAnswer(for query: QuerySyntax, in source: Source) -> Result<[String], BindingFailure> {
    let limit = 10_000
    guard let lastAnswer, lastAnswer.table.rowCount <= limit else { return .success(["the last answer"]) }
    return self.lastAnswer(for: query, in: source).map { answer in
      let (kept, all) = (answer.table.rowCount, lastAnswer.table.rowCount)
      let rows = "\(grouped(all)) \(all == 1 ? "row" : "rows")"
      return ["the last answer", kept == all ? rows : "\(grouped(kept)) of \(rows)"]
    }
  }

  private func pieces(_ tokens: [Token], _ faults: [Range<Int>], in source: Source) -> [Typing.Piece] {
    var before: Token.Kind = .end
    return tokens.compactMap { token in
      defer { before = token.kind }
      let range = token.range.start..<token.range.end
      if faults.contains(where: { $0.overlaps(range) }) { return Typing.Piece(range: range, role: .fault) }
      return role(of: token, behind: before, in: source).map { Typing.Piece(range: range, role: $0) }
    }
  }

  private func role(of token: Token, behind before: Token.Kind, in source: Source) -> Typing.Role? {
    switch token.kind {
    case .number, .percent, .date, .month, .parameter: return .figure
    case .text: return .value
    case .word: break
    default: return nil
    }
    if before == .equal || before == .notEqual || before == .matches { return .value }
    let word = source.text(in: token.range)
    if Keyword(rawValue: word) != nil || (before == .end && StatementWord(rawValue: word) != nil) { return .keyword }
    if definitions[word] != nil || BarMeasure(rawValue: word) != nil || Binder.isFunction(word) { return .measure }
    if word == "_" { return .measure }
    let isColumn = lastAnswer?.table.columns.contains { $0.name == word } ?? false
    return market.attribute(named: word) == nil && !isColumn ? nil : .attribute
  }

  /// What would go on from the end of a text: the rest of the likeliest word that it has begun; empty where none has.
  public func continuation(of text: String) -> String {
    let found = completions(for: text, at: text.utf8.count, isQuick: true)
    let typed = String(decoding: Array(text.utf8.dropFirst(found.start)), as: UTF8.self)
    guard !typed.isEmpty, let first = found.candidates.first(where: { $0.text.hasPrefix(typed) }) else { return "" }
    return String(first.text.dropFirst(typed.count))
  }
}

extension Diagnostic {
  /// Whether more text behind it can mend it, wherever it stands.
  fileprivate var isUnfinished: Bool {
    switch problem {
    case .unclosedBracket, .unterminatedText: return true
    default: return false
    }
  }
}
