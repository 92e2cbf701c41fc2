import Glibc
@testable import LineEditor
import TerminalSupport
import Testing

/// Real sessions on a terminal: keys go in, and the whole screen is compared.
@Suite("Terminal", .serialized) struct TerminalTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func start(
    columns: Int = 40, rows: Int = 16, variables: [String: String] = [:]
  ) throws -> PseudoTerminal {
    var environment = ["TERM": "xterm", "LC_ALL": "C.UTF-8", "HOME": folder.path, "SWIFT_BACKTRACE": "enable=no"]
    environment.merge(variables) { $1 }
    let terminal = try PseudoTerminal(
      executable: PseudoTerminal.builtProgram("line-editor-demo"), arguments: ["\(folder.path)/history"],
      environment: environment, columns: columns, rows: rows)
    #expect(terminal.waitFor("demo>"))
    return terminal
  }

  /// Waits until the screen is exactly this, and says what it is if that does not happen.
  private func expect(
    _ terminal: PseudoTerminal, shows rows: [String], cursor: (row: Int, column: Int)? = nil,
    _ location: SourceLocation = #_sourceLocation
  ) {
    let isShown = terminal.waitUntil { screen in
      screen.rows == rows && (cursor == nil || screen.cursor == cursor ?? (0, 0))
    }
    #expect(isShown, "shows \(terminal.screen.rows), cursor \(terminal.screen.cursor)", sourceLocation: location)
    #expect(terminal.screen.unknown == [], sourceLocation: location)
  }

  private func leave(_ terminal: PseudoTerminal) {
    #expect(terminal.waitUntil { $0.rows.last == "demo>" })
    terminal.send("\u{04}")
    #expect(terminal.waitFor("end"))
    #expect(terminal.waitForExit() == 0)
  }

  @Test func typingAndEditingInTheMiddle() throws {
    let terminal = try start()
    #expect(terminal.waitUntil { $0.bracketsPaste })
    terminal.send("helo 12")
    expect(terminal, shows: ["demo> helo 12"], cursor: (0, 13))
    terminal.send("\u{1B}[D\u{1B}[D\u{1B}OD\u{1B}[Dl")
    expect(terminal, shows: ["demo> hello 12"], cursor: (0, 10))
    terminal.send("\u{1B}[H>\u{1B}[3~\u{1B}[F<\u{1B}b\u{1B}[1;5DX\u{1B}f!\r")
    expect(terminal, shows: ["demo> >Xello! 12<", "<>Xello! 12<>", "demo>"], cursor: (2, 6))
    leave(terminal)
    #expect(!terminal.screen.bracketsPaste)
  }

  @Test func chinese() throws {
    let terminal = try start()
    terminal.send("智谱科技")
    expect(terminal, shows: ["demo> 智谱科技"], cursor: (0, 14))
    terminal.send("\u{7F}\u{1B}[D\u{1B}[Da\u{1B}[C\u{7F}")
    expect(terminal, shows: ["demo> 智a科"], cursor: (0, 9))
    terminal.send("\r")
    expect(terminal, shows: ["demo> 智a科", "<智a科>", "demo>"])
  }

  @Test func wideCharactersAtTheMargin() throws {
    let terminal = try start(columns: 30)
    terminal.send("智谱智谱智谱智谱智谱智谱")
    expect(terminal, shows: ["demo> 智谱智谱智谱智谱智谱智谱"], cursor: (1, 0))
    terminal.send("\u{1B}[Ha")
    expect(terminal, shows: ["demo> a智谱智谱智谱智谱智谱智", "谱"], cursor: (0, 7))
    terminal.send("\u{1B}[F\u{1B}[D")
    expect(terminal, shows: ["demo> a智谱智谱智谱智谱智谱智", "谱"], cursor: (1, 0))
    terminal.send("\u{1B}[H\u{1B}[3~\u{1B}[F\r")
    expect(
      terminal,
      shows: ["demo> 智谱智谱智谱智谱智谱智谱", "<智谱智谱智谱智谱智谱智谱>", "demo>"],
      cursor: (2, 6))
  }

  @Test func historyReachesOverSessions() throws {
    var terminal = try start()
    terminal.send("one\rtwo (\r2)\r secret\r")
    #expect(terminal.waitFor("< secret>"))
    leave(terminal)
    terminal = try start()
    terminal.send("draft\u{1B}[A")
    expect(terminal, shows: ["demo> two (", " ...> 2)"], cursor: (1, 8))
    terminal.send("\u{1B}[A\u{1B}[A")
    expect(terminal, shows: ["demo> one"], cursor: (0, 9))
    terminal.send("\u{0E}\u{0E}")
    expect(terminal, shows: ["demo> draft"], cursor: (0, 11))
    terminal.send("\u{10}\r")
    expect(terminal, shows: ["demo> two (", " ...> 2)", "<two (", "2)>", "demo>"])
  }

  @Test func completion() throws {
    let terminal = try start()
    terminal.send("v\t")
    expect(terminal, shows: ["demo> volume"])
    terminal.send(" 智\t")
    terminal.send("\u{15}sel\t")
    expect(
      terminal,
      shows: [
        "demo> volume 智", "智谱  2513.HK", "智能  a segment", "demo> select",
      ])
    terminal.send("\t")
    expect(
      terminal,
      shows: [
        "demo> volume 智", "智谱  2513.HK", "智能  a segment", "demo> select", "select    choose rows", "selector",
        "demo> select",
      ], cursor: (6, 12))
    terminal.send("nothing\t\r")
    #expect(terminal.waitFor("<selectnothing>"))
  }

  @Test func aHintIsShownButNotSubmitted() throws {
    let terminal = try start()
    terminal.send("show")
    expect(terminal, shows: ["demo> show companies"], cursor: (0, 10))
    terminal.send("\r")
    expect(terminal, shows: ["demo> show", "<show>", "demo>"])
  }

  @Test func controlCDropsTheLine() throws {
    let terminal = try start()
    terminal.send("abc (\rdef")
    expect(terminal, shows: ["demo> abc (", " ...> def"])
    terminal.send("\u{1B}[D\u{03}")
    expect(terminal, shows: ["demo> abc (", " ...> def^C", "interrupted", "demo>"], cursor: (3, 6))
    terminal.send("x\u{1B}[D\u{04}\u{04}")
    expect(
      terminal, shows: ["demo> abc (", " ...> def^C", "interrupted", "demo>", "end"])
    #expect(terminal.waitForExit() == 0)
    #expect(terminal.isCooked)
  }

  @Test func controlDDeletesUnlessThereIsNothing() throws {
    let terminal = try start()
    terminal.send("abc\u{04}\u{1B}[D\u{04}")
    expect(terminal, shows: ["demo> ab"], cursor: (0, 8))
    terminal.send("\r\u{04}")
    expect(terminal, shows: ["demo> ab", "<ab>", "demo>", "end"])
  }

  @Test func aStatementOfSeveralLinesIsEditedAsOne() throws {
    let terminal = try start()
    terminal.send("sum(\r智谱,\r2")
    expect(terminal, shows: ["demo> sum(", " ...> 智谱,", " ...> 2"], cursor: (2, 7))
    terminal.send("\u{1B}[A\u{1B}[AX\u{1B}[B\u{7F}a\u{1B}[B)\u{1B}[A\r")
    expect(
      terminal,
      shows: [
        "demo> sXum(", " ...> 智a,", " ...> 2)", "<sXum(", "智a,", "2)>", "demo>",
      ])
    terminal.send("a\u{1B}\rb")
    #expect(terminal.waitUntil { $0.rows.suffix(2) == ["demo> a", " ...> b"] })
  }

  @Test func aPasteIsOneEntry() throws {
    let terminal = try start()
    terminal.send("\u{1B}[200~one\r  two\t2\r\nthree\u{1B}[201~")
    expect(terminal, shows: ["demo> one", " ...>   two     2", " ...> three"], cursor: (2, 11))
    terminal.send("\r")
    #expect(terminal.waitFor("three>"))
    leave(terminal)
    #expect(folder.lines(of: "history") == ["one\\n  two\t2\\nthree"])
  }

  @Test func aLargePasteIsTakenWhole() throws {
    let terminal = try start(columns: 33, rows: 10)
    let text = (0..<600).map { "第\($0)行 of a long paste" }.joined(separator: "\n")
    terminal.send("\u{1B}[200~" + text.replacing("\n", with: "\r") + "\u{1B}[201~\r")
    #expect(terminal.waitUntil { $0.rows.suffix(2).map { $0 } == ["第599行 of a long paste>", "demo>"] })
    leave(terminal)
    #expect(folder.lines(of: "history") == [text.replacing("\n", with: "\\n")])
  }

  @Test func anEntryTallerThanTheScreenScrolls() throws {
    let terminal = try start(columns: 20, rows: 4)
    terminal.send("(1\r2\r3\r4\r5\r6")
    expect(terminal, shows: [" ...> 3", " ...> 4", " ...> 5", " ...> 6"], cursor: (3, 7))
    terminal.send("\u{1B}[A\u{1B}[A\u{1B}[A\u{1B}[A\u{1B}[AX")
    expect(terminal, shows: ["demo> (X1", " ...> 2", " ...> 3", " ...> 4"], cursor: (0, 8))
    terminal.send("\u{1B}[B\u{1B}[B\u{1B}[B\u{1B}[B\u{1B}[B)\r")
    expect(terminal, shows: ["4", "5", "6)>", "demo>"])
  }

  @Test func controlRSearches() throws {
    let terminal = try start()
    terminal.send("alpha 1\rbeta 2\ralpha 3\r\u{0C}\u{12}alp")
    expect(terminal, shows: ["search 1/2: alp > alpha 3"], cursor: (0, 18))
    terminal.send("\u{12}")
    expect(terminal, shows: ["search 2/2: alp > alpha 1"])
    terminal.send("zz\u{7F}")
    expect(terminal, shows: ["no match: alpz > alpha 1"])
    terminal.send("\u{07}")
    expect(terminal, shows: ["demo>"], cursor: (0, 6))
    terminal.send("\u{12}bet\u{1B}[Fx")
    expect(terminal, shows: ["demo> beta 2x"])
    terminal.send("\u{15}\u{12}alp\r")
    expect(terminal, shows: ["demo> alpha 3", "<alpha 3>", "demo>"])
    terminal.send("\u{12}be\u{03}")
    expect(terminal, shows: ["demo> alpha 3", "<alpha 3>", "demo> ^C", "interrupted", "demo>"])
  }

  @Test func controlLClears() throws {
    let terminal = try start()
    terminal.send("one\rtwo")
    expect(terminal, shows: ["demo> one", "<one>", "demo> two"])
    terminal.send("\u{0C}")
    expect(terminal, shows: ["demo> two"], cursor: (0, 9))
  }

  @Test func resizingDrawsAnew() throws {
    let terminal = try start(columns: 40)
    let text = "智谱智谱智谱智谱 abcdefgh 智谱智谱智谱智谱"
    terminal.send("before\r" + text + "Z")
    #expect(terminal.waitFor("Z"))
    for columns in [31, 17, 60, 20, 21, 22, 33, 12, 49] {
      terminal.resize(columns: columns, rows: 16)
      let entry = TerminalTests.wrapped("demo> " + text + "Z", to: columns)
      let rows = ["demo> before", "<before>"] + entry.rows
      // Typed after the resize, so that the screen compared is one drawn after it.
      terminal.send("Q")
      #expect(terminal.waitFor("Q"))
      terminal.send("\u{7F}")
      expect(
        terminal, shows: rows.map { TerminalTests.trimmed($0) }, cursor: (entry.cursor.row + 2, entry.cursor.column))
    }
    terminal.send("\u{03}")
    #expect(terminal.waitFor("interrupted"))
    leave(terminal)
  }

  @Test func signalsLeaveTheTerminalAsItWas() throws {
    let terminal = try start()
    terminal.send("abc")
    expect(terminal, shows: ["demo> abc"])
    #expect(!terminal.isCooked)
    terminal.signal(SIGTERM)
    #expect(terminal.waitForExit() == nil)
    #expect(terminal.isCooked)
    #expect(!terminal.screen.bracketsPaste)
  }

  @Test func stoppingAndGoingOnDrawsAnew() throws {
    let terminal = try start()
    terminal.send("abc")
    expect(terminal, shows: ["demo> abc"])
    // Nobody could continue a session's leader, so the system does not let ^Z stop it: it goes on at once.
    terminal.send("\u{1A}")
    expect(terminal, shows: ["demo> abc", "demo> abc"], cursor: (1, 9))
    terminal.send("d\r")
    expect(terminal, shows: ["demo> abc", "demo> abcd", "<abcd>", "demo>"])
  }

  @Test func viKeys() throws {
    folder.write(Array("bind -v\n".utf8), to: ".editrc")
    let terminal = try start()
    terminal.send("abc def")
    #expect(terminal.waitFor("abc def"))
    terminal.send("\u{1B}")
    expect(terminal, shows: ["demo> abc def"], cursor: (0, 12))
    terminal.send("biX\u{1B}[HY\u{1B}[FZ\u{1B}[5~")
    expect(terminal, shows: ["demo> Yabc XdefZ"], cursor: (0, 16))
    terminal.send("\u{1B}[200~1\r2\u{1B}[201~\r")
    #expect(terminal.waitUntil { $0.rows.suffix(3) == ["<Yabc XdefZ1", "2>", "demo>"] })
    terminal.send("\u{1B}[A\u{1B}[Ax\r")
    #expect(terminal.waitFor("<Yxabc XdefZ1"))
    terminal.send("1\r2\r\u{1B}")
    #expect(terminal.waitFor("<2>"))
    terminal.send("kkx\r")
    #expect(terminal.waitUntil { $0.rows.suffix(3) == ["demo>", "<>", "demo>"] })
  }

  @Test func theUsersOwnKeysCount() throws {
    folder.write(Array("bind ^A ed-move-to-end\nline-editor-demo:bind ^B ed-move-to-beg\n".utf8), to: ".editrc")
    let terminal = try start()
    terminal.send("abc\u{02}x\u{01}y\r")
    #expect(terminal.waitFor("<xabcy>"))
  }

  @Test(arguments: ["\u{1B}[15~", "\u{1B}OP", "\u{1B}[5~", "\u{1B}[1;2A", "\u{1B}[Z", "\u{1B}[I"])
  func keysWithoutAMeaningDoNothing(_ key: String) throws {
    let terminal = try start()
    terminal.send("a" + key + "b\r")
    expect(terminal, shows: ["demo> ab", "<ab>", "demo>"])
  }

  @Test func aDumbTerminalGetsNoEscapes() throws {
    let terminal = try start(variables: ["TERM": "dumb"])
    terminal.send("智 (\r")
    #expect(terminal.waitFor("...>"))
    terminal.send("2)\r")
    #expect(terminal.waitFor("2)>"))
    #expect(terminal.waitUntil { $0.rows.last == "demo>" })
    terminal.send("abc")
    #expect(terminal.waitFor("demo> abc"))
    terminal.send("\u{03}")
    #expect(terminal.waitFor("interrupted"))
    #expect(terminal.waitUntil { $0.rows.last == "demo>" })
    terminal.send("\u{04}")
    expect(
      terminal,
      shows: [
        "demo> 智 (", " ...> 2)", "<智 (", "2)>", "demo> abc^C", "interrupted", "demo>", "end",
      ])
    #expect(terminal.screen.styleCount == 0)
    #expect(folder.lines(of: "history") == ["智 (\\n2)"])
  }

  @Test(arguments: ["C", "", "xx_YY.UTF-8"])
  func aMissingLocaleStillTakesChinese(_ locale: String) throws {
    let terminal = try start(variables: ["LC_ALL": locale])
    terminal.send("智谱\u{7F}\r")
    expect(terminal, shows: ["demo> 智", "<智>", "demo>"])
  }

  @Test func aProgramWithoutATerminalGetsNoEditor() throws {
    let status = runProgram(
      "/bin/sh", ["-c", "\(PseudoTerminal.builtProgram("line-editor-demo")) < /dev/null"])
    #expect(status == 2)
  }
}

extension TerminalTests {
  static func trimmed(_ row: String) -> String {
    String(row[..<(row.lastIndex { $0 != " " }.map { row.index(after: $0) } ?? row.startIndex)])
  }

  /// The naive way to wrap: the rows, and the cursor after the last character.
  static func wrapped(_ text: String, to columns: Int) -> (rows: [String], cursor: (row: Int, column: Int)) {
    var rows = [""]
    var width = 0
    for scalar in text.unicodeScalars {
      let next = TerminalWidth.of(scalar)
      if width + next > columns {
        rows.append("")
        width = 0
      }
      rows[rows.count - 1].unicodeScalars.append(scalar)
      width += next
    }
    return (rows, width == columns ? (rows.count, 0) : (rows.count - 1, width))
  }
}
