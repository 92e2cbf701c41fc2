internal import Language
internal import Lessons
internal import Market
internal import Query
internal import Rendering

// A lesson at the prompt: tasks are told one after the other, and every question is an attempt at the open one.
extension Session {
  /// What ends a lesson: `lesson stop`.
  static let stopWord = "stop"

  // MARK: Which lessons there are

  /// The lessons that ship; parsed when they are asked for. O(bytes).
  static func shippedLessons() -> [Lesson] {
    EmbeddedFiles.lessons.compactMap { try? Lesson.read(Source(name: $0.name, bytes: $0.bytes)).get() }
  }

  func listLessons() -> Outcome {
    let (lessons, marks) = (Session.shippedLessons(), lessonMarks())
    let rows = lessons.enumerated().map { index, lesson -> [String?] in
      let done = marks.outcomes(of: lesson.name, taskCount: lesson.tasks.count)
      let solved = done.count { $0 == .solved }
      return [
        String(index + 1), lesson.title, String(lesson.tasks.count),
        done.allSatisfy { $0 == nil }
          ? nil : solved == lesson.tasks.count ? "done" : "\(solved) of \(lesson.tasks.count)",
      ]
    }
    write(table("lessons", ["lesson", "title", "tasks", "solved"], rows))
    let next = lessons.firstIndex { marks.outcomes(of: $0.name, taskCount: $0.tasks.count).contains { $0 != .solved } }
    say(
      "lesson \((next ?? 0) + 1) begins \(next == nil || marks.isEmpty ? "the first" : "the next"); help lesson says how they work"
    )
    return .finished
  }

  func showProgress() -> Outcome {
    guard let run = lessonRun else { return listLessons() }
    let rows = run.lesson.tasks.enumerated().map { index, task -> [String?] in
      let state = run.outcomes[index]?.rawValue ?? (index == run.task ? "open" : nil)
      return [String(index + 1), task.question.joined(separator: " "), state]
    }
    write(table(run.lesson.title, ["task", "question", "how"], rows))
    return .finished
  }

  /// A lesson that ships, by its number or name, or one in a file.
  func findLesson(_ name: NameSyntax, in source: Source) -> Result<Lesson, LessonFailure> {
    let lessons = Session.shippedLessons()
    if let number = Int(name.text), lessons.indices.contains(number - 1) { return .success(lessons[number - 1]) }
    if let lesson = lessons.first(where: { $0.name == name.text }) { return .success(lesson) }
    guard name.text.hasSuffix(".marq") else {
      let near = nearest(
        to: name.text, among: lessons.map(\.name) + LessonWord.allCases.map(\.rawValue) + [Session.stopWord])
      let problem = Problem.unknownLesson(name.text, count: lessons.count, nearest: near)
      return .failure(LessonFailure(outcome: refuse([Diagnostic(problem, at: name.range)], in: source)))
    }
    return readFile(name, in: source).flatMap { file in
      Lesson.read(file).mapError { faults in LessonFailure(outcome: refuse(faults.diagnostics, in: file)) }
    }
  }

  /// What has been told already, and how it ends.
  struct LessonFailure: Error { let outcome: Outcome }

  /// A file whose path stands in a statement.
  func readFile(_ path: NameSyntax, in source: Source) -> Result<Source, LessonFailure> {
    do throws(DataError) {
      return .success(Source(name: path.text, bytes: Array(try DataFile.read(path.text).bytes)))
    } catch {
      _ = refuse([Diagnostic(.unreadableFile(reason: error.message), at: path.range)], in: source)
      return .failure(LessonFailure(outcome: .failed(error.isNoInput ? .noInput : .badInput)))
    }
  }

  // MARK: The way through a lesson

  func beginLesson(_ name: NameSyntax, again: Bool = false, in source: Source) -> Outcome {
    switch findLesson(name, in: source) {
    case .success(let found): return begin(found, again: again)
    case .failure(let failure): return failure.outcome
    }
  }

