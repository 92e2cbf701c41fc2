/// What can be told of a text while it is being typed.
public struct Typing: Sendable, Equatable {
  /// What a piece of the text is.
  public enum Role: Sendable, Equatable {
    case keyword, measure, attribute, value, figure
    /// A date, a span, an event: what says when.
    case time
    /// What nobody reads but people.
    case comment
    /// What cannot be right, whatever is typed behind it.
    case fault
  }

  /// A piece of the text, in UTF-8.
  public struct Piece: Sendable, Equatable {
    /// Where the piece is.
    public let range: Range<Int>
    /// What it is.
    public let role: Role
  }

  /// The pieces, in the order of the text; what is between them is nothing in particular.
  public var pieces: [Piece] = []
  /// What the statement is about to do, or what it lacks; empty where nothing is to be said.
  public var status = ""

  /// Nothing to tell.
  public init() {}
}
