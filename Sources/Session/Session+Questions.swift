internal import Language
internal import Market
internal import Query
internal import Rendering

extension Session {
  func answer(_ query: QuerySyntax, in source: Source) -> Outcome {
    evaluate(query, in: source) { [self] in write($0, query.asksLastAnswer && query.isBare ? .whole : .fitted) }
  }

  func answerSources(of query: QuerySyntax, in source: Source) -> Outcome {
    if let refusal = refusalElsewhere(
      of: "source", "the tables there hold no sources of bars", at: query.range, in: source)
    {
      return refusal
    }
    return evaluate(
      query, in: source, with: { evaluator, bound throws(Diagnostic) in try evaluator.sources(of: bound) }
    ) {
      [self] in write($0)
    }
  }

  func plan(_ query: QuerySyntax, in source: Source) -> Outcome {
    if let refusal = refusalElsewhere(
      of: "plan", "sql in front of the question shows what is asked there", at: query.range, in: source)
    {
      return refusal
    }
    let threads = threads
    return evaluate(
      query, in: source,
      with: { evaluator, bound throws(Diagnostic) in try evaluator.plan(of: bound, threads: threads) }
    ) {
      [self] in write($0)
    }
  }

  /// Binds and evaluates a question, and hands its answer on; `step` says what is done instead of answering it.
  func evaluate(
    _ query: QuerySyntax, in source: Source,
    with step: ((inout Evaluator, BoundQuery) throws(Diagnostic) -> Answer)? = nil,
    _ receive: (Answer) -> Void
  ) -> Outcome {
    if step == nil, query.asksLastAnswer {
      switch lastAnswer(for: query, in: source) {
      case .success(let answer):
        // Whatever was done with its rows, the work behind them is the first question's.
        questionAtWork = lastBound
        defer { questionAtWork = nil }
        receive(answer)
        return .finished
      case .failure(let failure):
        let outcome = refuse(failure.diagnostics, in: source)
        return failure.diagnostics.contains { $0.problem == .interrupted } ? .failed(.interrupted) : outcome
      }
    }
    var binder = binder(for: source)
    let bound: BoundQuery
    do throws(BindingFailure) { bound = try binder.bind(query) } catch { return refuse(error.diagnostics, in: source) }
    guard let today else { return refuse([Diagnostic(.noData, at: query.range)], in: source) }
    do throws(Diagnostic) {
      lastQuestion = source.text(in: query.range)
      let answer: Answer
      if let step {
        var evaluator = Evaluator(market: market, today: today, interruption: interruption)
        answer = try step(&evaluator, bound)
      } else {
        answer = try worked(bound, today: today, at: query.range)
      }
      if let fault = market.fault { return refuse(fault) }
      questionAtWork = step == nil ? AskedQuestion(query: bound, today: today, text: lastQuestion) : nil
      defer { questionAtWork = nil }
      receive(Answer(table: answer.table, heading: said(answer.heading), notes: answer.notes))
      return .finished
    } catch {
      // What is wrong with the data may be why the question failed.
      if let fault = market.fault { return refuse(fault) }
      guard error.problem == .interrupted else {
        _ = refuse([error], in: source)
        return .failed(error.problem.failure)
      }
      _ = refuse([Diagnostic(.interrupted, at: query.range)], in: source)
      return .failed(.interrupted)
    }
  }

  func binder(for source: Source) -> Binder {
    Binder(
      market: market, definitions: definitions, parameters: parameters, today: today,
      benchmark: marketSettings.benchmark, source: source)
  }

  /// How much of an answer is printed.
  enum Extent {
    /// What fits the screen, or as many rows as were set: for answers to questions.
    case fitted
    /// As many rows as were set, however high the screen: for lists, which are looked through.
    case list
    /// Every row.
    case whole
  }

  /// Prints an answer in the session's format; what is not data goes among the messages in machine formats.
  func write(_ answer: Answer, _ extent: Extent = .list) {
    // Answers for people stand apart from one another.
    let gap = settings.format.isForPeople && hasAnswered ? "\n" : ""
    hasAnswered = true
    keep(answer)
    if let listener { return listener(.answer(answer)) }
    var style = settings.style
    if extent == .whole { style.rowLimit = nil }
    if extent == .fitted, settings.fitsScreen { style.heightLimit = settings.screenHeight }
    if settings.format.isForPeople || settings.screenHeight != nil {
      // In one piece, for whoever turns over its pages.
      emit(.data(gap + render(answer, format: settings.format, style: style)))
    } else {
      render(answer, format: settings.format, style: style, unless: interruption) { emit(.data($0)) }
    }
    if !settings.format.isForPeople { writeNotes(of: answer) }
  }

  /// Says among the messages what must be known of an answer whose format holds data alone.
  func writeNotes(of answer: Answer) {
    guard settings.showsNotes else { return }
    let lines =
      heading(of: answer, style: settings.messageStyle) + notes(of: answer, style: settings.messageStyle)
    if !lines.isEmpty { emit(.message(lines.reduce("") { "\($0)# \($1)\n" })) }
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
