import Foundation

/// A grammar as its file states it: productions over a list of nodes, each node known by its place in the list.
struct Grammar {
  /// A piece of a production.
  enum Node: Hashable {
    /// `"where"`
    case terminal(String)
    /// `? a line's end ?`
    case special(SpecialSequence)
    /// `expression`
    case name(String)
    /// `a , b`
    case sequence([Int])
    /// `a | b`
    case choice([Int])
    /// `[ a ]`
    case optional(Int)
    /// `{ a }`
    case repetition(Int)
    /// `a - b`
    case exception(Int, Int)
  }

  /// All nodes of all productions; a node's parts stand before it.
  var nodes: [Node] = []
  /// The node of each production.
  var productions: [String: Int] = [:]
  /// The names of the productions, in the order of the file.
  var order: [String] = []

  /// The repository.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The language's definition.
  static let marq: Grammar = {
    do {
      let file = root.appendingPathComponent("Grammar/marq.ebnf")
      var reader = GrammarReader(try String(contentsOf: file, encoding: .utf8))
      return try reader.read()
    } catch {
      fatalError("Grammar/marq.ebnf: \(error)")
    }
  }()

  /// The parts of a node.
  func parts(of node: Int) -> [Int] {
    switch nodes[node] {
    case .terminal, .special, .name: return []
    case .sequence(let parts), .choice(let parts): return parts
    case .optional(let part), .repetition(let part): return [part]
    case .exception(let part, let without): return [part, without]
    }
  }

  /// The names that a production uses.
  func names(in production: String) -> Set<String> {
    var result: Set<String> = []
    var open = productions[production].map { [$0] } ?? []
    while let node = open.popLast() {
      if case .name(let name) = nodes[node] { result.insert(name) }
      open += parts(of: node)
    }
    return result
  }

  /// The productions that can be reached from some of them, these included.
  func reachable(from starts: Set<String>) -> Set<String> {
    var result = starts
    var open = Array(starts)
    while let production = open.popLast() {
      let found = names(in: production).subtracting(result)
      result.formUnion(found)
      open += found
    }
    return result
  }

  /// The productions that say what a statement is made of, down to its tokens but not into them.
  var syntax: Set<String> {
    var copy = self
    for token in TokenText.kinds.keys { copy.productions[token] = nil }
    return copy.reachable(from: ["script"]).subtracting(TokenText.kinds.keys)
  }

  /// Everything in quotes in some productions.
  func terminals(in names: Set<String>) -> Set<String> {
    var result: Set<String> = []
    var open = names.compactMap { productions[$0] }
    while let node = open.popLast() {
      if case .terminal(let text) = nodes[node] { result.insert(text) }
      open += parts(of: node)
    }
    return result
  }
}

/// What EBNF has no signs for. Each case's text is how the grammar writes it.
enum SpecialSequence: String, CaseIterable {
  // Of signs.
  case capital = "A to Z"
  case small = "a to z"
  case digit = "0 to 9"
  case foreign = "a sign beyond ASCII that Unicode lets stand in a word"
  case sign = "any sign but a line's end"
  // Of tokens.
  case lineEnd = "a line's end"
  case keyword = "a keyword"
  case wholeNumber = "a whole number from 1 up"
  case comma = "a comma but not one between thousands"
  case days = "a number of days up to 100000d"
  // Of nothing: conditions on what stands around.
  case unspaced = "no blank before"
  case question = "not the first word of another statement"
  case notInto = "not the word into"
}
