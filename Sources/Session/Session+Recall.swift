internal import Language
internal import Market
internal import Query
internal import Rendering

/// A question as it was bound when it was answered.
struct AskedQuestion {
  let query: BoundQuery
  let today: Day
  let text: String
}

// What was asked and answered before.
extension Session {
  /// Makes an answer the last one, with the question that it answers; a list answers none.
  func keep(_ answer: Answer) {
    (lastAnswer, lastBound) = (answer, questionAtWork)
  }

  /// What a question that begins with `_` asks of the last answer: all of it, or some of its rows.
  ///
  /// It is printed as things stand now: `set format csv`, then `_`.
  func lastAnswer(for query: QuerySyntax, in source: Source) -> Result<Answer, BindingFailure> {
    guard let lastAnswer, let today else {
      return .failure(BindingFailure(diagnostics: [Diagnostic(.answerNeeded, at: query.columns[0].expression.range)]))
    }
    return AnswerRows(lastAnswer).asked(
      by: query, parameters: parameters, today: today, source: source, interruption: interruption)
  }

  /// What was asked, newest last: all of it, or what has a text in it. Capitals make no difference.
  func showHistory(_ part: NameSyntax?) -> Outcome {
    let wanted = part?.text.lowercased()
    let found = history().enumerated().filter { wanted.map($0.element.lowercased().contains) ?? true }
    var heading = ["history"]
    if let part { heading.append("with \(part.text)") }
    func answer(_ rows: [(offset: Int, element: String)], _ heading: [String]) -> Answer {
      let columns = [
        Table.Column(name: "entry", values: .numbers(rows.map { Double($0.offset + 1) }, .count, .none), isKey: true),
        Table.Column(name: "statement", values: .texts(rows.map(\.element))),
      ]
      return Answer(table: Table(columns: columns, rowCount: rows.count), heading: heading)
    }
    // The newest are wanted most: of more than the screen holds they are shown, and _ has them all.
    let limit = settings.style.rowLimit ?? (settings.fitsScreen ? settings.screenHeight.map { max(1, $0 - 5) } : nil)
    if let limit, limit < found.count {
      write(answer(found.suffix(limit), heading + ["the last \(limit) of \(found.count)", "_ shows all"]))
    } else {
      write(answer(found, heading))
    }
    lastAnswer = answer(found, heading)
    return .finished
  }
}

extension QuerySyntax {
  /// Whether the question is one to the last answer: `_ where drop > 10%`.
  var asksLastAnswer: Bool {
    guard let first = columns.first, first.name == nil, case .word("_") = first.expression.kind else { return false }
    return true
  }

  /// Whether there is nothing but one column.
  var isBare: Bool { columns.count == 1 && range == columns[0].expression.range }
}
