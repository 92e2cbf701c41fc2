import Testing

@testable import Market

@Suite struct CSVReaderTests {
  private func rows(_ bytes: [UInt8]) throws -> [[String]] {
    let file = DataFile(name: "t.csv", bytes: bytes)
    var reader = try CSVReader(file)
    var rows: [[String]] = []
    while try reader.nextRow(in: file.bytes.span) { rows.append(reader.fields.map { reader.text(of: $0) }) }
    return rows
  }

  private func rows(_ text: String) throws -> [[String]] { try rows(Array(text.utf8)) }

  private func failure(_ bytes: [UInt8]) -> DataError? {
    do {
      _ = try rows(bytes)
      return nil
    } catch { return error as? DataError }
  }

  private func failure(_ text: String) -> DataError? { failure(Array(text.utf8)) }

  @Test(
    "fields and rows",
    arguments: [
      ("", []),
      ("a", [["a"]]),
      ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
      ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
      ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
      ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
      ("\n\r\n\r  \na,b\n\n1,2\n\n", [["a", "b"], ["1", "2"]]),
      ("a,\n,", [["a", ""], ["", ""]]),
      (" a ,\tb c\t\n", [["a", "b c"]]),
      ("\"a,b\", \"c\" \n", [["a,b", "c"]]),
      ("\"a\nb\",\"c\r\nd\"\n", [["a\nb", "c\r\nd"]]),
      ("\"say \"\"hi\"\"\",\"\"\"\"\n", [["say \"hi\"", "\""]]),
      ("\"\"\n", [[""]]),
      ("\" a \",b\n", [[" a ", "b"]]),
      ("a\"b,c\n", [["a\"b", "c"]]),
      ("智谱,é\n", [["智谱", "é"]]),
      ("\u{FEFF}a,b\n", [["a", "b"]]),
      ("\u{FEFF}\"a\",b\n", [["a", "b"]]),
    ] as [(String, [[String]])])
  func fields(text: String, expected: [[String]]) throws {
    #expect(try rows(text) == expected)
  }

  @Test func unterminatedQuote() {
    let error = failure("a,b\r\n1,\"x\ny\n")
    #expect(error?.problem == .unterminatedQuote)
    #expect(error?.place == "2:3")
    #expect(error?.lineText == "1,\"x")
    #expect(error?.marked == "\"x")
  }

  @Test func textAfterQuote() {
    let error = failure("a,b\r智,\"x\" y,2\n")
    #expect(error?.problem == .textAfterQuote)
    #expect(error?.place == "2:7")
    #expect(error?.text == "y")
    #expect(error?.marked == "y")
  }

  @Test func wrongNumberOfFields() {
    let many = failure("a,b\n1,2,3\n")
    #expect(many?.problem == .tooManyFields(found: 3, expected: 2))
    #expect(many?.place == "2:5")
    let few = failure("a,b,c\n\n1,2\n")
    #expect(few?.problem == .tooFewFields(found: 2, expected: 3))
    #expect(few?.place == "3:3")
  }

  @Test(
    "invalid UTF-8", arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80]])
  func invalid(bytes: [UInt8]) {
    let error = failure(Array("a,b\nxy,".utf8) + bytes + Array("z\n".utf8))
    #expect(error?.problem == .notUTF8)
    #expect(error?.place == "2:4")
    #expect(error?.lineText.hasPrefix("xy,\u{FFFD}") == true)
  }

  @Test func placesCountCharactersAndLines() throws {
    let text = "\u{FEFF}h,i\r\n\"two\r\nlines\",e\u{301}x\rl\u{E9},\"q\"\"q\"\n"
    let file = DataFile(name: "t.csv", bytes: Array(text.utf8))
    var reader = try CSVReader(file)
    var places: [String] = []
    var marks: [String] = []
    while try reader.nextRow(in: file.bytes.span) {
      for field in reader.fields {
        let error = reader.error(.noFigure, at: field)
        places.append(error.place)
        marks.append(error.marked)
        #expect(reader.line(of: field) == error.line)
      }
    }
    #expect(places == ["1:1", "1:3", "2:1", "3:8", "4:1", "4:4"])
    // A field of several lines is marked on its first.
    #expect(marks == ["h", "i", "\"two", "e\u{301}x", "l\u{E9}", "\"q\"\"q\""])
  }
}
