import Language
import Testing

@testable import Session

/// `set timing on`: what took how long, apart from the answers.
@Suite struct TimingTests {
  private func run(_ text: String) -> (outcome: Outcome, data: String, said: String) {
    var (data, said) = ("", "")
    let session = Session(from: Library().session(on: "hk-ai-2026")) { output in
      switch output {
      case .data(let text): data += text
      case .message(let text): said += text
      }
    }
    return (session.run(Source(text)), data, said)
  }

  @Test("each statement that reads data is told how long it took, on standard error")
  func told() throws {
    let (outcome, data, said) = run(
      "set timing on\ndrop where segment=llm\nshow segments\ncheck count() > 0\nset timing off\ndrop")
    #expect(outcome == .finished)
    #expect(data == run("drop where segment=llm\nshow segments\ncheck count() > 0\ndrop").data)
    let lines = said.split(separator: "\n")
    #expect(lines.count == 2)
    for line in lines { #expect(line.wholeMatch(of: /took \d+\.\d+ m?s/) != nil) }
  }

  @Test("nothing is told of what failed, and nothing unless it was asked for")
  func untold() {
    #expect(!run("set timing on\ndorp").said.contains("took"))
    #expect(run("drop").said.isEmpty)
  }

  @Test(
    "figures enough to compare, not more",
    arguments: [
      (0, "0.000 ms"), (7, "0.007 ms"), (9_999, "9.999 ms"), (10_000, "10.0 ms"), (123_456, "123.4 ms"),
      (1_000_000, "1.00 s"), (59_999_999, "59.99 s"), (60_000_000, "1 min 0 s"), (3_725_000_000, "62 min 5 s"),
    ])
  func durations(microseconds: Int, text: String) {
    #expect(words(.microseconds(microseconds)) == text)
  }
}
