internal import Language
internal import Lessons
internal import Market
internal import Query
internal import Rendering

extension Session {
  /// What could stand at `offset` (in UTF-8) of a text being typed: words, measures, keys, values or days, as the
  /// place demands.
  public func completions(for text: String, at offset: Int) -> Candidates {
    completions(for: text, at: offset, isQuick: false) ?? Candidates(start: offset, candidates: [])
  }

  /// What could stand at the end of a text while a key is waited for; nil where every company of a large market would
  /// have to be looked at.
  func quickCompletions(of text: String) -> Candidates? {
    if let quickly, quickly.text == text { return quickly.found }
    let found = completions(for: text, at: text.utf8.count, isQuick: true)
    quickly = (text, found)
    return found
  }

  private func completions(for text: String, at offset: Int, isQuick: Bool) -> Candidates? {
    if let paths = pathCompletions(for: text, at: offset) { return paths }
    let bytes = Array(text.utf8.prefix(max(0, offset)))
    let source = Source(bytes: bytes)
    if let found = searched(source) { return found }
    var tokens = lex(source).tokens.dropLast()[...]
    if let end = tokens.lastIndex(where: { $0.kind == .end }) { tokens = tokens[(end + 1)...] }
    // The word under the cursor is what is completed; an open quote is part of it.
    var start = bytes.count
    if let last = tokens.last, last.range.end == bytes.count, last.isUnfinished(in: source) {
      start = last.range.start
      tokens = tokens.dropLast()
      // A day that is half written is still a row of numbers: 2026-02-2.
      while let before = tokens.last, before.range.end == start, before.kind == .minus || before.kind == .number {
        start = before.range.start
        tokens = tokens.dropLast()
      }
    }
    let written = source.text(in: SourceRange(start, bytes.count))
    let typed = written.drop { $0 == "\"" || $0 == "'" }.lowercased()
    let place = CompletionPlace(tokens.map { ($0.kind, source.text(in: $0.range)) })
    if isQuick, market.companyCount > Session.quickCompanyCount, !isKnownQuickly(place) {
      return nil
    }
    if case .row(let question, let keys) = place {
      let asked = tokens[(tokens.startIndex + question.lowerBound)..<(tokens.startIndex + question.upperBound)]
      let text = source.text(in: SourceRange(asked[asked.startIndex].range.start, asked[asked.endIndex - 1].range.end))
      return Candidates(
        start: start,
        candidates: rows(of: text, behind: keys).filter { candidate in
          typed.isEmpty || candidate.text.drop { $0 == "\"" }.lowercased().hasPrefix(typed)
            || isCalled(candidate.text, typed)
        })
    }
    let asked = asksLastAnswer(tokens, in: source) ? lastAnswer : nil
    let isAlone = tokens.last.map { source.text(in: $0.range) == "_" } ?? false
    var behindAnswer: Set<String> = ["where", "sort", "top"]
    if case .clause(let words) = place { behindAnswer.formUnion(words.intersection(["for", "into"])) }
    let offered =
      asked.map { candidates(for: isAlone ? .clause(behindAnswer) : place, in: $0) }
      ?? candidates(for: place, isQuick: isQuick)
    let matching = offered.filter { candidate in
      typed.isEmpty || candidate.text.drop { $0 == "\"" }.lowercased().hasPrefix(typed)
        || (place.isTicker && isCalled(candidate.text, typed))
    }
    return Candidates(start: start, candidates: matching)
  }

  /// What `?dro` finds, to stand in the place of `dro`; nil where the text is no search.
  private func searched(_ source: Source) -> Candidates? {
    let tokens = lex(source).tokens.dropLast()
    let start = tokens.lastIndex { $0.kind == .end }.map { $0 + 1 } ?? 0
    guard start < tokens.count, tokens[start].kind == .search else { return nil }
    let begin = start + 1 < tokens.count ? tokens[start + 1].range.start : source.bytes.count
    let text = source.text(in: SourceRange(begin, source.bytes.count))
    let found = text.isEmpty ? topics : topics(like: text)
    return Candidates(start: begin, candidates: found.map { Candidate($0.name, $0.summary) })
  }

  /// How many companies are looked at while a key is waited for.
  private static let quickCompanyCount = 250

  /// Whether what can stand at a place is known without a look at each company or at thousands of names.
  private func isKnownQuickly(_ place: CompletionPlace) -> Bool {
    switch place {
    case .value(let name):
      guard let attribute = market.attribute(named: name), name != "ticker" else { return false }
      switch market.attributes[attribute].values {
      case .text(_, let dictionary), .texts(_, let dictionary): return dictionary.count <= Session.quickCompanyCount
      case .number, .day, .flag: return true
      }
    case .set, .row: return false
    default: return true
    }
  }

