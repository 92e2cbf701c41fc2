internal import Cluster
public import Language
public import Lessons
public import Market
public import Query
internal import Rendering

/// A conversation: text in, text and status out. Knows no terminal, no environment and no exit status.
public final class Session {
  /// What the session does unless a statement says otherwise.
  public var settings: Settings
  /// The data that questions are asked of.
  public internal(set) var market = Market.empty { didSet { lastBound = nil } }
  /// What the data set and the session have set about the market.
  var marketSettings = MarketSettings()
  /// The measures of the prelude and the session's own.
  public internal(set) var definitions: Definitions
  /// The values of `$name`.
  public var parameters: [String: ParameterValue] = [:]
  /// What was asked in this session and those before it, oldest first; whoever holds the conversation knows.
  public var history: () -> [String] = { [] }
  /// What has been done in lessons, here and in earlier sessions, oldest first; whoever holds the conversation knows.
  public var lessonMarks: () -> [LessonMark] = { [] }
  /// Told what has been done in a lesson, to be kept.
  public var keepLessonMark: (LessonMark) -> Void = { _ in }
  /// The lesson that is going on.
  var lessonRun: LessonRun?
  /// Told what is shown instead of printing it: a report's parts.
  var listener: ((Shown) -> Void)?

  /// The answer that was printed last: what `_` is.
  var lastAnswer: Answer?
  /// The question that the last answer was worked out from; nil where it is a list, or the data has changed since.
  var lastBound: AskedQuestion?
  /// The question whose answer is being shown.
  var questionAtWork: AskedQuestion?
  /// The question that was answered last, as it was written.
  var lastQuestion = ""
  /// What could stand at the end of the text that was looked at last.
  var quickly: (text: String, found: Candidates?)?
  /// Whether the source being run has been answered to.
  var hasAnswered = false
  /// The files being run, so that none runs itself.
  var running: [String] = []

  /// The faults of the source that was run last, in the order they were told.
  public internal(set) var diagnostics: [Diagnostic] = []

  /// The wish that the statement that is running should stop.
  public let interruption: Interruption
  /// Told how far a load is, from 0 to 1, now and then and from any thread but one at a time; nil when it is over.
  public var progress: (@Sendable (Double?) -> Void)?

  /// The password of a user on a server, in whatever place it is kept; whoever holds the conversation knows.
  public var password: (_ user: String, _ server: String) -> String? = { _, _ in nil }
  /// Where the market lies; nil where it is here.
  var place: ServerPlace?
  /// How many threads share the work of a question, for `plan` to tell.
  public var threads = Concurrency.allCores.threadCount

  let emit: (Output) -> Void

  /// What a market is called and asked about.
  struct MarketSettings {
    var title: String?
    var today: Day?
    var benchmark: String?
    /// What every answer says of the data: `made-up data`.
    var caveat: String?
  }

  /// A session without data, which hands all it has to say to `emit`.
  ///
  /// What it runs stops soon after `interruption` is requested; whoever requests it clears it, too.
  public init(
    settings: Settings = Settings(), interruption: Interruption = Interruption(), emit: @escaping (Output) -> Void
  ) {
    self.interruption = interruption
    self.settings = settings
    self.emit = emit
    self.definitions = .prelude
  }

  /// A session that goes on from where another one stands, and leaves that one as it is.
  public init(
    from other: Session, interruption: Interruption = Interruption(), emit: @escaping (Output) -> Void
  ) {
    self.interruption = interruption
    self.settings = other.settings
    self.threads = other.threads
    self.emit = emit
    self.market = other.market
    self.marketSettings = other.marketSettings
    self.definitions = other.definitions
    self.parameters = other.parameters
    self.password = other.password
    self.place = other.place?.place(for: interruption)
  }

  /// The day on which a question without a window is asked: the one set, else the last trading day.
  public var today: Day? {
    marketSettings.today ?? market.bars.lastDay
  }

  /// What the market is called.
  public var title: String { marketSettings.title ?? market.name }

