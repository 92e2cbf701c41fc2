import Foundation
import Language
import Session
import Testing

/// `save` writes what would be printed, and nothing else happens to what was there.
@Suite struct SavingTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("marq-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func remove() { try? FileManager.default.removeItem(at: folder) }

  private func run(_ text: String) -> (outcome: Outcome, data: String, said: String) {
    var (data, said) = ("", "")
    let session = Session(from: Library().session(on: "hk-ai-2026")) { output in
      switch output {
      case .data(let text): data += text
      case .message(let text): said += text
      }
    }
    let outcome = session.run(Source(text.replacingOccurrences(of: "FOLDER", with: folder.path)))
    return (outcome, data, said)
  }

  private func file(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  @Test("an answer is saved in the format of the file's name", arguments: ["csv", "tsv", "json", "jsonl", "md"])
  func answers(ending: String) throws {
    defer { remove() }
    let question = "drop, name where segment=llm"
    let (outcome, data, _) = run("save \(question) into \"FOLDER/x.\(ending)\"")
    #expect(outcome == .finished && data.isEmpty)
    #expect(try file("x.\(ending)") == run("set format \(ending)\n\(question)").data)
  }

  @Test("a market is saved and opened, with its settings")
  func markets() throws {
    defer { remove() }
    #expect(run("save market into \"FOLDER/x.market\"").outcome == .finished)
    let questions =
      "drop where segment=llm\ngain(ytd) by segment\nshow attributes\nset format csv\nclose each day over 5d"
    let opened = run("load \"FOLDER/x.market\"\n\(questions)")
    #expect(opened.outcome == .finished)
    #expect(opened.data == run(questions).data)
  }

  @Test("what was set of a market is saved with it")
  func settings() throws {
    defer { remove() }
    let settings = """
      set title "All ""AI"" shares"
      set today 2026-01-30
      set benchmark 2513.HK
      set caveat "a few ""shares"" only"

      """
    #expect(run(settings + "save market into \"FOLDER/x.market\"").outcome == .finished)
    let questions = "show settings\nexcess where segment=llm\ndrop top 3"
    let opened = run("load \"FOLDER/x.market\"\n\(questions)")
    #expect(opened.outcome == .finished)
    #expect(opened.data == run(settings + questions).data)
    #expect(opened.said.contains("All \"AI\" shares"))
    #expect(opened.data.contains("a few \"shares\" only"))
    #expect(opened.data != run(questions).data)
  }

  @Test("what can't be written is said, and the old file stays")
  func failures() throws {
    defer { remove() }
    #expect(run("save drop into \"FOLDER/x.csv\"").outcome == .finished)
    let before = try file("x.csv")
    #expect(run("save drop where segment=llm into \"FOLDER/no/x.csv\"").outcome == .failed(.notWritten))
    #expect(run("save nonsense into \"FOLDER/x.csv\"").outcome == .failed(.badInput))
    #expect(run("save market into \"FOLDER/x.csv\"").said.contains("M506"))
    #expect(try file("x.csv") == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x.csv"])
  }

  @Test("a picture and a page are written, the same every time, and what was there is replaced")
  func pictures() throws {
    defer { remove() }
    for name in ["x.svg", "x.html", "x.txt"] {
      #expect(run("drop\nplot drop where segment=llm into \"FOLDER/\(name)\"").outcome == .finished)
      let first = try file(name)
      #expect(first.contains("Zhipu AI") && first.contains("22.76% ▼"))
      // A page has room for where each figure is from.
      #expect(first.contains("https://www.etnet.com.hk/") == (name == "x.html"))
      let again = run("set color on\nset width 100\ndrop where segment=llm\nplot _ into \"FOLDER/\(name)\"")
      #expect(again.outcome == .finished)
      let second = try file(name)
      #expect(!second.contains("\u{1B}"))
      // The last answer is drawn with the question it answers.
      if name != "x.txt" { #expect(first.contains("drop where segment=llm") && first == second) }
    }
    let before = try file("x.svg")
    #expect(run("plot name into \"FOLDER/x.svg\"").said.contains("M507"))
    #expect(try file("x.svg") == before)
  }

  @Test("a damaged market file is refused, and the market stays")
  func damages() throws {
    defer { remove() }
    #expect(run("save market into \"FOLDER/x.market\"").outcome == .finished)
    let url = folder.appendingPathComponent("x.market")
    var bytes = try Data(contentsOf: url)
    bytes[bytes.count - 20] ^= 1
    try bytes.write(to: url)
    let (outcome, data, said) = run("load \"FOLDER/x.market\"")
    #expect(outcome == .failed(.badInput) && data.isEmpty)
    #expect(said.contains("is damaged: its close are not as they were saved") || said.contains("is damaged"))
    #expect(run("load \"FOLDER/none.market\"").outcome == .failed(.noInput))
  }

  @Test("the work behind a figure is written as a page, as Markdown and as text")
  func works() throws {
    defer { remove() }
    let question = "explain drop where segment=llm for 0100.HK"
    for ending in ["html", "md", "txt"] {
      let (outcome, data, said) = run("\(question) into \"FOLDER/x.\(ending)\"")
      #expect(outcome == .finished && data.isEmpty && said.contains("an explanation into"), "\(ending): \(said)")
      let text = try file("x.\(ending)")
      for words in ["0100.HK MiniMax", "840.50 / 970.00 - 1", "13.35% ▼", "2026-02-20", "digipub.cc"] {
        #expect(text.contains(words), "\(words) in x.\(ending)")
      }
    }
    let page = try file("x.html")
    #expect(page.contains("<h1>The work behind drop: 0100.HK MiniMax</h1>"))
    #expect(page.contains("Data: Hong Kong AI shares, 2025 and 2026. Worked out by Marq."))
    #expect(!page.contains("<script") && !page.contains("<link") && !page.contains("src="))
    #expect(try file("x.md").contains("explain drop where segment=llm for 0100.HK"))
    #expect(run("drop where segment=llm\nexplain _ for 0100.HK into \"FOLDER/last.html\"").outcome == .finished)
    #expect(try file("last.html") == page)
    #expect(run("explain drop into \"FOLDER/no/x.html\"").outcome == .failed(.notWritten))
  }
}