  /// `lesson again`: the lesson that is going on, from its first task.
  func restartLesson() -> Outcome { lessonRun.map { begin($0.lesson, again: true) } ?? .finished }

  private func begin(_ lesson: Lesson, again: Bool) -> Outcome {
    let before = lessonRun?.before ?? surroundings
    surroundings = before
    let reference = Session(from: self, interruption: interruption) { [emit] output in
      // Only what goes wrong is of interest.
      if case .message(let text) = output, text.contains("error") { emit(output) }
    }
    reference.settings.showsNotes = false
    let marks = again ? [] : lessonMarks()
    let outcomes = marks.outcomes(of: lesson.name, taskCount: lesson.tasks.count)
    // Who has done all of it begins again; who has not goes on.
    let first = outcomes.firstIndex { $0 != .solved } ?? 0
    lessonRun = LessonRun(lesson: lesson, outcomes: outcomes, reference: reference, before: before)
    say(lesson.title, style: .title)
    for paragraph in lesson.introduction { say(paragraph) }
    let solved = outcomes.count { $0 == .solved }
    if solved > 0, solved < lesson.tasks.count {
      say(
        "\(solved) of \(lesson.tasks.count) tasks \(solved == 1 ? "is" : "are") solved already; this is where you left off. lesson again starts over."
      )
    }
    for task in 0...first {
      let outcome = prepareTask(task)
      guard outcome == .finished else {
        endLesson()
        return outcome
      }
    }
    tellTask()
    return .finished
  }

  func stopLesson(at range: SourceRange, in source: Source) -> Outcome {
    guard lessonRun != nil else {
      return refuse([Diagnostic(.noLesson("stopping"), at: range)], in: source)
    }
    endLesson()
    say("The lesson is left, and what you solved is kept. The data is \(title) again.")
    return .finished
  }

  private func endLesson() {
    if let run = lessonRun { surroundings = run.before }
    lessonRun = nil
  }

  /// Does something in the lesson that is going on.
  func lesson(_ what: String, at range: SourceRange, in source: Source, _ body: (Session) -> Outcome) -> Outcome {
    guard lessonRun != nil else { return refuse([Diagnostic(.noLesson(what), at: range)], in: source) }
    return body(self)
  }

  /// Makes a task the open one, and runs what it needs.
  private func prepareTask(_ number: Int) -> Outcome {
    guard var run = lessonRun else { return .finished }
    (run.task, run.hintCount) = (number, 0)
    lessonRun = run
    guard let task = run.openTask else { return .finished }
    for statement in task.preparation {
      for session in [run.reference, self] {
        let outcome = session.runQuietly(statement, in: run.lesson.source)
        guard outcome == .finished else { return outcome }
      }
    }
    return .finished
  }

  /// Runs a statement whose answer nobody waits for; only its faults are told.
  func runQuietly(_ statement: StatementSyntax, in source: Source) -> Outcome {
    switch statement.kind {
    case .load(let path): return load(path, isQuiet: true, in: source)
    case .define(let name, let parameters, let body): return define(name, parameters, body, in: source)
    case .set(let name, let value): return set(name, value, in: source)
    case .setParameter(let name, let value):
      parameters[name.text] = ParameterValue(plainText(value, in: source))
      return .finished
    default: return .finished
    }
  }

  private func tellTask() {
    guard let run = lessonRun, let task = run.openTask else { return }
    for paragraph in task.lead { say(paragraph) }
    say("Task \(run.task + 1) of \(run.lesson.tasks.count)", style: .title)
    for paragraph in task.question { say(paragraph) }
  }

  func hint() -> Outcome {
    guard var run = lessonRun else { return .finished }
    guard let task = run.openTask else { return tellEnd() }
    if run.hintCount < task.hints.count {
      say("Hint: " + task.hints[run.hintCount])
      run.hintCount += 1
      lessonRun = run
    } else {
      say(
        task.hints.isEmpty
          ? "This task has no hint; answer shows how it is solved."
          : "That was the last hint; answer shows how it is solved.")
    }
    return .finished
  }

