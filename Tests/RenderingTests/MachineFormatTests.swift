import Market
import Rendering
import Testing

private let mixed = answer(
  [
    texts(["A", "B,\"C\"", ""], name: "ticker", isKey: true),
    numbers([0.2276, .nan, -0.0], .ratio, .fall, name: "drop, d"),
    Table.Column(name: "day", values: .days([Day("2026-02-23"), nil, Day("1999-01-04")])),
    Table.Column(name: "open", values: .flags([true, false, nil])),
    texts(["x\ty", nil, "line\r\nback\\slash"], name: "note"),
  ], heading: ["never printed"], notes: ["nor this"])

@Suite struct DelimitedTests {
  @Test func csvQuotesWhatMustBe() {
    #expect(
      render(mixed, format: .csv) == "ticker,\"drop, d\",day,open,note\nA,0.2276,2026-02-23,true,x\ty\n"
        + "\"B,\"\"C\"\"\",,,false,\n\"\",0,1999-01-04,,\"line\r\nback\\slash\"\n")
  }

  @Test func tsvEscapes() {
    #expect(
      render(mixed, format: .tsv) == "ticker\tdrop, d\tday\topen\tnote\nA\t0.2276\t2026-02-23\ttrue\tx\\ty\n"
        + "B,\"C\"\t\t\tfalse\t\n\t0\t1999-01-04\t\tline\\r\\nback\\\\slash\n")
  }

  @Test func aLoneMissingValueIsNoEmptyLine() {
    #expect(render(answer([numbers([.nan, 1], .count)]), format: .csv) == "x\n\"\"\n1\n")
  }

  @Test func everyValueReadsBack() {
    var random = Random(seed: 7)
    for _ in 0..<200 {
      let table = random.answer().table
      let records = readCSV(render(Answer(table: table), format: .csv))
      #expect(records.first == table.columns.map(\.name))
      #expect(records.count == table.rowCount + 1)
      for (row, record) in records.dropFirst().enumerated() {
        for (field, column) in zip(record, table.columns) {
          #expect(isEqual(field, column.values, row))
        }
      }
    }
  }

  private func isEqual(_ field: String, _ values: Table.Values, _ row: Int) -> Bool {
    switch values {
    case .numbers(let numbers, _, _): return numbers[row].isNaN ? field.isEmpty : Double(field) == numbers[row]
    case .texts(let texts): return field == texts[row] ?? ""
    case .days(let days): return Day(field) == days[row]
    case .flags(let flags): return Bool(field) == flags[row]
    }
  }
}

/// An answer of many rows is handed out in pieces.
@Suite struct PiecesTests {
  /// So many rows that differ from one another, days among them that come again and again.
  private func table(_ count: Int) -> Answer {
    let first = Day("2016-02-29")!
    return answer([
      Table.Column(name: "day", values: .days((0..<count).map { $0 % 7 == 3 ? nil : first.advanced(by: $0 / 5) })),
      texts((0..<count).map { "C\($0)" }, name: "ticker", isKey: true),
      numbers((0..<count).map { Double($0) / 7 - 1000 }, .number),
    ])
  }

  @Test(
    "pieces are the text, one behind the other",
    arguments: [0, 1, 4095, 4096, 4097, 8193, 65_536, 65_537, 69_632, 69_633, 140_000])
  func piecesAreTheText(count: Int) {
    let many = table(count)
    for format in [Format.csv, .tsv, .json, .jsonl] {
      var pieces: [String] = []
      render(many, format: format) { pieces.append($0) }
      let whole = pieces.joined()
      #expect(whole == render(many, format: format))
      let otherLines = format == .jsonl ? 0 : format == .json && count > 0 ? 2 : 1
      #expect(whole.utf8.count { $0 == 0x0A } == count + otherLines)
      // What is left of a few rows goes with the last piece.
      #expect(pieces.count == 1 + (max(0, count - 4096) + 65_535) / 65_536)
    }
    let lines = render(many, format: .csv).split(separator: "\n")
    for row in Set([0, 1, count / 3, count / 2, 4095, 4096, 65_535, 65_536, count - 1]) where (0..<count).contains(row)
    {
      let day = row % 7 == 3 ? "" : Day("2016-02-29")!.advanced(by: row / 5).description
      let fields = lines[row + 1].split(separator: ",", omittingEmptySubsequences: false)
      #expect(fields[0] == day)
      #expect(fields[1] == "C\(row)")
      #expect(Double(fields[2]) == Double(row) / 7 - 1000)
    }
  }

