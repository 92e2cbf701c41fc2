internal import Language
internal import Lessons
internal import Market
internal import Query
internal import Rendering

/// Says what is different in a wrong answer.
///
/// It finds that out by trying: the student's question with one part as in the task's, such as its window, is asked, and
/// where its answer is right, that part is what differs. So the reason that is told is one for certain.
struct Explainer {
  let session: Session
  let task: Lesson.Task
  let run: LessonRun
  let given: Answer
  let expected: Answer
  let difference: Difference
  let own: QueryParts
  let asked: QueryParts

  func verdict(isLastAnswer: Bool) -> Session.Verdict {
    let parts = isLastAnswer ? [] : own.differing(from: asked)
    let ones = parts.map { [$0] }
    let pairs = parts.indices.flatMap { first in parts[(first + 1)...].map { [parts[first], $0] } }
    for mended in ones + pairs where isRight(with: mended) {
      return .wrong(mended.map { words(for: $0, isOnly: mended.count == 1) }.joined(separator: "; and "))
    }
    // More than two parts differ: where nothing is in common, the student asked for something else.
    if parts.count > 2, isUnlike { return .other }
    return .wrong(wordsOfResult)
  }

  private func isRight(with parts: [QueryParts.Part]) -> Bool {
    let text = own.taking(parts, from: asked).text
    let session = Session(from: run.reference, interruption: self.session.interruption) { _ in }
    session.definitions = self.session.definitions
    for statement in task.definitions { _ = session.runQuietly(statement, in: run.lesson.source) }
    guard case .success(let answer) = session.quietAnswer(to: text) else { return false }
    let isOrdered = asked.texts[.order] != nil
    return answer.table.difference(from: expected.table, isOrdered: isOrdered) == nil
  }

  private var isUnlike: Bool {
    switch difference {
    case .rows, .unit, .columns, .figures: return true
    case .members, .sign, .scale, .order: return false
    }
  }

  // MARK: The words of each part

  private func words(for part: QueryParts.Part, isOnly: Bool) -> String {
    switch part {
    case .columns: return wordsOfColumns
    case .condition: return wordsOfCondition
    case .window: return (isOnly && hasSameRows ? "the same \(rowsName), but " : "that is ") + wordsOfWindow
    case .days: return wordsOfClause("when", "days", own.texts[part], asked.texts[part])
    case .period: return wordsOfPeriod
    case .keys: return wordsOfKeys
    case .across:
      return asked.texts[part] == nil
        ? "the task does not lay the rows out across" : "the task lays the rows out \(asked.texts[part] ?? "")"
    case .reference:
      let task = asked.texts[part].map { "the task measures \($0)" } ?? "the task uses the data's own benchmark"
      return "that is measured \(own.texts[part] ?? "against the data's own benchmark"); \(task)"
    case .order:
      if difference == .order {
        return "the same rows in another order; the task asks for \(asked.texts[part] ?? "the usual one")"
      }
      return "\(own.texts[part] ?? "there is no sort or top"); the task asks for \(asked.texts[part] ?? "all rows")"
    }
  }

  private var hasSameRows: Bool {
    switch difference {
    case .rows, .members: return false
    default: return true
    }
  }

  /// What the rows are: companies, segments.
  private var rowsName: String {
    switch expected.table.columns.first(where: \.isKey)?.name {
    case "ticker": return expected.table.rowCount == 1 ? "company" : "companies"
    case nil: return "companies"
    case let name?: return name.hasSuffix("y") ? "\(name.dropLast())ies" : "\(name)s"
    }
  }

  private var wordsOfColumns: String {
    let (mine, theirs) = (columns(of: own), columns(of: asked))
    if mine.count < theirs.count {
      return wordsOfColumnCount(mine.count, theirs.count)
    }
    let pairs = zip(mine, theirs).compactMap { $0.expression.difference(from: $1.expression) }
    // Whether it is folded at all comes before what is folded.
    if case .rows = difference { return wordsOfResult }
    guard let (left, right) = pairs.first else { return wordsOfResult }
    if let (a, b) = (name(of: left).flatMap { a in name(of: right).map { (a, $0) } }), a != b {
      return "that is \(a); the task asks for \(b)"
    }
    switch (left.kind, right.kind) {
    case (.percent, .percent), (.number, .number):
      return "the limit is \(text(left, in: own)); the task says \(text(right, in: asked))"
    case (.of, .of): return "that is \(text(left, in: own)); the task asks for another set"
    case (.of, _): return "that is one figure of a set; the task asks for the companies' own, folded or not"
    case (_, .of): return "these are figures of single companies; the task asks for a set as one company, with of"
    case (.call(let a, _), .call(let b, _)) where a == b:
      return "that is \(text(left, in: own)), and the task asks for another \(a)"
    case (.negation, _), (_, .negation): return "the sign is turned"
    default: return wordsOfResult
    }
  }

