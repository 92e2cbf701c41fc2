internal import Language
internal import Market
internal import Query
internal import Rendering

extension Session {
  /// How a text being typed is read: its words and what is wrong with it; with `isDeep`, also what the names in it
  /// mean and what the statement is about to do.
  ///
  /// O(bytes), and with `isDeep` O(companies): no figure is looked at.
  public func typing(_ text: String, isDeep: Bool = true) -> Typing {
    let source = Source(text)
    let tokens = lex(source).tokens
    var typing = Typing()
    let end = text.utf8.count - text.utf8.reversed().prefix { $0 == 0x20 }.count
    let (statements, faults) = parse(source)
    var wrong = faults
    if faults.isEmpty, isDeep {
      switch outlook(for: statements, in: source) {
      case .success(let phrases):
        typing.status = phrases.joined(separator: settings.messageStyle.isUnicode ? " · " : " | ")
      case .failure(let failure): wrong = failure.diagnostics
      }
    } else if isDeep, faults.allSatisfy({ $0.isUnfinished || $0.range.end >= end }) {
      wrong += faultsBefore(tokens, in: source)
    }
    // What ends where the typing is may still become right, as long as something begins so.
    var beginning: Candidates?
    let settled = wrong.filter { fault in
      guard fault.range.end > fault.range.start, !fault.isUnfinished else { return false }
      guard fault.range.end == text.utf8.count, isDeep else { return fault.range.end < text.utf8.count }
      guard fault.isOfAName else { return false }
      // A closed quote ends a value; a point in numbers, such as 2026Q1, may go on.
      let (first, last) = (source.bytes[fault.range.start], source.bytes[fault.range.end - 1])
      if last == UInt8(ascii: "\"") || last == UInt8(ascii: "'") { return true }
      if case .unknownPoint = fault.problem, (0x30...0x39).contains(first) { return false }
      if beginning == nil { beginning = quickCompletions(of: text) }
      return beginning?.candidates.isEmpty == true
    }
    if let first = settled.first {
      typing.status = ([first.message] + first.help.prefix(1)).joined(separator: ": ")
    } else if let beginning, !beginning.candidates.isEmpty {
      typing.status = settings.messageStyle.own(words(for: beginning, in: text))
    } else if let first = wrong.first, first.range.start >= end || first.isUnfinished {
      typing.status = settings.messageStyle.own(awaited(first, behind: tokens, in: source))
    } else if let first = wrong.first, !first.isOfAName, let help = first.help.first {
      // `drop > 1` on its way to 10%.
      typing.status = settings.messageStyle.own(help)
    }
    typing.pieces = pieces(tokens, settled.map { $0.range.start..<$0.range.end }, in: source)
    return typing
  }

  /// What is wrong in the part of an unfinished text that can be read: less its last words, its brackets closed.
  private func faultsBefore(_ tokens: [Token], in source: Source) -> [Diagnostic] {
    let tokens = tokens.filter { $0.kind != .endOfText }
    for count in (max(1, tokens.count - Session.wordsLeftOut)..<max(1, tokens.count + 1)).reversed() {
      guard let last = tokens.prefix(count).last else { break }
      var depth = 0
      for token in tokens.prefix(count) {
        if token.kind == .open { depth += 1 } else if token.kind == .close { depth -= 1 }
      }
      let read = source.text(in: SourceRange(0, last.range.end))
      let whole = Source(read + String(repeating: ")", count: max(0, depth)))
      let (statements, faults) = parse(whole)
      guard faults.isEmpty, statements.count == 1 else { continue }
      guard case .failure(let failure) = outlook(for: statements, in: whole, isQuick: true) else { return [] }
      // A name that is not over is not judged without what follows it.
      return failure.diagnostics.filter { $0.isOfAName && $0.range.end <= last.range.end }
    }
    return []
  }

  /// How many words at the end of a text may keep it from being read: `not in (`, `between 1 and`.
  private static let wordsLeftOut = 4

  /// What a word that has been begun may become: the likeliest, and what it is.
  private func words(for beginning: Candidates, in text: String) -> String {
    let typed = String(decoding: Array(text.utf8.dropFirst(beginning.start)), as: UTF8.self)
    let first = beginning.candidates.first { $0.text.hasPrefix(typed) } ?? beginning.candidates[0]
    let others = beginning.candidates.count - 1
    let phrase = first.note.isEmpty ? first.text : "\(first.text): \(first.note)"
    return others == 0 ? phrase : "\(phrase) · \(others) more"
  }

