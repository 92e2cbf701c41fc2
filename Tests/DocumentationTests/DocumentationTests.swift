import Foundation
import Language
import Rendering
import Session
import Testing

/// Runs every example of the pages that people read.
@Suite(.serialized) struct DocumentationTests {
  @Test("examples", arguments: ["README.md", "Grammar/README.md"])
  func examples(page: String) throws {
    let document = try Document(page)
    #expect(document.examples.count >= 5, "\(page) shows no examples")
    let prompt = PromptSession()
    let printed = try document.examples.map { example in
      try (example.isShell ? shell(example.input) : prompt.answer(example.input))
        .components(separatedBy: "\n").map { $0.trimmingTrailingBlanks }.droppingTrailingEmpty
    }
    for (example, output) in zip(document.examples, printed) {
      #expect(output == example.expected, "\(page): \(example.input)")
    }
    if ProcessInfo.processInfo.environment["MARQ_RECORD"] != nil {
      try document.record(printed)
      Issue.record("recorded \(page): read the difference, then run again without MARQ_RECORD")
    }
  }

  @Test(
    "links lead somewhere",
    arguments: ["README.md", "Grammar/README.md", "Sources/README.md", "Tests/README.md", "Datasets/README.md"])
  func links(page: String) throws {
    let document = try Document(page)
    let text = document.lines.joined(separator: "\n")
    let folder = document.url.deletingLastPathComponent()
    for match in text.matches(of: /\]\(([^)#:]+)\)/) {
      let path = folder.appendingPathComponent(String(match.output.1)).path
      #expect(FileManager.default.fileExists(atPath: path), "\(page) names \(match.output.1)")
    }
  }

  /// Runs a command as a reader would, with the program that was just built first on the path.
  private func shell(_ command: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "exec 2>&1; \(command)"]
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = "\(program):\(environment["PATH"] ?? "/usr/bin:/bin")"
    environment["LC_ALL"] = "C.UTF-8"
    process.environment = environment
    process.currentDirectoryURL = Document.root
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}

/// A session as the prompt has it, 80 columns wide, that remembers what it printed.
private final class PromptSession {
  private final class Printed {
    var text = ""
  }

  private let printed = Printed()
  private let session: Session

  init() {
    let printed = printed
    session = Session { output in
      switch output {
      case .data(let text), .message(let text): printed.text += text
      }
    }
    _ = session.open(dataSet: "hk-ai-2026")
  }

  func answer(_ text: String) -> String {
    printed.text = ""
    _ = session.run(Source(text))
    return printed.text
  }
}

extension String {
  fileprivate var trimmingTrailingBlanks: String {
    String(self.reversed().drop { $0 == " " }.reversed())
  }
}

extension [String] {
  fileprivate var droppingTrailingEmpty: [String] {
    Array(self.reversed().drop { $0.isEmpty }.reversed())
  }
}
