import Foundation
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
}