  /// Whether a word of one of a company's names begins so: the attributes `name`, `name_zh` and the like.
  private func isCalled(_ ticker: String, _ typed: String) -> Bool {
    let ticker = ticker.filter { $0 != "\"" }
    guard let company = market.company(ticker: ticker) else { return false }
    return market.attributes.contains { attribute in
      guard attribute.name == "name" || attribute.name.hasPrefix("name_") else { return false }
      return attribute.texts(of: company, on: attributeDay).contains { name in
        let name = name.lowercased()
        return name.hasPrefix(typed) || name.split(separator: " ").contains { $0.hasPrefix(typed) }
      }
    }
  }

  /// Whether the tokens begin a question to the last answer.
  private func asksLastAnswer(_ tokens: ArraySlice<Token>, in source: Source) -> Bool {
    var words = tokens.prefix(2).map { source.text(in: $0.range) }
    let before: [StatementWord] = [.save, .explain, .plot]
    if let first = words.first, before.contains(where: { $0.rawValue == first }) { words.removeFirst() }
    return words.first == "_"
  }

  /// What could stand at a place of a question to an answer: its columns, their values, and what is done with them.
  private func candidates(for place: CompletionPlace, in answer: Answer) -> [Candidate] {
    let columns = AnswerRows(answer).columns
    let names = columns.map { Candidate(isName($0.name) ? $0.name : asWritten($0.name), "a column of the last answer") }
    switch place {
    case .operand, .condition:
      return names + Aggregate.allCases.map { Candidate($0.rawValue, $0.summary) }
        + ScalarFunction.allCases.map { Candidate($0.rawValue, $0.summary) }
    case .clause(let words):
      let allowed: Set<String> = [
        "where", "sort", "top", "per", "as", "and", "or", "not in", "in", "between", "for", "into",
      ]
      return Session.clauses.filter {
        words.contains($0.text) && (allowed.contains($0.text) || $0.text.hasPrefix("is "))
      }
    case .key: return names
    case .value(let name):
      guard case .texts(let texts)? = columns.first(where: { $0.name == name })?.values else { return names }
      var seen: Set<String> = []
      return texts.compactMap { $0 }.filter { seen.insert($0).inserted }.map { Candidate(asWritten($0)) }
    default: return []
    }
  }

  /// Whether a heading can be written without quotes.
  private func isName(_ heading: String) -> Bool { AnswerRows.isExpression(heading) }

  private func candidates(for place: CompletionPlace, isQuick: Bool) -> [Candidate] {
    switch place {
    case .statement: return Session.statements + expressions(isQuick: isQuick)
    case .operand: return expressions(isQuick: isQuick) + Session.others
    case .condition:
      return attributeCandidates(isQuick: isQuick) + expressions(isQuick: isQuick, hasAttributes: false)
        + Session.others
    case .plot:
      return PlotWord.allCases.map { Candidate($0.rawValue, $0.summary) } + expressions(isQuick: isQuick)
    case .clause(let words): return Session.clauses.filter { words.contains($0.text) }
    case .value(let name): return values(of: name)
    case .key: return attributeCandidates(isQuick: isQuick)
    case .period: return PeriodWord.allCases.map { Candidate($0.rawValue, $0.summary) }
    case .set:
      return [
        Candidate("market", "all shares"), Candidate("group", "the row's own group"),
        Candidate("benchmark", marketSettings.benchmark ?? "what the data is measured against"),
      ] + values(of: "ticker")
    case .point: return points
    case .span: return Session.spans
    // Told by the answer to the question, which is asked elsewhere.
    case .row: return []
    case .argument(let statement): return arguments(of: statement)
    case .nothing: return []
    }
  }

  /// Everything that can stand for a value.
  private func expressions(isQuick: Bool = false, hasAttributes: Bool = true) -> [Candidate] {
    definitions.own.values.map { Candidate($0.name, $0.text) }.sorted { $0.text < $1.text }
      + definitions.measures.map { Candidate($0.name, $0.documentation.first ?? "") }
      .sorted { $0.text < $1.text }
      + BarMeasure.allCases.map { Candidate($0.rawValue, $0.summary) }
      + Aggregate.allCases.map { Candidate($0.rawValue, $0.summary) }
      + DayFold.allCases.map { Candidate($0.rawValue, $0.summary) }
      + ScalarFunction.allCases.map { Candidate($0.rawValue, $0.summary) }
      + (hasAttributes ? attributeCandidates(isQuick: isQuick) : [])
  }

