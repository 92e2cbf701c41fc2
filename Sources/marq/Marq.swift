internal import CMachine
internal import Glibc
internal import Query
internal import Session

/// Where the program begins: it reads the command line, answers, and says by its exit status how it went.
@main
enum Marq {
  static let version = "marq 0.1"

  static func main() {
    // A closed pipe is an answer that nobody wants any more, not a fault.
    signal(SIGPIPE, SIG_IGN)
    machine_keep_memory(256 << 20)
    do throws(UsageError) {
      let options = try Options(CommandLine.arguments.dropFirst())
      let page: String
      switch options.task {
      case .answer: Program(options).runAndExit()
      case .printHelp: page = Options.help
      case .printVersion: page = "\(version)\n"
      case .printGrammar: page = EmbeddedFiles.grammar
      }
      Terminal(color: options.color).write(.data(page))
      exit(ExitStatus.success.rawValue)
    } catch {
      Terminal(color: .auto).write(.message("marq: \(error.message)\n      marq --help lists the options\n"))
      exit(ExitStatus.usage.rawValue)
    }
  }
}

/// How the program ended, for whoever called it.
enum ExitStatus: Int32 {
  case success = 0
  case failure = 1
  case usage = 64
  case badInput = 65
  case noInput = 66
  case notWritten = 74
  case interrupted = 130

  init(_ outcome: Outcome) {
    switch outcome {
    case .finished, .quit: self = .success
    case .failed(.checkFailed): self = .failure
    case .failed(.badInput): self = .badInput
    case .failed(.noInput): self = .noInput
    case .failed(.notWritten): self = .notWritten
    case .failed(.interrupted): self = .interrupted
    }
  }
}
