/// What a session has to say, and where it belongs.
public enum Output: Sendable, Equatable {
  /// What was asked for: answers, for standard output.
  case data(String)
  /// Everything else: errors, notes, what was loaded; for standard error.
  case message(String)
}

/// How a source ended.
public enum Outcome: Sendable, Equatable {
  /// Every statement was answered.
  case finished
  /// A statement asked to leave.
  case quit
  /// A statement could not be answered; those after it were not tried.
  case failed(Failure)

  /// The kinds of failure that a caller may want to tell apart.
  public enum Failure: Sendable, Equatable {
    /// A statement that can't be read or has no meaning, or data that was refused.
    case badInput
    /// A file or folder that is not there.
    case noInput
    /// A condition that was to hold does not.
    case checkFailed
    /// Somebody wished that it should stop.
    case interrupted
    /// What was asked for could not be handed on.
    case notWritten
  }
}
