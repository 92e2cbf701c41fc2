internal import Language
internal import Query

/// What `help M104` prints: a wrong example, why it is wrong, and a right one.
public struct ErrorPage: Sendable {
  /// `M104`
  public let identifier: String
  /// The page's first line, without the identifier.
  public let title: String
  /// Statements with the fault.
  public let wrong: String
  /// Why it is one.
  public let reason: [String]
  /// Statements without it.
  public let right: String

  /// The page of an identifier, in capitals or not; nil where there is none.
  public static func of(_ identifier: String) -> ErrorPage? {
    all.first { $0.identifier == identifier.uppercased() }
  }

  /// All pages, in the order of `errors.md`: a heading, an indented example, paragraphs, an indented example.
  public static let all: [ErrorPage] = {
    let text = String(decoding: EmbeddedFiles.errorPages, as: UTF8.self)
    var pages: [[Substring]] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("# ") { pages.append([]) }
      if !pages.isEmpty { pages[pages.count - 1].append(line) }
    }
    return pages.compactMap { ErrorPage($0) }
  }()

  private init?(_ lines: [Substring]) {
    guard let heading = lines.first?.dropFirst(2), let blank = heading.firstIndex(of: " ") else { return nil }
    identifier = String(heading[..<blank])
    title = String(heading[heading.index(after: blank)...])
    let indent = "    "
    var examples: [[Substring]] = []
    var reason: [String] = []
    var isInExample = false
    for line in lines.dropFirst() where !line.isEmpty {
      if line.hasPrefix(indent) {
        if !isInExample { examples.append([]) }
        examples[examples.count - 1].append(line.dropFirst(indent.count))
      } else {
        reason.append(String(line))
      }
      isInExample = line.hasPrefix(indent)
    }
    guard examples.count == 2, !reason.isEmpty else { return nil }
    wrong = examples[0].map { "\($0)\n" }.joined()
    right = examples[1].map { "\($0)\n" }.joined()
    self.reason = reason
  }

  /// The page as it is printed.
  var text: String {
    func shown(_ example: String) -> String {
      example.split(separator: "\n").map { "    \($0)\n" }.joined()
    }
    return "\(identifier): \(title)\n\n\(shown(wrong))\n\(reason.map { "\($0)\n" }.joined())\n\(shown(right))"
  }
}
