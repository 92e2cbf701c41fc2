import Foundation
import Session
import Testing

/// What is offered at a place can stand there.
@Suite struct PlaceTests {
  private let session: Session

  init() {
    session = Session { _ in }
    _ = session.open(dataSet: "hk-ai-2026")
  }

  private func offered(_ text: String) -> Set<String> {
    Set(session.completions(for: text, at: text.utf8.count).candidates.map(\.text))
  }

  /// Every word that may be offered behind an operand.
  private static let clauses: Set<String> = [
    "where", "by", "on", "over", "prior", "from", "since", "after", "until", "ever", "to", "sort", "when", "each",
    "across", "of", "against", "around", "so far", "top", "per", "as", "within", "and", "or", "not in", "in", "between",
    "is missing", "is not missing",
  ]

  private static let operators: Set<String> = [
    "and", "or", "in", "not in", "between", "is missing", "is not missing", "of",
  ]
  private static let windows: Set<String> = [
    "on", "over", "prior", "from", "since", "until", "after", "ever", "so far", "around",
  ]
  private static let others: Set<String> = ["where", "when", "each", "by", "across", "sort", "top", "against"]

  /// What may follow each text, among the clauses.
  private static let places: [(String, Set<String>)] = [
    ("drop ", operators.union(windows).union(others).union(["as"])),
    ("drop as fall ", windows.union(others)),
    ("drop as fall, gain ", operators.union(windows).union(others).union(["as"])),
    ("drop where segment ", operators.union(windows).union(others).subtracting(["where"])),
    // Comparisons do not chain.
    ("drop where segment=llm ", windows.union(others).union(["and", "or"]).subtracting(["where"])),
    ("drop where segment=llm and country ", operators.union(windows).union(others).subtracting(["where"])),
    ("drop where gain > gain ", windows.union(others).union(["and", "or", "of"]).subtracting(["where"])),
    ("drop where gain between 1% and 2% ", windows.union(others).union(["and", "or"]).subtracting(["where"])),
    ("drop where gain between 1% ", ["and"]),
    ("drop by segment ", windows.union(others).subtracting(["by"])),
    ("drop by segment top 3 ", windows.union(others).union(["per"]).subtracting(["by", "top"])),
    ("drop top 3 per segment ", windows.union(others).subtracting(["top"])),
    ("drop on 2026-02-23 ", others.union(["over"])),
    ("drop over 5d ", others.union(["on"])),
    ("drop from 2026-01-08 ", others.union(["to", "until", "around"])),
    ("drop from 2026-01-08 to 2026-02-23 ", others.union(["around"])),
    ("drop since listed where segment=llm ", others.union(["around", "and", "or"]).subtracting(["where"])),
    ("drop ever ", others),
    ("drop where (segment ", operators),
    ("drop where (segment=llm ", ["and", "or"]),
    ("avg(drop ", operators.union(windows).union(["where", "when", "within"])),
    ("drop(from 2026-01-08 ", ["to", "until", "around", "when", "where", "within"]),
  ]

  @Test("only clauses that can stand there", arguments: places.indices)
  func clauses(index: Int) {
    let (text, expected) = PlaceTests.places[index]
    #expect(offered(text) == expected, "\(text): \(offered(text).symmetricDifference(expected).sorted())")
  }

  /// Something that makes each clause whole.
  private static let endings: [String: String] = [
    "where": "close > 1", "by": "country", "on": "2026-02-23", "over": "5d", "prior": "5d", "from": "2026-01-08",
    "since": "2026-01-08", "after": "2026-01-08", "until": "2026-02-23", "to": "2026-02-24", "sort": "ticker",
    "when": "weekday = Monday", "each": "week", "across": "ticker", "of": "HSI", "against": "HSI",
    "around": "2026-02-23", "top": "3", "per": "country", "as": "x", "and": "close > 1", "or": "close > 1",
    "not in": "(1, 2)", "in": "(1, 2)", "between": "1 and 2", "within": "segment",
  ]

  @Test("what is offered outside of brackets is read", arguments: places.indices)
  func isRead(index: Int) {
    let text = PlaceTests.places[index].0
    // A text with an open bracket has more to come than one clause.
    guard !text.contains("("), !text.hasSuffix("between 1% ") else { return }
    for word in offered(text) {
      let whole = "\(text)\(word) \(PlaceTests.endings[word] ?? "")"
      let typing = session.typing(whole + " ", isDeep: false)
      #expect(!typing.pieces.contains { $0.role == .fault }, "\(whole): \(typing.status)")
    }
  }

  @Test("a company is found by its names")
  func names() {
    #expect(offered("close where ticker=智") == ["2513.HK"])
    #expect(offered("close where ticker=minim") == ["0100.HK"])
    #expect(offered("gain of Zhip") == ["2513.HK"])
    #expect(offered("close where ticker=251") == ["2513.HK"])
  }

  @Test("behind plot stand a kind or a value, and behind a kind a value")
  func plots() {
    #expect(offered("plo") == ["plot"])
    #expect(offered("plot hist") == ["histogram"])
    #expect(offered("plot volat") == ["volatility"])
    #expect(offered("plot histogram volat") == ["volatility"])
    #expect(offered("plot drop whe") == ["where", "when"])
    for statement in ["plot drop", "plot lines close each day", "save drop where segment=llm", "save market"] {
      #expect(offered("\(statement) int") == ["into"])
    }
    #expect(offered("drop int") == [] && offered("plot avg(drop int") == [])
  }

  @Test("paths stand behind load and run")
  func paths() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("marq-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("my data"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["prices.csv", "monday.marq", "notes.txt", ".hidden.csv"] {
      try "".write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    let path = folder.path
    #expect(offered("load \"\(path)/") == ["\"\(path)/my data/", "\"\(path)/prices.csv\""])
    #expect(offered("run \"\(path)/") == ["\"\(path)/my data/", "\"\(path)/monday.marq\""])
    #expect(offered("1 + 1\nrun \"\(path)/mo") == ["\"\(path)/monday.marq\""])
    #expect(offered("run \"\(path)/monday.marq\" ").isEmpty)
    #expect(offered("load us-t") == ["us-tech"])
    for word in ["report", "lesson", "lesson check", "lesson grade", "lesson again"] {
      #expect(offered("\(word) \"\(path)/mo") == ["\"\(path)/monday.marq\""], "\(word)")
    }
    #expect(offered("lesson again 1") == ["1", "10", "11", "12"])
    #expect(offered("lesson ch") == ["check"])
  }
}
