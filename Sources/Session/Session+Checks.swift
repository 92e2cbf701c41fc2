internal import Language
internal import Market
internal import Query
internal import Rendering

extension Session {
  /// Asks whether a condition holds, of every row where there are several. What is missing does not hold.
  func check(_ query: QuerySyntax, _ message: String?, in source: Source) -> Outcome {
    guard query.columns.count == 1 else {
      return refuse([Diagnostic(.checkNeedsCondition, at: query.columns[1].expression.range)], in: source)
    }
    var failed: Outcome?
    let outcome = evaluate(query, in: source) { [self] answer in
      guard case .flags(let flags) = answer.table.columns.last?.values, answer.table.columns.last?.isKey == false else {
        failed = refuse([Diagnostic(.checkNeedsCondition, at: query.columns[0].expression.range)], in: source)
        return
      }
      guard !flags.allSatisfy({ $0 == true }) else { return }
      failed = .failed(.checkFailed)
      let (line, _) = source.position(of: query.range.start)
      let place = source.name.map { "\($0):\(line): " } ?? ""
      let condition = source.text(in: query.columns[0].expression.range)
      emit(.message("\(place)check failed: \(message ?? condition)\n"))
      // The rows that fail say why.
      if flags.count > 1 { emit(.message(failing(flags, in: answer) + "\n")) }
    }
    return failed ?? outcome
  }

  private func failing(_ flags: [Bool?], in answer: Answer) -> String {
    let rows = flags.indices.filter { flags[$0] != true }
    let keys = answer.table.columns.filter(\.isKey)
    let names = rows.prefix(5).map { row in
      keys.compactMap { column in
        switch column.values {
        case .texts(let texts): return texts[row]
        case .days(let days): return days[row]?.description
        case .numbers, .flags: return nil
        }
      }.joined(separator: " ")
    }
    let more = rows.count > 5 ? " and \(rows.count - 5) more" : ""
    return "not for \(names.joined(separator: ", "))\(more)"
  }
}
