/// What stands under a picture that leaves the session it was drawn in.
public struct Caption: Sendable {
  /// The question, as it was written.
  public let question: String
  /// What the data is called.
  public let data: String

  /// Where the figures come from: company, fact, day, value and addresses. Only a page has room for it.
  public let sources: [[String]]

  /// A caption.
  public init(question: String, data: String, sources: [[String]] = []) {
    self.question = question
    self.data = data
    self.sources = sources
  }
}
