private import Glibc
internal import Language
internal import Synchronization

/// The measures that come with Marq, as `prelude.marq` defines them; each is parsed when it is first asked for.
///
/// A question needs a few of them, and to parse them all would take as long as its answer.
final class Prelude: Sendable {
  /// The definitions' names, in their order.
  let names: [String]
  private let bytes: [UInt8]
  /// Where each definition's text begins, its comments included; one more for the end.
  private let starts: [Int]
  /// The definitions that were asked for.
  private let parsed = Mutex<[Definition]>([])

  /// The definitions of a text: the lines that begin with `define`, each with the lines above it that belong to no other one.
  init(_ bytes: [UInt8]) {
    let word = Array("\(StatementWord.define.rawValue) ".utf8)
    var names: [String] = []
    var starts = [0]
    var line = 0
    while line < bytes.count {
      let end = Prelude.lineEnd(bytes, from: line)
      if bytes[line..<end].starts(with: word) {
        let name = bytes[(line + word.count)..<end].prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "(") }
        names.append(String(decoding: name, as: UTF8.self))
        starts.append(end)
      }
      line = end + 1
    }
    (self.bytes, self.names, self.starts) = (bytes, names, starts)
  }

  /// Where the line that begins at a place ends: by the C library, which takes many bytes at a time, for this is on the way to every first
  /// answer.
  private static func lineEnd(_ bytes: [UInt8], from line: Int) -> Int {
    unsafe bytes.withUnsafeBytes { text in
      guard let start = text.baseAddress, let end = unsafe memchr(start + line, 0x0A, text.count - line) else {
        return text.count
      }
      return unsafe UnsafeRawPointer(end) - start
    }
  }

  /// The definition with a number; nil where it can't be read, which a test rules out for the prelude that ships.
  func definition(_ number: Int) -> Definition? {
    if let known = parsed.withLock({ $0.first { $0.name == names[number] } }) { return known }
    // A source of its own: its comments and its one line.
    let source = Source(name: "prelude.marq", bytes: Array(bytes[starts[number]..<starts[number + 1]]))
    guard case .define(let name, let parameters, let body) = parse(source).statements.first?.kind else { return nil }
    // Its words mean what stands above it.
    let definition = Definition(
      name: name.text, parameters: parameters.map(\.text), body: body, in: source,
      scope: Definitions(self, before: number))
    parsed.withLock { $0.append(definition) }
    return definition
  }
}

extension Definitions {
  /// The measures that come with Marq.
  public static var prelude: Definitions {
    let prelude = Prelude(EmbeddedFiles.prelude)
    return Definitions(prelude, before: prelude.names.count)
  }
}
