public import Language

extension Lesson {
  /// Reads a lesson's file.
  ///
  /// A file with a fault is no lesson: all faults are told at once, those of the statements first. O(bytes).
  public static func read(_ source: Source) -> Result<Lesson, LessonFaults> {
    let script = Script(source)
    guard script.diagnostics.isEmpty else { return .failure(LessonFaults(diagnostics: script.diagnostics)) }
    var reader = Reader(source: source)
    for part in script.parts { reader.take(part) }
    return reader.finish()
  }

  /// `lessons/03-did-the-whole-segment-fall.marq` as `did-the-whole-segment-fall`.
  public static func name(ofFile path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let stem = file.hasSuffix(".marq") ? String(file.dropLast(5)) : file
    let digits = stem.prefix { $0.isNumber }
    let rest = stem.dropFirst(digits.count)
    return digits.isEmpty || rest.first != "-" || rest.count < 2 ? stem : String(rest.dropFirst())
  }
}

/// Everything that is wrong with a lesson's file.
public struct LessonFaults: Error, Sendable {
  /// At least one, in the order of the text.
  public let diagnostics: [Diagnostic]
}

/// The marks behind `#` that give a line of comment its part in a lesson.
private enum Mark: Character {
  case question = "?"
  case hint = "-"
  case remark = "="
  case mistake = "!"
}

/// A lesson in the making.
private struct Reader {
  let source: Source
  private var title: String?
  private var introduction: [String] = []
  private var tasks: [Lesson.Task] = []
  private var open: Draft?
  /// Prose and statements that belong to the task to come.
  private var lead: [String] = []
  private var preparation: [StatementSyntax] = []
  private var diagnostics: [Diagnostic] = []

  /// A task whose parts are being collected.
  private struct Draft {
    var lead: [String]
    var preparation: [StatementSyntax]
    var question: [String] = []
    var hints: [String] = []
    var remark: [String] = []
    var mistakes: [Lesson.Mistake] = []
    var definitions: [StatementSyntax] = []
    var answer: QuerySyntax?
    var range: SourceRange
  }

  init(source: Source) { self.source = source }

  mutating func take(_ part: Script.Part) {
    switch part {
    case .comment(let lines): take(lines)
    case .statement(let statement): take(statement)
    }
  }

  mutating func finish() -> Result<Lesson, LessonFaults> {
    endTask()
    let start = SourceRange(0, 0)
    if title == nil { fault("a lesson begins with its title, as in # Reading a drop", start) }
    if tasks.isEmpty, diagnostics.isEmpty {
      fault("a lesson has at least one task: a line #? with the question, and its answer below", start)
    }
    guard diagnostics.isEmpty, let title else {
      return .failure(LessonFaults(diagnostics: diagnostics.sorted { $0.range.start < $1.range.start }))
    }
    return .success(
      Lesson(
        name: Lesson.name(ofFile: source.name ?? "lesson"), title: title, introduction: introduction, tasks: tasks,
        ending: lead, source: source))
  }

  private mutating func fault(_ what: String, _ range: SourceRange) {
    diagnostics.append(Diagnostic(.lessonFault(what), at: range))
  }

  // MARK: Comments

  /// Lines go on the one before until a mark begins another thing; an empty comment ends a paragraph.
  private mutating func take(_ lines: [Script.CommentLine]) {
    var mark: Mark?
    var paragraphs: [String] = []
    var range = lines[0].range
    for line in lines {
      // The line that tells a system which program runs the file.
      if line.range.start == 0, line.text.hasPrefix("!/") { continue }
      if let next = line.text.first.flatMap({ Mark(rawValue: $0) }) {
        put(paragraphs, mark, range)
        (mark, paragraphs, range) = (next, [line.trimmedBehindMark], line.range)
      } else if line.trimmed.isEmpty {
        if paragraphs.last?.isEmpty == false { paragraphs.append("") }
      } else if title == nil, mark == nil {
        title = line.trimmed
      } else {
        range = range.union(line.range)
        let before = paragraphs.popLast() ?? ""
        paragraphs.append(before.isEmpty ? line.trimmed : before + " " + line.trimmed)
      }
    }
    put(paragraphs, mark, range)
  }

  private mutating func put(_ paragraphs: [String], _ mark: Mark?, _ range: SourceRange) {
    let texts = paragraphs.filter { !$0.isEmpty }
    if mark == nil, texts.isEmpty { return }
    guard let mark else {
      if tasks.isEmpty, open == nil {
        introduction += texts
      } else if open != nil, open?.answer == nil {
        open?.question += texts
      } else {
        // Prose behind an answer leads to the next task.
        endTask()
        lead += texts
      }
      return
    }
    guard !texts.isEmpty else { return fault("this line says nothing", range) }
    if mark == .question {
      endTask()
      open = Draft(lead: lead, preparation: preparation, question: texts, range: range)
      (lead, preparation) = ([], [])
      return
    }
    guard open != nil else { return fault("this belongs to a task, which begins with a line #?", range) }
    switch mark {
    case .question: break
    case .hint: open?.hints.append(texts.joined(separator: " "))
    case .remark: open?.remark += texts
    case .mistake: putMistake(texts.joined(separator: " "), range)
    }
  }

  /// `#! gain where segment=cloud => that is the gain`
  private mutating func putMistake(_ text: String, _ range: SourceRange) {
    let end = text.firstRange(of: "=>")
    let question = Script.CommentLine(text: String(end.map { text[..<$0.lowerBound] } ?? text[...]), range: range)
      .trimmed
    let (statements, faults) = parse(Source(question))
    guard faults.isEmpty, statements.count == 1, case .query = statements[0].kind else {
      return fault("a wrong answer is one question: #! gain over 5d => what to say to it", range)
    }
    open?.mistakes.append(
      Lesson.Mistake(
        question: question,
        message: end.map { Script.CommentLine(text: String(text[$0.upperBound...]), range: range).trimmed } ?? "",
        range: range))
  }

  // MARK: Statements

  private mutating func take(_ statement: StatementSyntax) {
    switch statement.kind {
    case .query(let query):
      if open == nil {
        fault("a question answers a task, and no line #? begins one here", statement.range)
      } else if open?.answer != nil {
        fault("a task has one answer, and this one has it already", statement.range)
      } else {
        open?.answer = query
      }
    case .define where open != nil && open?.answer == nil: open?.definitions.append(statement)
    case .define, .load, .set, .setParameter:
      endTask()
      preparation.append(statement)
    default:
      fault("a lesson holds questions, define, load and set, and nothing else", statement.range)
    }
  }

  private mutating func endTask() {
    guard let draft = open else { return }
    open = nil
    guard let answer = draft.answer else {
      return fault("this task has no answer: write the question that solves it below", draft.range)
    }
    tasks.append(
      Lesson.Task(
        lead: draft.lead, question: draft.question, hints: draft.hints, remark: draft.remark, mistakes: draft.mistakes,
        preparation: draft.preparation, definitions: draft.definitions, answer: answer, range: draft.range))
  }
}

extension Script.CommentLine {
  /// The text behind a mark.
  fileprivate var trimmedBehindMark: String {
    Script.CommentLine(text: String(text.dropFirst()), range: range).trimmed
  }
}
