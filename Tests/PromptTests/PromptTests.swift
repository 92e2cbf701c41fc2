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
    _ arguments: [String] = [], variables: [String: String] = [:], columns: Int = 80, rows: Int = 40
  ) throws -> PseudoTerminal {
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
    #expect(terminal.screen.rows.contains("0100.HK  MiniMax       13.35% ▼"))
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
