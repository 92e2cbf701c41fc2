internal import Language
internal import Market

// The meaning of a question to the last answer. Its words are the headings of the columns.
extension Binder {
  /// What `_ where … sort … top …` asks; columns behind `_` are added to those that are there.
  mutating func bindRows(of query: QuerySyntax) -> Result<BoundRows, BindingFailure> {
    var rows = BoundRows()
    refuseOtherClauses(of: query)
    if let syntax = query.condition {
      collect { binder throws(Diagnostic) in
        let text = binder.source.text(in: syntax.range).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        rows.condition = (try binder.bindCondition(syntax), text)
      }
    }
    for column in query.columns.dropFirst() {
      collect { binder throws(Diagnostic) in
        let expression = try binder.bind(column.expression)
        let name = column.name?.text ?? binder.heading(of: column.expression)
        let taken = (binder.columns ?? []).map(\.name) + rows.added.map(\.name)
        rows.added.append((binder.unique(name, among: taken), expression))
      }
    }
    for key in query.sort {
      collect { binder throws(Diagnostic) in
        var expression = rows.added.first { $0.name == binder.heading(of: key.expression) }?.expression
        if expression == nil { expression = try binder.bind(key.expression) }
        if let expression { rows.sort.append(.init(expression: expression, isDescending: key.isDescending)) }
      }
    }
    rows.count = query.top?.count
    if let name = query.top?.key {
      rows.key = column(named: name.text)
      if rows.key == nil { diagnostics.append(unknownColumn(name.text, at: name.range)) }
    }
    return diagnostics.isEmpty ? .success(rows) : .failure(BindingFailure(diagnostics: diagnostics))
  }

  /// What picks days or makes other rows is asked of the market.
  private mutating func refuseOtherClauses(of query: QuerySyntax) {
    let clauses: [(Bool, String, SourceRange)] = [
      (query.window != nil, "a window", query.window?.range ?? query.range),
      (query.days != nil, "when", query.days?.range ?? query.range),
      (query.against != nil, "against", query.against?.range ?? query.range),
      (query.period != nil, "each", query.range), (query.across != nil, "across", query.across?.range ?? query.range),
      (!query.keys.isEmpty, "by", query.keys.first?.range ?? query.range),
    ]
    for (isAsked, clause, range) in clauses where isAsked {
      diagnostics.append(Diagnostic(.notOfAnswer(clause), at: range))
    }
  }

  /// The column that an expression names by its heading: `drop`, `avg(drop)`, `"relative volume"`; nil where it is none.
  func bindColumn(_ syntax: ExpressionSyntax) -> BoundExpression? {
    guard columns != nil else { return nil }
    switch syntax.kind {
    case .number, .percent, .date, .month, .parameter: return nil
    default: return column(named: heading(of: syntax)).map { bindAttribute($0, at: syntax.range) }
    }
  }

  /// What may stand in a question to an answer besides its columns; throws for whatever asks the market.
  func checkAsksRows(_ syntax: ExpressionSyntax) throws(Diagnostic) {
    guard columns != nil else { return }
    switch syntax.kind {
    case .word("_"): throw fault(.answerMisplaced, at: syntax.range)
    case .word(let name):
      if ["missing", "yes", "no", "today"].contains(name) { return }
      throw unknownColumn(name, at: syntax.range)
    case .text(let text): throw unknownColumn(text, at: syntax.range)
    case .call(let name, let arguments):
      if arguments.window != nil || arguments.days != nil { throw fault(.notOfAnswer("a window"), at: syntax.range) }
      if name == "if" || Aggregate(rawValue: name) != nil || ScalarFunction(rawValue: name) != nil { return }
      throw unknownColumn(heading(of: syntax), at: syntax.range)
    case .of: throw fault(.notOfAnswer("of"), at: syntax.range)
    default: return
    }
  }

  /// The number of a column: by its heading, or by what `by` has folded into it.
  private func column(named name: String) -> Int? {
    guard let columns else { return nil }
    if let place = columns.firstIndex(where: { $0.name == name }) { return place }
    // The answer to `drop by segment` calls its column `avg drop`.
    let folded = columns.indices.filter { place in
      Aggregate.allCases.contains { columns[place].name == "\($0.rawValue) \(name)" }
    }
    return folded.count == 1 ? folded[0] : nil
  }

  private func unknownColumn(_ name: String, at range: SourceRange) -> Diagnostic {
    let names = (columns ?? []).map(\.name)
    let written = names.map { AnswerRows.isExpression($0) ? $0 : asWritten($0) }
    return fault(.unknownColumn(name, columns: written, nearest: nearest(to: name, among: names)), at: range)
  }
}

extension AnswerRows {
  /// Whether a heading can be written as it is: `avg(drop)` can, `avg drop` can't.
  public static func isExpression(_ heading: String) -> Bool {
    let (statements, faults) = parse(Source(heading))
    guard faults.isEmpty, statements.count == 1, case .query(let query) = statements[0].kind,
      query.columns.count == 1, query.columns[0].name == nil
    else { return false }
    return query.columns[0].expression.range.end == heading.utf8.count
  }
}