  /// The attributes; how many companies have each is counted where there is time for it.
  private func attributeCandidates(isQuick: Bool) -> [Candidate] {
    market.attributes.map { attribute in
      let count = isQuick ? "" : ", " + counted(knownCount(of: attribute), "company", "companies")
      return Candidate(attribute.name, attribute.typeName + count)
    }
  }

  private func values(of name: String) -> [Candidate] {
    guard let number = market.attribute(named: name) else { return expressions() }
    if name == "ticker" {
      let names = market.attribute(named: "name").map { market.attributes[$0] }
      return market.tickers.enumerated().map { company, ticker in
        Candidate(asWritten(ticker), names?.texts(of: company, on: attributeDay).first ?? "")
      }
    }
    let attribute = market.attributes[number]
    if case .flag = attribute.values { return [Candidate("yes"), Candidate("no")] }
    return textCounts(of: attribute).map { text, count in
      Candidate(asWritten(text), count == 0 ? "no company now" : counted(count, "company", "companies"))
    }
  }

  /// The rows of a question's answer by the first key that does not stand behind `for` yet.
  private func rows(of question: String, behind keys: [String]) -> [Candidate] {
    let asked: Answer?
    if question == "_" {
      asked = lastBound == nil ? nil : lastAnswer
    } else {
      asked = try? quietAnswer(to: question).get()
    }
    guard let table = asked?.table else { return [] }
    let columns = table.columns.filter(\.isKey)
    let known = columns.map { column in (0..<table.rowCount).map { column.values.words($0) } }
    let rows = (0..<table.rowCount).filter { row in keys.allSatisfy { key in known.contains { $0[row] == key } } }
    let open = known.indices.first { place in !keys.contains { key in rows.contains { known[place][$0] == key } } }
    guard let open else { return [] }
    var seen: Set<String> = []
    return rows.filter { seen.insert(known[open][$0]).inserted }.map { row in
      let isNamed = columns[open].name == "ticker" && !table.rowNames.isEmpty
      return Candidate(asWritten(known[open][row]), isNamed ? table.rowNames[row] ?? "" : "")
    }
  }

  /// The days that a window may name: the last ones, the events, the date attributes.
  private var points: [Candidate] {
    let today = today.map { [Candidate($0.description, "the data's today")] } ?? []
    let days = market.calendar.allDays.filter { day in self.today.map { day < $0 } ?? true }.suffix(5).reversed()
      .map { Candidate($0.description, $0.weekdayName) }
    let events = market.events.sorted { ($1.day, $0.name) < ($0.day, $1.name) }
      .map { Candidate($0.name, "\($0.day) \($0.title)") }
    let dates = market.attributes.filter { $0.typeName == "date" }.map { Candidate($0.name, "each company's own day") }
    return today + days + dates + events
  }

  private func arguments(of statement: String) -> [Candidate] {
    switch statement {
    case "set":
      return SettingName.allCases.map { Candidate($0.rawValue, $0.summary) } + [Candidate("param", "a value for $name")]
    case "set format": return Format.allCases.map { Candidate($0.rawValue, $0.summary) }
    case "set rows": return [Candidate("auto", "fits the screen"), Candidate("all", "however many")]
    case "set color", "set bars", "set notes", "set timing", "set hints":
      return [Candidate("on", "yes"), Candidate("off", "no")]
    case "set today": return points
    case "load": return EmbeddedFiles.dataSetNames.map { Candidate($0, "comes with Marq") }
    case "show":
      return Session.subjects.map { Candidate($0, "a list of them") }
        + market.attributes.map { Candidate($0.name, "the values and their counts") }
        + definitions.measures.map { Candidate($0.name, $0.documentation.first ?? "") }.sorted {
          $0.text < $1.text
        }
    case "help":
      return StatementWord.allCases.map { word in
        Session.statements.first { $0.text == word.rawValue } ?? Candidate(word.rawValue, "a statement")
      }
        + Session.clauses.filter { Keyword(rawValue: $0.text)?.beginsClause == true }
        + definitions.measures.map { Candidate($0.name, $0.documentation.first ?? "") }.sorted {
          $0.text < $1.text
        } + ErrorPage.all.map { Candidate($0.identifier, $0.title) }
    case "lesson again":
      return Session.shippedLessons().enumerated().map { Candidate(String($0.offset + 1), $0.element.title) }
    case "lesson":
      return arguments(of: "lesson again")
        + [
          Candidate(Session.stopWord, "leave the lesson"), Candidate("check", "whether a file is a lesson"),
          Candidate("grade", "how much a hand-in solves"), Candidate("again", "start over"),
        ]
    default: return []
    }
  }

