/// How a task of a lesson ended.
public enum TaskOutcome: String, Sendable {
  /// The student asked the right question.
  case solved
  /// The answer was shown.
  case shown
  /// The student went on without.
  case skipped
}

/// One line of what is kept of lessons: `reading-a-drop 3 solved`.
public struct LessonMark: Sendable, Equatable {
  /// The lesson's name.
  public let lesson: String
  /// The task, from 1.
  public let task: Int
  /// How it ended.
  public let outcome: TaskOutcome

  /// A mark.
  public init(lesson: String, task: Int, outcome: TaskOutcome) {
    self.lesson = lesson
    self.task = task
    self.outcome = outcome
  }

  /// The mark that a line holds; nil where it holds none, as one of a later version.
  public init?(line: String) {
    let words = line.split(separator: " ")
    guard words.count >= 3, let task = Int(words[words.count - 2]), task > 0,
      let outcome = TaskOutcome(rawValue: String(words[words.count - 1]))
    else { return nil }
    self.init(lesson: words.dropLast(2).joined(separator: " "), task: task, outcome: outcome)
  }

  /// The line that holds it.
  public var line: String { "\(lesson) \(task) \(outcome.rawValue)" }
}

extension [LessonMark] {
  /// The best outcome of each task of a lesson: what was solved once stays solved.
  public func outcomes(of lesson: String, taskCount: Int) -> [TaskOutcome?] {
    var result = [TaskOutcome?](repeating: nil, count: taskCount)
    for mark in self where mark.lesson == lesson && mark.task <= taskCount {
      if result[mark.task - 1] != .solved { result[mark.task - 1] = mark.outcome }
    }
    return result
  }
}
