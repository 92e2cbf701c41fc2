import Foundation
import Language
import Rendering
import Session
import Testing

/// Runs every case of `Tests/Corpus` as a session and compares all that it prints.
@Suite struct CorpusTests {
  @Test("corpus", arguments: CorpusCase.files)
  func corpus(file: String) throws {
    let cases = try CorpusCase.read(file)
    #expect(!cases.isEmpty, "\(file) holds no case")
    let library = Library()
    let printed = cases.map { Transcript.of($0, on: library) }
    for (item, output) in zip(cases, printed) {
      #expect(output.text == item.expected, "\(item)")
      // A statement that fails says so, and one that says so fails.
      let saysSo = output.text.contains("error[") || output.text.contains("check failed: ")
      #expect(output.isFailed == saysSo, "\(item)")
    }
    if ProcessInfo.processInfo.environment["MARQ_RECORD"] != nil {
      try CorpusCase.write(cases, printed: printed.map(\.text), to: file)
      Issue.record("recorded \(file): read the difference, then run again without MARQ_RECORD")
    }
  }

  @Test("the corpus is there")
  func isThere() {
    #expect(CorpusCase.files.count >= 10)
  }

  /// No statement that is nearly right may crash, hang, or point outside its text.
  @Test("mutated token by token", .timeLimit(.minutes(20)), arguments: CorpusCase.files)
  func mutated(file: String) throws {
    let library = Library()
    for item in try CorpusCase.read(file) {
      let session = Transcript.session(for: item, on: library) { _ in }
      for text in mutations(of: item.input) {
        let copy = Session(from: session) { _ in }
        let source = Source(text)
        let parsed = parse(source)
        let clock = ContinuousClock()
        let start = clock.now
        _ = copy.run(source)
        let elapsed = clock.now - start
        #expect(elapsed < .seconds(20), "\(item) takes \(elapsed) as: \(text)")
        for diagnostic in parsed.diagnostics + copy.diagnostics {
          let range = diagnostic.range
          #expect(range.start >= 0 && range.start <= range.end && range.end <= source.bytes.count, "\(item): \(text)")
          #expect(!diagnostic.message.isEmpty && !diagnostic.message.contains("something is wrong"), "\(item): \(text)")
        }
      }
    }
  }

  /// The input with each token left out, doubled, and swapped with the next.
  private func mutations(of input: String) -> [String] {
    let source = Source(input)
    let tokens = lex(source).tokens.filter { $0.kind != .end && $0.kind != .endOfText }
    func text(_ start: Int, _ end: Int) -> String { source.text(in: SourceRange(start, end)) }
    var result: [String] = []
    for (index, token) in tokens.enumerated() {
      let (start, end) = (token.range.start, token.range.end)
      let before = text(0, start)
      let after = text(end, source.bytes.count)
      result.append(before + after)
      result.append(before + text(start, end) + " " + text(start, end) + after)
      if index + 1 < tokens.count {
        let next = tokens[index + 1].range
        result.append(
          before + text(next.start, next.end) + " " + text(start, end) + text(next.end, source.bytes.count))
      }
    }
    return result
  }
}

/// What a case prints, as one text in the order it was said.
struct Transcript {
  let text: String
  let isFailed: Bool

  static func of(_ item: CorpusCase, on library: Library) -> Transcript {
    let printed = Printed()
    let session = session(for: item, on: library) { output in
      switch output {
      case .data(let text), .message(let text): printed.text += text
      }
    }
    let outcome = session.run(Source(name: item.directives["file"], item.input))
    var isFailed = false
    if case .failed = outcome { isFailed = true }
    return Transcript(text: printed.text, isFailed: isFailed)
  }

  private final class Printed {
    var text = ""
  }

  /// A session on the case's data set with its settings.
  static func session(
    for item: CorpusCase, on library: Library, emit: @escaping (Output) -> Void
  ) -> Session {
    let session = Session(from: library.session(on: item.directives["data"] ?? "hk-ai-2026"), emit: emit)
    // Whatever machine this is.
    session.threads = 2
    let width = item.directives["width"].flatMap { Int($0) } ?? 100
    session.settings.style.width = width
    session.settings.messageStyle.width = width
    session.settings.style.isColored = item.directives["color"] == "on"
    session.settings.messageStyle.isColored = item.directives["color"] == "on"
    if item.directives["signs"] == "ascii" {
      session.settings.style.isUnicode = false
      session.settings.messageStyle.isUnicode = false
    }
    return session
  }
}

/// Sessions on data sets, each loaded once: one that comes with Marq, or a folder beside the corpus.
final class Library {
  private var sessions: [String: Session] = [:]

  func session(on name: String) -> Session {
    if let session = sessions[name] { return session }
    let session = Session { output in
      if case .message(let text) = output { Issue.record("\(name): \(text)") }
    }
    let folder = CorpusCase.folder.appendingPathComponent(name).path
    _ = session.open(dataSet: FileManager.default.fileExists(atPath: folder) ? folder : name)
    sessions[name] = session
    return session
  }
}