  private func columns(of parts: QueryParts) -> [QuerySyntax.Column] {
    guard case .query(let query)? = parse(Source(parts.text)).statements.first?.kind else { return [] }
    return query.columns
  }

  private func text(_ expression: ExpressionSyntax, in parts: QueryParts) -> String {
    Source(parts.text).text(in: expression.range)
  }

  /// What a measure or fold is called in a sentence.
  private func name(of expression: ExpressionSyntax) -> String? {
    let (word, window): (String, Bool)
    switch expression.kind {
    case .word(let name): (word, window) = (name, false)
    case .call(let name, let arguments):
      (word, window) = (name, arguments.window != nil || !arguments.expressions.isEmpty)
    default: return nil
    }
    let names = [
      "avg": "average", "sum": "sum", "count": "count", "share": "share", "max": "largest", "min": "smallest",
      "wavg": "weighted average", "mean": "mean over the days", "middle": "middle of the days",
      "highest": "highest of the days",
      "lowest": "lowest of the days", "total": "total of the days", "often": "share of the days",
      "stdev": "standard deviation over the days", "peak": "day of the peak", "trough": "day of the trough",
      "recovered": "day of the recovery", "car": "abnormal return, car", "excess": "excess over the benchmark",
    ]
    if let name = names[word] { return "the \(name)" }
    guard session.definitions[word] != nil || BarMeasure(rawValue: word) != nil || Binder.isFunction(word) else {
      return nil
    }
    let isMeasure = session.definitions[word] != nil || BarMeasure(rawValue: word) != nil
    return window && isMeasure && Aggregate(rawValue: word) == nil && DayFold(rawValue: word) == nil
      ? "the \(word) with a window of its own" : "the \(word)"
  }

  private var wordsOfCondition: String {
    let isOfCompanies = expected.table.columns.first(where: \.isKey)?.name == "ticker"
    let (mine, theirs) = isOfCompanies ? (given, expected) : (companies(of: own), companies(of: asked))
    if let mine, let theirs,
      case .members(let missing, let extra)? = mine.table.difference(from: theirs.table, isOrdered: false)
    {
      return wordsOfMembers(missing, extra, in: [theirs, mine])
    }
    return wordsOfClause("where", "companies", own.texts[.condition], asked.texts[.condition])
  }

  /// The companies that a question asks.
  private func companies(of parts: QueryParts) -> Answer? {
    let text = ["ticker", parts.texts[.condition], parts.texts[.window]].compactMap { $0 }.joined(separator: " ")
    return try? session.quietAnswer(to: text).get()
  }

  private func wordsOfMembers(_ missing: [String], _ extra: [String], in answers: [Answer]) -> String {
    var sentences: [String] = []
    if !missing.isEmpty {
      sentences.append("\(list(missing, in: answers)) \(missing.count == 1 ? "is" : "are") missing")
    }
    if !extra.isEmpty {
      sentences.append(
        "\(list(extra, in: answers)) \(extra.count == 1 ? "does" : "do") not belong to what the task asks")
    }
    return sentences.joined(separator: ", and ")
  }

  /// `Violet Vault, Acorn Cloud and 2 more`
  private func list(_ labels: [String], in answers: [Answer]) -> String {
    let shown = labels.prefix(labels.count == 4 ? 4 : 3).map { label in
      answers.lazy.compactMap { answer -> String? in
        guard let row = TaskLabels.row(label, in: answer.table), row < answer.table.rowNames.count else { return nil }
        return answer.table.rowNames[row]
      }.first ?? label
    }
    let rest = labels.count - shown.count
    if rest > 0 { return shown.joined(separator: ", ") + " and \(rest) more" }
    return shown.count < 2 ? shown.joined() : shown.dropLast().joined(separator: ", ") + " and " + (shown.last ?? "")
  }

  private var wordsOfWindow: String {
    "\(window(of: own)) instead of \(window(of: asked))"
  }

