internal import Language
internal import Lessons
internal import Market
internal import Query
internal import Rendering

// Whether an answer is the one that a task has, and what to say where it is not.
extension Session {
  /// The answer of a task, asked apart from the student's session.
  func answer(of task: Lesson.Task, in run: LessonRun) -> Result<Answer, BindingFailure> {
    let session = Session(from: run.reference, interruption: interruption) { _ in }
    for statement in task.definitions { _ = session.runQuietly(statement, in: run.lesson.source) }
    return session.quietAnswer(to: run.lesson.source.text(in: task.answer.range))
  }

  /// The answer to a question, or why there is none; nothing is printed.
  func quietAnswer(to text: String) -> Result<Answer, BindingFailure> {
    let source = Source(text)
    let (statements, faults) = parse(source)
    guard faults.isEmpty, case .query(let query)? = statements.first?.kind, let today else {
      return .failure(BindingFailure(diagnostics: faults))
    }
    var binder = binder(for: source)
    return Result { () throws(BindingFailure) in try binder.bind(query) }.flatMap { bound in
      do throws(Diagnostic) {
        return .success(try worked(bound, today: today, at: query.range))
      } catch {
        return .failure(BindingFailure(diagnostics: [error]))
      }
    }
  }

  /// Takes the answer that was just printed as an attempt at the open task.
  func judge(_ query: QuerySyntax, in source: Source) {
    guard let run = lessonRun, let task = run.openTask, let lastAnswer else { return }
    let verdict = verdict(on: lastAnswer, query, in: source, task: task, run: run)
    switch verdict {
    case .right:
      say(task.remark.isEmpty ? "Right." : "Right. " + task.remark[0])
      for paragraph in task.remark.dropFirst() { say(paragraph) }
      mark(.solved)
      _ = advance()
    case .wrong(let message): say("Not yet: \(message).")
    case .other: say("That is another question; task \(run.task + 1) is still open. hint helps.")
    }
  }

  /// What an attempt at a task is.
  enum Verdict: Equatable {
    case right
    /// Wrong, and what differs.
    case wrong(String)
    /// A question of the student's own.
    case other
  }

  /// Compares an answer with that of a task.
  func verdict(
    on given: Answer, _ query: QuerySyntax, in source: Source, task: Lesson.Task, run: LessonRun
  ) -> Verdict {
    guard case .success(let expected) = answer(of: task, in: run) else { return .other }
    let isOrdered = !task.answer.sort.isEmpty || task.answer.top != nil
    guard let difference = given.table.difference(from: expected.table, isOrdered: isOrdered) else { return .right }
    if market.name != run.reference.market.name {
      return .wrong(
        "you are asking \(title), and the lesson asks \(run.reference.title); load \(run.reference.market.name) goes back"
      )
    }
    let text = source.text(in: query.range)
    let own = QueryParts(text)
    if let mistake = task.mistakes.first(where: { !$0.message.isEmpty && isAnswer(given, to: $0.question, like: own) })
    {
      return .wrong(withoutStop(mistake.message))
    }
    let asked = QueryParts(run.lesson.source.text(in: task.answer.range))
    let explainer = Explainer(
      session: self, task: task, run: run, given: given, expected: expected, difference: difference, own: own,
      asked: asked)
    return explainer.verdict(isLastAnswer: query.asksLastAnswer)
  }

  /// Whether an answer is what a foreseen wrong question gives.
  private func isAnswer(_ given: Answer, to question: String, like own: QueryParts) -> Bool {
    let foreseen = QueryParts(question)
    if foreseen.differing(from: own).isEmpty { return true }
    guard case .success(let answer) = quietAnswer(to: question) else { return false }
    return given.table.difference(from: answer.table, isOrdered: foreseen.texts[.order] != nil) == nil
      && given.table.columns.count == answer.table.columns.count
  }

  private func withoutStop(_ text: String) -> String { text.hasSuffix(".") ? String(text.dropLast()) : text }
}
