import Foundation
import TerminalSupport
import Testing

/// The program at a real terminal: what is typed, and what the whole screen then shows.
@Suite("prompt", .serialized) final class PromptTests {
  private let home = FileManager.default.temporaryDirectory.appendingPathComponent("marq-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: home) }

  private func start(
    _ arguments: [String] = [], variables: [String: String] = [:], columns: Int = 80, rows: Int = 40,
    hints: Bool = false
  ) throws -> PseudoTerminal {
    try home.writeInit(hints: hints)
    var environment = ["TERM": "xterm", "LC_ALL": "C.UTF-8", "HOME": home.path, "NO_COLOR": "1"]
    environment.merge(variables) { $1 }
    let terminal = try PseudoTerminal(
      executable: PseudoTerminal.builtProgram("marq"), arguments: arguments, environment: environment,
      columns: columns, rows: rows)
    #expect(terminal.waitUntil { $0.rows.last == "marq>" }, "no prompt: \(terminal.screen.rows)")
    return terminal
  }

  /// Waits for the prompt after an answer that shows a text.
  private func expect(
    _ terminal: PseudoTerminal, answers text: String, _ location: SourceLocation = #_sourceLocation
  ) {
    let isShown = terminal.waitUntil { screen in
      screen.rows.last == "marq>" && screen.rows.contains { $0.contains(text) }
    }
    #expect(isShown, "no \(text) in \(terminal.screen.rows)", sourceLocation: location)
    #expect(terminal.screen.unknown.isEmpty, sourceLocation: location)
  }

  private func leave(_ terminal: PseudoTerminal, _ location: SourceLocation = #_sourceLocation) {
    terminal.send("\u{04}")
    #expect(terminal.waitForExit() == 0, sourceLocation: location)
    #expect(terminal.isCooked, sourceLocation: location)
  }

  @Test func aQuestionAndItsAnswer() throws {
    let terminal = try start()
    #expect(terminal.screen.rows.first == "Hong Kong AI shares, 2025 and 2026")
    terminal.send("drop where segment=llm\r")
    expect(terminal, answers: "2513.HK  Zhipu AI      22.76% ▼")
    // A bar beside each figure, on its own side of zero.
    #expect(terminal.screen.rows.contains("0100.HK  MiniMax       13.35% ▼       ███████████"))
    #expect(terminal.screen.rows.contains("3690.HK  Meituan       -5.26% ▲  ▐████"))
    leave(terminal)
  }

  @Test func aMistakeIsToldAndTheSessionGoesOn() throws {
    let terminal = try start()
    terminal.send("drop where segment=lmm\r")
    expect(terminal, answers: "did you mean llm?")
    terminal.send("gain where ticker=HSI\r")
    expect(terminal, answers: "Hang Seng Index  2.53% ▲")
    terminal.send("quit\r")
    #expect(terminal.waitForExit() == 0)
  }

  @Test func aLessonIsTakenAndItsProgressIsKept() throws {
    let first = try start()
    first.send("lesson 1\r")
    expect(first, answers: "Task 1 of 5")
    first.send("gain where segment=cloud\r")
    expect(first, answers: "Not yet: that is the gain; the task asks for the drop.")
    first.send("drop where segment=cloud\r")
    expect(first, answers: "Task 2 of 5")
    leave(first)
    let kept = home.appendingPathComponent(".local/state/marq/lessons")
    #expect(try String(contentsOf: kept, encoding: .utf8) == "reading-a-drop 1 solved\n")
    let second = try start()
    second.send("lesson 1\r")
    expect(second, answers: "1 of 5 tasks is solved already")
    second.send("lesson stop\r")
    expect(second, answers: "shares, 2025 and 2026 again.")
    leave(second)
  }

  @Test func aLessonMeetsEachKindOfMistakeWithWhatDiffers() throws {
    let terminal = try start(["lesson", "1"], columns: 100, rows: 60)
    expect(terminal, answers: "Task 1 of 5")
    // Another measure, another kind of figure, another window, others asked, and the sign.
    for (wrong, words) in [
      ("volume where segment=cloud", "that is the volume; the task asks for the drop."),
      ("100 * drop where segment=cloud", "each figure is 100 times what the task asks for."),
      ("drop / drop where segment=cloud", "the figures are plain numbers; the task asks for ratios."),
      (
        "drop over 5d where segment=cloud",
        "the same companies, but over 5 days (2025-12-15 to 2025-12-19)"
      ),
      ("drop where segment=banks", "Violet Vault, Zinnia Cloud, Beech Systems and 3 more are missing"),
      ("drop where segment=cloud and currency=CRN", "Zinnia Cloud is missing."),
      ("avg(drop) where segment=cloud", "there is one row for all; the task asks for a row for each"),
      ("drop where segment=clud", "did you mean cloud?"),
      ("gain where segment=cloud", "that is the gain; the task asks for the drop."),
    ] {
      terminal.send("\u{0C}\(wrong)\r")
      expect(terminal, answers: words)
    }
    terminal.send("\u{0C}hint\r")
    expect(terminal, answers: "Hint: The measure is called drop")
    terminal.send("hint\r")
    expect(terminal, answers: "Hint: The companies have a segment")
    terminal.send("hint\r")
    expect(terminal, answers: "That was the last hint")
    terminal.send("next\r")
    expect(terminal, answers: "Task 1 is open: answer it, or leave it with skip.")
    terminal.send("\u{0C}answer\r")
    expect(terminal, answers: "VIOLET.TOY   Violet Vault     30.00% ▼")
    terminal.send("next\r")
    expect(terminal, answers: "Task 2 of 5")
    terminal.send("skip\r")
    expect(terminal, answers: "Task 3 of 5")
    terminal.send("drop where drop > 2%\r")
    expect(terminal, answers: "Task 4 of 5")
    // The same rows in another order.
    terminal.send("\u{0C}gain where ticker in (IRIS.TOY, KESTREL.TOY, ROBIN.TOY) sort gain\r")
    expect(terminal, answers: "the same rows in another order")
    terminal.send("\u{0C}progress\r")
    let states = ["1     How far did", "2     How far did", "3     Which companies", "4     Show the three"]
    #expect(
      terminal.waitUntil { screen in
        zip(states, ["shown", "skipped", "solved", "open"]).allSatisfy { state in
          screen.rows.contains { $0.hasPrefix(state.0) && $0.hasSuffix(state.1) }
        }
      }, "\(terminal.screen.rows)")
    leave(terminal)
    // Who comes back begins at the first task that is not solved.
    let second = try start(["lesson", "1"], columns: 100, rows: 60)
    expect(second, answers: "Task 1 of 5")
    second.send("\u{0C}drop where segment=cloud\r")
    expect(second, answers: "Task 2 of 5")
    leave(second)
    let third = try start(["lesson", "1"], columns: 100, rows: 60)
    expect(third, answers: "Task 2 of 5")
    #expect(third.screen.rows.contains { $0.hasPrefix("2 of 5 tasks are solved already") })
    third.send("\u{0C}lesson again\r")
    expect(third, answers: "Task 1 of 5")
    third.send("lesson\r")
    expect(third, answers: "12      How a measure can mislead")
    #expect(third.screen.rows.contains { $0.hasPrefix("1       Reading a drop") && $0.hasSuffix("2 of 5") })
    leave(third)
  }