  /// `5d, 2025-12-15 to 2025-12-19`: as it is written, where that says more, and the days it is.
  private func window(of parts: QueryParts) -> String {
    let written = parts.texts[.window]
    let question = [parts.texts[.columns], written].compactMap { $0 }.joined(separator: " ")
    let source = Source(question)
    guard case .query(let query)? = parse(source).statements.first?.kind, let today = run.reference.today else {
      return written ?? "the data's own day"
    }
    var binder = run.reference.binder(for: source)
    guard let bound = try? binder.bind(query) else { return written ?? "the data's own day" }
    var evaluator = Evaluator(market: run.reference.market, today: today, interruption: session.interruption)
    let phrases = (try? evaluator.outlook(of: bound)) ?? []
    let days = phrases.last { $0.contains("-") } ?? "the data's own day"
    // `since listed to 2025-12-19`: in words already.
    if days.hasPrefix("since ") || days.hasPrefix("after ") { return days }
    guard let written, written.hasPrefix("over ") else {
      return days.contains(" to ") ? "from \(days)" : days.contains("-") ? "on \(days)" : days
    }
    let span = written.dropFirst(5)
    if span.hasSuffix("d"), let count = Int(span.dropLast()) {
      // Exchanges with days of their own: how many days is said once.
      let end =
        days.hasPrefix("the last ")
        ? days.firstRange(of: " to ").map { String(days[$0.lowerBound...].dropFirst()) } : nil
      return "over \(count) \(count == 1 ? "day" : "days") (\(end ?? days))"
    }
    return "over \(span) (\(days))"
  }

  private var wordsOfPeriod: String {
    switch (own.texts[.period], asked.texts[.period]) {
    case (let mine?, let theirs?): return "that is \(mine); the task asks for \(theirs)"
    case (nil, let theirs?): return "that is one figure for the whole window; the task asks for \(theirs)"
    default: return "the window is split; the task asks for one figure of all its days"
    }
  }

  private var wordsOfKeys: String {
    switch (own.texts[.keys], asked.texts[.keys]) {
    case (let mine?, let theirs?):
      return "a row for each \(mine.dropFirst(3)); the task asks for one for each \(theirs.dropFirst(3))"
    case (nil, let theirs?):
      return "there are no groups; the task asks for a row for each \(theirs.dropFirst(3)), with by"
    default: return "there is a row for each group; the task asks for no groups"
    }
  }

  private func wordsOfClause(_ word: String, _ what: String, _ mine: String?, _ theirs: String?) -> String {
    switch (mine, theirs) {
    case (nil, _): return "all \(what) are asked; the task asks only some, with \(word)"
    case (let mine?, nil): return "\(mine) leaves out \(what) that the task asks"
    case (let mine?, _): return "\(mine) does not pick the same \(what) as the task does"
    }
  }

  // MARK: The words of the result alone

  private var wordsOfResult: String {
    switch difference {
    case .rows(let mine, let theirs): return "there is \(rowKind(mine)); the task asks for \(rowKind(theirs))"
    case .members(let missing, let extra): return wordsOfMembers(missing, extra, in: [expected, given])
    case .columns(let found, let needed):
      return wordsOfColumnCount(found, needed)
    case .sign: return "the figures have the other sign: a rise is a negative drop"
    case .unit(let mine, let theirs): return "the figures are \(mine); the task asks for \(theirs)"
    case .scale(let power):
      let factor = "1" + String(repeating: "0", count: abs(power))
      return "each figure is \(power > 0 ? "\(factor) times" : "1/\(factor) of") what the task asks for"
    case .figures(let row):
      let name = row < given.table.rowNames.count ? given.table.rowNames[row] : nil
      return name.map {
        expected.table.rowCount == 1
          ? "the \(rowsName) is right, but the figure is another one"
          : "the \(rowsName) are right, but the figures are others, that of \($0) among them"
      }
        ?? "the figure is another one than the task asks for"
    case .order: return "the same rows in another order"
    }
  }

  private func wordsOfColumnCount(_ found: Int, _ needed: Int) -> String {
    "there \(found == 1 ? "is one column" : "are \(found) columns"); the task asks for \(needed == 2 ? "two" : "\(needed)")"
  }

  private func rowKind(_ keys: [String]) -> String {
    switch keys {
    case []: return "one row for all"
    case ["ticker"]: return "a row for each company"
    default: return "a row for each \(keys.map { $0 == "ticker" ? "company" : $0 }.joined(separator: " and "))"
    }
  }
}
