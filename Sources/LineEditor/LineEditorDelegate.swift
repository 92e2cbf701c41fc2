/// What a line editor asks of the program that uses it.
///
/// Everything here is called on the thread that called ``LineEditor/readEntry()``, while it runs.
public protocol LineEditorDelegate: AnyObject {
  /// The prompt of the first line, or of the lines after it. It may contain ANSI colours, but no line break.
  func prompt(continuing: Bool) -> String

  /// What could stand at the cursor; `offset` is the cursor's place in `text`, in UTF-8 bytes.
  func completions(for text: String, at offset: Int) -> CompletionList

  /// Whether Enter submits `text`; otherwise it starts another line.
  func isComplete(_ text: String) -> Bool

  /// The same text with ANSI colours added. A result that changes anything else is not used.
  func paint(_ text: String) -> String

  /// What to show dimmed after the text while the cursor is at its end. It is cut to the row.
  ///
  /// Right, and the key that goes to the end of the line, insert it.
  func hint(for text: String) -> String

  /// What to say under the text, dimmed, while it is being typed. It is cut to the row.
  func status(for text: String) -> String

  /// The text as it comes back from an editor of the user's own; nil where there is none or it failed.
  func editElsewhere(_ text: String) -> String?

  /// Whether an entry goes into the history: a secret that slipped in does not.
  func isKept(_ text: String) -> Bool
}

extension LineEditorDelegate {
  /// No candidates.
  public func completions(for text: String, at offset: Int) -> CompletionList {
    CompletionList(start: offset, candidates: [])
  }

  /// Every line is an entry of its own.
  public func isComplete(_ text: String) -> Bool { true }

  /// No colours.
  public func paint(_ text: String) -> String { text }

  /// No hint.
  public func hint(for text: String) -> String { "" }

  /// Nothing to say.
  public func status(for text: String) -> String { "" }

  /// Every entry is kept.
  public func isKept(_ text: String) -> Bool { true }

  /// No other editor.
  public func editElsewhere(_ text: String) -> String? { nil }
}

/// One thing that could stand at the cursor.
public struct Completion: Sendable, Equatable {
  /// What replaces the word before the cursor.
  public let text: String
  /// A short description shown beside it; may be empty.
  public let note: String

  /// A candidate with a description.
  public init(text: String, note: String = "") {
    self.text = text
    self.note = note
  }
}

/// The candidates for one place in an entry.
public struct CompletionList: Sendable, Equatable {
  /// Where the word that a candidate replaces starts, in UTF-8 bytes.
  ///
  /// It ends at the cursor.
  public let start: Int
  /// The candidates, in the order in which they are listed.
  public let candidates: [Completion]

  /// The candidates for the word that starts at a UTF-8 offset.
  public init(start: Int, candidates: [Completion]) {
    self.start = start
    self.candidates = candidates
  }
}