  @Test("once it is wished that it should stop, nothing more is handed out")
  func stops() {
    let interruption = Interruption()
    var pieces: [String] = []
    render(table(300_000), format: .csv, unless: interruption) { piece in
      pieces.append(piece)
      if pieces.count == 2 { interruption.request() }
    }
    // The one that is being made then may come.
    #expect((2...3).contains(pieces.count))
    #expect(pieces.first == "day,ticker,x\n")
  }

  @Test("a name without letters has its place, too")
  func emptyNames() {
    let unnamed = answer([numbers([1], .number, name: ""), numbers([2], .number, name: "b")])
    #expect(render(unnamed, format: .tsv) == "\tb\n1\t2\n")
    #expect(render(unnamed, format: .csv) == "\"\",b\n1,2\n")
  }

  @Test("one format for people is one piece")
  func peopleGetOnePiece() {
    var pieces: [String] = []
    render(falls, format: .table) { pieces.append($0) }
    #expect(pieces == [render(falls, format: .table)])
  }
}

@Suite struct MachineNumberTests {
  private func plain(_ value: Double) -> String {
    String(render(answer([numbers([value], .number)]), format: .tsv).dropFirst(2).dropLast())
  }

  @Test(arguments: [
    (0.2276, "0.2276"), (1, "1"), (-590.5, "-590.5"), (1e14, "100000000000000"), (1e15, "1e15"), (1.5e15, "1.5e15"),
    (0.1 + 0.2, "0.30000000000000004"), (1e-5, "0.00001"), (1.25e-5, "0.0000125"), (-0.0012, "-0.0012"),
    (9.9e-6, "9.9e-6"), (.leastNonzeroMagnitude, "5e-324"), (-1.7976931348623157e308, "-1.7976931348623157e308"),
    (-0.0, "0"),
    (999_999_999_999_999, "999999999999999"), (0.000999, "0.000999"), (0.0001, "0.0001"), (.infinity, "inf"),
  ])
  func isTheShortestDecimal(_ value: Double, _ text: String) {
    #expect(plain(value) == text)
  }

  @Test func readsBackAsTheSameNumber() {
    var random = Random(seed: 99)
    let values = (0..<20_000).map { _ in random.number() }.filter(\.isFinite)
    let text = render(answer([numbers(values, .number)]), format: .jsonl)
    for (line, value) in zip(text.split(separator: "\n"), values) {
      let written = line.dropFirst(5).dropLast()
      #expect(Double(written) == value)
      let hasExponent = written.contains("e")
      #expect(hasExponent == (value != 0 && !(1e-5..<1e15).contains(abs(value))))
    }
  }
}

@Suite struct JSONTests {
  @Test func anArrayHasAnObjectALine() {
    #expect(
      render(mixed, format: .json) == #"""
        [
        {"ticker":"A","drop, d":0.2276,"day":"2026-02-23","open":true,"note":"x\ty"},
        {"ticker":"B,\"C\"","drop, d":null,"day":null,"open":false,"note":null},
        {"ticker":"","drop, d":0,"day":"1999-01-04","open":null,"note":"line\r\nback\\slash"}
        ]

        """#)
    #expect(render(answer([texts([])]), format: .json) == "[]\n")
  }

  @Test func linesAreObjects() {
    #expect(
      render(answer([numbers([1, .infinity], .count), texts(["\u{1}", nil], name: "t")]), format: .jsonl)
        == "{\"x\":1,\"t\":\"\\u0001\"}\n{\"x\":null,\"t\":null}\n")
  }

  @Test func everyValueReadsBack() throws {
    var random = Random(seed: 11)
    for _ in 0..<200 {
      let table = random.answer().table
      for format in [Format.json, .jsonl] {
        var text = render(Answer(table: table), format: format)
        if format == .jsonl { text = "[" + text.split(separator: "\n").joined(separator: ",") + "]" }
        guard case .array(let rows)? = JSON(text) else {
          Issue.record("not JSON: \(text)")
          continue
        }
        let expected = (0..<table.rowCount).map { row in
          JSON.object(table.columns.map { ($0.name, JSON($0.values, row)) })
        }
        #expect(rows == expected)
      }
    }
  }
}

@Test func namesOfFormats() {
  #expect(Format.names == ["table", "vertical", "csv", "tsv", "json", "jsonl", "markdown"])
  #expect(Format(name: "md") == .markdown && Format(name: "jsonl") == .jsonl && Format(name: "xml") == nil)
  #expect(Format.allCases.filter(\.isForPeople) == [.table, .vertical, .markdown])
}
