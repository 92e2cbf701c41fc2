internal import Language
internal import Lessons
internal import Market
internal import Query
internal import Rendering

// Lessons in a teacher's hands: is a file a lesson, and how many tasks does a hand-in solve.
extension Session {
  /// `lesson check "my.marq"`: the file is a lesson, each answer is answered and right, each foreseen mistake is wrong.
  func checkLesson(_ path: NameSyntax, in source: Source) -> Outcome {
    let lesson: Lesson
    switch findLesson(path, in: source) {
    case .success(let found): lesson = found
    case .failure(let failure): return failure.outcome
    }
    var rows: [[String?]] = []
    var faults: [Diagnostic] = []
    let pupil = Session(from: self, interruption: interruption) { [emit] in
      if case .message(let text) = $0, text.contains("error[") { emit($0) }
    }
    for (index, task) in lesson.tasks.enumerated() {
      guard pupil.prepare(task, of: lesson) else { return .failed(.badInput) }
      let run = LessonRun(
        lesson: lesson, task: index, outcomes: [], reference: pupil, before: pupil.surroundings)
      let found = check(task, run)
      faults += found.faults
      rows.append([
        String(index + 1), lesson.source.text(in: task.answer.range), String(task.hints.count),
        task.mistakes.isEmpty ? nil : "\(task.mistakes.count)",
      ])
      for (mistake, told) in found.told { rows.append([String(index + 1), "#! " + mistake, nil, told]) }
      for statement in task.definitions { _ = pupil.runQuietly(statement, in: lesson.source) }
    }
    guard faults.isEmpty else { return refuse(faults, in: lesson.source) }
    write(
      table(
        "\(lesson.title): a lesson of \(lesson.tasks.count) tasks", ["task", "question", "hints", "mistakes"], rows))
    return .finished
  }

  /// Runs what a task needs in front; false where that failed, which has been told.
  private func prepare(_ task: Lesson.Task, of lesson: Lesson) -> Bool {
    task.preparation.allSatisfy { runQuietly($0, in: lesson.source) == .finished }
  }

  private func check(_ task: Lesson.Task, _ run: LessonRun) -> (faults: [Diagnostic], told: [(String, String)]) {
    let expected: Answer
    switch answer(of: task, in: run) {
    case .success(let answer): expected = answer
    case .failure(let failure):
      // Its places are within the answer alone; the reader looks at the answer in the file.
      let faults = failure.diagnostics.map { fault in
        let offset = task.answer.range.start
        return Diagnostic(fault.problem, at: SourceRange(fault.range.start + offset, fault.range.end + offset))
      }
      return (faults, [])
    }
    var faults: [Diagnostic] = []
    let isEmpty =
      expected.table.rowCount == 0
      || expected.table.columns.filter { !$0.isKey }.contains { column in
        (0..<expected.table.rowCount).allSatisfy { column.values.isMissing($0) }
      }
    if isEmpty {
      faults.append(Diagnostic(.lessonFault("this answer has no figure, so any would do"), at: task.answer.range))
    }
    var told: [(String, String)] = []
    for mistake in task.mistakes {
      let session = Session(from: run.reference, interruption: interruption) { _ in }
      let source = Source(mistake.question)
      guard case .query(let query)? = parse(source).statements.first?.kind,
        case .success(let given) = session.quietAnswer(to: mistake.question)
      else {
        faults.append(Diagnostic(.lessonFault("this wrong answer can't be answered at all"), at: mistake.range))
        continue
      }
      switch session.verdict(on: given, query, in: source, task: task, run: run) {
      case .right: faults.append(Diagnostic(.lessonFault("this answer is right, not wrong"), at: mistake.range))
      case .wrong(let message): told.append((mistake.question, message))
      case .other: told.append((mistake.question, "told that it is another question"))
      }
    }
    return (faults, told)
  }

  // MARK: Hand-ins

