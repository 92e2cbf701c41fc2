@testable import LineEditor
import Testing

@Suite("Layout") struct LayoutTests {
  private func layout(
    _ prompt: String, _ text: String, at cursor: Int? = nil, continuation: String = ". ", hint: String = "",
    columns: Int
  ) -> Layout {
    Layout(
      prompt: StyledText(prompt), continuation: StyledText(continuation), text: StyledText(text),
      cursor: cursor ?? StyledText(text).plain.count, hint: hint, columns: columns)
  }

  @Test func aShortLineIsOneRow() {
    let result = layout("> ", "abc", columns: 10)
    #expect(result.rows.map(\.text) == ["> abc"])
    #expect(result.cursorRow == 0 && result.cursorColumn == 5)
  }

  @Test func colourTakesNoRoom() {
    let result = layout("\u{1B}[1m>\u{1B}[0m ", "abc", columns: 6)
    #expect(result.rows.map(\.width) == [5])
    #expect(result.cursorColumn == 5)
  }

  @Test func aFullRowIsFollowedByAnEmptyOne() {
    let result = layout("> ", "abcd", columns: 6)
    #expect(result.rows.map(\.text) == ["> abcd", ""])
    #expect(result.rows[0].wraps && result.endsInOverflow)
    #expect(result.cursorRow == 1 && result.cursorColumn == 0)
  }

  @Test func aWideCharacterThatDoesNotFitGoesToTheNextRow() {
    let result = layout("> ", "a智谱", at: 2, columns: 6)
    #expect(result.rows.map(\.text) == ["> a智", "谱"])
    #expect(result.rows[0].width == 5 && result.rows[0].wraps)
    #expect(result.cursorRow == 1 && result.cursorColumn == 0)
  }

  @Test func aLineBreakStartsARowWithTheContinuationPrompt() {
    let result = layout("> ", "ab\ncd", at: 3, columns: 10)
    #expect(result.rows.map(\.text) == ["> ab", ". cd"])
    #expect(!result.rows[0].wraps)
    #expect(result.cursorRow == 1 && result.cursorColumn == 2)
  }

  @Test func everyRowCanBePrintedAlone() {
    let result = layout("", "\u{1B}[31mabcd\nef\u{1B}[0mg", columns: 3)
    #expect(
      result.rows.map(\.text) == [
        "\u{1B}[31mabc\u{1B}[0m", "\u{1B}[31md\u{1B}[0m",
        "\u{1B}[31m\u{1B}[0m. \u{1B}[31me\u{1B}[0m", "\u{1B}[31mf\u{1B}[0mg",
      ])
  }

  @Test func combiningMarksStayWithTheirLetter() {
    let result = layout("", "abc\u{301}d", columns: 3)
    #expect(result.rows.map(\.text) == ["abc\u{301}", "d"])
  }

  @Test func controlCharactersAreShownNotSent() {
    let result = layout("", "a\u{1B}b\u{7F}\u{85}", columns: 20)
    #expect(result.rows.map(\.text) == ["a^[b^?\u{FFFD}"])
    #expect(layout("", "a\tb", columns: 20).rows[0].text == "a       b")
  }

  @Test func aHintNeverWraps() {
    let result = layout("> ", "ab", hint: "cdefghij", columns: 8)
    #expect(result.rows.count == 1 && result.rows[0].width <= 7)
    #expect(result.cursorColumn == 4)
    #expect(layout("> ", "ab", at: 1, hint: "cd", columns: 9).rows[0].text == "> ab")
  }

  @Test func everyWidthEndsAndHoldsTheCursor() {
    for columns in 0...12 {
      for cursor in 0...9 {
        let result = layout("提示> ", "a智\t谱\nbc\u{1}智谱", at: cursor, columns: columns)
        #expect(result.rows.indices.contains(result.cursorRow))
        #expect((0..<max(columns, 2)).contains(result.cursorColumn))
        #expect(result.rows.allSatisfy { $0.width <= max(columns, 2) })
      }
    }
  }
}

@Suite("Text") struct TextTests {
  @Test func widths() {
    #expect(TerminalWidth.of("abc") == 3)
    #expect(TerminalWidth.of("智谱") == 4)
    #expect(TerminalWidth.of("e\u{301}") == 1)
    #expect(TerminalWidth.of("\u{1B}[1;32m智\u{1B}[0m>") == 3)
  }

  @Test func paintMayOnlyAddColour() {
    let text = Array("ab".unicodeScalars)
    #expect(StyledText.painted(text) { "\u{1B}[1m" + $0 + "\u{1B}[0m" }.pieces.count == 4)
    #expect(StyledText.painted(text) { $0 + "!" } == StyledText(plain: text))
    let typed = Array("a\u{1B}[2Jb".unicodeScalars)
    #expect(StyledText.painted(typed) { $0 } == StyledText(plain: typed))
  }