  /// Answers the statements of a source in order, up to the first that fails.
  ///
  /// A source with a statement that can't be read is refused whole, so that nothing is half done. `isFile` says that
  /// the source's name is a path, which its statements may not run again.
  public func run(_ source: Source, isFile: Bool = false) -> Outcome {
    if isFile, let name = source.name { running.append(name) }
    defer { if isFile, source.name != nil { running.removeLast() } }
    diagnostics = []
    quickly = nil
    if running.count <= 1 { hasAnswered = false }
    let (statements, faults) = parse(source)
    guard faults.isEmpty else {
      for fault in faults.prefix(Session.reportLimit) { report(fault, in: source) }
      if faults.count > Session.reportLimit { emit(.message("and \(faults.count - Session.reportLimit) more\n")) }
      return .failed(.badInput)
    }
    for statement in statements {
      let outcome = timed(statement) { run(statement, in: source) }
      guard outcome == .finished else { return outcome }
    }
    return .finished
  }

  /// How many faults of one source are told; a reader mends the first few before looking at more.
  private static let reportLimit = 10

  func run(_ statement: StatementSyntax, in source: Source) -> Outcome {
    switch statement.kind {
    case .query(let query):
      let outcome = answer(query, in: source)
      if outcome == .finished { judge(query, in: source) }
      return outcome
    case .source(let query): return answerSources(of: query, in: source)
    case .define(let name, let parameters, let body): return define(name, parameters, body, in: source)
    case .check(let query, let message): return check(query, message, in: source)
    case .plan(let query): return plan(query, in: source)
    case .sql(let query, let dialect): return sql(query, for: dialect, in: source)
    case .explain(let query, let row, let path): return explain(query, row: row, into: path, in: source)
    case .plot(let query, let kind, let path):
      let outcome = plot(query, as: kind, into: path, in: source)
      if outcome == .finished { judge(query, in: source) }
      return outcome
    case .load(let path): return load(path, in: source)
    case .save(let query?, let path): return save(query, into: path, in: source)
    case .save(nil, let path): return saveMarket(into: path, in: source)
    case .show(let subject): return show(subject, in: source)
    case .describe: return describe()
    case .set(let name, let value): return set(name, value, in: source)
    case .setParameter(let name, let value):
      parameters[name.text] = ParameterValue(plainText(value, in: source))
      return .finished
    case .run(let path): return runFile(path, in: source)
    case .history(let part): return showHistory(part)
    case .help(let topic): return help(topic, in: source)
    case .search(let words): return search(words, in: source)
    case .report(let path, let target): return report(path, into: target, in: source)
    case .lesson(nil): return listLessons()
    case .lesson(let name?):
      switch name.text {
      case Session.stopWord: return stopLesson(at: name.range, in: source)
      case LessonWord.again.rawValue:
        return lesson("starting over", at: name.range, in: source) { $0.restartLesson() }
      case LessonWord.check.rawValue, LessonWord.grade.rawValue:
        let problem = Problem.expected(
          "a file, as in lesson \(name.text) \"my.marq\"", found: "the end of the statement")
        return refuse([Diagnostic(problem, at: name.range)], in: source)
      default: return beginLesson(name, in: source)
      }
    case .lessonFile(.check, let path): return checkLesson(path, in: source)
    case .lessonFile(.again, let name): return beginLesson(name, again: true, in: source)
    case .lessonFile(.grade, let path): return gradeLesson(path, in: source)
    case .hint: return lesson("a hint", at: statement.range, in: source) { $0.hint() }
    case .answer: return lesson("an answer", at: statement.range, in: source) { $0.showAnswer() }
    case .skip: return lesson("a task to skip", at: statement.range, in: source) { $0.skip() }
    case .next: return lesson("a next task", at: statement.range, in: source) { $0.goOn() }
    case .progress: return showProgress()
    case .quit: return .quit
    }
  }

  func plainText(_ value: ExpressionSyntax, in source: Source) -> String {
    if case .text(let text) = value.kind { return text }
    return source.text(in: value.range)
  }
}
