// What is wrong where a whole statement is read and its line goes on.

extension Parser {
  /// The error for what follows a whole statement.
  func trailing(after statement: StatementSyntax) -> Diagnostic {
    let query: QuerySyntax
    switch statement.kind {
    case .query(let asked), .source(let asked), .plan(let asked), .sql(let asked, _),
      .explain(let asked, row: [], into: nil),
      .plot(let asked, _, into: nil):
      query = asked
    case .check(let asked, nil):
      if current.kind == .text { return expected("a comma before the message") }
      query = asked
    case .show: return expected("the end of the statement, a question needs no show")
    default: return expected("the end of the statement")
    }
    if case .query = statement.kind, current.kind == .word, found == LocalWord.into.rawValue {
      return expected("save or plot in front of what goes into a file, as in save drop into \"drop.csv\"")
    }
    if current.kind == .comma {
      return separatedNumber() ?? decimalComma() ?? Diagnostic(.columnsFirst, at: current.range)
    }
    if isAt(.to) {
      let needs = "from, as in from 2026-01-08 to 2026-02-23"
      return Diagnostic(.clauseNeeds(clause: "to", needs: needs), at: current.range)
    }
    if isAt(.per) {
      return Diagnostic(.clauseNeeds(clause: "per", needs: "top, as in top 3 per segment"), at: current.range)
    }
    if isAt(.and) { return expected("a comma, as in by segment, country") }
    if let keyword, keyword.beginsClause { return Diagnostic(.duplicateClause(keyword.rawValue), at: current.range) }
    if current.kind == .word, ForeignWords.advice(for: found) == nil {
      if let misspelt = misspeltClause() ?? severalWords() { return misspelt }
    }
    if let row = operandsInARow(after: query) { return row }
    if current.kind == .date || current.kind == .month { return expected("on before a day") }
    return expected("a clause such as where or by, or a comma")
  }

  /// Only a misspelling is a clause: "inc" in a company's name is not meant as since.
  private func misspeltClause() -> Diagnostic? {
    let length = found.count
    let operators: [Keyword] = [.and, .or, .in, .between]
    let likely = Keyword.allCases.filter { $0.beginsClause || operators.contains($0) }
    let words = likely.map(\.rawValue).filter { abs($0.count - length) <= 1 && $0 != found }
    return nearest(to: found, among: words).first.map { Diagnostic(.expected($0, found: found), at: current.range) }
  }

  /// `2,5%`: a comma where a point belongs.
  private func decimalComma() -> Diagnostic? {
    let (before, after) = (tokens[position - 1], next)
    guard before.kind == .number, after.kind == .number || after.kind == .percent,
      before.range.end == current.range.start, current.range.end == after.range.start
    else { return nil }
    let range = before.range.union(after.range)
    return Diagnostic(
      .expected("a point, as in \(text(before)).\(text(after))", found: source.text(in: range)), at: range)
  }

  /// `avg drop`, `segment llm`, `by segment country`, `on Feb 23`: two operands behind one another.
  private func operandsInARow(after query: QuerySyntax) -> Diagnostic? {
    let operands: [Token.Kind] = [.word, .number, .percent, .date, .month]
    let before = tokens[position - 1]
    guard keyword == nil, operands.contains(current.kind), operands.contains(before.kind),
      ForeignWords.advice(for: found) == nil
    else { return nil }
    let end = before.range.end
    if query.columns.last?.name?.range.end == end {
      let range = before.range.union(current.range)
      return Diagnostic(.quotesNeeded(source.text(in: range)), at: range)
    }
    let place: Problem.Place
    if query.condition?.range.end == end || query.days?.range.end == end {
      place = .condition
      if nearest(to: text(before), among: ["not"]) == ["not"] {
        return Diagnostic(.expected("not", found: text(before)), at: before.range)
      }
    } else if query.keys.last?.range.end == end {
      place = .keys
    } else if query.window?.range.end == end {
      place = .window
    } else if query.columns.last?.expression.range.end == end, query.columns.last?.name == nil {
      place = .columns
    } else {
      return nil
    }
    return Diagnostic(
      .notJoined(text(before), operandsHere(), in: place),
      at: before.range.union(SourceRange(current.range.start, current.range.start + operandsHere().utf8.count)))
  }

  /// The operand here; of a day in several words all of it.
  private func operandsHere() -> String {
    var end = position
    while [.word, .number].contains(tokens[end + 1].kind), tokens[end].kind == .word || tokens[end].kind == .number,
      !suggestedDays(for: source.text(in: SourceRange(tokens[position - 1].range.start, tokens[end + 1].range.end)))
        .isEmpty
    {
      end += 1
    }
    return source.text(in: SourceRange(current.range.start, tokens[end].range.end))
  }

  /// `name = Hang Seng Index`: a text of several words without its quotes.
  func severalWords() -> Diagnostic? {
    guard position >= 2, [.word, .number].contains(tokens[position - 1].kind), ForeignWords.advice(for: found) == nil,
      [.equal, .notEqual].contains(tokens[position - 2].kind)
    else { return nil }
    var end = position
    while tokens[end].kind == .word, Keyword(rawValue: text(tokens[end])) == nil { end += 1 }
    let range = tokens[position - 1].range.union(tokens[end - 1].range)
    return Diagnostic(.quotesNeeded(source.text(in: range)), at: range)
  }
}