  @Test func bytesBecomeScalarsHoweverTheyArrive() {
    let text = "a智\u{1F600}é"
    var decoder = InputDecoder()
    var scalars: [Unicode.Scalar] = []
    for byte in text.utf8 {
      decoder.append([byte])
      while let scalar = decoder.next() { scalars.append(scalar) }
    }
    #expect(String(scalars) == text)
    decoder.append([0xFF, 0x61, 0xE6, 0x62, 0xED, 0xA0, 0x80, 0xC0, 0x63])
    var rest: [Unicode.Scalar] = []
    while let scalar = decoder.next() { rest.append(scalar) }
    #expect(String(rest) == "\u{FFFD}a\u{FFFD}b\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}c")
    #expect(decoder.isEmpty)
  }

  @Test func candidatesAreListedForTheWidth() {
    let words = ["智谱", "abc", "x"].map { Completion(text: $0, note: "a long description of it") }
    #expect(
      CompletionTable.rows(words, columns: 24, rowsMax: 10) == [
        "智谱  \u{1B}[2ma long descripti…\u{1B}[0m", "abc   \u{1B}[2ma long descripti…\u{1B}[0m",
        "x     \u{1B}[2ma long descripti…\u{1B}[0m",
      ])
    #expect(CompletionTable.rows(words, columns: 14, rowsMax: 10) == ["智谱  x", "abc"])
    // Too many for one column: notes stay, cut where they must be.
    let few = (1...5).map { Completion(text: "w\($0)", note: "what it is and more") }
    #expect(
      CompletionTable.rows(few, columns: 40, rowsMax: 3) == [
        "w1  \u{1B}[2mwhat it is an…\u{1B}[0m  w4  \u{1B}[2mwhat it is an…\u{1B}[0m",
        "w2  \u{1B}[2mwhat it is an…\u{1B}[0m  w5  \u{1B}[2mwhat it is an…\u{1B}[0m",
        "w3  \u{1B}[2mwhat it is an…\u{1B}[0m",
      ])
    #expect(CompletionTable.rows(few, columns: 24, rowsMax: 3).last == "… and 3 more")
    let many = (0..<100).map { Completion(text: "w\($0)") }
    let rows = CompletionTable.rows(many, columns: 20, rowsMax: 5)
    #expect(rows.count == 5 && rows.last == "… and 88 more")
  }

  @Test func searchNarrowsAndGoesOn() {
    var search = HistorySearch(entries: ["alpha", "beta", "alphabet", "gamma"], draft: [], cursor: 0)
    for scalar in "be".unicodeScalars { search.type(scalar) }
    #expect(String(search.shown) == "alphabet" && search.cursor == 5)
    search.older()
    #expect(String(search.shown) == "beta")
    search.newer()
    #expect(String(search.shown) == "alphabet")
    search.type("x")
    #expect(search.prompt == "no match: bex > " && String(search.shown) == "alphabet")
    search.erase()
    #expect(search.prompt == "search 1/2: be > ")
    search.older()
    #expect(search.prompt == "search 2/2: be > ")
    search.older()
    #expect(search.prompt == "search 2/2: be > " && String(search.shown) == "beta")
  }

  @Test func capitalsAreMeantInASearch() {
    var search = HistorySearch(entries: ["gain of HSI", "智谱 hsi"], draft: [], cursor: 0)
    for scalar in "hsi".unicodeScalars { search.type(scalar) }
    #expect(search.prompt == "search 1/2: hsi > " && search.cursor == 3)
    for _ in 0..<3 { search.erase() }
    for scalar in "HSI".unicodeScalars { search.type(scalar) }
    #expect(search.prompt == "search 1/1: HSI > " && String(search.shown) == "gain of HSI")
  }

  @Test func recallFollowsWhatIsTyped() {
    var recall = HistoryRecall()
    let entries = ["drop", "drop by segment", "gain", "drop where segment=llm"]
    let draft = Array("drop ".unicodeScalars)
    #expect(recall.older(than: draft, in: entries).map { String($0) } == "drop where segment=llm")
    #expect(recall.older(than: draft, in: entries).map { String($0) } == "drop by segment")
    #expect(recall.older(than: draft, in: entries) == nil)
    #expect(recall.newer(in: entries).map { String($0) } == "drop where segment=llm")
    #expect(recall.newer(in: entries).map { String($0) } == "drop ")
    #expect(recall.newer(in: entries) == nil)
  }

  @Test func changesAreTakenBackOneByOne() {
    var states = UndoStates()
    var text: [Unicode.Scalar] = []
    for scalar in "drop by".unicodeScalars {
      text.append(scalar)
      states.note(text, cursor: text.count)
    }
    states.note(Array("drop".unicodeScalars), cursor: 4)
    #expect(states.undo().map { String($0.scalars) } == "drop by")
    #expect(states.undo().map { String($0.scalars) } == "drop ")
    #expect(states.undo().map { String($0.scalars) } == "drop")
    #expect(states.undo().map { String($0.scalars) } == "")
    #expect(states.undo() == nil)
  }

  @Test func recallComesBackToTheDraft() {
    var recall = HistoryRecall()
    let entries = ["one", "two"]
    #expect(recall.newer(in: entries) == nil)
    #expect(recall.older(than: ["d"], in: entries).map { String($0) } == "two")
    #expect(recall.older(than: ["x"], in: entries).map { String($0) } == "one")
    #expect(recall.older(than: ["x"], in: entries) == nil)
    #expect(recall.newer(in: entries).map { String($0) } == "two")
    #expect(recall.newer(in: entries) == ["d"])
  }
}