  /// What is missing at the end of a text: that it ends there is to be seen. Where an attribute is compared, it is one of
  /// its values.
  private func awaited(_ diagnostic: Diagnostic, behind tokens: [Token], in source: Source) -> String {
    guard case .expected(let what, _) = diagnostic.problem else { return diagnostic.message }
    var own = tokens.dropLast()[...]
    if let end = own.lastIndex(where: { $0.kind == .end }) { own = own[(end + 1)...] }
    guard case .value(let name) = CompletionPlace(own.map { ($0.kind, source.text(in: $0.range)) }),
      let attribute = market.attribute(named: name)
    else { return "expected \(what)" }
    let examples: [String]
    switch market.attributes[attribute].values {
    case .text(_, let dictionary), .texts(_, let dictionary): examples = Array(dictionary.texts.prefix(2))
    case .number, .day, .flag: examples = []
    }
    let phrase = examples.isEmpty ? "" : ", such as \(examples.map { asWritten($0) }.joined(separator: " or "))"
    return "expected a value of \(name)\(phrase)"
  }

  /// What some statements are about to do; with `isQuick` only whether their names are known.
  private func outlook(
    for statements: [StatementSyntax], in source: Source, isQuick: Bool = false
  ) -> Result<[String], BindingFailure> {
    guard statements.count == 1, let statement = statements.first else {
      // What one of them changes, the next ones would see.
      return .success(statements.isEmpty ? [] : ["\(statements.count) statements"])
    }
    let query: QuerySyntax
    switch statement.kind {
    case .query(let asked), .plot(let asked, _, _):
      query = asked
    case .source(let asked), .plan(let asked), .sql(let asked, _), .explain(let asked, _, _), .check(let asked, _):
      query = asked
    case .save(let asked?, _): query = asked
    default: return preview(of: statement, in: source)
    }
    if query.asksLastAnswer { return outlookOnLastAnswer(for: query, in: source) }
    var binder = binder(for: source)
    return Result { () throws(BindingFailure) in try binder.bind(query) }.flatMap { bound in
      guard let today, !isQuick else { return .success([]) }
      var evaluator = Evaluator(market: market, today: today)
      // A fault that only the data shows is told when the statement is run.
      return .success((try? evaluator.outlook(of: bound)) ?? [])
    }
  }

  /// The rows that a question to the last answer keeps: few enough to look at while it is typed.
  private func outlookOnLastAnswer(for query: QuerySyntax, in source: Source) -> Result<[String], BindingFailure> {
    let limit = 10_000
    guard let lastAnswer, lastAnswer.table.rowCount <= limit else { return .success(["the last answer"]) }
    return self.lastAnswer(for: query, in: source).map { answer in
      let (kept, all) = (answer.table.rowCount, lastAnswer.table.rowCount)
      let rows = "\(grouped(all)) \(all == 1 ? "row" : "rows")"
      return ["the last answer", kept == all ? rows : "\(grouped(kept)) of \(rows)"]
    }
  }

  /// What would go on from the end of a text: the rest of the likeliest word that it has begun; empty where none has.
  public func continuation(of text: String) -> String {
    guard let found = quickCompletions(of: text) else { return "" }
    let typed = String(decoding: Array(text.utf8.dropFirst(found.start)), as: UTF8.self)
    guard !typed.isEmpty, let first = found.candidates.first(where: { $0.text.hasPrefix(typed) }) else { return "" }
    return String(first.text.dropFirst(typed.count))
  }
}

extension Diagnostic {
  /// Whether more text behind it can mend it, wherever it stands.
  fileprivate var isUnfinished: Bool {
    switch problem {
    case .unclosedBracket, .unterminatedText: return true
    default: return false
    }
  }

  /// Whether a word is not among those that could stand there: more letters can mend it where some word begins so.
  fileprivate var isOfAName: Bool {
    switch problem {
    case .unknownName, .unknownFunction, .unknownValue, .unknownPoint, .unknownSetting, .invalidSetting,
      .unknownSubject, .unknownColumn, .notInColumn:
      return true
    default: return false
    }
  }
}