  /// `lesson grade "answers.marq"`: a file as a student types it, which begins with the lesson: `lesson 3`, then an answer for
  /// each task. Fails where not all tasks are solved.
  func gradeLesson(_ path: NameSyntax, in source: Source) -> Outcome {
    let file: Source
    switch readFile(path, in: source) {
    case .success(let found): file = found
    case .failure(let failure): return failure.outcome
    }
    let (statements, faults) = parse(file)
    guard faults.isEmpty else { return refuse(faults, in: file) }
    guard case .lesson(let name?)? = statements.first?.kind, name.text != Session.stopWord else {
      let place = statements.first?.range ?? SourceRange(0, 0)
      return refuse(
        [Diagnostic(.lessonFault("a hand-in begins with its lesson: lesson 3, or lesson \"my.marq\""), at: place)],
        in: file)
    }
    let lesson: Lesson
    switch findLesson(name, in: file) {
    case .success(let found): lesson = found
    case .failure(let failure): return failure.outcome
    }
    var grading = Grading(lesson: lesson, file: file, session: self)
    guard grading.read(statements.dropFirst()) else { return .failed(.badInput) }
    let solved = grading.results.count { $0.isSolved }
    write(
      table(
        "\(lesson.title): \(solved) of \(lesson.tasks.count) tasks solved",
        ["task", "outcome", "line", "what differs"],
        grading.results.enumerated().map { index, result in
          [
            String(index + 1), result.isSolved ? "solved" : result.line == nil ? "no answer" : "wrong",
            result.line.map { String($0) }, result.message,
          ]
        }))
    return solved == lesson.tasks.count ? .finished : .failed(.checkFailed)
  }
}

/// A hand-in being graded.
private struct Grading {
  struct Result {
    var isSolved = false
    var line: Int?
    var message: String?
  }

  let lesson: Lesson
  let file: Source
  let session: Session
  var results: [Result]

  init(lesson: Lesson, file: Source, session: Session) {
    self.lesson = lesson
    self.file = file
    self.session = session
    results = Array(repeating: Result(), count: lesson.tasks.count)
  }

  /// Goes through the answers in order; false where the lesson itself can't be run.
  ///
  /// A question that solves a later task than the open one belongs there, so that one wrong answer spoils no other.
  /// Only questions and definitions are run: grading reads and writes no file of the student's choice.
  mutating func read(_ statements: ArraySlice<StatementSyntax>) -> Bool {
    guard let runs = references() else { return false }
    let pupil = Session(from: runs.first?.reference ?? session, interruption: session.interruption) { _ in }
    var open = 0
    for statement in statements {
      switch statement.kind {
      case .define: _ = pupil.runQuietly(statement, in: file)
      case .skip, .next: open = min(open + (results[min(open, results.count - 1)].isSolved ? 0 : 1), lesson.tasks.count)
      case .query(let query):
        let text = file.text(in: query.range)
        let line = file.position(of: statement.range.start).line
        let found = (open..<lesson.tasks.count).first { verdict(on: text, of: pupil, query, runs[$0]) == .right }
        if let found {
          results[found] = Result(isSolved: true, line: line)
          open = found + 1
        } else if open < lesson.tasks.count {
          results[open].line = line
          switch verdict(on: text, of: pupil, query, runs[open]) {
          case .wrong(let message): results[open].message = message
          case .other, nil: results[open].message = "another question"
          case .right: break
          }
        }
      default: break
      }
    }
    return true
  }

  /// Each task with the data and definitions that it is asked on.
  private func references() -> [LessonRun]? {
    var runs: [LessonRun] = []
    var current = Session(from: session, interruption: session.interruption) { [session] output in session.emit(output)
    }
    for (index, task) in lesson.tasks.enumerated() {
      current = Session(from: current, interruption: session.interruption) { [session] output in session.emit(output) }
      for statement in task.preparation where current.runQuietly(statement, in: lesson.source) != .finished {
        return nil
      }
      runs.append(
        LessonRun(lesson: lesson, task: index, outcomes: [], reference: current, before: current.surroundings))
      let next = Session(from: current, interruption: session.interruption) { [session] output in session.emit(output) }
      for statement in task.definitions { _ = next.runQuietly(statement, in: lesson.source) }
      current = next
    }
    return runs
  }

  /// What an answer is for a task; nil where it can't be answered.
  private func verdict(
    on text: String, of pupil: Session, _ query: QuerySyntax, _ run: LessonRun
  ) -> Session.Verdict? {
    let session = Session(from: run.reference, interruption: pupil.interruption) { _ in }
    session.definitions = pupil.definitions
    guard let task = run.openTask else { return nil }
    switch session.quietAnswer(to: text) {
    case .success(let given): return session.verdict(on: given, query, in: file, task: task, run: run)
    case .failure(let failure): return .wrong(failure.diagnostics.first?.message ?? "it has no answer")
    }
  }
}
