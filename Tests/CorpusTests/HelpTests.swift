import Language
import Query
import Session
import Testing

/// The pages of help and what `?` finds.
@Suite struct HelpTests {
  private func printed(_ text: String, on dataSet: String) -> String {
    var printed = ""
    let session = Session { if case .data(let text) = $0 { printed += text } }
    #expect(session.open(dataSet: dataSet) == .finished)
    #expect(session.run(Source(text)) == .finished)
    return printed
  }

  /// What this data can't have: it knows no numbers of shares, and no reference prices.
  private static let withoutData: Set = ["cap", "previous"]

  @Test("every measure, fold and function has a page with an example answered on the data")
  func everyPageHasAnExample() {
    let names =
      Definitions.prelude.measureNames.sorted() + BarMeasure.allCases.map(\.rawValue)
      + Aggregate.allCases.map(\.rawValue) + DayFold.allCases.map(\.rawValue)
      + ScalarFunction.allCases.map(\.rawValue)
    #expect(names.count > 80)
    for name in names where !HelpTests.withoutData.contains(name) {
      let page = printed("help \(name)", on: "us-tech")
      #expect(page.hasPrefix("\(name), "))
      #expect(page.contains("\nmarq> ") && page.contains("────"), "\(name): \(page)")
    }
    #expect(printed("help cap", on: "us-tech").contains("too little for an example"))
  }

  @Test func theExampleIsTheAnswerToItsQuestion() {
    let page = printed("help volatility", on: "us-tech")
    let parts = page.split(separator: "marq> ", maxSplits: 1)
    let question = parts[1].prefix { $0 != "\n" }
    #expect(printed(String(question), on: "us-tech") == parts[1].dropFirst(question.count + 1))
  }

  @Test func tabBehindAQuestionMarkSearches() {
    let session = Session { _ in }
    _ = session.open(dataSet: "us-tech")
    func offered(_ text: String) -> [String] {
      session.completions(for: text, at: text.utf8.count).candidates.map(\.text)
    }
    #expect(offered("?dro").first == "drop")
    #expect(offered("?volatil") == ["volatility"])
    #expect(offered("?dorp") == ["drop"])
    #expect(offered("? moving av") == ["sma"])
    #expect(offered("?").count > 100)
    #expect(session.completions(for: "1; ?dro", at: 7).start == 4)
  }
}
