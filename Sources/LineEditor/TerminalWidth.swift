internal import CDisplay

/// How many columns text takes on a terminal.
///
/// Terminals place one Unicode scalar after another, so width is a sum over scalars, not over `Character`s.
public enum TerminalWidth {
  /// The columns of one scalar: 2 for wide East Asian characters, 0 for combining marks and for control characters.
  public static func of(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value >= 0x20 && scalar.value < 0x7f { return 1 }
    return Int(display_width(scalar.value))
  }

  /// The columns of a text without line breaks, not counting ANSI escape sequences.
  public static func of(_ text: String) -> Int {
    StyledText(text).pieces.reduce(0) { total, piece in
      if case .scalar(let scalar) = piece { total + of(scalar) } else { total }
    }
  }
}
