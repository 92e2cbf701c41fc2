import Foundation
import Language
import Session
import Testing

/// A market that is made up is told from a real one at sight, in whatever form its figures are shown or written.
@Suite struct CaveatTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("marq-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func run(_ text: String) -> String {
    var printed = ""
    let session = Session(from: Library().session(on: "classroom")) { output in
      switch output {
      case .data(let text), .message(let text): printed += text
      }
    }
    let outcome = session.run(Source(text.replacingOccurrences(of: "FOLDER", with: folder.path)))
    #expect(outcome == .finished, "\(text): \(printed)")
    return printed
  }

  @Test(
    "every answer says that its data is made up, in every format",
    arguments: ["table", "vertical", "markdown", "csv", "tsv", "json", "jsonl"])
  func answers(format: String) {
    for statement in [
      "drop top 2", "drop by segment", "source close where ticker=CEDAR.TOY", "plan drop",
      "drop top 2; _ where drop > 0",
      "explain drop", "explain avg(drop) by segment for cloud", "drop; explain _", "plot drop top 3",
      "plot close each day over 5d where ticker=CEDAR.TOY", "show events", "show companies", "show segments",
      "show attributes", "describe",
    ] {
      let parts = statement.split(separator: ";")
      let last = run("set format \(format)\n" + parts.joined(separator: "\n"))
      let headings = last.split(separator: "\n").filter { $0.contains("made-up data") }
      #expect(headings.count >= parts.count, "\(format): \(statement): \(last)")
    }
  }

  @Test("the answer that a lesson shows says so, too")
  func lesson() {
    let printed = run("lesson 1\nanswer")
    #expect(printed.contains("drop · made-up data · Friday 2025-12-19"), "\(printed)")
  }

  @Test("and every file that is written says so")
  func files() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let script = folder.appendingPathComponent("s.marq")
    try Data("# A page\n\n# Some text.\ndrop top 2\nplot drop top 2\nexplain drop\n".utf8).write(to: script)
    for (statement, name) in [
      ("save drop top 2 into", "a.md"), ("save drop top 2 into", "a.txt"), ("plot drop top 3 into", "p.svg"),
      ("plot drop top 3 into", "p.html"), ("plot drop top 3 into", "p.txt"), ("explain drop into", "e.html"),
      ("explain drop into", "e.md"), ("explain drop into", "e.txt"), ("report \"FOLDER/s.marq\" into", "r.html"),
      ("report \"FOLDER/s.marq\" into", "r.md"),
    ] {
      _ = run("\(statement) \"FOLDER/\(name)\"")
      let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      let count = text.components(separatedBy: "made-up data").count - 1
      #expect(count >= (name.hasPrefix("r") ? 3 : 1), "\(name): \(count)")
    }
  }
}
