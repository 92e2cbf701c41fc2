internal import Language
internal import Market
internal import Query
internal import Rendering

extension Session {
  func answer(_ query: QuerySyntax, in source: Source) -> Outcome {
    if let again = lastAnswer(for: query) {
      write(again)
      return .finished
    }
    return evaluate(query, in: source) { [self] in write($0) }
  }

  func answerSources(of query: QuerySyntax, in source: Source) -> Outcome {
    evaluate(query, in: source, with: { evaluator, bound throws(Diagnostic) in try evaluator.sources(of: bound) }) {
      [self] in write($0)
    }
  }

  func plan(_ query: QuerySyntax, in source: Source) -> Outcome {
    evaluate(query, in: source, with: { evaluator, bound throws(Diagnostic) in try evaluator.plan(of: bound) }) {
      [self] in write($0)
    }
  }

  /// Binds and evaluates a question, and hands its answer on.
  func evaluate(
    _ query: QuerySyntax, in source: Source,
    with step: (inout Evaluator, BoundQuery) throws(Diagnostic) -> Answer = { evaluator, query throws(Diagnostic) in
      try evaluator.answer(query)
    },
    _ receive: (Answer) -> Void
  ) -> Outcome {
    var binder = binder(for: source)
    switch binder.bind(query) {
    case .failure(let failure): return refuse(failure.diagnostics, in: source)
    case .success(let bound):
      guard let today else { return refuse([Diagnostic(.noData, at: query.range)], in: source) }
      var evaluator = Evaluator(market: market, today: today, interruption: interruption)
      do throws(Diagnostic) {
        let answer = try step(&evaluator, bound)
        if let fault = market.fault { return refuse(fault) }
        receive(answer)
        return .finished
      } catch {
        // What is wrong with the data may be why the question failed.
        if let fault = market.fault { return refuse(fault) }
        guard error.problem == .interrupted else { return refuse([error], in: source) }
        _ = refuse([Diagnostic(.interrupted, at: query.range)], in: source)
        return .failed(.interrupted)
      }
    }
  }

  func binder(for source: Source) -> Binder {
    Binder(
      market: market, definitions: definitions, parameters: parameters, today: today,
      benchmark: marketSettings.benchmark, source: source)
  }

  /// Prints an answer in the session's format; what is not data goes among the messages in machine formats.
  func write(_ answer: Answer) {
    // Answers for people stand apart from one another.
    let gap = settings.format.isForPeople && hasAnswered ? "\n" : ""
    hasAnswered = true
    lastAnswer = answer
    emit(.data(gap + render(answer, format: settings.format, style: settings.style)))
    if !settings.format.isForPeople { writeNotes(of: answer) }
  }

  /// Says among the messages what must be known of an answer whose format holds data alone.
  func writeNotes(of answer: Answer) {
    guard settings.showsNotes else { return }
    let lines =
      heading(of: answer, style: settings.messageStyle) + notes(of: answer, style: settings.messageStyle)
    if !lines.isEmpty { emit(.message(lines.map { "# \($0)\n" }.joined())) }
  }

  func refuse(_ diagnostics: [Diagnostic], in source: Source) -> Outcome {
    for diagnostic in diagnostics { report(diagnostic, in: source) }
    return .failed(.badInput)
  }

  /// Draws a diagnostic where a person would look.
  func report(_ diagnostic: Diagnostic, in source: Source) {
    diagnostics.append(diagnostic)
    let (line, column) = source.position(of: diagnostic.range.start)
    let (text, start) = source.line(at: diagnostic.range.start)
    let report = Report(
      identifier: diagnostic.identifier, message: diagnostic.message, file: source.name, line: line, column: column,
      lineText: text, caretStart: diagnostic.range.start - start,
      caretLength: diagnostic.range.end - diagnostic.range.start, help: diagnostic.help)
    emit(.message(report.draw(style: settings.messageStyle)))
  }
}
