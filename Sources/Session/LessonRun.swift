internal import Language
internal import Lessons
internal import Market
internal import Query

/// A lesson that is going on.
struct LessonRun {
  let lesson: Lesson
  /// The open task, from 0; the number of tasks where all are done.
  var task = 0
  /// How many hints of the open task have been told.
  var hintCount = 0
  /// How the tasks ended, in this run or an earlier one.
  var outcomes: [TaskOutcome?]
  /// Where the answers of the tasks are asked, apart from what the student loads and defines.
  let reference: Session
  /// The data and definitions to go back to.
  let before: Surroundings

  /// What a lesson changes in the session that it is taken in.
  struct Surroundings {
    let market: Market
    let marketSettings: Session.MarketSettings
    let definitions: Definitions
    let parameters: [String: ParameterValue]
  }

  var openTask: Lesson.Task? { task < lesson.tasks.count ? lesson.tasks[task] : nil }
}

extension Session {
  var surroundings: LessonRun.Surroundings {
    get {
      LessonRun.Surroundings(
        market: market, marketSettings: marketSettings, definitions: definitions, parameters: parameters)
    }
    set {
      market = newValue.market
      marketSettings = newValue.marketSettings
      definitions = newValue.definitions
      parameters = newValue.parameters
    }
  }
}
