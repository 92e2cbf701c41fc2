import Foundation

/// One case of the corpus: what is typed, and what is printed.
struct CorpusCase: CustomStringConvertible {
  let file: String
  let line: Int
  let title: String
  /// `@name value` lines before the input: the data set, the format, the width, a file name.
  var directives: [String: String] = [:]
  var input = ""
  var expected = ""

  var description: String { "\(file):\(line) \(title)" }

  /// The folder that holds the corpus.
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Corpus")

  /// The corpus files, by path.
  static let files: [String] = {
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix(".test") }.sorted()
  }()

  /// The cases of a file. A case begins with `==== title`; its input ends with `----`.
  static func read(_ file: String) throws -> [CorpusCase] {
    let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    var cases: [CorpusCase] = []
    var isExpected = false
    for (index, line) in text.components(separatedBy: "\n").dropLast().enumerated() {
      if line.hasPrefix("==== ") {
        cases.append(CorpusCase(file: file, line: index + 1, title: String(line.dropFirst(5))))
        isExpected = false
      } else if !cases.isEmpty {
        let last = cases.count - 1
        if !isExpected, line == "----" {
          isExpected = true
        } else if isExpected {
          cases[last].expected += line + "\n"
        } else if cases[last].input.isEmpty, line.hasPrefix("@") {
          let words = line.dropFirst().split(separator: " ", maxSplits: 1).map(String.init)
          cases[last].directives[words[0]] = words.count > 1 ? words[1] : ""
        } else {
          cases[last].input += line + "\n"
        }
      }
    }
    // A blank line before the next case is there for the reader.
    for index in cases.indices where cases[index].expected.hasSuffix("\n\n") { cases[index].expected.removeLast() }
    return cases
  }

  /// The file with what the cases printed instead of what was expected.
  static func write(_ cases: [CorpusCase], printed: [String], to file: String) throws {
    let url = folder.appendingPathComponent(file)
    let old = try String(contentsOf: url, encoding: .utf8)
    let preface = old.components(separatedBy: "\n").prefix { !$0.hasPrefix("==== ") }
    var text = preface.map { $0 + "\n" }.joined()
    for (item, output) in zip(cases, printed) {
      text += "==== \(item.title)\n"
      for (name, value) in item.directives.sorted(by: { $0.key < $1.key }) { text += "@\(name) \(value)\n" }
      text += "\(item.input)----\n\(output)\n"
    }
    text.removeLast()
    try text.write(to: url, atomically: true, encoding: .utf8)
  }
}
