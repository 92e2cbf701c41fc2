extension Lexer {
  static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Letters, digits and `_`: what a word is made of in ASCII.
  static func isWordByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  /// `segment`, `2513.HK`, `智谱`: letters and digits, with single dots between them.
  mutating func scanWord() {
    emit(.word, length: wordEnd(from: position) - position)
  }

  func wordEnd(from start: Int) -> Int {
    var end = start
    while end < bytes.count {
      let next = byte(at: end)
      if Lexer.isWordByte(next) {
        end += 1
      } else if next == UInt8(ascii: "."), end > start, isWordStart(at: end + 1) {
        end += 1
      } else if next >= 0x80, let foreign = foreignScalar(at: end), Lexer.isWordScalar(foreign.scalar) {
        end += foreign.length
      } else {
        break
      }
    }
    return end
  }

  private func isWordStart(at offset: Int) -> Bool {
    let next = byte(at: offset)
    if next < 0x80 { return Lexer.isWordByte(next) }
    return foreignScalar(at: offset).map { Lexer.isWordScalar($0.scalar) } ?? false
  }

  /// Digits: a date, a month, a percentage, a number, or with letters behind them a word (`5d`, `2513.HK`).
  mutating func scanNumberOrWord() {
    let start = position
    if scanDate() { return }
    var end = start
    func skipDigits() { while Lexer.isDigit(byte(at: end)) { end += 1 } }
    skipDigits()
    if byte(at: end) == UInt8(ascii: "."), Lexer.isDigit(byte(at: end + 1)) {
      end += 1
      skipDigits()
    }
    if byte(at: end) | 0x20 == UInt8(ascii: "e") {
      let signed = [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(byte(at: end + 1))
      let digits = end + (signed ? 2 : 1)
      if Lexer.isDigit(byte(at: digits)) {
        end = digits
        skipDigits()
      }
    }
    let wordEnd = wordEnd(from: start)
    if wordEnd > end {
      emit(.word, length: wordEnd - start)
    } else if byte(at: end) == UInt8(ascii: "%") {
      emit(.percent, length: end + 1 - start)
    } else {
      emit(.number, length: end - start)
    }
  }

  /// `2026-02-23` or `2026-02`, where nothing that belongs to a word or number follows.
  private mutating func scanDate() -> Bool {
    func digits(_ count: Int, at offset: Int) -> Bool {
      (offset..<offset + count).allSatisfy { Lexer.isDigit(byte(at: $0)) }
    }
    func endsHere(_ offset: Int) -> Bool {
      !Lexer.isWordByte(byte(at: offset))
        && !(byte(at: offset) == UInt8(ascii: "-") && Lexer.isDigit(byte(at: offset + 1)))
    }
    let dash = UInt8(ascii: "-")
    guard digits(4, at: position), byte(at: position + 4) == dash, digits(2, at: position + 5) else { return false }
    if byte(at: position + 7) == dash, digits(2, at: position + 8), endsHere(position + 10) {
      emit(.date, length: 10)
      return true
    }
    guard endsHere(position + 7) else { return false }
    emit(.month, length: 7)
    return true
  }

  /// `"…"` or `'…'` on one line; the quote is doubled to stand inside.
  mutating func scanText() {
    let quote = bytes[position]
    var end = position + 1
    var isReadable = true
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") {
      if bytes[end] == quote {
        guard byte(at: end + 1) == quote else {
          emit(isReadable ? .text : .unknown, length: end + 1 - position)
          return
        }
        end += 1
      } else if bytes[end] >= 0x80 {
        if let foreign = foreignScalar(at: end) {
          end += foreign.length
          continue
        }
        if isReadable { report(.notUTF8, end, end + 1) }
        isReadable = false
      }
      end += 1
    }
    report(.unterminatedText(quote: String(UnicodeScalar(quote))), position, end)
    emit(.unknown, length: end - position)
  }

  mutating func scanParameter() {
    let end = wordEnd(from: position + 1)
    guard end > position + 1 else {
      report(.unexpectedCharacter("$", write: nil), position, position + 1)
      emit(.unknown, length: 1)
      return
    }
    emit(.parameter, length: end - position)
  }

  /// A character outside ASCII: part of a word, a space, or a sign that is reported.
  mutating func scanForeign() {
    guard let (scalar, length) = foreignScalar(at: position) else {
      report(.notUTF8, position, position + 1)
      emit(.unknown, length: 1)
      return
    }
    if scalar.properties.isWhitespace {
      position += length
    } else if Lexer.isWordScalar(scalar) {
      scanWord()
    } else if Lexer.isFullWidth(scalar) {
      scanFullWidth()
    } else {
      report(.unexpectedCharacter(String(scalar), write: Lexer.advice(for: scalar)), position, position + length)
      emit(.unknown, length: length)
    }
  }

  /// `１０％`, `２０２６-02-23`, `＞＝`: full-width forms in a row are one mistake, with what belongs to the same word.
  private mutating func scanFullWidth() {
    var end = position
    var meant = ""
    var isWord = false
    while end < bytes.count {
      if let (scalar, length) = foreignScalar(at: end), scalar.value >= 0x80 {
        guard Lexer.isFullWidth(scalar), let ascii = Unicode.Scalar(scalar.value - 0xFEE0) else { break }
        let isWordSign = ascii.properties.isXIDContinue || (isWord && (ascii == "%" || ascii == "." || ascii == "-"))
        guard end == position || isWord == isWordSign else { break }
        isWord = isWordSign
        meant.unicodeScalars.append(ascii)
        end += length
      } else if isWord, Lexer.isWordByte(bytes[end]) || [0x25, 0x2D, 0x2E].contains(bytes[end]) {
        meant.unicodeScalars.append(Unicode.Scalar(bytes[end]))
        end += 1
      } else {
        break
      }
    }
    let sign = String(decoding: bytes[position..<end], as: UTF8.self)
    let write = meant.utf8.count == 1 && meant != "%" ? meant.utf8.first.flatMap { Lexer.asciiAdvice[$0] } : nil
    report(.unexpectedCharacter(sign, write: write ?? meant), position, end)
    emit(.unknown, length: end - position)
  }

  /// A sign or letter of a Chinese keyboard that looks like ASCII and is not.
  static func isFullWidth(_ scalar: Unicode.Scalar) -> Bool { (0xFF01...0xFF5E).contains(scalar.value) }

  /// The character outside ASCII at `offset`, or nil where the bytes are not UTF-8.
  func foreignScalar(at offset: Int) -> (scalar: Unicode.Scalar, length: Int)? {
    guard offset < bytes.count else { return nil }
    let slice = bytes[offset..<min(offset + 4, bytes.count)]
    var iterator = slice.makeIterator()
    var decoder = UTF8()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
    return (scalar, UTF8.width(scalar))
  }

  static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
    if isFullWidth(scalar) { return false }
    return scalar.properties.isXIDContinue
  }

  /// The ASCII sign that a look-alike stands for.
  static func advice(for scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "“", "”", "„", "«", "»", "「", "」": return "\""
    case "‘", "’": return "'"
    case "、": return ","
    case "。": return asciiAdvice[UInt8(ascii: ".")]
    case "€", "£", "¥": return "an amount without its sign: 100"
    case "–", "—", "−": return "-"
    case "≥": return ">="
    case "≤": return "<="
    case "≠": return "!="
    case "×": return "*"
    case "÷": return "/"
    default: return nil
    }
  }
}
