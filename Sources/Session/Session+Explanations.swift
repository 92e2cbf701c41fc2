internal import Language
internal import Market
internal import Plot
internal import Query
internal import Rendering

// The work behind a figure: of a question, or of the last answer; printed, or written as a page.
extension Session {
  /// The ends of file names that say how the work is written.
  private static let workEndings = [".html", ".md", ".txt"]

  /// Shows the work behind a row of an answer.
  func explain(
    _ query: QuerySyntax, row: [ExpressionSyntax], into path: NameSyntax?, in source: Source
  ) -> Outcome {
    if let path, !Session.workEndings.contains(where: { path.text.hasSuffix($0) }) {
      return refuse(
        [Diagnostic(.formatNeeded(path: path.text, allowed: Session.workEndings), at: path.range)], in: source)
    }
    let help = "the bars that the work is told with lie there; explain works on data in memory"
    if let refusal = refusalElsewhere(of: "explain", help, at: query.range, in: source) { return refusal }
    let wanted = row.map { plainText($0, in: source) }
    if query.asksLastAnswer { return explainLastAnswer(query, row: row, into: path, in: source) }
    var explanation: Explanation?
    let outcome = evaluate(
      query, in: source,
      with: { evaluator, bound throws(Diagnostic) in
        let told = try evaluator.explanation(of: bound, row: wanted, at: row.map(\.range))
        explanation = told
        return Answer(table: Table(columns: [], rowCount: 0), heading: told.heading, notes: told.notes)
      }
    ) { _ in }
    guard outcome == .finished, let explanation else { return outcome }
    return show(explanation, of: lastQuestion, for: wanted, into: path, in: source)
  }

  /// `explain _`, `explain _ sort ticker`, `explain _ for 2513.HK`: the question that was answered last is worked out again,
  /// for the row that comes first now or the one asked for.
  private func explainLastAnswer(
    _ query: QuerySyntax, row: [ExpressionSyntax], into path: NameSyntax?, in source: Source
  ) -> Outcome {
    let rows: Answer
    switch lastAnswer(for: query, in: source) {
    case .success(let answer): rows = answer
    case .failure(let failure): return refuse(failure.diagnostics, in: source)
    }
    guard let asked = lastBound else { return refuse([Diagnostic(.workUnknown, at: query.range)], in: source) }
    var wanted = row.map { plainText($0, in: source) }
    // The first row as it was answered needs no name.
    if wanted.isEmpty, !query.isBare {
      guard rows.table.rowCount > 0 else {
        return refuse([Diagnostic(.unknownRow(nil, rows: []), at: query.range)], in: source)
      }
      wanted = rows.table.columns.filter(\.isKey).map { $0.values.words(0) }
    }
    var evaluator = Evaluator(market: market, today: asked.today, interruption: interruption)
    do throws(Diagnostic) {
      let told = try evaluator.explanation(
        of: asked.query, row: wanted, at: row.isEmpty ? wanted.map { _ in query.range } : row.map(\.range))
      if let fault = market.fault { return refuse(fault) }
      return show(told, of: asked.text, for: wanted, into: path, in: source)
    } catch {
      // The ranges of its own question are in another text.
      let inText = error.range.end <= source.bytes.count ? error.range : query.range
      _ = refuse([Diagnostic(error.problem, at: row.isEmpty ? query.range : inText)], in: source)
      return error.problem == .interrupted ? .failed(.interrupted) : .failed(.badInput)
    }
  }

  /// Prints the work, or writes it into a file as its name says.
  private func show(
    _ told: Explanation, of question: String, for row: [String], into path: NameSyntax?, in source: Source
  ) -> Outcome {
    let explanation = Explanation(
      heading: said(told.heading), row: told.row, steps: told.steps, notes: told.notes, sources: told.sources)
    guard let path else {
      if let listener {
        listener(.explanation(explanation))
        return .finished
      }
      let gap = hasAnswered ? "\n" : ""
      hasAnswered = true
      emit(.data(gap + render(explanation, format: settings.format, style: settings.style)))
      return .finished
    }
    let statement = "explain \(question)" + (row.isEmpty ? "" : " for \(row.map(asWritten).joined(separator: ", "))")
    let handout = Handout(
      blocks: [.title(explanation.title), .statement(statement), .explanation(explanation)], data: [title], name: nil)
    // A file is read by others than the one who sits at this terminal.
    var style = settings.style
    (style.isColored, style.width) = (false, 90)
    let failure = write(into: path, in: source) { () throws(DataError) in
      let text: String
      switch path.text {
      case let name where name.hasSuffix(".html"): text = handout.page()
      case let name where name.hasSuffix(".md"): text = handout.markdown()
      default: text = render(explanation, format: .table, style: style)
      }
      try NewFile.write(path.text, Array(text.utf8))
    }
    if failure == nil { tell("an explanation into \(path.text)") }
    return failure ?? .finished
  }

  /// A heading with what must be said of all figures of the data, behind what was asked.
  func said(_ heading: [String]) -> [String] {
    guard let caveat = marketSettings.caveat, !heading.contains(caveat) else { return heading }
    return Array(heading.prefix(1)) + [caveat] + heading.dropFirst()
  }
}

extension Explanation {
  /// What a page of it is called: `The work behind drop: 2513.HK Zhipu AI`.
  fileprivate var title: String {
    let asked = heading.first.map { $0.hasPrefix("explain ") ? String($0.dropFirst(8)) : $0 } ?? ""
    return "The work behind \(asked)" + (row.isEmpty ? "" : ": \(row)")
  }
}
