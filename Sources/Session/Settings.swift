internal import Market
public import Rendering

/// What a session does unless a statement says otherwise. Set with `set`, listed by `show settings`.
public struct Settings: Sendable {
  /// The shape of answers.
  public var format: Format
  /// What the place of printing can show.
  public var style: Style
  /// What messages may show, where they go to another place than answers.
  public var messageStyle: Style
  /// How many lines a screen has for an answer; nil where nobody sits before one.
  public var screenHeight: Int?
  /// Whether answers to questions are fitted to the screen.
  public var fitsScreen = true
  /// Whether headings and notes of machine formats are printed among the messages.
  public var showsNotes: Bool
  /// Whether it is told how long each statement took.
  public var tellsTime = false
  /// Whether hints, and what a statement is about to do, are shown while it is typed.
  public var showsHints = true

  /// Settings.
  public init(
    format: Format = .table, style: Style = Style(), messageStyle: Style = Style(), showsNotes: Bool = true
  ) {
    self.format = format
    self.style = style
    self.messageStyle = messageStyle
    self.showsNotes = showsNotes
  }
}

/// The names that `set` takes.
enum SettingName: String, CaseIterable {
  case format, today, title, benchmark, caveat, rows, width, color, bars, notes, timing, hints

  var summary: String {
    switch self {
    case .format: return "the shape of answers: \(Format.names.joined(separator: ", "))"
    case .today: return "the day on which a question without a window is asked"
    case .title: return "what the market is called"
    case .benchmark: return "the set that excess figures are measured against"
    case .caveat: return "what every answer says of the data, such as made-up data"
    case .rows: return "how many rows a table shows: auto fits the screen of a prompt, all, or a number"
    case .width: return "how many columns a table may take"
    case .color: return "whether tables are coloured: on or off"
    case .bars: return "whether a bar is drawn beside each figure of a ratio: on or off"
    case .notes: return "whether headings and notes go to standard error in machine formats: on or off"
    case .timing: return "whether it is told how long each statement took: on or off"
    case .hints: return "whether hints and a line of what will be done are shown while typing: on or off"
    }
  }
}
