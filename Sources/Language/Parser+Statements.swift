extension Parser {
  mutating func parseStatement() throws(Diagnostic) -> StatementSyntax {
    let start = position
    let kind = try parseKind()
    return StatementSyntax(kind, at: range(from: start))
  }

  private mutating func parseKind() throws(Diagnostic) -> StatementSyntax.Kind {
    if take(.search) {
      var words: [NameSyntax] = []
      while current.kind != .end, current.kind != .endOfText {
        words.append(try parseName("words to look for, as in ?moving average"))
      }
      return .search(words)
    }
    guard let word = statementWord else {
      if let misspelt = misspeltStatement() { throw misspelt }
      return .query(try parseQuery())
    }
    advance()
    switch word {
    case .define: return try parseDefinition()
    case .load: return .load(try parsePath("a data set, as in load \"folder\""))
    case .save: return try parseSaving()
    case .show: return .show(try parseName("what to show, as in show measures"))
    case .describe: return .describe
    case .set: return try parseSetting()
    case .source: return .source(try parseQuery())
    case .check: return try parseCheck()
    case .plan: return .plan(try parseQuery())
    case .sql: return try parseSQL()
    case .explain: return try parseExplanation()
    case .plot: return try parsePlot()
    case .run: return .run(try parsePath("a file, as in run \"file.marq\""))
    case .help:
      let isAlone = current.kind == .end || current.kind == .endOfText
      return .help(isAlone ? nil : try parseName("a word to look up, as in help drop"))
    case .history:
      let isAlone = current.kind == .end || current.kind == .endOfText
      return .history(isAlone ? nil : try parseName("what to look for, as in history drop"))
    case .quit: return .quit
    case .report: return try parseReport()
    case .lesson: return try parseLesson()
    case .hint: return .hint
    case .answer: return .answer
    case .skip: return .skip
    case .next: return .next
    case .progress: return .progress
    }
  }

  /// `report "monday.marq" into "monday.html"`
  private mutating func parseReport() throws(Diagnostic) -> StatementSyntax.Kind {
    let what = "a file, as in report \"monday.marq\" into \"monday.html\""
    let start = position
    var path = try parsePath(what)
    // A path without quotes takes every sign behind it, and so may have taken `into`.
    guard
      let into = (start + 1...max(start + 1, position)).last(where: { place in
        let next = tokens[min(place + 1, tokens.count - 1)]
        return place < tokens.count && isAtInto(tokens[place])
          && (next.kind == .text || (next.isPartOfPath && !isKeyword(at: place + 1)))
      })
    else { throw expected("into and \(what)") }
    if into < position {
      path = NameSyntax(source.text(in: range(from: start, to: into)), at: range(from: start, to: into))
    }
    position = into + 1
    return .report(path, into: try parsePath(what))
  }

  private func range(from start: Int, to end: Int) -> SourceRange {
    SourceRange(tokens[start].range.start, tokens[end - 1].range.end)
  }

  /// `lesson`, `lesson 1`, `lesson stop`, `lesson check "my.marq"`. A lesson's file may be called check: `lesson check`.
  private mutating func parseLesson() throws(Diagnostic) -> StatementSyntax.Kind {
    if current.kind == .end || current.kind == .endOfText { return .lesson(nil) }
    let what = "a lesson, as in lesson 1 or lesson \"my.marq\""
    if current.kind == .word, let word = LessonWord(rawValue: text(current)),
      next.kind == .text || (next.isPartOfPath && next.range.start > current.range.end)
    {
      advance()
      return .lessonFile(
        word, try parsePath(word == .again ? what : "a file, as in lesson \(word.rawValue) \"my.marq\""))
    }
    if current.kind == .word, next.kind == .text {
      let near = nearest(to: text(current), among: LessonWord.allCases.map(\.rawValue))
      throw Diagnostic(
        .unknownStatement("lesson \(text(current))", nearest: near.map { "lesson \($0)" }), at: current.range)
    }
    return .lesson(try parsePath(what))
  }

  /// A path in quotes, or without them where no blank is in it: `load us-tech`, `run questions/monday.marq`.
  private mutating func parsePath(_ what: String) throws(Diagnostic) -> NameSyntax {
    if current.kind == .text { return try parseName(what) }
    // A path that begins with a keyword takes quotes, so that a clause in its place is told.
    guard keyword == nil else { throw expected(what) }
    let start = position
    while current.isPartOfPath, position == start || current.range.start == tokens[position - 1].range.end {
      advance()
    }
    guard position > start else { throw expected(what) }
    let range = range(from: start)
    return NameSyntax(source.text(in: range), at: range)
  }

  /// The statement word here. It is one only where something follows that can be its argument, so that data may have
  /// an attribute of that name.
  private var statementWord: StatementWord? {
    guard current.kind == .word, let word = StatementWord(rawValue: text(current)) else { return nil }
    switch word {
    case .help, .history: return next.continuesStatementWord ? nil : word
    case .describe, .quit, .hint, .answer, .skip, .next, .progress:
      return next.continuesStatementWord || isKeyword(at: position + 1) ? nil : word
    case _ where word.asksQuestion && isKeyword(at: position + 1, .missing): return word
    case _ where word.asksQuestion && isKeyword(at: position + 1, .not):
      // `source not close > 1`, but not `source not in (a, b)`.
      return isKeyword(at: position + 2, .in) || isKeyword(at: position + 2, .between) ? nil : word
    case .define where tokens[min(position + 2, tokens.count - 1)].kind == .equal: return word
    case _
    where word.isAlsoSign && [.open, .plus, .minus, .number].contains(next.kind):
      return word
    case .lesson where next.kind == .end || next.kind == .endOfText: return word
    case .define, .load, .save, .show, .set, .source, .check, .plan, .sql, .explain, .plot, .run, .report, .lesson:
      if word.takesPath && (next.kind == .over || next.kind == .unknown) { return word }
      switch next.kind {
      case .word: return isKeyword(at: position + 1) ? nil : word
      case .comma, .open, .close: return nil
      default: return next.continuesLine ? nil : word
      }
    }
  }

  /// Whether what stands at a place can be multiplied: `order * 2` is a figure, `SELECT * FROM prices` is SQL.
  private func isFactor(at place: Int) -> Bool {
    let token = tokens[min(place, tokens.count - 1)]
    guard token.kind != .end, token.kind != .endOfText, !isKeyword(at: place) else { return false }
    // No two words stand in a row, unless one is a keyword.
    return token.kind != .word || place + 1 >= tokens.count || tokens[place + 1].kind != .word
      || isKeyword(at: place + 1)
  }

  /// Whether a keyword, or a certain one, stands at a place.
  private func isKeyword(at place: Int, _ wanted: Keyword? = nil) -> Bool {
    guard place < tokens.count, tokens[place].kind == .word, let found = Keyword(rawValue: text(tokens[place])) else {
      return false
    }
    return wanted == nil || found == wanted
  }

  /// `lod "x"`, `shwo measures`, `lessn 1`: these in a row are no question, so the first was meant as a statement.
  private func misspeltStatement() -> Diagnostic? {
    guard current.kind == .word, keyword == nil else { return nil }
    switch next.kind {
    case .word where Keyword(rawValue: text(next)) == nil: break
    case .text, .number: break
    case .times where !isFactor(at: position + 2) && ForeignWords.advice(for: text(current)) != nil: break
    default: return nil
    }
    let isForeign = ForeignWords.advice(for: text(current)) != nil
    let near = nearest(to: text(current), among: StatementWord.allCases.map(\.rawValue))
    guard isForeign || !near.isEmpty else { return nil }
    // Of the statements only a lesson is called by its number.
    guard next.kind != .number || near.first == StatementWord.lesson.rawValue else { return nil }
    return Diagnostic(.unknownStatement(text(current), nearest: near), at: current.range)
  }

  private mutating func parseDefinition() throws(Diagnostic) -> StatementSyntax.Kind {
    let token = current
    guard token.kind == .word else { throw expected("a name, as in define big = close > 100") }
    if Keyword(rawValue: text(token)) != nil {
      throw Diagnostic(.nameTaken(text(token), by: "a keyword"), at: token.range)
    }
    advance()
    var parameters: [NameSyntax] = []
    if current.kind == .open {
      let opening = current.range
      advance()
      repeat {
        guard current.kind == .word, keyword == nil else { throw expected("the name of a parameter") }
        parameters.append(NameSyntax(text(current), at: current.range))
        advance()
      } while take(.comma)
      try close(opening)
    }
    guard takeEquals() else { throw expected("=") }
    return .define(
      name: NameSyntax(text(token), at: token.range), parameters: parameters, body: try parseExpression())
  }

  /// `check avg(drop) < 10% where segment=llm, "LLM names fell"`: the message stands behind the last comma.
  private mutating func parseCheck() throws(Diagnostic) -> StatementSyntax.Kind {
    let query = try parseQuery(columnLimit: 1)
    guard current.kind == .comma else { return .check(query, message: nil) }
    guard next.kind == .text else { throw Diagnostic(.checkNeedsCondition, at: next.range) }
    advance()
    return .check(query, message: try parseName("a message in quotes").text)
  }

  private func isAtInto(_ token: Token) -> Bool { token.kind == .word && text(token) == LocalWord.into.rawValue }

  /// `sql drop`, `sql for duckdb drop`
  private mutating func parseSQL() throws(Diagnostic) -> StatementSyntax.Kind {
    // `sql for across ticker` is about something called for.
    guard current.kind == .word, text(current) == LocalWord.for.rawValue, next.kind == .word,
      !isKeyword(at: position + 1)
    else {
      return .sql(try parseQuery(), for: .clickhouse)
    }
    advance()
    guard let dialect = DialectWord(rawValue: text(current)) else {
      throw expected(DialectWord.allCases.map(\.rawValue).joined(separator: " or "))
    }
    advance()
    return .sql(try parseQuery(), for: dialect)
  }

  /// `explain drop where segment=llm for 2513.HK into "zhipu.html"`: the row is told by its keys behind the question.
  private mutating func parseExplanation() throws(Diagnostic) -> StatementSyntax.Kind {
    let query = try parseQuery()
    var row: [ExpressionSyntax] = []
    if current.kind == .word, text(current) == LocalWord.for.rawValue {
      advance()
      repeat {
        if current.kind == .end || current.kind == .endOfText {
          throw expected("a row of the answer, as in explain drop for 2513.HK")
        }
        row.append(try parseComparand())
      } while take(.comma)
    }
    guard isAtInto(current) else { return .explain(query, row: row, into: nil) }
    advance()
    return .explain(query, row: row, into: try parsePath("a file, as in explain drop into \"drop.html\""))
  }

  /// `plot drop by segment`, `plot histogram gain each day over 1y into "gain.svg"`
  private mutating func parsePlot() throws(Diagnostic) -> StatementSyntax.Kind {
    let kind = plotWord
    if kind != nil { advance() }
    let query = try parseQuery()
    guard isAtInto(current) else { return .plot(query, as: kind, into: nil) }
    advance()
    return .plot(query, as: kind, into: try parsePath("a file, as in plot drop into \"drop.svg\""))
  }

  /// The kind of picture asked for here. It is one only where an operand follows: `plot bars` is about a measure.
  private var plotWord: PlotWord? {
    guard current.kind == .word, let word = PlotWord(rawValue: text(current)) else { return nil }
    switch next.kind {
    case .word where isKeyword(at: position + 1):
      let isCondition = isKeyword(at: position + 2, .in) || isKeyword(at: position + 2, .between)
      return isKeyword(at: position + 1, .missing) || (isKeyword(at: position + 1, .not) && !isCondition) ? word : nil
    case .word: return isAtInto(next) ? nil : word
    case .number, .percent, .date, .month, .text, .parameter: return word
    default: return nil
    }
  }

  /// `save drop by segment into "drop.csv"`, `save market into "x.market"`
  private mutating func parseSaving() throws(Diagnostic) -> StatementSyntax.Kind {
    var query: QuerySyntax?
    if current.kind == .word, text(current) == LocalWord.market.rawValue, isAtInto(next) {
      advance()
    } else {
      let start = position
      let asked = try parseQuery()
      query = asked
      if !isAtInto(current), current.kind != .end, current.kind != .endOfText {
        throw trailing(after: StatementSyntax(.query(asked), at: range(from: start)))
      }
    }
    guard isAtInto(current) else { throw expected("into and a file, as in save drop into \"drop.csv\"") }
    advance()
    return .save(query, into: try parsePath("a file, as in save drop into \"drop.csv\""))
  }

  private mutating func parseSetting() throws(Diagnostic) -> StatementSyntax.Kind {
    if current.kind == .word, text(current) == LocalWord.param.rawValue {
      advance()
      guard current.kind == .word else { throw expected("a name, as in set param day = 2026-02-23") }
      let parameter = try parseName("a name")
      guard takeEquals() else { throw expected("=") }
      return .setParameter(name: parameter, value: try parseComparand())
    }
    let name = try parseName("a setting, as in set format csv")
    _ = takeEquals()
    if current.kind == .end || current.kind == .endOfText { throw expected("a value, as in set format csv") }
    return .set(name: name, value: try parseComparand())
  }

  /// Takes `=`, but not `==`, which compares.
  private mutating func takeEquals() -> Bool { text(current) == "=" && take(.equal) }
}

extension Token {
  /// Whether the token can stand in a path without quotes.
  fileprivate var isPartOfPath: Bool {
    switch kind {
    case .word, .number, .date, .month, .over, .minus: return true
    default: return false
    }
  }

  /// Whether a word before this token is an operand, so that it can't be a statement of its own.
  fileprivate var continuesStatementWord: Bool {
    kind == .comma || kind == .open || continuesLine
  }
}
