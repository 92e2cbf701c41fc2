import Foundation
import TerminalSupport
import Testing

/// How the program behaves at terminals of all kinds, with the keys and signals that readers know from elsewhere.
@Suite("manners", .serialized) final class MannersTests {
  private let home = FileManager.default.temporaryDirectory.appendingPathComponent("marq-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: home) }

  private func start(
    _ arguments: [String] = [], variables: [String: String?] = [:], columns: Int = 80, rows: Int = 40
  ) throws -> PseudoTerminal {
    try home.writeInit(hints: false)
    var environment: [String: String?] = ["TERM": "xterm", "LC_ALL": "C.UTF-8", "HOME": home.path]
    environment.merge(variables) { $1 }
    return try PseudoTerminal(
      executable: PseudoTerminal.builtProgram("marq"), arguments: arguments,
      environment: environment.compactMapValues { $0 }, columns: columns, rows: rows)
  }

  private func prompt(_ variables: [String: String?] = [:], columns: Int = 80, rows: Int = 40) throws -> PseudoTerminal
  {
    let terminal = try start(variables: variables, columns: columns, rows: rows)
    #expect(terminal.waitUntil { $0.rows.last == "marq>" }, "no prompt: \(terminal.screen.rows)")
    return terminal
  }

  private var history: String {
    (try? String(contentsOf: home.appendingPathComponent(".local/state/marq/history"), encoding: .utf8)) ?? ""
  }

  private func script(_ text: String, named name: String) throws -> String {
    let file = home.appendingPathComponent(name)
    try "#!/bin/sh\n\(text)\n".write(to: file, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file.path)
    return file.path
  }

  // MARK: Keys

  @Test func wordsAreMovedOverAndLinesAreBroken() throws {
    let terminal = try prompt(["NO_COLOR": "1"])
    terminal.send("drop where segment=llm\u{1B}[1;5D\u{1B}[1;5D")
    #expect(terminal.waitUntil { $0.rows.last == "marq> drop where segment=llm" && $0.cursor.column == 11 })
    // Alt-Enter breaks the line where it is.
    terminal.send("\u{1B}\r")
    #expect(terminal.waitUntil { $0.rows.suffix(2) == ["marq> drop", "  ... where segment=llm"] })
    terminal.send("\u{1B}[1;5C\u{1B}[1;5C\u{0C}")
    #expect(terminal.waitUntil { $0.rows == ["marq> drop", "  ... where segment=llm"] && $0.cursor.row == 1 })
    terminal.send("\r")
    #expect(terminal.waitUntil { $0.rows.last == "marq>" && $0.rows.contains { $0.hasPrefix("2513.HK") } })
    #expect(history == "drop \\nwhere segment=llm\n")
    terminal.send("\u{04}")
    #expect(terminal.waitForExit() == 0)
  }

  @Test func viKeysAndKeysOfOnesOwn() throws {
    try "marq:bind -v\nmarq:bind ^G marq-line-start\n".write(
      to: home.appendingPathComponent(".editrc"), atomically: true, encoding: .utf8)
    let terminal = try prompt(["NO_COLOR": "1"])
    terminal.send("xgain where ticker=HSIx")
    #expect(terminal.waitUntil { $0.rows.last == "marq> xgain where ticker=HSIx" })
    terminal.send("\u{1B}")
    // Escape alone is told from a key by the time that follows it: it has taken effect when the cursor has moved.
    #expect(terminal.waitUntil { $0.cursor.column == 28 })
    terminal.send("x0x")
    #expect(terminal.waitUntil { $0.rows.last == "marq> gain where ticker=HSI" })
    terminal.send("A top 1\u{07}\r")
    #expect(terminal.waitUntil { $0.rows.last == "marq>" && $0.rows.contains { $0.contains("2.53% ▲") } })
    terminal.send("\u{04}")
    #expect(terminal.waitForExit() == 0)
  }

  // MARK: Signals

  @Test func stoppedAndContinued() throws {
    let terminal = try prompt(["NO_COLOR": "1"])
    terminal.send("drop where")
    #expect(terminal.waitFor("marq> drop where"))
    terminal.signal(SIGTSTP)
    // A process that leads its session has nobody to stop for, as here; what is left is the terminal as it was.
    terminal.signal(SIGSTOP)
    terminal.signal(SIGCONT)
    terminal.send(" segment=llm\r")
    #expect(terminal.waitUntil { $0.rows.last == "marq>" && $0.rows.contains { $0.hasPrefix("2513.HK") } })
    terminal.send("\u{04}")
    #expect(terminal.waitForExit() == 0 && terminal.isCooked)
  }

  @Test func controlZAndFgUnderAShell() throws {
    let shell = try PseudoTerminal(
      executable: "/bin/bash", arguments: ["--norc", "--noprofile", "-i"],
      environment: [
        "TERM": "xterm", "LC_ALL": "C.UTF-8", "HOME": home.path, "NO_COLOR": "1", "PS1": "sh> ",
        "PATH": "/usr/bin:/bin",
      ], columns: 80, rows: 40)
    #expect(shell.waitUntil { $0.rows.last == "sh>" })
    try home.writeInit(hints: false)
    shell.send("\(PseudoTerminal.builtProgram("marq"))\r")
    #expect(shell.waitUntil { $0.rows.last == "marq>" })
    shell.send("gain where")
    #expect(shell.waitUntil { $0.rows.last == "marq> gain where" })
    shell.send("\u{1A}")
    #expect(shell.waitUntil { $0.rows.last == "sh>" && $0.rows.contains { $0.contains("Stopped") } })
    shell.send("echo a$((40+2))b\r")
    #expect(shell.waitUntil { $0.rows.contains("a42b") })
    shell.send("fg\r")
    #expect(shell.waitUntil { $0.rows.last == "marq> gain where" })
    shell.send(" ticker=HSI\r")
    #expect(shell.waitUntil { $0.rows.last == "marq>" && $0.rows.contains { $0.contains("2.53% ▲") } })
    shell.send("\u{04}")
    #expect(shell.waitUntil { $0.rows.last == "sh>" })
    shell.send("exit\r")
    _ = shell.waitForExit()
  }

  @Test func killedInTheMiddleOfALine() throws {
    let terminal = try prompt(["NO_COLOR": "1"])
    terminal.send("gain where ticker=HSI\r")
    #expect(terminal.waitUntil { $0.rows.last == "marq>" && $0.rows.contains { $0.contains("2.53% ▲") } })
    terminal.send("drop where segm")
    #expect(terminal.waitFor("marq> drop where segm"))
    terminal.signal(SIGKILL)
    #expect(terminal.waitForExit() == nil)
    // What was asked is kept, whole; what was being typed is not. Nothing is locked.
    #expect(history == "gain where ticker=HSI\n")
    let next = try prompt(["NO_COLOR": "1"])
    next.send("\u{1B}[A")
    #expect(next.waitUntil { $0.rows.last == "marq> gain where ticker=HSI" })
    next.send("\r")
    #expect(next.waitUntil { $0.rows.last == "marq>" && $0.rows.contains { $0.contains("2.53% ▲") } })
    next.send("\u{04}")
    #expect(next.waitForExit() == 0)
  }

  @Test func aWindowThatChangesItsSizeWhileTyping() throws {
    let terminal = try prompt(["NO_COLOR": "1"], columns: 80)
    terminal.send("drop where segment=llm and country=China and name_zh=智谱")
    #expect(terminal.waitFor("name_zh=智谱"))
    var text = "marq> drop where segment=llm and country=China and name_zh=智谱"
    for (letter, columns) in zip("wxyz", [30, 64, 21, 100]) {
      // Only when all is drawn: what is on its way to a terminal meets it in another size.
      terminal.resize(columns: columns, rows: 40)
      text.append(letter)
      terminal.send(String(letter))
      let isWhole = terminal.waitUntil { screen in
        // The rows of the entry, put together, are the entry again.
        screen.rows.drop { !$0.hasPrefix("marq>") }.joined().filter { $0 != " " } == text.filter { $0 != " " }
      }
      #expect(isWhole, "\(columns): \(terminal.screen.rows)")
    }
    terminal.send("\u{03}")
    #expect(terminal.waitUntil { $0.rows.last == "marq>" })
    terminal.send("\u{04}")
    #expect(terminal.waitForExit() == 0)
  }

  // MARK: Colours and signs

  /// What decides about colours, and whether there are any.
  private static let colours: [(variables: [String: String?], arguments: [String], hasColours: Bool)] = [
    ([:], [], true),
    (["NO_COLOR": "1"], [], false),
    (["NO_COLOR": ""], [], true),
    (["CLICOLOR": "0"], [], false),
    (["CLICOLOR": "1"], [], true),
    (["CLICOLOR": "0", "CLICOLOR_FORCE": "1"], [], true),
    (["NO_COLOR": "1", "CLICOLOR_FORCE": "1"], [], false),
    (["FORCE_COLOR": "1", "TERM": "dumb"], [], true),
    (["TERM": "dumb"], [], false),
    (["TERM": nil], [], false),
    (["NO_COLOR": "1"], ["--color", "always"], true),
    ([:], ["--color", "never"], false),
  ]

  @Test("what decides about colours", arguments: colours.indices)
  func colours(index: Int) throws {
    let (variables, arguments, hasColours) = MannersTests.colours[index]
    let terminal = try start(arguments + ["-c", "drop where ticker=2513.HK"], variables: variables)
    #expect(terminal.waitForExit() == 0)
    #expect(terminal.screen.rows.contains { $0.contains("22.76%") })
    #expect((terminal.screen.styleCount > 0) == hasColours, "\(variables) \(arguments)")
  }

  @Test func theWidthIsTheTerminalsOrTheOneThatIsSaid() throws {
    func widest(_ variables: [String: String?], columns: Int) throws -> Int {
      let terminal = try start(["-c", "show measures"], variables: variables, columns: columns, rows: 100)
      #expect(terminal.waitForExit() == 0)
      return terminal.screen.rows.map(\.count).max() ?? 0
    }
    #expect(try widest([:], columns: 60) == 60)
    #expect(try widest(["COLUMNS": "50"], columns: 90) == 50)
    // What is no width counts as none.
    #expect(try widest(["COLUMNS": "many"], columns: 60) == 60)
    #expect(try widest(["COLUMNS": "3"], columns: 60) == 60)
  }

  @Test func signsBeyondASCIIAreForTerminalsThatHaveThem() throws {
    for locale in ["C", "POSIX"] {
      let terminal = try start(["-c", "drop where segment=llm"], variables: ["LC_ALL": locale, "NO_COLOR": "1"])
      #expect(terminal.waitForExit() == 0)
      #expect(terminal.screen.rows.contains("2513.HK  Zhipu AI      22.76% v       ###################"))
      #expect(terminal.screen.rows.contains("3690.HK  Meituan       -5.26% ^   ####"))
      #expect(terminal.screen.rows.allSatisfy { $0.allSatisfy(\.isASCII) }, "\(terminal.screen.rows)")
    }
    let help = try start(
      ["-c", "help; help drop; ?dro; show settings"], variables: ["LC_ALL": "C", "NO_COLOR": "1"], rows: 200)
    #expect(help.waitForExit() == 0)
    #expect(
      help.screen.rows.allSatisfy { $0.allSatisfy(\.isASCII) },
      "\(help.screen.rows.filter { !$0.allSatisfy(\.isASCII) })")
  }

