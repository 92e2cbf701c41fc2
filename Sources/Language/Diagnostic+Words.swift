// The words of every diagnostic, in one place. The identifier is stable; the words may get better.

extension Diagnostic {
  /// The stable identifier: `M201`.
  public var identifier: String { problem.identifier.rawValue }
  /// What is wrong, in one sentence without a full stop.
  public var message: String { problem.words.message }
  /// What to write instead; empty where nothing can be said.
  public var help: [String] { problem.words.help }
}

extension Problem {
  var words: (message: String, help: [String]) {
    signWords ?? nameWords ?? typeWords ?? serverWords ?? shapeWords
  }

  /// M1: signs and grammar.
  private var signWords: (message: String, help: [String])? {
    switch self {
    case .unexpectedCharacter(let sign, let write):
      return ("the sign \(visible(sign)) has no meaning here", write.map { ["write \($0)"] } ?? [])
    case .notUTF8: return ("this is not UTF-8 text", ["save the file as UTF-8"])
    case .unterminatedText(let quote):
      return ("this text has no closing \(quote)", ["end it with \(quote) on the same line"])
    case .invalidDate(let text):
      return ("\(text) is not a day of the calendar", [dayAdvice(for: text)])
    case .expected(let what, let found):
      return ("expected \(what), found \(found)", ForeignWords.advice(for: found).map { [$0] } ?? [])
    case .unclosedBracket: return ("this bracket is not closed", ["add ) where it ends"])
    case .duplicateClause(let clause):
      let second = clause == "window" ? "a second window" : "a second \(clause)"
      return ("\(second) in one question", ["each clause may stand once; join conditions with and"])
    case .chainedComparison:
      return ("comparisons do not chain", ["write between 1% and 5%, or join two comparisons with and"])
    case .tooDeep(let limit):
      return ("this nests more than \(limit) deep", ["name a part of it: define part = …"])
    case .tooLarge(let limit):
      return ("with its definitions written out this has more than \(limit) parts", ["ask it in smaller questions"])
    case .unknownStatement(let word, let nearest):
      let advice = ForeignWords.advice(for: word).map { [$0] } ?? didYouMean(nearest)
      return ("\(word) is not a word that a statement begins with", advice)
    case .columnsFirst:
      return (
        "a question's columns stand before its clauses",
        ["move this column in front of the first clause", "one of several values is written segment in (llm, chips)"]
      )
    case .notJoined(let left, let right, let place):
      return ("nothing joins \(left) and \(right)", joiningAdvice(left, right, place))
    default: return nil
    }
  }

  /// M2: names and values.
  private var nameWords: (message: String, help: [String])? {
    switch self {
    case .unknownName(let name, let nearest):
      let more = "show measures and show attributes list what there is"
      let number = suggestedNumber(for: name).map { ["write \($0)"] }
      let span = suggestedSpan(for: name) == name ? ["a span stands behind over or in brackets: gain(\(name))"] : nil
      return ("nothing here is called \(name)", number ?? span ?? proposals(for: name, nearest, else: more))
    case .unknownFunction(let name, let nearest):
      let more = "show measures, show folds and show functions list what there is"
      return ("no measure, fold or function is called \(name)", proposals(for: name, nearest, else: more))
    case .unknownValue(let attribute, let value, let nearest):
      let more = "show \(attribute) lists the values"
      return ("no company has the \(attribute) \(quoted(value))", nearest.isEmpty ? [more] : didYouMean(nearest))
    case .unknownPoint(let name, let nearest):
      let more = "write a day like 2026-02-23, a month 2026-02, a quarter 2026Q1, a year, or an event: show events"
      let day = suggestedDays(for: name).isEmpty ? nil : dayAdvice(for: name)
      return (
        "\(name) is no day, event or date attribute", day.map { [$0] } ?? proposals(for: name, nearest, else: more)
      )
    case .unknownParameter(let name):
      if Double(name) != nil { return ("$\(name) has no value", ["write an amount without its sign: \(name)"]) }
      return ("$\(name) has no value", ["set param \(name) = …, or --set \(name)=… on the command line"])
    case .unknownSetting(let name, let nearest):
      return ("there is no setting \(name)", nearest.isEmpty ? ["show settings lists them"] : didYouMean(nearest))
    case .invalidSetting(let name, let value, let allowed):
      return ("\(name) can't be \(value)", ["it is \(list(allowed, "or"))"])
    case .unknownSubject(let name, let nearest):
      let more = "show measures, attributes, companies, events, segments, settings, definitions, or a name"
      return ("there is nothing called \(name) to show", nearest.isEmpty ? [more] : didYouMean(nearest))
    case .nameTaken(let name, let by): return ("\(name) is the name of \(by)", ["choose another name"])
    case .recursion(let name): return ("the definition of \(name) names itself", ["give it another name"])
    case .notInSQL(let construct):
      return ("\(construct) can't be written as SQL yet", ["ask the question itself, without sql"])
    case .unknownRow(nil, _): return ("there is no row to explain", ["ask the question alone to see who is left out"])
    case .unknownRow(let name?, let rows):
      return ("no row of the answer is \(quoted(name))", ["write one of its rows behind for: \(list(rows, "or"))"])
    case .unknownColumn(let name, let columns, let nearest):
      return ("the last answer has no column \(name)", didYouMean(nearest) + ["it has \(list(columns, "and"))"])
    case .notInColumn(let column, let value, let nearest):
      return ("no row of the last answer has the \(column) \(quoted(value))", didYouMean(nearest))
    case .inDefinition(let name, .unknownName(let part, _)):
      return ("\(name) needs \(part), which this data does not have", ["show attributes lists what it has"])
    case .inDefinition(let name, let inner):
      return ("in the definition of \(name): \(inner.words.message)", inner.words.help)
    default: return nil
    }
  }

