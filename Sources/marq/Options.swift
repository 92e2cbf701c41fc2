internal import Language
internal import Rendering

/// What the command line asks for, by the conventions of GNU: options and files in any order, `--name value` or
/// `--name=value`, letters together (`-qf csv`), and nothing but files after `--`.
///
/// Read by hand: the usual library for it brings in a part of Foundation and doubles the time that the program takes to
/// start.
struct Options {
  /// What to do with them.
  enum Task: Equatable {
    case answer, printHelp, printVersion, printGrammar
  }

  var task = Task.answer
  /// The statements of `-c`.
  var statements: [String] = []
  /// A folder, a file of prices, or the name of a data set.
  var dataSet = "hk-ai-2026"
  var format: Format?
  /// The parameters of `--set`.
  var parameters: [Parameter] = []
  var color = ColorChoice.auto
  var isQuiet = false
  /// Whether a prompt begins with the reader's `init.marq`.
  var readsInit = true
  var files: [String] = []
}

enum ColorChoice: String, CaseIterable {
  case auto, always, never
}

/// `name=value` of `--set`.
struct Parameter {
  let name: String
  let value: String

  init?(_ text: String) {
    guard let equal = text.utf8.firstIndex(of: UInt8(ascii: "=")), equal > text.startIndex else { return nil }
    name = String(text[..<equal])
    value = String(text[text.utf8.index(after: equal)...])
    guard name.utf8.allSatisfy(Parameter.isNameByte) else { return nil }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...: true
    default: false
    }
  }
}

/// Why a command line can't be read, and what to write instead.
struct UsageError: Error {
  let message: String
}

extension Options {
  /// An option: its letter, its name, what its value is called, and what it is for.
  private struct Option {
    let letter: Character?
    let name: String?
    let value: String?
    /// Written when it is asked for, which is seldom.
    let help: @Sendable () -> String
    let apply: @Sendable (inout Options, String) throws(UsageError) -> Void

    init(
      letter: Character? = nil, name: String? = nil, value: String? = nil,
      help: @autoclosure @escaping @Sendable () -> String,
      apply: @escaping @Sendable (inout Options, String) throws(UsageError) -> Void
    ) {
      (self.letter, self.name, self.value, self.help, self.apply) = (letter, name, value, help, apply)
    }

    /// How it may be written: `-q` and `--quiet`.
    var spellings: [String] {
      var result: [String] = []
      if let letter { result.append("-\(letter)") }
      if let name { result.append("--\(name)") }
      return result
    }

    var spelling: String { spellings.joined(separator: ", ") }
  }

  private static let all: [Option] = [
    Option(letter: "c", value: "statement", help: "A statement to answer; may be repeated.") {
      $0.statements.append($1)
    },
    Option(
      letter: "d", name: "data", value: "folder",
      help: "A folder, a file of prices or a market file, or the name of a data set that comes with Marq: hk-ai-2026."
    ) { $0.dataSet = $1 },
    Option(
      letter: "f", name: "format", value: "format",
      help: "The shape of answers: \(Format.names.joined(separator: ", ")). A terminal gets a table, a pipe tsv."
    ) { (options, text) throws(UsageError) in
      guard let format = Format(name: text) else { throw UsageError(text, of: "--format", known: Format.names) }
      options.format = format
    },
    Option(name: "set", value: "name=value", help: "A value for $name in statements; may be repeated.") {
      (options, text) throws(UsageError) in
      guard let parameter = Parameter(text) else {
        throw UsageError(message: "\"\(text)\" is not name=value, as --set takes it: --set day=2026-02-23")
      }
      options.parameters.append(parameter)
    },
    Option(name: "color", value: "when", help: "Colours: auto, always or never.") {
      (options, text) throws(UsageError) in
      guard let color = ColorChoice(rawValue: text) else {
        throw UsageError(text, of: "--color", known: ColorChoice.allCases.map(\.rawValue))
      }
      options.color = color
    },
    Option(letter: "q", name: "quiet", help: "No headings and notes on standard error.") { options, _ in
      options.isQuiet = true
    },
    Option(name: "no-init", help: "Don't read init.marq in the folder marq of $XDG_CONFIG_HOME at a prompt.") {
      options, _ in
      options.readsInit = false
    },
    Option(name: "grammar", help: "Print the language's definition, in EBNF, and leave.") { options, _ in
      options.task = .printGrammar
    },
    Option(name: "version", help: "Print the version, and leave.") { options, _ in options.task = .printVersion },
    Option(letter: "h", name: "help", help: "Print this, and leave.") { options, _ in options.task = .printHelp },
  ]

