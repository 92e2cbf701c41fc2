/// What stands under a picture that leaves the session it was drawn in.
public struct Caption: Sendable {
  /// The question, as it was written.
  public let question: String
  /// What the data is called.
  public let data: String

  /// A caption.
  public init(question: String, data: String) {
    self.question = question
    self.data = data
  }
}
