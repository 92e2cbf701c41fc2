/// Text taken apart into what a terminal shows and the escape sequences between, which take no room.
struct StyledText: Equatable {
  enum Piece: Equatable {
    case escape(String)
    case scalar(Unicode.Scalar)
  }

  let pieces: [Piece]

  init(plain text: some Sequence<Unicode.Scalar>) {
    pieces = text.map { .scalar($0) }
  }

  /// Recognises `ESC [ … letter`; an escape character that starts nothing else is shown like any control character.
  init(_ text: String) {
    var pieces: [Piece] = []
    let scalars = Array(text.unicodeScalars)
    pieces.reserveCapacity(scalars.count)
    var index = 0
    while index < scalars.count {
      if let end = StyledText.endOfEscape(in: scalars, from: index) {
        var escape = ""
        escape.unicodeScalars.append(contentsOf: scalars[index..<end])
        pieces.append(.escape(escape))
        index = end
      } else {
        pieces.append(.scalar(scalars[index]))
        index += 1
      }
    }
    self.pieces = pieces
  }

  private static func endOfEscape(in scalars: [Unicode.Scalar], from start: Int) -> Int? {
    guard scalars[start] == "\u{1B}", start + 1 < scalars.count, scalars[start + 1] == "[" else { return nil }
    var index = start + 2
    while index < scalars.count {
      switch scalars[index].value {
      case 0x20...0x3F: index += 1
      case 0x40...0x7E: return index + 1
      default: return nil
      }
    }
    return nil
  }

  /// The scalars without the escapes.
  var plain: [Unicode.Scalar] {
    pieces.compactMap { if case .scalar(let scalar) = $0 { scalar } else { nil } }
  }

  /// The text for a terminal that knows no escapes and nothing beyond ASCII.
  var ascii: String {
    var text = ""
    text.unicodeScalars.append(contentsOf: plain.filter { $0.value >= 0x20 && $0.value < 0x7F })
    return text
  }

  /// `text` in the colours of `painted`, or plain if painting changed more than colours.
  ///
  /// Escapes that the user typed or pasted must not reach the terminal, so a text that has any is not painted at all.
  static func painted(_ text: [Unicode.Scalar], by paint: (String) -> String) -> StyledText {
    let plainText = StyledText(plain: text)
    guard !text.contains("\u{1B}") else { return plainText }
    var string = ""
    string.unicodeScalars.append(contentsOf: text)
    let painted = StyledText(paint(string))
    return painted.plain == text ? painted : plainText
  }
}
