import Foundation
import Language
import Testing

/// An example of the grammar's folder: a comment that says what it shows, and a statement.
struct Example: CustomTestStringConvertible {
  let comment: String
  let statement: String

  var testDescription: String { comment }

  /// What the language takes.
  static let accepted = read("accepted.marq")
  /// What it refuses, each with its fault's identifier.
  static let rejected = read("rejected.marq")

  /// The paragraphs of a file.
  private static func read(_ name: String) -> [Example] {
    let file = Grammar.root.appendingPathComponent("Grammar").appendingPathComponent(name)
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    return text.components(separatedBy: "\n\n").map { paragraph in
      let lines = paragraph.split(separator: "\n").map(String.init)
      return Example(
        comment: lines.prefix { $0.hasPrefix("#") }.map { $0.drop { "# ".contains($0) } }.joined(separator: " "),
        statement: lines.drop { $0.hasPrefix("#") }.joined(separator: "\n"))
    }
  }
}

/// The inputs of the corpus, but for those that try how deep expressions may nest.
enum Corpus {
  static let inputs: [String] = {
    let folder = Grammar.root.appendingPathComponent("Tests/Corpus")
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    let inputs = paths.filter { $0.hasSuffix(".test") }.sorted().flatMap { path in
      let text = try? String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
      return (text ?? "").components(separatedBy: "\n==== ").map { item in
        let lines = item.components(separatedBy: "\n").dropFirst()
        return lines.prefix { $0 != "----" }.drop { $0.hasPrefix("@") }.joined(separator: "\n")
      }
    }
    return inputs.filter { lex(Source($0)).tokens.count < 150 }
  }()
}

/// A text in pieces, one a token, that are left out, doubled, swapped and replaced.
struct Mutation {
  private var pieces: [(blank: String, token: String)] = []

  init(_ text: String) {
    let source = Source(text)
    var end = 0
    for token in lex(source).tokens.dropLast() {
      let blank = source.text(in: SourceRange(end, token.range.start))
      pieces.append((blank, source.text(in: token.range)))
      end = token.range.end
    }
  }

  var text: String { pieces.map { $0.blank + $0.token }.joined() }

  mutating func mutate(using random: inout SplitMix64) {
    guard !pieces.isEmpty else { return }
    let place = Int.random(in: 0..<pieces.count, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: pieces.remove(at: place)
    case 1: pieces.insert((" ", pieces[place].token), at: place + 1)
    case 2:
      let other = Int.random(in: 0..<pieces.count, using: &random)
      (pieces[place].token, pieces[other].token) = (pieces[other].token, pieces[place].token)
    default:
      let token = (Vocabulary.words + Vocabulary.signs).randomElement(using: &random) ?? ","
      pieces[place] = (" ", token)
    }
  }
}
