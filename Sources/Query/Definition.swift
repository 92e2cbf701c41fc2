public import Language

/// A name for an expression, with the meaning that its words had where it was defined.
public final class Definition: Sendable {
  /// The name.
  public let name: String
  /// The names that stand for arguments, in the order of the brackets.
  public let parameters: [String]
  /// The expression.
  public let body: ExpressionSyntax
  /// The text it was written in.
  public let source: Source
  /// The comment lines right above it, without their signs: what it is, its formula, convention and source.
  public let documentation: [String]
  /// The definitions that its words may name.
  let scope: Definitions

  init(name: String, parameters: [String], body: ExpressionSyntax, in source: Source, scope: Definitions) {
    self.name = name
    self.parameters = parameters
    self.body = body
    self.source = source
    self.documentation = comments(above: body.range.start, in: source)
    self.scope = scope
  }

  /// The definition as it was written, on one line.
  public var text: String {
    let brackets = parameters.isEmpty ? "" : "(\(parameters.joined(separator: ", ")))"
    return "define \(name)\(brackets) = \(source.line(in: body.range))"
  }
}

/// A definition where it was used.
public struct DefinitionUse: Sendable, Hashable {
  /// As it was used: `drop`, `sma(close, 50d)`.
  public let written: String
  /// What was used.
  public let definition: Definition

  /// Whether both are written alike and mean the same.
  public static func == (left: Self, right: Self) -> Bool {
    left.written == right.written
      && (left.definition === right.definition || left.definition.text == right.definition.text)
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public func hash(into hasher: inout Hasher) { written.hash(into: &hasher) }
}

/// The definitions that a statement may name: the prelude's, then the session's.
public struct Definitions: Sendable {
  private var prelude: Prelude?
  /// How many of the prelude's definitions there are here, from its first on.
  private var measureCount = 0
  /// What the session has defined.
  public private(set) var own: [String: Definition] = [:]

  /// No definitions.
  public init() {}

  /// The first definitions of a prelude.
  init(_ prelude: Prelude, before count: Int) {
    (self.prelude, measureCount) = (prelude, count)
  }

  /// The names of the measures that come with Marq, in the order of the prelude.
  public var measureNames: ArraySlice<String> { prelude?.names[..<measureCount] ?? [] }

  /// The measures that come with Marq, in the order of the prelude. Parses those that nobody has asked for.
  public var measures: [Definition] {
    measureNames.indices.compactMap { prelude?.definition($0) }
  }

  /// The definition with this name, or nil.
  public subscript(name: String) -> Definition? {
    own[name] ?? measureNames.lastIndex(of: name).flatMap { prelude?.definition($0) }
  }

  /// Adds what the session defines; a later definition of the name takes its place.
  public mutating func define(name: String, parameters: [String] = [], body: ExpressionSyntax, in source: Source) {
    own[name] = Definition(name: name, parameters: parameters, body: body, in: source, scope: self)
  }
}

/// The block of comment lines that ends on the line before the one at `offset`.
private func comments(above offset: Int, in source: Source) -> [String] {
  var result: [String] = []
  var start = source.line(at: offset).start
  while start > 0 {
    let (text, lineStart) = source.line(at: start - 1)
    guard text.hasPrefix("#") else { break }
    let content = text.dropFirst()
    result.append(String(content.hasPrefix(" ") ? content.dropFirst() : content))
    start = lineStart
  }
  return result.reversed()
}
