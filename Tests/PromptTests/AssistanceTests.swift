import Foundation
import TerminalSupport
import Testing

/// What is shown while a statement is typed, and found again: the whole screen, with its colours.
@Suite("assistance", .serialized) final class AssistanceTests {
  private let home = FileManager.default.temporaryDirectory.appendingPathComponent("marq-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: home) }

  /// A prompt at the top of an empty screen.
  private func prompt(
    _ arguments: [String] = [], variables: [String: String] = [:], columns: Int = 80, rows: Int = 30,
    history: [String] = [], hints: Bool = true
  ) throws -> PseudoTerminal {
    if !history.isEmpty {
      let folder = home.appendingPathComponent(".local/state/marq")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try history.map { $0 + "\n" }.joined().write(
        to: folder.appendingPathComponent("history"), atomically: true, encoding: .utf8)
    }
    try home.writeInit(hints: hints)
    var environment = ["TERM": "xterm", "LC_ALL": "C.UTF-8", "HOME": home.path]
    environment.merge(variables) { $1 }
    let terminal = try PseudoTerminal(
      executable: PseudoTerminal.builtProgram("marq"), arguments: arguments, environment: environment,
      columns: columns, rows: rows)
    #expect(terminal.waitUntil { $0.rows.last == "marq>" }, "no prompt: \(terminal.screen.rows)")
    terminal.send("\u{0C}")
    #expect(terminal.waitUntil { $0.rows == ["marq>"] })
    return terminal
  }

  private func expect(
    _ terminal: PseudoTerminal, shows rows: [String], _ location: SourceLocation = #_sourceLocation
  ) {
    let isShown = terminal.waitUntil { $0.rows == rows }
    #expect(isShown, "shows \(terminal.screen.rows)", sourceLocation: location)
    #expect(terminal.screen.unknown.isEmpty, sourceLocation: location)
  }

  private func leave(_ terminal: PseudoTerminal, _ location: SourceLocation = #_sourceLocation) {
    terminal.send("\u{03}\u{04}")
    #expect(terminal.waitForExit() == 0, sourceLocation: location)
    #expect(terminal.isCooked, sourceLocation: location)
  }

  /// What a key may take is far less than an unoptimised program needs, which then shows no status: it is asked again.
  private func type(_ text: String, at terminal: PseudoTerminal, until holds: @escaping (TerminalScreen) -> Bool)
    -> Bool
  {
    for _ in 0..<5 {
      terminal.send("\u{03}\u{0C}")
      _ = terminal.waitUntil { $0.rows == ["marq>"] }
      terminal.send(text)
      if terminal.waitUntil(holds) { return true }
    }
    return false
  }

  // MARK: While typing

  @Test func wordsHaveTheirColoursAndTheLineBelowSaysWhatIsDone() throws {
    let terminal = try prompt()
    let text = "gain(5d) where segment in (llm) and ticker=\"2513.HK\" on 2026-02-23 # x"
    #expect(type(text, at: terminal) { $0.rows == ["marq> \(text)", "1 company · Monday 2026-02-23"] })
    #expect(
      terminal.screen.styledRow(0)
        == "<1;36>marq> </><36>gain</>(<94>5d</>) <1>where</> <35>segment</> <1>in</> (<32>llm</>) <1>and</> "
        + "<35>ticker</>=<32>\"2513.HK\"</> <1>on</> <94>2026-02-23</> <2># x</>")
    #expect(terminal.screen.styledRow(1) == "<2>1 company · Monday 2026-02-23</>")
    leave(terminal)
  }