  /// Reads the arguments behind the program's name.
  init(_ arguments: some Sequence<String>) throws(UsageError) {
    var rest = Array(arguments)[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        files += rest
        return
      }
      if argument.utf8.starts(with: "--".utf8) {
        try readName(argument.dropFirst(2), &rest)
      } else if argument.utf8.first == UInt8(ascii: "-"), argument != "-" {
        try readLetters(argument.dropFirst(), &rest)
      } else {
        files.append(argument)
      }
    }
  }

  /// `--name`, with its value behind an equals sign or in the next argument.
  private mutating func readName(_ argument: Substring, _ rest: inout ArraySlice<String>) throws(UsageError) {
    let name = argument.prefix { $0 != "=" }
    guard let option = Options.all.first(where: { $0.name.map { $0 == name } ?? false }) else {
      throw UsageError(unknown: "--\(name)")
    }
    let value = name.endIndex < argument.endIndex ? String(argument[name.endIndex...].dropFirst()) : nil
    if option.value == nil, value != nil { throw UsageError(message: "--\(name) takes no value") }
    if option.value == nil {
      try option.apply(&self, "")
    } else if let value {
      try option.apply(&self, value)
    } else {
      try option.apply(&self, next(of: option, &rest))
    }
  }

  /// Letters in a row; behind one that takes a value comes the value.
  private mutating func readLetters(_ argument: Substring, _ rest: inout ArraySlice<String>) throws(UsageError) {
    var letters = argument
    while let letter = letters.popFirst() {
      guard let option = Options.all.first(where: { $0.letter == letter }) else {
        throw UsageError(unknown: "-\(letter)")
      }
      guard option.value != nil else {
        try option.apply(&self, "")
        continue
      }
      try option.apply(&self, letters.isEmpty ? next(of: option, &rest) : String(letters))
      return
    }
  }

  private func next(of option: Option, _ rest: inout ArraySlice<String>) throws(UsageError) -> String {
    guard let value = rest.popFirst() else {
      throw UsageError(message: "\(option.spelling) needs a \(option.value ?? "value") behind it")
    }
    return value
  }

  private static let helpColumn = 26
  private static var indent: String { String(repeating: " ", count: helpColumn) }

  /// The page that `--help` prints.
  static var help: String {
    let lines = all.map { option in
      let start = "  " + option.spelling + (option.value.map { " <\($0)>" } ?? "")
      let isShort = start.count < helpColumn
      let gap = isShort ? String(repeating: " ", count: helpColumn - start.count) : "\n" + indent
      return start + gap + wrapped(option.help()).joined(separator: "\n" + indent)
    }
    return """
      Marq answers questions about market segments.

        marq                                 opens the prompt
        marq -c 'drop where segment=llm'     answers one question
        marq FILE ... | marq < FILE          answers the questions of a file; - is standard input
        marq report FILE into x.html         makes a page of a file and its answers, or x.md
        marq lesson 1                        begins a lesson; lesson check FILE, lesson grade FILE

      \(lines.joined(separator: "\n"))

      Answers go to standard output, everything else to standard error. A file or pipe
      is answered up to its first error. Statements of -c are answered after the
      files, with what the files defined.

      Exit status: 0 all answered; 1 a check failed; 64 wrong options; 65 a question or
      data that can't be read; 66 no such file; 74 the answer could not be written;
      130 interrupted.

      """
  }

  /// A text in lines of what fits behind the options.
  private static func wrapped(_ text: String) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      if !lines[lines.count - 1].isEmpty, lines[lines.count - 1].count + 1 + word.count > 54 { lines.append("") }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
    }
    return lines
  }

  fileprivate static var names: [String] { all.compactMap { option in option.name.map { "--\($0)" } } }
}

extension UsageError {
  /// No option is spelt so.
  fileprivate init(unknown spelling: String) {
    let near = nearest(to: spelling, among: Options.names).first
    message = "there is no option \(spelling)" + (near.map { "; did you mean \($0)?" } ?? "")
  }

  /// A value that an option does not take.
  fileprivate init(_ text: String, of option: String, known: [String]) {
    let near = nearest(to: text, among: known).first.map { "; did you mean \($0)?" } ?? ""
    message = "\(option) takes \(known.joined(separator: ", ")), not \"\(text)\"\(near)"
  }
}