  /// M3: types.
  private var typeWords: (message: String, help: [String])? {
    switch self {
    case .ratioNeedsPercent(let number, let suggestion):
      return ("a ratio and the bare number \(number) do not go together", ["write \(suggestion)"])
    case .operandType(let operation, let needs, let found):
      return ("\(operation) needs \(needs), this is \(found)", [])
    case .incomparable(let left, let right):
      let help = right == "a date" ? ["days are picked with on, over, since, after, or from … to …"] : []
      return ("\(left) and \(right) do not go together", help)
    case .conditionNeeded(let found):
      return ("a condition is needed here, this is \(found)", ["compare it with something, as in drop > 10%"])
    case .argumentCount(let function, let expects, let found):
      return ("\(function) takes \(expects), not \(found)", ["show \(function) says what it takes"])
    case .invalidPattern(let pattern):
      return ("\(quoted(pattern)) is not a regular expression", ["put \\ before a sign that stands for itself"])
    case .quotesNeeded(let text):
      return ("text with blanks or signs in it needs quotes", ["write \(quoted(text))"])
    case .textUnderBy(let found):
      return ("\(found) can't be averaged over a group", ["fold it, as in count(…), max(…), or group by it"])
    case .windowNotAllowed(let function):
      return (
        "\(function) takes no window in its brackets", ["put the window behind the question, or inside: avg(drop(5d))"]
      )
    case .windowNeeded(let measure, let write):
      let usual = "write \(measure)(5d), \(measure)(ytd) or \(measure)(on 2026-02-23)"
      return ("the brackets of \(measure) hold a window", [write.map { "write \($0)" } ?? usual])
    default: return nil
    }
  }

  /// M6: markets on a server.
  private var serverWords: (message: String, help: [String])? {
    switch self {
    case .addressFault(let reason, let help): return (reason, [help])
    case .serverNotReached(let server, let reason, let help): return ("\(server) is not reached: \(reason)", [help])
    case .serverRefused(let server, let reason, let help): return ("\(server) refuses: \(reason)", [help])
    case .serverFailed(let server, let reason, let help): return ("\(server) can't: \(reason)", [help])
    case .answerBroken(let server, let reason):
      return ("\(server) did not answer whole: \(reason)", ["nothing of it is shown; ask again"])
    case .notOnServer(let what, let help): return ("\(what) can't be done by a server", [help])
    case .marketIsThere(let place):
      return (
        "there is a market in \(place) already", ["name another database, or write ?replace=yes behind the address"]
      )
    default: return nil
    }
  }