  @Test func historyIsKeptOverSessions() throws {
    let first = try start()
    first.send("gain where ticker=HSI\r")
    expect(first, answers: "2.53% ▲")
    leave(first)
    let second = try start()
    second.send("\u{1B}[A")
    #expect(second.waitUntil { $0.rows.last == "marq> gain where ticker=HSI" })
    second.send("\r")
    expect(second, answers: "2.53% ▲")
    leave(second)
    let history = home.appendingPathComponent(".local/state/marq/history")
    #expect(try String(contentsOf: history, encoding: .utf8) == "gain where ticker=HSI\n")
  }

  @Test func completionFollowsTheGrammarAndTheData() throws {
    let terminal = try start(variables: ["XDG_STATE_HOME": home.path])
    terminal.send("dro\t")
    #expect(terminal.waitUntil { $0.rows.last == "marq> drop" })
    terminal.send(" wher\tseg\t")
    #expect(terminal.waitUntil { $0.rows.last?.hasPrefix("marq> drop where") == true })
    terminal.send("\u{15}drop where segment=l\t")
    #expect(terminal.waitUntil { $0.rows.last == "marq> drop where segment=llm" })
    terminal.send(" on 2026-02-2\t")
    #expect(terminal.waitUntil { $0.rows.contains { $0.contains("Monday") || $0.contains("2026-02-20") } })
    terminal.send("\u{15}close where ticker=251\t")
    #expect(terminal.waitUntil { $0.rows.last == "marq> close where ticker=2513.HK" })
    terminal.send("\u{15}gain by coun\t")
    #expect(terminal.waitUntil { $0.rows.last == "marq> gain by country" })
    terminal.send("\u{15}set for\t j\t\t")
    #expect(terminal.waitUntil { $0.rows.contains { $0.contains("jsonl") } })
    terminal.send("\u{03}")
    #expect(terminal.waitUntil { $0.rows.last == "marq>" })
    leave(terminal)
  }

