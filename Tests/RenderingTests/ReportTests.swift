import Rendering
import Testing

private func report(
  _ text: String, at start: Int, _ length: Int, file: String? = nil, help: [String] = [], line: Int = 3
) -> Report {
  Report(
    identifier: "M104", message: "no company has the segment \"lmm\"", file: file, line: line, column: start + 1,
    lineText: text, caretStart: start, caretLength: length, help: help)
}

@Suite struct ReportTests {
  @Test func aScriptsReportBeginsWithItsPlace() {
    let drawn = report("drop where segment=lmm", at: 19, 3, file: "question.marq", help: ["did you mean llm?"]).draw()
    #expect(
      drawn == """
        question.marq:3:20: error[M104]: no company has the segment "lmm"
         3 | drop where segment=lmm
           |                    ^^^
           = help: did you mean llm?

        """)
  }

  @Test func atThePromptThereIsNoPlace() {
    #expect(
      report("drop where segment=lmm", at: 19, 3, line: 12).draw() == """
        error[M104]: no company has the segment "lmm"
         12 | drop where segment=lmm
            |                    ^^^

        """)
  }

  @Test func withoutALineThereIsNoExcerpt() {
    let plain = Report(severity: .warning, message: "the file is old", file: "a.marq", help: ["load it again"])
    #expect(plain.draw() == "a.marq: warning: the file is old\n = help: load it again\n")
    #expect(Report(severity: .note, message: "done").draw() == "note: done\n")
  }

  @Test func wideCharactersAndTabsMoveTheCaret() {
    #expect(excerpt(report("商汤 lmm", at: 7, 3)) == ["商汤 lmm", "     ^^^"])
    #expect(excerpt(report("商汤 lmm", at: 3, 3)) == ["商汤 lmm", "  ^^"])
    #expect(excerpt(report("\tx\tlmm", at: 3, 3)) == ["    x   lmm", "        ^^^"])
    #expect(excerpt(report("é=lmm", at: 3, 3)) == ["é=lmm", "  ^^^"])
  }

  @Test func theCaretMayStandBehindTheLine() {
    #expect(excerpt(report("drop where", at: 10, 0)) == ["drop where", "          ^"])
    #expect(excerpt(report("", at: 0, 0)) == ["", "^"])
  }

  @Test func longLinesShowTheFault() {
    let text = String(repeating: "a", count: 100) + "FAULT" + String(repeating: "b", count: 100)
    #expect(
      excerpt(report(text, at: 100, 5), width: 36) == [
        "…aaaaaaaaaFAULTbbbbbbbbbbbbbbb…", "          ^^^^^",
      ])
    #expect(excerpt(report(text, at: 0, 2), width: 25) == ["aaaaaaaaaaaaaaaaaaa…", "^^"])
    #expect(excerpt(report(text, at: 205, 0), width: 25) == ["…bbbbbbbbbbbbbbbbbb", "                   ^"])
  }

  @Test func colourMarksTheFault() {
    let drawn = report("x=1", at: 2, 1).draw(style: Style(isColored: true))
    #expect(
      drawn == "\u{1B}[1;31merror[M104]\u{1B}[0m\u{1B}[1m: no company has the segment \"lmm\"\u{1B}[0m\n"
        + "\u{1B}[2m 3 |\u{1B}[0m x=1\n\u{1B}[2m   |\u{1B}[0m   \u{1B}[1;31m^\u{1B}[0m\n")
  }

  @Test func longHelpHangs() {
    let drawn = report("x", at: 0, 1, help: ["write ten percent as 10% and not 10"]).draw(style: Style(width: 30))
    #expect(drawn.hasSuffix("   = help: write ten percent\n           as 10% and not 10\n"))
  }

  @Test func noOffsetIsTooWild() {
    var random = Random(seed: 3)
    for _ in 0..<2_000 {
      let offsets = [Int.min, -1, 0, 1, 5, random.int(0...40), 1_000, Int.max]
      let wild = Report(
        message: random.text(), file: random.bool() ? random.text() : nil, line: random.int(-1...1_000),
        column: random.pick(offsets), lineText: random.text() + random.text() + random.text(),
        caretStart: random.pick(offsets), caretLength: random.pick(offsets),
        help: [random.text()])
      let style = Style(width: random.int(0...60), isUnicode: random.bool())
      let lines = wild.draw(style: style).split(separator: "\n")
      guard wild.line > 0 else { continue }
      #expect(lines[2].contains("^"))
      #expect(lines[1...2].allSatisfy { displayWidth(String($0)) <= style.width })
    }
  }

  /// The line and its caret without their frame.
  private func excerpt(_ report: Report, width: Int = 80) -> [String] {
    report.draw(style: Style(width: width)).split(separator: "\n")[1...2].map { String($0.dropFirst(5)) }
  }
}
