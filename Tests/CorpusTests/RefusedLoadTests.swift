import Foundation
import Language
import Session
import Testing

/// A data set that is refused leaves the market, its settings and the session's definitions as they were.
@Suite struct RefusedLoadTests {
  @Test("a refused load changes nothing", arguments: ["price.csv", "date.csv", "duplicate.csv", "range.csv", "script"])
  func changesNothing(name: String) {
    var said: [Output] = []
    let session = Session { said.append($0) }
    _ = session.open(dataSet: CorpusCase.folder.appendingPathComponent("chain").path)
    let question = Source("define swing = high - low\ngain, swing over 3d\ndescribe\n")
    #expect(session.run(question) == .finished)
    let before = said
    said = []
    let path = CorpusCase.folder.appendingPathComponent("refused/\(name)").path
    #expect(session.run(Source("load \"\(path)\"")) == .failed(.badInput))
    #expect(said.contains { if case .message(let text) = $0 { text.contains("error[M502]") } else { false } })
    said = []
    #expect(session.run(Source("gain, swing over 3d\ndescribe\n")) == .finished)
    #expect(said == before)
  }
}