  @Test func chineseIsTypedAndEdited() throws {
    let terminal = try start()
    terminal.send("close where name_zh=智谱x")
    #expect(terminal.waitUntil { $0.rows.last == "marq> close where name_zh=智谱x" })
    terminal.send("\u{7F}\r")
    expect(terminal, answers: "2513.HK  Zhipu AI  560.00")
    // A sign of a Chinese keyboard is told, with what to write.
    terminal.send("drop，gain\r")
    expect(terminal, answers: "write ,")
    leave(terminal)
  }

  @Test func controlCDropsTheLine() throws {
    let terminal = try start()
    terminal.send("drop wher")
    #expect(terminal.waitFor("marq> drop wher"))
    terminal.send("\u{03}")
    #expect(terminal.waitUntil { $0.rows.last == "marq>" })
    terminal.send("1 + 1\r")
    expect(terminal, answers: "1 + 1")
    leave(terminal)
  }

  /// A question that takes many seconds in whatever build.
  private static let slow =
    "define a = middle(gain, ever) + middle(drop, ever)\rdefine b = a + a + a + a\rdefine c = b + b + b + b\r"
    + "avg(c + c + c + c) each day ever by segment\r"

  @Test func controlCStopsAStatementAndKeepsTheSession() throws {
    let terminal = try start()
    terminal.send("define mine = 40 + 2\r")
    terminal.send(PromptTests.slow)
    // The time is told, and the note goes when something else is printed.
    #expect(terminal.waitUntil { $0.rows.last?.hasSuffix(" s, Control-C stops it") == true })
    let clock = ContinuousClock()
    let taken = clock.measure {
      terminal.send("\u{03}")
      expect(terminal, answers: "error[M509]: interrupted")
    }
    // Unoptimised, and beside whatever else runs here; a release build takes a tenth of it.
    #expect(taken < .seconds(2))
    #expect(!terminal.screen.rows.contains { $0.contains("stops it") })
    terminal.send("mine\r")
    expect(terminal, answers: "42")
    leave(terminal)
  }

  @Test func aSecondControlCLeaves() throws {
    let terminal = try start()
    // Nothing stops this but the end of what is typed.
    terminal.send("run \"/dev/stdin\"\r")
    #expect(terminal.waitUntil { $0.rows.last?.hasSuffix(" s, Control-C stops it") == true })
    terminal.send("\u{03}")
    #expect(terminal.waitUntil { $0.rows.last?.hasSuffix(" s, stopping, Control-C again leaves") == true })
    terminal.send("\u{03}")
    #expect(terminal.waitForExit() == 130)
    #expect(terminal.isCooked)
  }

