extension Parser {
  /// Columns, then clauses in any order, each at most once.
  mutating func parseQuery(columnLimit: Int = .max) throws(Diagnostic) -> QuerySyntax {
    let start = position
    var columns: [QuerySyntax.Column] = []
    repeat { columns.append(try parseColumn()) } while try takeComma(columns.count < columnLimit)
    var query = QuerySyntax(columns: columns, range: range(from: start))
    while try parseClause(into: &query) {}
    query.range = range(from: start)
    return query
  }

  /// Takes the comma between two columns; not one between the digits of a number.
  private mutating func takeComma(_ isWanted: Bool) throws(Diagnostic) -> Bool {
    guard isWanted else { return false }
    if current.kind == .comma, let number = separatedNumber() { throw number }
    return take(.comma)
  }

  private mutating func parseColumn() throws(Diagnostic) -> QuerySyntax.Column {
    if let keyword, keyword.beginsClause {
      let isBehindComma = position > 0 && tokens[position - 1].kind == .comma
      throw expected(isBehindComma ? "a column behind the comma" : "a column first, as in drop where segment=llm")
    }
    let expression = try parseExpression()
    guard take(.as) else { return QuerySyntax.Column(expression: expression, name: nil) }
    return QuerySyntax.Column(expression: expression, name: try parseName("a name for the column"))
  }

  /// A word, or a text in quotes.
  mutating func parseName(_ what: String) throws(Diagnostic) -> NameSyntax {
    let token = current
    guard token.kind == .word || token.kind == .text else { throw expected(what) }
    advance()
    return NameSyntax(token.kind == .text ? unquoted(token) : text(token), at: token.range)
  }

  /// Reads one clause where one stands here; false where none does.
  private mutating func parseClause(into query: inout QuerySyntax) throws(Diagnostic) -> Bool {
    let clause = current
    func once(_ isFirst: Bool) throws(Diagnostic) {
      guard isFirst else { throw Diagnostic(.duplicateClause(text(clause)), at: clause.range) }
    }
    switch keyword {
    case .where:
      try once(query.condition == nil)
      advance()
      query.condition = try parseExpression()
    case .by:
      try once(query.keys.isEmpty)
      advance()
      repeat { query.keys.append(try parseName("an attribute to group by")) } while take(.comma)
    case .each:
      try once(query.period == nil)
      advance()
      query.period = try parsePeriod()
    case .when:
      try once(query.days == nil)
      advance()
      query.days = try parseExpression()
    case .against:
      try once(query.against == nil)
      advance()
      query.against = try parseSet()
    case .across:
      try once(query.across == nil)
      advance()
      query.across = try parseName("a key of the rows to lay out as columns")
    case .sort:
      try once(query.sort.isEmpty)
      advance()
      if isAt(.by) { throw expected("a column to sort by, as in sort -drop") }
      repeat { query.sort.append(try parseSortKey()) } while take(.comma)
    case .top:
      try once(query.top == nil)
      query.top = try parseTop()
    default:
      guard let window = try parseWindowPhrase() else { return false }
      query.window = try combine(query.window, with: window)
    }
    return true
  }

  private mutating func parsePeriod() throws(Diagnostic) -> PeriodWord {
    var word = current.kind == .word ? text(current) : ""
    if word == "calendar", next.kind == .word {
      advance()
      word += " \(text(current))"
    }
    guard let period = PeriodWord(rawValue: word) else {
      let near = nearest(to: word, among: PeriodWord.allCases.map(\.rawValue)).first
      throw expected(near ?? "day, week, month, quarter, year, weekday or calendar month (by splits companies)")
    }
    advance()
    return period
  }

  private mutating func parseSortKey() throws(Diagnostic) -> QuerySyntax.SortKey {
    let expression = try parseExpression(.sum)
    if case .negation(let inner) = expression.kind {
      return QuerySyntax.SortKey(expression: inner, isDescending: true)
    }
    return QuerySyntax.SortKey(expression: expression, isDescending: false)
  }

  private mutating func parseTop() throws(Diagnostic) -> QuerySyntax.Top {
    let start = position
    advance()
    guard current.kind == .number else { throw expected("how many rows to keep, as in top 10") }
    guard let count = Int(text(current)), count > 0 else {
      throw Diagnostic(.invalidCount(text(current)), at: current.range)
    }
    advance()
    var key: NameSyntax?
    if take(.per) { key = try parseName("an attribute, as in top 3 per segment") }
    return QuerySyntax.Top(count: count, key: key, range: range(from: start))
  }
}

extension Parser {
  /// Reads a window phrase where one stands here.
  mutating func parseWindowPhrase() throws(Diagnostic) -> WindowSyntax? {
    let start = position
    guard let keyword else { return nil }
    let kind: WindowSyntax.Kind
    switch keyword {
    case .on:
      advance()
      kind = .on(try parsePoint())
    case .over:
      advance()
      let span = try parseSpan()
      kind = .over(span, on: take(.on) ? try parsePoint() : nil)
    case .prior:
      advance()
      kind = .prior(try parseSpan())
    case .from, .since, .after:
      advance()
      let (first, last) = try parseRange()
      // Days are counted from an event, not after it.
      if keyword != .after, take(.around) {
        kind = .around(try parsePoint(), first: first, last: last)
      } else {
        kind = .between(first: first, excludesFirst: keyword == .after, last: last)
      }
    case .around:
      advance()
      let event = try parsePoint()
      if take(.from) || take(.since) {
        let (first, last) = try parseRange()
        kind = .around(event, first: first, last: last)
      } else {
        kind = .around(event, first: nil, last: nil)
      }
    case .until:
      advance()
      kind = .between(first: nil, excludesFirst: false, last: try parsePoint())
    case .ever:
      advance()
      kind = .ever
    case .to where next.kind == .word && text(next) == LocalWord.date.rawValue:
      advance()
      advance()
      kind = .toDate
    case .so:
      advance()
      guard current.kind == .word, text(current) == LocalWord.far.rawValue else { throw expected("far, as in so far") }
      advance()
      kind = .soFar
    default: return nil
    }
    return WindowSyntax(kind, at: range(from: start))
  }

