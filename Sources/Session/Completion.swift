/// One thing that could stand at a place of a statement.
public struct Candidate: Sendable, Hashable {
  /// What is written.
  public let text: String
  /// What it is, in a few words; may be empty.
  public let note: String

  init(_ text: String, _ note: String = "") {
    self.text = text
    self.note = note
  }
}

/// What could stand at the cursor.
public struct Candidates: Sendable, Hashable {
  /// The UTF-8 offset at which the word under the cursor starts.
  public let start: Int
  /// The candidates, the likeliest first.
  public let candidates: [Candidate]
}