  static let statements = [
    Candidate("define", "a name for an expression"), Candidate("load", "read a data set"),
    Candidate("save", "write an answer or the data"),
    Candidate("show", "list what there is"), Candidate("describe", "what the data holds"),
    Candidate("set", "change a setting"), Candidate("source", "where figures come from"),
    Candidate("explain", "the work behind a figure"), Candidate("plot", "draw an answer"),
    Candidate("check", "whether something holds"), Candidate("plan", "how a question is answered"),
    Candidate("sql", "a question for another engine"), Candidate("run", "answer a file"),
    Candidate("report", "a file with its answers as a page"), Candidate("lesson", "learn at this prompt"),
    Candidate("_", "the last answer"), Candidate("history", "what was asked before"), Candidate("help", "how to ask"),
    Candidate("hint", "a step towards the open task"), Candidate("answer", "how the open task is solved"),
    Candidate("skip", "leave the open task"), Candidate("next", "the next task"),
    Candidate("progress", "what is solved"), Candidate("quit", "leave"),
  ]

  /// What else can begin a value.
  private static let others = [
    Candidate("if", "if(condition, a, b): a where it is true, else b"), Candidate("not", "the opposite of a condition"),
  ]

  private static let clauses = [
    Candidate("where", "which companies"), Candidate("by", "one row a value"), Candidate("on", "one day or period"),
    Candidate("over", "a span up to the end day"), Candidate("from", "from one day to another"),
    Candidate("since", "from a day on"), Candidate("after", "from a day's close on"),
    Candidate("until", "up to a day"), Candidate("ever", "from the first bar"),
    Candidate("to", "the window's last day"), Candidate("prior", "a span before the window"),
    Candidate("sort", "the order of rows"),
    Candidate("when", "which days"), Candidate("each", "split the days"), Candidate("across", "lay out as columns"),
    Candidate("of", "of a set, as one company"), Candidate("against", "what to compare with"),
    Candidate("around", "days from an event"), Candidate("so far", "from the question's start"),
    Candidate("top", "the first rows"), Candidate("per", "so many a value"),
    Candidate("as", "a name for the column"), Candidate("for", "which row"), Candidate("into", "a file to write"),
    Candidate("within", "those that share a value with the row"),
    Candidate("and", "both"), Candidate("or", "at least one of them"), Candidate("not in", "none of a list"),
    Candidate("in", "one of a list"), Candidate("between", "from one figure to another"),
    Candidate("is missing", "without a value"), Candidate("is not missing", "with a value"),
  ]

  private static let spans = [
    Candidate("5d", "five trading days"), Candidate("20d", "about a month"), Candidate("60d", "about a quarter"),
    Candidate("250d", "about a year"), Candidate("1w", "a calendar week"), Candidate("1m", "a calendar month"),
    Candidate("3m", "three calendar months"), Candidate("1y", "a calendar year"), Candidate("wtd", "this week"),
    Candidate("mtd", "this month"), Candidate("qtd", "this quarter"), Candidate("ytd", "this year"),
  ]
}

extension PeriodWord {
  fileprivate var summary: String {
    switch self {
    case .day: return "trading days"
    case .week: return "Monday to Sunday"
    case .month, .quarter, .year: return "by the calendar"
    case .weekday: return "all Mondays as one, all Tuesdays …"
    case .calendarMonth: return "all Januaries as one, all Februaries …"
    }
  }
}

extension PlotWord {
  fileprivate var summary: String {
    switch self {
    case .bars: return "a picture: a bar for each row"
    case .lines: return "a picture: a line along the days"
    case .histogram: return "a picture: how figures are spread"
    case .scatter: return "a picture: two figures against each other"
    }
  }
}

extension Format {
  fileprivate var summary: String {
    switch self {
    case .table: return "aligned columns, for people"
    case .vertical: return "a record for each row, nothing cut"
    case .csv: return "comma-separated values"
    case .tsv: return "tab-separated values"
    case .json: return "one array of objects"
    case .jsonl: return "one object a line"
    case .markdown: return "a table for GitHub and the like"
    }
  }
}

extension Token {
  /// Whether more letters could belong to the token: a word, a number, or a text whose quote is still open.
  fileprivate func isUnfinished(in source: Source) -> Bool {
    switch kind {
    case .word, .number, .date, .month, .parameter: return true
    case .unknown: return ["\"", "'"].contains(source.text(in: range).first)
    default: return false
    }
  }
}