  @Test func whatIsTypedIsAssisted() throws {
    let terminal = try start(variables: ["NO_COLOR": ""], hints: true)
    terminal.send("drop where segment=ll")
    // A hint goes on, and a line below says what will be done.
    #expect(terminal.waitUntil { $0.rows.contains("marq> drop where segment=llm") })
    #expect(terminal.screen.cursor.column == 27)
    terminal.send("\u{1B}[C")
    #expect(terminal.waitUntil { $0.rows.last == "21 companies · Monday 2026-02-23" })
    #expect(terminal.screen.cursor.column == 28)
    terminal.send("\r")
    expect(terminal, answers: "22.76% ▼")
    #expect(!terminal.screen.rows.contains { $0.hasPrefix("21 companies · M") })
    // The newest entry that begins so is what is hinted at first.
    terminal.send("dr")
    #expect(terminal.waitUntil { $0.rows.contains("marq> drop where segment=llm") && $0.cursor.column == 8 })
    terminal.send("\u{05} by")
    #expect(terminal.waitUntil { $0.rows.last?.hasPrefix("expected an attribute") == true })
    terminal.send("\u{15}dorp where segment=llm")
    #expect(terminal.waitUntil { $0.rows.last?.contains("did you mean drop?") == true })
    terminal.send("\u{03}")
    #expect(terminal.waitUntil { $0.rows.last == "marq>" })
    #expect(terminal.screen.unknown.isEmpty)
    leave(terminal)
  }

  @Test func aPastedTranscriptLosesItsPrompts() throws {
    let terminal = try start()
    #expect(terminal.waitUntil { $0.bracketsPaste })
    terminal.send(
      "\u{1B}[200~marq> drop where\n  ... ticker=2513.HK\nticker  drop\n2513.HK 1%\n\nmarq> 40 + 2\n\u{1B}[201~\r")
    expect(terminal, answers: "22.76% ▼")
    expect(terminal, answers: "40 + 2")
    #expect(terminal.screen.rows.contains { $0.hasSuffix("42") })
    leave(terminal)
  }

  @Test func anotherEditorTakesTheEntry() throws {
    let editor = home.appendingPathComponent("editor")
    try "#!/bin/sh\nsed -i s/lmm/llm/ \"$1\"\n".write(to: editor, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: editor.path)
    let terminal = try start(variables: ["EDITOR": editor.path])
    terminal.send("drop where segment=lmm\u{18}\u{05}")
    #expect(terminal.waitUntil { $0.rows.last == "marq> drop where segment=llm" })
    terminal.send("\r")
    expect(terminal, answers: "22.76% ▼")
    leave(terminal)
  }

  @Test func longAnswersAreForThePager() throws {
    let pager = home.appendingPathComponent("pager")
    try "#!/bin/sh\nsed -n '$=' | sed 's/^/lines: /'\n".write(to: pager, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: pager.path)
    let terminal = try start(variables: ["MARQ_PAGER": pager.path, "PAGER": "cat"], rows: 20)
    terminal.send("show measures\r")
    expect(terminal, answers: "lines: ")
    terminal.send("1 + 1\r")
    expect(terminal, answers: "    2")
    leave(terminal)
  }

  @Test func everyPromptBeginsWithTheReadersOwnFile() throws {
    let folder = home.appendingPathComponent(".config/marq")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent("init.marq")
    try "set hints off\ndefine mine = 40 + 2\nset bars off\n".write(to: file, atomically: true, encoding: .utf8)
    let terminal = try start()
    #expect(terminal.screen.rows.first == "Hong Kong AI shares, 2025 and 2026")
    terminal.send("mine\r")
    expect(terminal, answers: "  42")
    leave(terminal)
    // Another folder where the variable says so; a fault is told with its place, and the prompt begins.
    let other = home.appendingPathComponent("other/marq")
    try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
    try "define mine = 41; set hints off\ndefine yours = dorp\n".write(
      to: other.appendingPathComponent("init.marq"), atomically: true, encoding: .utf8)
    let faulty = try start(variables: ["XDG_CONFIG_HOME": home.appendingPathComponent("other").path], columns: 200)
    #expect(faulty.screen.rows.contains { $0.hasSuffix("init.marq:2:16: error[M201]: nothing here is called dorp") })
    faulty.send("mine\r")
    expect(faulty, answers: "  41")
    leave(faulty)
    // It is the prompt's alone, and may be left out.
    let without = try start(["--no-init"])
    without.send("mine\r")
    expect(without, answers: "nothing here is called mine")
    leave(without)
    let script = try PseudoTerminal(
      executable: PseudoTerminal.builtProgram("marq"), arguments: ["-c", "mine"],
      environment: ["TERM": "xterm", "LC_ALL": "C.UTF-8", "HOME": home.path])
    #expect(script.waitForExit() == 65)
  }

