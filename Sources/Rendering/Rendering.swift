public import Market

/// The answer as text, every line ended by a line feed.
///
/// Machine formats hold the data alone; print `heading` and `notes` elsewhere, so that no pipe is polluted.
public func render(_ answer: Answer, format: Format, style: Style = Style()) -> String {
  var text = ""
  render(answer, format: format, style: style) { text += $0 }
  return text
}

/// The same in successive pieces, each handed to `emit` while the next one is made, and by one thread at a time.
///
/// An answer for machines may have millions of rows, and whoever reads them need not wait for the last one. Once `interruption` is the wish
/// to stop, the rest is not handed out.
public func render(
  _ answer: Answer, format: Format, style: Style = Style(), unless interruption: Interruption? = nil,
  _ emit: (String) -> Void
) {
  let table = answer.table
  switch format {
  case .table: emit(TableRenderer(answer: answer, style: style, form: .columns).text())
  case .vertical: emit(TableRenderer(answer: answer, style: style, form: .records).text())
  case .markdown: emit(markdownText(answer, style: style))
  case .csv: delimitedText(table, dialect: .csv).forEachPiece(unless: interruption, emit)
  case .tsv: delimitedText(table, dialect: .tsv).forEachPiece(unless: interruption, emit)
  case .json: jsonText(table, isLines: false).forEachPiece(unless: interruption, emit)
  case .jsonl: jsonText(table, isLines: true).forEachPiece(unless: interruption, emit)
  }
}

/// What must be known not to misread the answer, in lines of at most the style's width.
public func heading(of answer: Answer, style: Style = Style()) -> [String] {
  let phrases = answer.heading.map(printable)
  var lines: [PaintedLine] = []
  var line = PaintedLine(isColored: style.isColored)
  var used = 0
  for (index, phrase) in phrases.enumerated() {
    let end = index + 1 < phrases.count ? " " + style.separator : ""
    // Only a phrase that is wider than a whole line is broken inside.
    var pieces = wrapped(phrase, width: style.width - displayWidth(end))
    if !pieces.isEmpty { pieces[pieces.count - 1] += end }
    for piece in pieces {
      let next = displayWidth(piece)
      if used > 0 && used + 1 + next > style.width {
        lines.append(line)
        line = PaintedLine(isColored: style.isColored)
        used = 0
      }
      line.skip(used > 0 ? 1 : 0)
      used += (used > 0 ? 1 : 0) + next
      if index == 0 && !end.isEmpty && piece.hasSuffix(end) {
        line.append(String(piece.dropLast(end.count)), .bold)
        line.append(end, .dim)
      } else {
        line.append(piece, index == 0 ? .bold : .dim)
      }
    }
  }
  if used > 0 { lines.append(line) }
  return lines.map(\.text)
}

/// The sentences that a reader should know before using the figures, in lines of at most the style's width.
public func notes(of answer: Answer, style: Style = Style()) -> [String] {
  answer.notes.flatMap { sentence($0, style: style) }
}

/// A sentence of a footer: quiet, further lines hang under the first.
package func sentence(_ text: String, style: Style) -> [String] {
  wrapped(printable(text), width: style.width, indent: 2).map {
    var line = PaintedLine(isColored: style.isColored)
    line.append($0, .dim)
    return line.text
  }
}
