/// A script as people read it: comments and statements, in their order.
public struct Script: Sendable {
  /// A part of a script.
  public enum Part: Sendable, Hashable {
    /// Lines of comment without a blank line between.
    case comment([CommentLine])
    /// A statement.
    case statement(StatementSyntax)
  }

  /// A comment that has a line to itself.
  public struct CommentLine: Sendable, Hashable {
    /// What stands behind the `#`, as it was written.
    public let text: String
    /// Where the line stands, from its `#` on.
    public let range: SourceRange

    /// A line of comment.
    public init(text: String, range: SourceRange) {
      self.text = text
      self.range = range
    }
  }

  /// The parts, in the order of the text.
  public let parts: [Part]
  /// What can't be read; then statements are missing from the parts.
  public let diagnostics: [Diagnostic]

  /// Reads a source. A comment behind a statement, or between its lines, belongs to the statement. O(bytes).
  public init(_ source: Source) {
    let (statements, diagnostics) = parse(source)
    self.diagnostics = diagnostics
    var parts: [Part] = []
    var block: [CommentLine] = []
    var rest = statements[...]
    func end() {
      if !block.isEmpty { parts.append(.comment(block)) }
      block = []
    }
    var offset = 0
    while offset < source.bytes.count {
      let (text, start) = source.line(at: offset)
      while let statement = rest.first, statement.range.start < start {
        end()
        parts.append(.statement(statement))
        rest = rest.dropFirst()
      }
      let isInside = parts.last.map { part in
        if case .statement(let statement) = part { return statement.range.end > start }
        return false
      }
      let written = text.drop { $0 == " " || $0 == "\t" }
      if isInside == true || !written.hasPrefix("#") {
        end()
      } else {
        let begin = start + text.utf8.count - written.utf8.count
        block.append(
          CommentLine(
            text: String(written.dropFirst()), range: SourceRange(begin, start + text.utf8.count)))
      }
      offset = start + max(1, Script.length(ofLineAt: start, in: source))
    }
    end()
    parts += rest.map { .statement($0) }
    self.parts = parts
  }

  /// How many bytes a line has, its end included.
  private static func length(ofLineAt start: Int, in source: Source) -> Int {
    let end = source.bytes[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? source.bytes.count
    return end - start
  }
}

extension Script.CommentLine {
  /// The text without blanks at its ends.
  public var trimmed: String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " || $0 == "\r" }.reversed())
  }
}