  /// M4 and M5: the shape of a question, and statements that do something.
  private var shapeWords: (message: String, help: [String]) {
    switch self {
    case .nestedAggregate(let outer, let inner):
      return ("\(inner)(…) is one figure already, \(outer) has nothing to fold", ["leave out \(outer)"])
    case .keyNeeded(let name, let nearest):
      return (
        "\(name) is not an attribute to group by",
        isPeriod(name)
          ? ["by splits companies, each splits days: each \(name)"]
          : proposals(for: name, nearest, else: "show attributes lists them")
      )
    case .offsetsNeeded:
      return (
        "days counted from an event need the event and both ends",
        ["write around 2026-02-23 from -5d to +5d, or name an event: show events"]
      )
    case .severalDaysNeeded:
      return (
        "this needs more days than one",
        ["give it a window, as in volatility(60d), or the question, as in over 60d"]
      )
    case .partNeeded(let function): return ("\(function) needs a part from 0% to 100%", ["write \(function)(gain, 5%)"])
    case .daysNeeded(let function):
      return ("\(function) needs a number of trading days", ["write \(function)(close, 20d)"])
    case .extremeNeeded:
      return ("dayof asks for the day of a largest or smallest figure", ["write dayof(highest(close, 1y))"])
    case .eventNeeded:
      return (
        "this is measured around an event, and the question names none",
        ["add around and an event, as in around 2026-02-23 from -5d to +5d; show events lists them"]
      )
    case .groupInCondition:
      return (
        "the group follows from this condition, which can't ask it", ["name the set: of market, of (segment=llm)"]
      )
    case .dayConditionNeeded:
      return (
        "when picks days, and this condition differs from company to company",
        ["ask it of a set, as in when gain of HSI < -2%, or of the day, as in when weekday = Monday"]
      )
    case .notInRow(let name, let keys):
      let help =
        keys.isEmpty ? "add by \(name), or each day" : "the rows have \(list(keys, "and")); add by \(name) for another"
      return ("\(name) is not a key of the rows", [help])
    case .emptyWindow(let first, let last, let endsToday):
      let today = "a window ends on the data's today unless to says otherwise; set today moves it"
      return (
        "the window ends on \(last), before it begins on \(first)", [endsToday ? today : "put the earlier day first"]
      )
    case .invalidSpan(let text):
      let usual = "write 5d (trading days), 2w, 3m, 1q, 1y, or wtd, mtd, qtd, ytd"
      let known = suggestedSpan(for: text).map { "write \($0)" } ?? ForeignWords.advice(for: text)
      return ("\(text) is not a span of time", [known ?? usual])
    case .invalidCount(let text): return ("\(text) is not a number of rows", ["write a whole number from 1 up"])
    case .clauseNeeds(let clause, let needs):
      let help = clause == "per" ? ["by segment gives a row for each value, each day one for each day"] : []
      return ("\(clause) needs \(needs)", help)
    case .noData: return ("the market has no bar on or before that day", ["describe tells which days it holds"])
    case .mixedCurrencies(let function, let currencies):
      let first = currencies.first ?? "HKD"
      return (
        "\(function) can't add up \(list(currencies, "and"))", ["add where currency=\(first), or by currency"]
      )
    case .answerNeeded: return ("nothing has been answered yet", ["ask a question first: _ is its answer"])
    case .workUnknown:
      return ("the last answer is not worked out of this data", ["ask a question first: explain _ tells its work"])
    case .answerMisplaced:
      return ("_ is the last answer, and no figure", ["it stands first in a question, as in _ where drop > 10%"])
    case .notOfAnswer(let clause):
      return (
        "\(clause) can't be asked of the last answer", ["_ takes where, sort and top, and columns behind a comma"]
      )
    case .unreadableFile(let reason): return (reason, ["a path is seen from the folder in which marq was started"])
    case .checkNeedsCondition:
      return ("a check is one condition", ["write check avg(drop) < 10% where segment=llm, \"a message\""])
    case .unwritableFile(let reason, let help): return (reason, [help])
    case .formatNeeded(let path, let allowed):
      return ("\(path) does not say in which format to save", ["end the file's name in \(list(allowed, "or"))"])
    case .notDrawable(let needs, let help): return (needs, [help])
    case .dataRefused(let reason): return (reason, [])
    case .runsItself(let path): return ("\(path) runs itself", [])
    case .interrupted: return ("interrupted", [])
    case .lessonFault(let reason): return (reason, ["help lesson says how a lesson is written"])
    case .noLesson(let word): return ("no lesson is going on for \(word)", ["lesson lists them, lesson 1 begins one"])
    case .unknownLesson(let name, let count, let nearest):
      let more = ["lesson lists them, 1 to \(count); a file of yours is written lesson \"my.marq\""]
      return ("there is no lesson \(name)", nearest.isEmpty ? more : didYouMean(nearest))
    default: return ("something is wrong here", [])
    }
  }
}
