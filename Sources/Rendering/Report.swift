/// An error, a warning or a note, with the place it is about: everything that its drawing needs.
public struct Report: Sendable {
  /// How grave it is.
  public enum Severity: String, Sendable {
    /// Nothing was answered.
    case error
    /// The answer may not be what was meant.
    case warning
    /// Good to know.
    case note
  }

  /// How grave it is.
  public let severity: Severity
  /// The stable identifier: `M104`.
  public let identifier: String?
  /// What is wrong.
  public let message: String
  /// The script, or nil at the prompt.
  public let file: String?
  /// The line in the script or statement, from 1; 0 where the report is about no place.
  public let line: Int
  /// The column, from 1.
  public let column: Int
  /// The line itself.
  public let lineText: String
  /// Where the fault begins, in UTF-8 bytes of the line.
  public let caretStart: Int
  /// How many UTF-8 bytes of the line are at fault.
  public let caretLength: Int
  /// What to write instead, a sentence each.
  public let help: [String]

  /// A report; offsets outside the line are moved to its nearest end.
  public init(
    severity: Severity = .error, identifier: String? = nil, message: String, file: String? = nil, line: Int = 0,
    column: Int = 0, lineText: String = "", caretStart: Int = 0, caretLength: Int = 0, help: [String] = []
  ) {
    self.severity = severity
    self.identifier = identifier
    self.message = message
    self.file = file
    self.line = line
    self.column = column
    self.lineText = lineText
    self.caretStart = caretStart
    self.caretLength = caretLength
    self.help = help
  }

  /// The report as text, every line ended by a line feed.
  ///
  ///     question.marq:3:20: error[M104]: no company has the segment "lmm"
  ///      3 | drop where segment=lmm
  ///        |                    ^^^
  ///        = help: did you mean llm?
  ///
  /// With a file, the first line begins the way editors and `grep -n` know; it is never wrapped. The frame is ASCII.
  public func draw(style: Style = Style()) -> String {
    let number = line > 0 ? String(line) : ""
    let margin = String(repeating: " ", count: number.isEmpty ? 1 : number.utf8.count + 2)
    var lines = [title(style)]
    if line > 0 {
      let excerpt = Excerpt(lineText, caretStart: caretStart, caretLength: caretLength)
      let drawn = excerpt.drawn(width: style.width - margin.utf8.count - 2, ellipsis: style.ellipsis)
      lines.append(framed(" \(number) |", drawn.text, .plain, style))
      lines.append(framed("\(margin)|", drawn.caret, paint, style))
    }
    for sentence in help {
      // Further lines stand under the first word behind `= help: `.
      let width = style.width - margin.utf8.count - 2
      for (index, text) in wrapped("help: " + printable(style.own(sentence)), width: width, indent: 6).enumerated() {
        lines.append(framed(margin + (index == 0 ? "=" : " "), text, .plain, style))
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func title(_ style: Style) -> String {
    var title = PaintedLine(isColored: style.isColored)
    if let file {
      title.append(printable(file) + (line > 0 ? ":\(line):\(max(1, column)): " : ": "))
    }
    title.append(severity.rawValue + (identifier.map { "[\($0)]" } ?? ""), paint)
    title.append(": " + printable(style.own(message)), .bold)
    return title.text
  }

  private func framed(_ frame: String, _ text: String, _ paint: Paint, _ style: Style) -> String {
    var line = PaintedLine(isColored: style.isColored)
    if frame.allSatisfy({ $0 == " " }) {
      line.skip(frame.utf8.count)
    } else {
      line.append(frame, .dim)
    }
    line.skip(1)
    let content = text.drop { $0 == " " }
    line.skip(text.count - content.count)
    line.append(String(content), paint)
    return line.text
  }

  private var paint: Paint {
    switch severity {
    case .error: return .boldRed
    case .warning: return .boldYellow
    case .note: return .boldCyan
    }
  }
}