  @Test func whatTheScreenHasNoRoomForIsSeenAnyway() throws {
    let pager = home.appendingPathComponent("pager")
    try "#!/bin/sh\nsed -n '$=' | sed 's/^/lines: /'\n".write(to: pager, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: pager.path)
    let terminal = try start(variables: ["MARQ_PAGER": pager.path], rows: 22)
    terminal.send("gain where kind=stock sort -gain on 2026-02-23\r")
    expect(terminal, answers: " more rows: _ shows all")
    // The question itself is still on the screen.
    #expect(terminal.screen.rows.first?.hasPrefix("marq> gain") == true)
    terminal.send("_\r")
    expect(terminal, answers: "lines: 2")
    terminal.send("set rows all\rgain where kind=stock\r")
    expect(terminal, answers: "lines: 2")
    terminal.send("set rows 3\rgain where kind=stock\r")
    expect(terminal, answers: "… 11 more rows: _ shows all")
    leave(terminal)
    // A script is answered whole, at a terminal too.
    let script = try PseudoTerminal(
      executable: PseudoTerminal.builtProgram("marq"), arguments: ["-c", "close on 2026-02-23 where kind=stock"],
      environment: ["TERM": "xterm", "LC_ALL": "C.UTF-8", "HOME": home.path], columns: 80, rows: 10)
    #expect(script.waitForExit() == 0)
    #expect(!script.screen.rows.contains { $0.contains("more row") })
  }

  @Test func theHistoryAndTheLastAnswerAreAsked() throws {
    let terminal = try start()
    terminal.send("gain where ticker=HSI\r")
    expect(terminal, answers: "2.53% ▲")
    terminal.send(" drop where ticker=HSI\r")
    expect(terminal, answers: "-2.53%")
    terminal.send("history hsi\r")
    expect(terminal, answers: "    1  gain where ticker=HSI")
    #expect(terminal.screen.rows.filter { $0.hasSuffix("  gain where ticker=HSI") }.count == 1)
    terminal.send("set format csv\r_\r")
    expect(terminal, answers: "1,gain where ticker=HSI")
    leave(terminal)
  }

  @Test func sessionsSideBySideKeepAllTheirEntries() throws {
    let terminals = try (0..<3).map { _ in try start() }
    for round in 0..<5 {
      for (number, terminal) in terminals.enumerated() {
        terminal.send("\(number) + \(round)\r")
        expect(terminal, answers: "\(number) + \(round)")
      }
    }
    for terminal in terminals { leave(terminal) }
    let history = home.appendingPathComponent(".local/state/marq/history")
    let lines = try String(contentsOf: history, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 15 && Set(lines).count == 15)
  }

  @Test func statementsOverSeveralLines() throws {
    let terminal = try start()
    terminal.send("drop where\rsegment=llm and (\rclose > 100)\r")
    expect(terminal, answers: "2513.HK  Zhipu AI      22.76% ▼")
    terminal.send("\u{1B}[A")
    // The whole statement comes back as one entry.
    #expect(terminal.waitUntil { $0.rows.last?.hasSuffix("close > 100)") == true })
    terminal.send("\r")
    expect(terminal, answers: "2513.HK  Zhipu AI      22.76% ▼")
    leave(terminal)
  }

  @Test func aPastedBlockIsOneEntry() throws {
    let terminal = try start()
    #expect(terminal.waitUntil { $0.bracketsPaste })
    terminal.send("\u{1B}[200~define fell = drop > 10%\ndrop where fell\n\u{1B}[201~\r")
    expect(terminal, answers: "2513.HK  Zhipu AI  22.76% ▼")
    leave(terminal)
  }

  @Test func tablesFollowTheWindow() throws {
    let terminal = try start(columns: 100)
    terminal.resize(columns: 50, rows: 40)
    terminal.send("drop, gain, close, volume, turnover where ticker=2513.HK\r")
    expect(terminal, answers: "not shown")
    leave(terminal)
  }

  @Test func aDumbTerminalGetsPlainText() throws {
    let terminal = try start(variables: ["TERM": "dumb", "LC_ALL": "C"])
    terminal.send("drop where ticker=2513.HK\r")
    expect(terminal, answers: "22.76% v")
    #expect(terminal.screen.styleCount == 0)
    leave(terminal)
  }
}