  @Test func whatCannotBeRightIsUnderlinedBeforeEnter() throws {
    let terminal = try prompt()
    for (text, row, status) in [
      ("dorp where", "<4;31>dorp</> <1>where</>", "nothing here is called dorp: did you mean drop?"),
      (
        "drop where segment=lm", "<36>drop</> <1>where</> <35>segment</>=<4;31>lm</>",
        "no company has the segment \"lm\": did you mean llm?"
      ),
      ("set fromat csv", "<1>set</> <4;31>fromat</> <32>csv</>", "there is no setting fromat: did you mean format?"),
    ] {
      #expect(type(text, at: terminal) { $0.rows == ["marq> \(text)", status] }, "\(terminal.screen.rows)")
      #expect(terminal.screen.styledRow(0) == "<1;36>marq> </>\(row)")
    }
    leave(terminal)
    // Where no colours are wanted it is underlined all the same.
    let plain = try prompt(variables: ["NO_COLOR": "1"])
    #expect(
      type("dorp where segment=ll", at: plain) { $0.styledRow(0) == "marq> <4>dorp</> <1>where</> segment=ll<2>m</>" })
    leave(plain)
  }

  @Test func hintsAndTheLineBelowCanBeSwitchedOff() throws {
    let terminal = try prompt(history: ["drop where segment=llm"])
    terminal.send("set hints off\r")
    #expect(terminal.waitUntil { $0.rows.count > 1 && $0.rows.last == "marq>" })
    terminal.send("\u{0C}drop")
    expect(terminal, shows: ["marq> drop"])
    leave(terminal)
  }

  @Test func theHintIsTakenByRightAndByTheEndOfTheLine() throws {
    let terminal = try prompt(history: ["drop where segment=llm", "gain over 5d"])
    for keys in ["\u{1B}[C", "\u{05}", "\u{1B}[F"] {
      #expect(type("drop w", at: terminal) { $0.styledRow(0).hasSuffix("w<2>here segment=llm</>") })
      terminal.send(keys)
      #expect(terminal.waitUntil { $0.rows.first == "marq> drop where segment=llm" && $0.cursor.column == 28 })
    }
    leave(terminal)
  }

  // MARK: Completion

  @Test func whatCouldStandThereIsListedWithWhatItIs() throws {
    let terminal = try prompt(variables: ["NO_COLOR": "1"], hints: false)
    terminal.send("drop where segment=c\t")
    expect(
      terminal,
      shows: ["marq> drop where segment=c", "chips  49 companies", "cloud  19 companies", "marq> drop where segment=c"])
    terminal.send("\u{15}\u{0C}drop where ticker=智\t")
    expect(terminal, shows: ["marq> drop where ticker=2513.HK"])
    terminal.send("\u{15}\u{0C}drop where ticker=zh\t")
    expect(
      terminal,
      shows: [
        "marq> drop where ticker=zh", "2513.HK    Zhipu AI", "300308.SZ  Zhongji Innolight",
        "marq> drop where ticker=zh",
      ])
    // What all have in common is put in first.
    terminal.send("\u{15}\u{0C}drop on hk_\t")
    #expect(terminal.waitUntil { $0.rows.first == "marq> drop on hk_" && $0.rows.count == 6 })
    terminal.send("a\t")
    #expect(terminal.waitUntil { $0.rows.last == "marq> drop on hk_ai_" })
    terminal.send("\u{15}\u{0C}drop over \t")
    #expect(
      terminal.waitUntil { $0.rows.contains("ytd   this year") && $0.rows.contains("5d    five trading days") })
    terminal.send("\u{15}\u{0C}drop on \t")
    #expect(
      terminal.waitUntil { screen in
        ["2026-02-23", "2026-02-20              Friday", "llm_selloff"].allSatisfy { text in
          screen.rows.contains { $0.hasPrefix(text) }
        } && screen.rows.contains { $0.hasPrefix("… and ") } && screen.rows.last == "marq> drop on"
      })
    // Never more than the screen holds.
    #expect(terminal.screen.rows.first?.hasPrefix("marq> drop on") == true)
    leave(terminal)
  }

  // MARK: Editing and history

  @Test func changesAreTakenBack() throws {
    let terminal = try prompt(hints: false)
    terminal.send("drop by segment\u{17}\u{17}")
    expect(terminal, shows: ["marq> drop"])
    terminal.send("\u{1F}")
    expect(terminal, shows: ["marq> drop by"])
    terminal.send("\u{1F}")
    expect(terminal, shows: ["marq> drop by segment"])
    terminal.send("\u{18}\u{15}")
    expect(terminal, shows: ["marq> drop by"])
    leave(terminal)
  }

  @Test func entriesThatBeginSoAreRecalled() throws {
    let terminal = try prompt(
      history: ["drop", "drop by segment", "gain", "drop where segment=llm", "close"], hints: false)
    terminal.send("drop \u{1B}[A\u{1B}[A")
    expect(terminal, shows: ["marq> drop by segment"])
    terminal.send("\u{1B}[B\u{1B}[B")
    expect(terminal, shows: ["marq> drop"])
    #expect(terminal.screen.cursor.column == 11)
    leave(terminal)
  }

  @Test func theHistoryIsSearchedWithACount() throws {
    let terminal = try prompt(history: ["gain of HSI", "drop", "gain where ticker=HSI"], hints: false)
    terminal.send("\u{12}hsi")
    expect(terminal, shows: ["search 1/2: hsi > gain where ticker=HSI"])
    terminal.send("\u{12}")
    expect(terminal, shows: ["search 2/2: hsi > gain of HSI"])
    terminal.send("x")
    expect(terminal, shows: ["no match: hsix > gain of HSI"])
    terminal.send("\u{7F}\u{12}\u{05}")
    expect(terminal, shows: ["marq> gain of HSI"])
    leave(terminal)
  }

  @Test func aHistoryLongerThanTheScreenIsWhollyTheLastAnswer() throws {
    let terminal = try prompt(
      variables: ["MARQ_PAGER": "cat"], rows: 12, history: (1...20).map { "\($0) + 1" }, hints: false)
    terminal.send("history\r")
    #expect(terminal.waitUntil { $0.rows.contains { $0.hasSuffix("of 21 · _ shows all") } && $0.rows.last == "marq>" })
    terminal.send("\u{0C}_ where entry <= 2\r")
    #expect(terminal.waitUntil { $0.rows.contains("    2  2 + 1") && $0.rows.last == "marq>" })
    leave(terminal)
  }

  // MARK: Answers

  @Test func answersAreTablesThatFitAndTheLastOneIsAskedAgain() throws {
    let terminal = try prompt(variables: ["NO_COLOR": "1"], columns: 64, hints: false)
    terminal.send("drop, name_zh where segment=llm top 3\r")
    #expect(terminal.waitUntil { $0.rows.last == "marq>" && $0.rows.count > 6 })
    #expect(
      Array(terminal.screen.rows.suffix(7))
        == [
          "ticker                 drop                     name_zh",
          "────────────────────────────────────────────────────────────────",
          "2513.HK  Zhipu AI  22.76% ▼    ███████████████  智谱",
          "0100.HK  MiniMax   13.35% ▼    ████████▌        MiniMax 稀宇科技",
          "0700.HK  Tencent   -3.07% ▲  ██                 腾讯", "", "marq>",
        ], "\(terminal.screen.rows)")
    terminal.send("\u{0C}_ where drop > 20%\r")
    #expect(terminal.waitUntil { $0.rows.contains { $0.hasSuffix("1 of 3 rows") } && $0.rows.last == "marq>" })
    terminal.send("\u{0C}save _ into \"\(home.path)/x.csv\"\r")
    #expect(terminal.waitUntil { $0.rows.contains { $0.hasPrefix("1 row into") } && $0.rows.last == "marq>" })
    let saved = try String(contentsOf: home.appendingPathComponent("x.csv"), encoding: .utf8)
    #expect(saved == "ticker,drop,name_zh\n2513.HK,0.22758620689655173,智谱\n")
    terminal.send("\u{0C}plot _\r")
    #expect(terminal.waitUntil { $0.rows.contains { $0.hasPrefix("2513.HK  Zhipu AI  22.76% ▼ │██") } })
    terminal.send("\u{0C}set format vertical\r_\r")
    #expect(
      terminal.waitUntil { screen in
        ["ticker   2513.HK", "drop     22.76% ▼", "name_zh  智谱"].allSatisfy { screen.rows.contains($0) }
      })
    terminal.send("\u{0C}set format markdown\r_\r")
    #expect(
      terminal.waitUntil {
        $0.rows.contains("| 2513.HK | Zhipu AI | 22.76% ▼ | 智谱 |") && $0.rows.last == "marq>"
      })
    leave(terminal)
  }

  @Test func helpIsAPageWithItsFormulaAndAnAnswer() throws {
    let terminal = try prompt(["-d", "us-tech"], variables: ["NO_COLOR": "1", "MARQ_PAGER": "cat"], hints: false)
    terminal.send("help drop\r")
    #expect(
      terminal.waitUntil { screen in
        [
          "drop, a measure", "  formula     1 - close / base", "  definition  define drop = -gain",
          "AAPL    Apple       2.48% ▼         ████████████████▌",
        ].allSatisfy { screen.rows.contains($0) } && screen.rows.last == "marq>"
      }, "\(terminal.screen.rows)")
    terminal.send("\u{0C}?volatlity\r")
    #expect(terminal.waitUntil { $0.rows.contains { $0.hasPrefix("volatility") } && $0.rows.last == "marq>" })
    terminal.send("\u{0C}?dro\t")
    #expect(
      terminal.waitUntil { screen in
        screen.rows.contains { $0.hasPrefix("drop        The fall of the price") } && screen.rows.last == "marq> ?dro"
      })
    leave(terminal)
  }

  // MARK: Long work

  @Test func whoWaitsSeesHowFarItIs() throws {
    let terminal = try prompt()
    terminal.send(
      "define a = middle(gain, ever) + middle(drop, ever)\rdefine b = a + a + a + a\rdefine c = b + b + b + b\r"
        + "avg(c + c + c + c) each day ever by segment\r")
    // Twenty places of a bar, how much is done, how long it has taken, and how it is stopped.
    #expect(
      terminal.waitUntil { screen in
        guard let row = screen.rows.last, row.count > 25 else { return false }
        return row.prefix(20).allSatisfy { "█░".contains($0) } && row.dropFirst(20).prefix(6).contains("%")
          && row.hasSuffix(" s, Control-C stops it")
      }, "\(terminal.screen.rows)")
    terminal.send("\u{03}")
    #expect(terminal.waitUntil { $0.rows.last == "marq>" && $0.rows.contains("error[M509]: interrupted") })
    leave(terminal)
  }
}
