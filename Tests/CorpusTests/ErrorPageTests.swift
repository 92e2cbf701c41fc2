import Foundation
import Language
import Market
import Session
import Testing

/// The pages of `help M104`: each identifier has one, and its examples do what it says.
@Suite struct ErrorPageTests {
  private static let identifiers = ProblemIdentifier.allCases.map(\.rawValue)

  /// The files that pages name, where they are for the test.
  private static let files = [
    "old.marq": "scripts/latin1.marq", "new.marq": "scripts/monday.marq", "monday.marq": "scripts/monday.marq",
    "circle.marq": "scripts/circle.marq", "prices.csv": "refused/price.csv", "two-markets": "holidays",
    "clickhouse://analyst@db.example:8123/market": "holidays",
  ]

  /// Faults of servers, each of which `Tests/SQL/cluster` makes happen with real ones.
  private static let faultsOfServers = ["M603", "M604", "M605", "M606", "M607"]

  @Test("every identifier has a page and every page an identifier")
  func isComplete() {
    #expect(ErrorPage.all.map(\.identifier) == ErrorPageTests.identifiers.sorted())
    #expect(Set(ErrorPageTests.identifiers).count == ErrorPageTests.identifiers.count)
  }

  @Test("the wrong example has the fault, the right one is answered", arguments: identifiers)
  func examples(identifier: String) throws {
    let page = try #require(ErrorPage.of(identifier))
    if ErrorPageTests.faultsOfServers.contains(identifier) {
      #expect(parse(Source(page.wrong)).diagnostics.isEmpty && ErrorPageTests.run(page.right).0 == .finished)
      return
    }
    let (wrong, faults) = ErrorPageTests.run(page.wrong)
    guard case .failed = wrong else {
      Issue.record("\(identifier): the wrong example is answered")
      return
    }
    #expect(faults == [identifier], "\(page.wrong)")
    let (right, none) = ErrorPageTests.run(page.right)
    #expect(right == .finished && none.isEmpty, "\(page.right): \(none)")
  }

  @Test("help prints the page, in capitals or not, and the prompt offers it")
  func help() {
    var printed = ""
    let session = Session { if case .data(let text) = $0 { printed += text } }
    #expect(session.run(Source("help m104")) == .finished)
    #expect(printed.hasPrefix("M104: A day that the calendar does not have\n\n    drop on 2026-02-30\n"))
    let offered = session.completions(for: "help M10", at: 8).candidates.map(\.text)
    #expect(offered == (1...9).map { "M10\($0)" })
    #expect(session.run(Source("help M999")) != .finished)
  }

  /// How a page's example ends on the data that comes first, and the identifiers of what is said to be wrong with it.
  private static func run(_ example: String) -> (Outcome, Set<String>) {
    var text = example
    for (name, file) in files {
      let path = CorpusCase.folder.appendingPathComponent(file).path
      text = text.replacingOccurrences(of: "\"\(name)\"", with: "\"\(path)\"")
    }
    let target = FileManager.default.temporaryDirectory.appendingPathComponent("marq-\(UUID()).csv")
    defer { try? FileManager.default.removeItem(at: target) }
    text = text.replacingOccurrences(of: "\"drop.csv\"", with: "\"\(target.path)\"")
    var said = ""
    // Nobody can be quick enough at the keys for the example of an interrupted statement.
    let interruption = Interruption()
    if example == ErrorPage.of("M509")?.wrong { interruption.request() }
    let session = Session(from: Library().session(on: "hk-ai-2026"), interruption: interruption) { output in
      if case .message(let text) = output { said += text }
    }
    let outcome = session.run(Source(text))
    let faults = said.components(separatedBy: "error[").dropFirst().map { String($0.prefix(4)) }
    return (outcome, Set(faults))
  }
}