  /// `A`, `A to B`, `A until B`
  private mutating func parseRange() throws(Diagnostic) -> (first: PointSyntax, last: PointSyntax?) {
    let first = try parsePoint()
    return (first, take(.to) || take(.until) ? try parsePoint() : nil)
  }

  /// Two window clauses of one query: only `over` and `on` go together, and `around` and `from`.
  private func combine(_ first: WindowSyntax?, with second: WindowSyntax) throws(Diagnostic) -> WindowSyntax {
    guard let first else { return second }
    switch (first.kind, second.kind) {
    case (.over(let span, on: nil), .on(let point)), (.on(let point), .over(let span, on: nil)):
      return WindowSyntax(.over(span, on: point), at: first.range.union(second.range))
    case (.around(let event, first: nil, last: nil), .between(let start, excludesFirst: false, let end)),
      (.between(let start, excludesFirst: false, let end), .around(let event, first: nil, last: nil)):
      return WindowSyntax(.around(event, first: start, last: end), at: first.range.union(second.range))
    default:
      throw Diagnostic(.duplicateClause("window"), at: second.range)
    }
  }

  private mutating func parseSpan() throws(Diagnostic) -> NameSyntax {
    if let words = spanInWords() { throw words }
    guard current.kind == .word, keyword == nil else { throw expected("a span such as 5d, 3m, 1y or ytd") }
    let span = NameSyntax(text(current), at: current.range)
    advance()
    return span
  }

  /// `5 days`, `5-days`, `5 trading days`, `5`: from its number on, a span that is not one word.
  func spanInWords() -> Diagnostic? {
    guard current.kind == .number else { return nil }
    var end = position
    for place in position + 1...position + 2 where place < tokens.count && end == place - 1 {
      let token = tokens[place]
      if token.kind == .minus || (token.kind == .word && Keyword(rawValue: text(token)) == nil) { end = place }
    }
    while end > position, suggestedSpan(for: source.text(in: current.range.union(tokens[end].range))) == nil {
      end -= 1
    }
    let range = current.range.union(tokens[end].range)
    return Diagnostic(.invalidSpan(source.text(in: range)), at: range)
  }

  private mutating func parsePoint() throws(Diagnostic) -> PointSyntax {
    if let offset = parseOffset() { return offset }
    let token = current
    let kind: PointSyntax.Kind
    switch token.kind {
    case .date: kind = .date(text(token))
    case .month: kind = .month(text(token))
    case .parameter: kind = .parameter(String(text(token).dropFirst()))
    case .number:
      if next.kind == .minus || next.kind == .over { throw otherDateForm() }
      kind = .word(text(token))
    case .word where keyword == nil: kind = .word(text(token))
    case .text: throw expected("\(unquoted(token)) without quotes")
    default: throw expected("a day such as 2026-02-23, an event or a date attribute")
    }
    advance()
    return PointSyntax(kind, at: token.range)
  }

  /// `-5d`, `0d`, `+20d`
  private mutating func parseOffset() -> PointSyntax? {
    let isSigned = current.kind == .minus || current.kind == .plus
    let word = isSigned ? next : current
    let digits = text(word).dropLast()
    guard word.kind == .word, text(word).hasSuffix("d"), let count = Int(digits), count <= 100_000,
      digits.allSatisfy({ ("0"..."9").contains($0) })
    else { return nil }
    let sign = current.kind == .minus ? -1 : 1
    let range = current.range.union(word.range)
    if isSigned { advance() }
    advance()
    return PointSyntax(.offset(sign * count), at: range)
  }

  /// `HSI`, `market`, `group`, `(segment=llm)`, each perhaps `weighted cap`.
  mutating func parseSet() throws(Diagnostic) -> SetSyntax {
    let start = position
    let kind: SetSyntax.Kind
    if current.kind == .open {
      let opening = current.range
      advance()
      kind = .condition(try parseExpression())
      try close(opening)
    } else {
      guard current.kind == .word || current.kind == .number || current.kind == .text, keyword == nil else {
        throw expected("a ticker, market, group, benchmark, or a condition in brackets")
      }
      kind = .name(current.kind == .text ? unquoted(current) : text(current))
      advance()
    }
    var weight: NameSyntax?
    if take(.weighted) {
      guard keyword == nil else { throw expected("a measure to weight with, as in weighted cap") }
      weight = try parseName("a measure to weight with, as in weighted cap")
    }
    return SetSyntax(kind, weight: weight, at: range(from: start))
  }

  /// `23/02/2026`, `2026-2-23` or `23-Feb-2026`: the whole of it is one mistake.
  private func otherDateForm() -> Diagnostic {
    var end = position
    while end < tokens.count - 1, [.number, .minus, .over, .word].contains(tokens[end].kind),
      end == position || tokens[end].range.start == tokens[end - 1].range.end
    {
      end += 1
    }
    let range = SourceRange(current.range.start, tokens[end - 1].range.end)
    return Diagnostic(.invalidDate(source.text(in: range)), at: range)
  }
}
