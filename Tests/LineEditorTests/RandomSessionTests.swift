@testable import LineEditor
import TerminalSupport
import Testing

/// Random keys against a model of what they should do: an array, a cursor, and wrapping one character at a time.
@Suite("Random sessions", .serialized) struct RandomSessionTests {
  /// A generator whose sessions can be had again from their seed (SplitMix64).
  struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }

  struct Model {
    var text: [Unicode.Scalar] = []
    var cursor = 0

    /// Changes the model as a random key should, and returns what to type for it.
    mutating func press(using random: inout Generator) -> String {
      switch Int.random(in: 0..<24, using: &random) {
      case 0..<7: return insert("abcdefgh 12345".unicodeScalars.randomElement(using: &random) ?? "a")
      case 7..<14: return insert("智谱科技量化交易".unicodeScalars.randomElement(using: &random) ?? "智")
      case 14..<16:
        if cursor > 0 {
          text.remove(at: cursor - 1)
          cursor -= 1
        }
        return "\u{7F}"
      case 16..<18:
        cursor = max(0, cursor - 1)
        return "\u{1B}[D"
      case 18:
        cursor = min(text.count, cursor + 1)
        return "\u{1B}[C"
      case 19:
        cursor = text[..<cursor].lastIndex(of: "\n").map { $0 + 1 } ?? 0
        return "\u{1B}[H"
      case 20:
        cursor = text[cursor...].firstIndex(of: "\n") ?? text.count
        return "\u{1B}OF"
      case 21:
        if cursor < text.count { text.remove(at: cursor) }
        return "\u{1B}[3~"
      case 22:
        let pasted: [Unicode.Scalar] = ["x", "智", "\n", "y"]
        text.insert(contentsOf: pasted, at: cursor)
        cursor += pasted.count
        return "\u{1B}[200~x智\ry\u{1B}[201~"
      default:
        // Without this the entries would only grow.
        if Bool.random(using: &random) { text.removeSubrange(cursor...) } else { return "" }
        return "\u{0B}"
      }
    }

    private mutating func insert(_ scalar: Unicode.Scalar) -> String {
      text.insert(scalar, at: cursor)
      cursor += 1
      return String(scalar)
    }

    /// The screen that the text should give.
    func screen(columns: Int) -> (rows: [String], cursor: (row: Int, column: Int)) {
      var rows: [String] = []
      var place = (row: 0, column: 0)
      var offset = 0
      for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        let prompt = number == 0 ? "demo> " : " ...> "
        if (offset...offset + line.count).contains(cursor) {
          let isLast = offset + line.count == text.count
          let before = TerminalTests.wrapped(prompt + String(line.prefix(cursor - offset)), to: columns)
          place = (rows.count + before.cursor.row, before.cursor.column)
          if cursor - offset < line.count {
            // A wide character that does not fit takes the cursor to the next row with it.
            let after = TerminalTests.wrapped(prompt + String(line.prefix(cursor - offset + 1)), to: columns)
            if after.rows.count > before.rows.count { place = (rows.count + after.rows.count - 1, 0) }
          } else if !isLast, before.cursor.column == 0, before.cursor.row == before.rows.count {
            // Before a line break the cursor waits on the full row.
            place = (rows.count + before.rows.count - 1, columns - 1)
          }
        }
        rows += TerminalTests.wrapped(prompt + String(line), to: columns).rows.map(TerminalTests.trimmed)
        offset += line.count + 1
      }
      while rows.last == "" { rows.removeLast() }
      return (rows, place)
    }
  }

  @Test(arguments: 1...40) func theScreenIsWhatTheModelSays(seed: Int) throws {
    var random = Generator(state: UInt64(seed))
    let columns = [12, 17, 20, 23, 30, 31, 40, 80][seed % 8]
    let terminal = try PseudoTerminal(
      executable: PseudoTerminal.builtProgram("line-editor-demo"),
      environment: ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"],
      columns: columns, rows: 50)
    #expect(terminal.waitFor("demo>"))
    var model = Model()
    for number in 1...60 {
      terminal.send(model.press(using: &random))
      // At times the keys come as fast as they can, at times each is drawn.
      if number % 10 == 0 { check(terminal, model, columns) }
    }
    terminal.send("\r")
    let expected =
      model.screen(columns: columns).rows + Model(answer: model).screenOfAnswer(columns: columns) + ["demo>"]
    let isShown = terminal.waitUntil { $0.rows == expected }
    #expect(isShown, "shows \(terminal.screen.rows), not \(expected)")
    #expect(terminal.screen.unknown == [])
  }

  private func check(_ terminal: PseudoTerminal, _ model: Model, _ columns: Int) {
    let (rows, cursor) = model.screen(columns: columns)
    let isShown = terminal.waitUntil { $0.rows == rows && $0.cursor == cursor }
    #expect(isShown, "shows \(terminal.screen.rows) \(terminal.screen.cursor), not \(rows) \(cursor)")
  }
}

extension RandomSessionTests.Model {
  init(answer model: Self) { text = ["<"] + model.text + [">"] }

  func screenOfAnswer(columns: Int) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { TerminalTests.wrapped(String($0), to: columns).rows.map(TerminalTests.trimmed) }
  }
}
