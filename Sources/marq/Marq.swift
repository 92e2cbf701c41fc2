public import ArgumentParser
internal import Glibc
public import Rendering
internal import Session

/// The command line: what to answer, on which data, in which shape.
@main
struct Marq: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "marq",
    abstract: "Answers questions about market segments.",
    usage: """
      marq                                     opens the prompt
      marq -c 'drop where segment=llm'         answers one question
      marq FILE ... | marq < FILE              answers the questions of a file
      """,
    discussion: """
      Answers go to standard output, everything else to standard error. A file or pipe is answered up to its first \
      error. -c statements are answered after the files, with what the files defined.

      EXIT STATUS: 0 all answered; 1 a check failed; 64 wrong options; 65 a question or data that can't be read; \
      66 no such file; 74 the answer could not be written; 130 interrupted.
      """,
    version: "marq 0.1")

  @Option(
    name: .short, parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A statement to answer; may be repeated.", valueName: "statement"))
  var command: [String] = []

  @Option(
    name: [.customLong("data"), .customShort("d")],
    help: ArgumentHelp(
      "A folder, a file of prices, or the name of a data set that comes with Marq.", valueName: "folder"))
  var dataSet = "hk-ai-2026"

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The shape of answers: \(Format.names.joined(separator: ", ")). Default: table on a terminal, tsv in a pipe.",
      valueName: "format"))
  var format: Format?

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A value for $name in statements; may be repeated.", valueName: "name=value"))
  var parameters: [Parameter] = []

  @Option(help: ArgumentHelp("Colours: auto, always or never.", valueName: "when"))
  var color: ColorChoice = .auto

  @Flag(name: .shortAndLong, help: "No headings and notes on standard error.")
  var quiet = false

  @Flag(help: "Don't read init.marq of the folder marq in $XDG_CONFIG_HOME, which a prompt begins with.")
  var noInit = false

  @Flag(help: "Print the language's definition, in EBNF, and leave.")
  var grammar = false

  @Argument(help: ArgumentHelp("Files of statements; - is standard input.", valueName: "file"))
  var files: [String] = []

  func run() throws {
    // A closed pipe is an answer that nobody wants any more, not a fault.
    signal(SIGPIPE, SIG_IGN)
    let program = Program(self)
    throw ExitCode(program.run().rawValue)
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

extension Format: ExpressibleByArgument {
  /// The format that an argument of the command line names.
  public init?(argument: String) { self.init(name: argument) }
}

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
}

/// `name=value` of `--set`.
struct Parameter: ExpressibleByArgument {
  let name: String
  let value: String

  init?(argument: String) {
    guard let equal = argument.firstIndex(of: "="), equal > argument.startIndex else { return nil }
    name = String(argument[..<equal])
    value = String(argument[argument.index(after: equal)...])
    guard
      name.utf8.allSatisfy({
        $0 == 0x5F || $0 >= 0x80 || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39)
      })
    else { return nil }
  }
}
