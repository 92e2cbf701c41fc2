internal import Glibc
internal import Language
internal import LineEditor
internal import Market
internal import Query
internal import Rendering
internal import Session

/// One run of the program: a session, what it is fed with, and where its words go.
final class Program {
  private let options: Options
  private let terminal: Terminal
  private let session: Session
  private let waiting: Waiting

  init(_ options: Options) {
    self.options = options
    let terminal = Terminal(color: options.color)
    self.terminal = terminal
    var settings = Settings(
      format: options.format ?? (terminal.isOutputTerminal ? .table : .tsv), style: terminal.outputStyle,
      messageStyle: terminal.messageStyle, showsNotes: !options.isQuiet)
    settings.style.hasBars = terminal.isOutputTerminal
    let interruption = Interruption()
    session = Session(settings: settings, interruption: interruption) { terminal.write($0) }
    let waiting = Waiting(
      interruption: interruption, showsTime: terminal.canTellTime, isUnicode: settings.messageStyle.isUnicode,
      width: settings.messageStyle.width)
    self.waiting = waiting
    terminal.waiting = waiting
    if terminal.canTellTime { session.progress = { waiting.hear($0) } }
  }

  /// Does what the command line asks for and ends the program.
  ///
  /// What it holds is left to the system, which takes it back at once; to free it piece by piece would take its time.
  func runAndExit() -> Never { exit(run().rawValue) }

  private func run() -> ExitStatus {
    for parameter in options.parameters {
      session.parameters[parameter.name] = ParameterValue(parameter.value)
    }
    session.password = { [terminal] user, server in
      Password.of(user, at: server) { terminal.write(.message("note: \($0)\n")) }
    }
    let opened = attended { session.open(dataSet: options.dataSet) }
    guard opened == .finished else { return ExitStatus(opened) }
    session.lessonMarks = { ProgressFile.marks() }
    session.keepLessonMark = { [terminal] mark in
      if let reason = ProgressFile.keep(mark) { terminal.write(.message("note: \(reason)\n")) }
    }
    if let statement = reportStatement { return finish(attended { session.run(Source(statement)) }) }
    if let statement = lessonStatement {
      guard beginsLesson, terminal.isInputTerminal, terminal.isOutputTerminal else {
        return finish(attended { session.run(Source(statement)) })
      }
      return finish(Prompt(session, terminal, waiting, readsInit: options.readsInit, opening: statement).run())
    }
    if options.statements.isEmpty, options.files.isEmpty {
      guard terminal.isInputTerminal else { return finish(answer(file: "-")) }
      if terminal.isOutputTerminal {
        return finish(Prompt(session, terminal, waiting, readsInit: options.readsInit).run())
      }
      return finish(answer(file: "-"))
    }
    for file in options.files {
      let outcome = answer(file: file)
      guard outcome == .finished else { return finish(outcome) }
    }
    for statement in options.statements {
      let outcome = attended { session.run(Source(statement)) }
      guard outcome == .finished else { return finish(outcome) }
    }
    return .success
  }

  /// `marq lesson check my.marq` is the statement; `./lesson` is a file.
  private var lessonStatement: String? {
    guard options.files.first == StatementWord.lesson.rawValue, options.statements.isEmpty else { return nil }
    let rest = options.files.dropFirst()
    guard let word = rest.first.flatMap({ LessonWord(rawValue: $0) }), let path = rest.dropFirst().first else {
      return options.files.joined(separator: " ")
    }
    return "lesson \(word.rawValue) \(quoted(path))"
  }

  /// `marq report monday.marq into monday.html` is the statement; `./report` is a file.
  private var reportStatement: String? {
    guard options.files.first == StatementWord.report.rawValue, options.statements.isEmpty else { return nil }
    // Every second argument is a path, which may have any signs in it.
    let rest = options.files.dropFirst().enumerated().map {
      $0.offset.isMultiple(of: 2) ? quoted($0.element) : $0.element
    }
    return ([StatementWord.report.rawValue] + rest).joined(separator: " ")
  }

  private func quoted(_ path: String) -> String {
    let quote = path.contains("\"") ? "'" : "\""
    return "\(quote)\(path)\(quote)"
  }

  /// Whether tasks are to follow, which are answered at the prompt: `marq lesson 1`, but not `marq lesson check my.marq`.
  private var beginsLesson: Bool {
    switch options.files.dropFirst().first {
    case nil, LessonWord.check.rawValue, LessonWord.grade.rawValue: return false
    default: return true
    }
  }

  private func finish(_ outcome: Outcome) -> ExitStatus { ExitStatus(outcome) }

  /// Does some work; where a person is at the terminal, it tells the time and Control-C stops it.
  private func attended(_ work: () -> Outcome) -> Outcome {
    terminal.isErrorTerminal ? waiting.during(work) : work()
  }

  private func answer(file: String) -> Outcome {
    do throws(DataError) {
      let path = file == "-" ? "/dev/stdin" : file
      let bytes = Array(try DataFile.read(path).bytes)
      return attended { session.run(Source(name: file == "-" ? "stdin" : file, bytes: bytes), isFile: true) }
    } catch {
      terminal.write(.message("marq: \(file): \(error.message)\n"))
      return .failed(error.isNoInput ? .noInput : .badInput)
    }
  }
}