  func showAnswer() -> Outcome {
    guard let run = lessonRun else { return .finished }
    guard let task = run.openTask else { return tellEnd() }
    let text = run.lesson.answerText(of: task)
    emit(.message("\n" + text.split(separator: "\n").map { "    \($0)\n" }.joined()))
    guard case .success(let answer) = answer(of: task, in: run) else { return .failed(.badInput) }
    write(Answer(table: answer.table, heading: said(answer.heading), notes: answer.notes), .fitted)
    for paragraph in task.remark { say(paragraph) }
    mark(.shown)
    say("Ask it yourself, or go on with next.")
    return .finished
  }

  func skip() -> Outcome {
    guard let run = lessonRun, run.openTask != nil else { return tellEnd() }
    if run.outcomes[run.task] == nil { mark(.skipped) }
    return advance()
  }

  /// `next`: the next task where the open one is done, the next lesson behind the last.
  func goOn() -> Outcome {
    guard let run = lessonRun else { return .finished }
    if run.openTask == nil { return beginNextLesson() }
    guard run.outcomes[run.task] != nil else {
      say("Task \(run.task + 1) is open: answer it, or leave it with skip.")
      return .finished
    }
    return advance()
  }

  private func beginNextLesson() -> Outcome {
    guard let run = lessonRun else { return .finished }
    let lessons = Session.shippedLessons()
    guard let place = lessons.firstIndex(where: { $0.name == run.lesson.name }), place + 1 < lessons.count else {
      return tellEnd()
    }
    return beginLesson(NameSyntax(String(place + 2), at: SourceRange(0, 0)), in: Source(String(place + 2)))
  }

  /// Notes how the open task ended. What was solved once stays solved.
  func mark(_ outcome: TaskOutcome) {
    guard var run = lessonRun, run.outcomes[run.task] != .solved else { return }
    run.outcomes[run.task] = outcome
    lessonRun = run
    keepLessonMark(LessonMark(lesson: run.lesson.name, task: run.task + 1, outcome: outcome))
  }

  /// Goes on to the next task, or ends the lesson.
  func advance() -> Outcome {
    guard let run = lessonRun, let task = run.openTask else { return .finished }
    // What the task was to define is there for those after it.
    for statement in task.definitions {
      for session in [run.reference, self] where session.definitions[definedName(of: statement)] == nil {
        _ = session.runQuietly(statement, in: run.lesson.source)
      }
    }
    let outcome = prepareTask(run.task + 1)
    guard outcome == .finished else { return outcome }
    if lessonRun?.openTask != nil {
      tellTask()
      return .finished
    }
    for paragraph in run.lesson.ending { say(paragraph) }
    return tellEnd()
  }

  private func definedName(of statement: StatementSyntax) -> String {
    if case .define(let name, _, _) = statement.kind { return name.text }
    return ""
  }

  private func tellEnd() -> Outcome {
    guard let run = lessonRun else { return .finished }
    let solved = run.outcomes.count { $0 == .solved }
    let lessons = Session.shippedLessons()
    let place = lessons.firstIndex { $0.name == run.lesson.name }
    let next = place.flatMap { $0 + 1 < lessons.count ? lessons[$0 + 1] : nil }
    let score = "\(solved) of \(run.lesson.tasks.count) tasks solved."
    if let next {
      say("\(score) next begins “\(next.title)”; lesson stop leaves.")
    } else {
      say("\(score) lesson lists all lessons; lesson stop leaves.")
    }
    return .finished
  }

  // MARK: How it is told

  enum Telling { case text, title }

  /// Tells a paragraph, in lines that are good to read.
  func say(_ paragraph: String, style telling: Telling = .text) {
    let style = settings.messageStyle
    let lines = wrapped(printable(style.own(paragraph)), width: min(style.width, 78))
    let isBold = telling == .title && style.isColored
    emit(.message("\n" + lines.map { (isBold ? "\u{1B}[1m\($0)\u{1B}[0m" : $0) + "\n" }.joined()))
  }
}
