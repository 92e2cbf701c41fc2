import Foundation

/// A Markdown page whose examples are run: `marq` blocks hold what is typed at the prompt and what is printed,
/// `console` blocks the same for a shell.
struct Document {
  /// One thing typed, and the printed lines below it.
  struct Example {
    let input: String
    var expected: [String] = []
    let isShell: Bool
    /// Where the printed lines begin and end in the page.
    var start: Int
    var end: Int
  }

  let url: URL
  let lines: [String]
  let examples: [Example]

  /// The repository.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  init(_ path: String) throws {
    url = Document.root.appendingPathComponent(path)
    lines = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n")
    var examples: [Example] = []
    var language: String?
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("```") {
        language = language == nil ? String(line.dropFirst(3)) : nil
        continue
      }
      guard language == "marq" || language == "console" else { continue }
      let prompt = language == "marq" ? "marq> " : "$ "
      if line.hasPrefix(prompt) {
        let input = String(line.dropFirst(prompt.count))
        examples.append(Example(input: input, isShell: language == "console", start: index + 1, end: index + 1))
      } else if let last = examples.indices.last {
        examples[last].expected.append(line)
        examples[last].end = index + 1
      }
    }
    // A blank line before the next thing typed is there for the reader.
    self.examples = examples.map { example in
      var example = example
      while example.expected.last?.isEmpty == true { example.expected.removeLast() }
      return example
    }
  }

  /// Writes what the examples printed into the page.
  func record(_ printed: [[String]]) throws {
    var result = lines
    for (example, output) in zip(examples, printed).reversed() {
      let isLast = result[example.end].hasPrefix("```")
      result.replaceSubrange(example.start..<example.end, with: output + (isLast || output.isEmpty ? [] : [""]))
    }
    try result.joined(separator: "\n").write(to: url, atomically: true, encoding: .utf8)
  }
}
