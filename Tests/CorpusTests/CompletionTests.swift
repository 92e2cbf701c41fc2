import Foundation
import Language
import Session
import Testing

/// What is offered where a value could stand follows the market that is loaded.
@Suite struct CompletionTests {
  @Test("values that a company has now come first, those of earlier days last")
  func datedValues() {
    let session = Session { _ in }
    _ = session.open(dataSet: CorpusCase.folder.appendingPathComponent("membership").path)
    let names = session.completions(for: "gain where name=", at: 16).candidates
    #expect(names.map(\.text) == ["Aster", "Birch", "Cedar", "Astrid"])
    #expect(names.map(\.note) == ["1 company", "1 company", "1 company", "no company now"])
    let indices = session.completions(for: "gain where index in (", at: 21).candidates
    #expect(indices.map(\.text) == ["Small", "Top"])
    #expect(indices.map(\.note) == ["2 companies", "1 company"])
    let tickers = session.completions(for: "gain where ticker=", at: 18).candidates
    #expect(tickers.map(\.note) == ["Aster", "Birch", "Cedar"])
  }

  @Test(
    "behind for stand the rows of the question that is explained",
    arguments: [
      ("explain drop where segment=llm f", ["from", "for"]), ("explain drop where segment=llm for 25", ["2513.HK"]),
      ("explain drop where segment=llm for mini", ["0100.HK"]), ("explain drop by segment for l", ["llm"]),
      ("explain drop where segment=llm for 2513.HK ", ["into"]), ("explain drop where segment=llm for HSI", []),
      ("explain gain each month from 2026-01-01 to 2026-02-23 by country for 2026-01, c", ["China"]),
      ("explain gain each month from 2026-01-01 to 2026-02-23 by country for ", ["2026-01", "2026-02"]),
      ("explain drop by segment for llm into ", []), ("drop where segment=llm f", ["from"]),
    ])
  func rowsToExplain(text: String, expected: [String]) {
    let session = Library().session(on: "hk-ai-2026")
    #expect(session.completions(for: text, at: text.utf8.count).candidates.map(\.text) == expected)
  }

  @Test("the last answer is explained by one of its rows")
  func rowsOfLastAnswer() {
    let session = Session(from: Library().session(on: "hk-ai-2026")) { _ in }
    #expect(session.completions(for: "explain _ for ", at: 14).candidates.isEmpty)
    _ = session.run(Source("drop where segment=llm top 3"))
    #expect(
      session.completions(for: "explain _ for ", at: 14).candidates.map(\.note) == ["Zhipu AI", "MiniMax", "Tencent"])
    #expect(session.completions(for: "explain _ f", at: 11).candidates.map(\.text) == ["for"])
  }
}
