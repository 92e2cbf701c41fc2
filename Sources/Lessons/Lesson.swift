public import Language

/// A lesson: prose, and tasks that are solved by asking the right question.
///
/// Its file is a script in Marq, so that it runs as it is; README.md beside the lessons describes the format.
public struct Lesson: Sendable {
  /// One task.
  public struct Task: Sendable {
    /// What is told before the task.
    public let lead: [String]
    /// What is asked.
    public let question: [String]
    /// Hints, the gentlest first.
    public let hints: [String]
    /// What is said when it is solved.
    public let remark: [String]
    /// Answers that are wrong and likely, and what to say to them.
    public let mistakes: [Mistake]
    /// What is run before the task: data to load, definitions.
    public let preparation: [StatementSyntax]
    /// Definitions that the answer needs and the student is to find.
    public let definitions: [StatementSyntax]
    /// The answer.
    public let answer: QuerySyntax
    /// Where the question stands.
    public let range: SourceRange
  }

  /// A wrong answer that the teacher expects.
  public struct Mistake: Sendable {
    /// The question as a student may write it.
    public let question: String
    /// What is said to it; empty where what differs is told.
    public let message: String
    /// Where it stands.
    public let range: SourceRange
  }

  /// What `lesson` takes, beside a number: the file's name without its ending and its number.
  public let name: String
  /// The first line.
  public let title: String
  /// What is told first.
  public let introduction: [String]
  /// The tasks.
  public let tasks: [Task]
  /// What is told at the end.
  public let ending: [String]
  /// The text.
  public let source: Source

  /// The answer of a task as it is written in the file.
  public func answerText(of task: Task) -> String {
    (task.definitions.map(\.range) + [task.answer.range]).map { source.text(in: $0) }.joined(separator: "\n")
  }
}
