@testable import LineEditor
import Testing

/// What was typed in a text copied from a session.
@Suite("transcripts") struct TranscriptTests {
  private func typed(_ text: String) -> String {
    String(
      Transcript.statements(
        of: Array(text.unicodeScalars), prompt: Array("marq> ".unicodeScalars),
        continuation: Array("  ... ".unicodeScalars)))
  }

  @Test func promptsAndAnswersGo() {
    #expect(typed("marq> 1 + 1\n") == "1 + 1")
    #expect(
      typed("marq> 1 + 1\n1 + 1\n─────\n    2\n\nmarq> drop where\n  ... segment=llm\nticker  drop\nmarq>")
        == "1 + 1\ndrop where\nsegment=llm")
    #expect(typed("\n  marq> drop\n") == "drop")
  }

  @Test func otherTextStaysAsItIs() {
    #expect(typed("drop\n  ... \nmarq> 1\n") == "drop\n  ... \nmarq> 1\n")
    #expect(typed("") == "")
  }
}
