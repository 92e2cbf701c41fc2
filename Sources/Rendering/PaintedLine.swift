/// A colour or weight, from the 16-colour palette so that the reader's own theme applies.
package enum Paint: String {
  case plain = ""
  case bold = "1"
  case dim = "2"
  case red = "31"
  case green = "32"
  case yellow = "33"
  case blue = "34"
  case magenta = "35"
  case cyan = "36"
  case boldRed = "1;31"
  case boldYellow = "1;33"
  case boldCyan = "1;36"
}

/// A line in the making: painted pieces with gaps between them, and no blanks at its end.
package struct PaintedLine {
  package private(set) var text = ""
  private var gap = 0
  private let isColored: Bool

  package init(isColored: Bool) {
    self.isColored = isColored
  }

  /// Leaves `count` columns blank, unless nothing follows.
  package mutating func skip(_ count: Int) {
    gap += max(0, count)
  }

  /// Adds a piece; blanks beside it are never painted.
  package mutating func append(_ piece: String, _ paint: Paint = .plain) {
    var piece = piece[...]
    var blanks = 0
    while piece.last == " " {
      piece.removeLast()
      blanks += 1
    }
    defer { gap += blanks }
    guard !piece.isEmpty else { return }
    text += String(repeating: " ", count: gap)
    gap = 0
    if isColored && paint != .plain {
      text += "\u{1B}[\(paint.rawValue)m\(piece)\u{1B}[0m"
    } else {
      text.append(contentsOf: piece)
    }
  }
}