  // MARK: The pager

  @Test func thePagerIsTheReadersChoice() throws {
    let first = try script("echo first; cat >/dev/null", named: "first")
    let second = try script("echo second $1; cat >/dev/null", named: "second")
    func shown(_ variables: [String: String?]) throws -> [String] {
      let terminal = try prompt(variables.merging(["NO_COLOR": "1"]) { $1 }, rows: 20)
      terminal.send("show measures\r")
      #expect(terminal.waitUntil { $0.rows.last == "marq>" && $0.rows.count > 5 })
      terminal.send("\u{04}")
      #expect(terminal.waitForExit() == 0)
      return terminal.screen.rows
    }
    #expect(try shown(["MARQ_PAGER": first, "PAGER": second]).contains("first"))
    // Its options are its own.
    #expect(try shown(["PAGER": "\(second) option"]).contains("second option"))
    #expect(try shown(["MARQ_PAGER": "", "PAGER": second]).contains { $0.hasPrefix("zscore") })
    #expect(try shown(["MARQ_PAGER": "cat"]).contains { $0.hasPrefix("zscore") })
    #expect(try shown(["MARQ_PAGER": "/no/such/pager"]).contains { $0.hasPrefix("zscore") })
  }

  @Test func whatThePagerGetsHasItsColours() throws {
    let pager = try script("grep -c $(printf '\\033') | sed 's/^/coloured lines: /'", named: "pager")
    let terminal = try prompt(["MARQ_PAGER": pager], rows: 16)
    terminal.send("set rows all\rdrop\r")
    #expect(terminal.waitUntil { $0.rows.contains { $0.hasPrefix("coloured lines: 2") } }, "\(terminal.screen.rows)")
    terminal.send("\u{04}")
    #expect(terminal.waitForExit() == 0)
  }
}
