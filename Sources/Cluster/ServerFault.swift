package import Language

/// What a server, or the way to it, did not do.
package struct ServerFault: Error, Sendable, Hashable {
  package let problem: Problem
  /// Where in the statement it lies; nil where it is no fault of the statement.
  private let range: SourceRange?
  /// Whether nothing of what was said has been heard.
  let isUnheard: Bool

  /// A fault.
  package init(_ problem: Problem, at range: SourceRange? = nil, isUnheard: Bool = false) {
    (self.problem, self.range, self.isUnheard) = (problem, range, isUnheard)
  }

  /// The fault as it is told: in its place, or in that of what was asked.
  package func diagnostic(at range: SourceRange) -> Diagnostic { Diagnostic(problem, at: self.range ?? range) }
}
