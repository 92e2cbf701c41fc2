/// What is wrong with a statement and where: a value, without words or drawing.
///
/// The words are in `Diagnostic+Words.swift`, the drawing is in the target `Rendering`.
public struct Diagnostic: Sendable, Hashable, Error {
  /// What is wrong.
  public let problem: Problem
  /// Where a person would look.
  public let range: SourceRange

  /// A diagnostic.
  public init(_ problem: Problem, at range: SourceRange) {
    self.problem = problem
    self.range = range
  }
}

/// Everything that can be wrong with a statement. Parameters are what the words need, as text.
public enum Problem: Sendable, Hashable {
  // M1: signs and grammar.

  /// `drop ， gain`: a sign the language does not have, and what to write for it.
  case unexpectedCharacter(String, write: String?)
  /// A byte that is not UTF-8.
  case notUTF8
  /// `"MiniMax`: a text without its closing quote.
  case unterminatedText(quote: String)
  /// `on 2026-02-30`: not a day of the calendar.
  case invalidDate(String)
  /// `drop where`: something else belongs here.
  case expected(String, found: String)
  /// `avg(drop`: a bracket that is not closed.
  case unclosedBracket
  /// `drop by segment by country`: a clause twice.
  case duplicateClause(String)
  /// `1 < drop < 2`: comparisons do not chain.
  case chainedComparison
  /// Brackets or operators nested deeper than a person writes.
  case tooDeep(limit: Int)
  /// Definitions that name definitions, until the question has too many parts.
  case tooLarge(limit: Int)
  /// `lod "x"`: not a word that a statement begins with.
  case unknownStatement(String, nearest: [String])

  /// `drop on 2026-02-23, gain`: a column behind a clause.
  case columnsFirst
  /// `avg drop`, `segment llm`, `segment country`: two operands in a row.
  case notJoined(String, String, in: Place)

  // M2: names and values.

  /// `dorp`: no measure, fold, definition or attribute has the name.
  case unknownName(String, nearest: [String])
  /// `foo(drop)`: no fold or function has the name.
  case unknownFunction(String, nearest: [String])
  /// `segment=lmm`: no company has the value.
  case unknownValue(attribute: String, value: String, nearest: [String])
  /// `since xyz`: no event or date attribute has the name.
  case unknownPoint(String, nearest: [String])
  /// `$day` that nobody set.
  case unknownParameter(String)
  /// `set colour on`: no such setting.
  case unknownSetting(String, nearest: [String])
  /// `set format xls`: not a value of the setting.
  case invalidSetting(String, value: String, allowed: [String])
  /// `show foo`: nothing to show.
  case unknownSubject(String, nearest: [String])
  /// `define where = 1`: the name is taken by the language.
  case nameTaken(String, by: String)
  /// `define a = a + 1`
  case recursion(String)

  /// `explain drop for AAPL`, where the answer has no such row; nil where it has none at all.
  case unknownRow(String?, rows: [String])
  /// `_ where gain > 1%` of an answer without that column.
  case unknownColumn(String, columns: [String], nearest: [String])
  /// `_ where segment=lmm`: no row of the answer has it.
  case notInColumn(String, value: String, nearest: [String])

  // M3: types.

  /// `drop > 10`: a ratio against a bare number.
  case ratioNeedsPercent(number: String, suggestion: String)
  /// `segment + 1`: an operator and a value that don't go together.
  case operandType(operation: String, needs: String, found: String)
  /// `drop = segment`: two sides that can't be compared.
  case incomparable(left: String, right: String)
  /// `where drop`: a condition is needed.
  case conditionNeeded(found: String)
  /// `avg(drop, gain)`: wrong number of arguments.
  case argumentCount(function: String, expects: String, found: Int)
  /// `name ~ "("`: not a regular expression.
  case invalidPattern(String)
  /// `segment=e-commerce`: text with signs in it needs quotes.
  case quotesNeeded(String)
  /// `name by segment`: text has no natural aggregate.
  case textUnderBy(String)
  /// `segment(5d)`: a window where nothing depends on days.
  case windowNotAllowed(function: String)
  /// `close(drop)`: a window is needed in the brackets of a measure.
  case windowNeeded(measure: String, write: String?)

  // M4: the shape of a question.

  /// `count(count())`: an aggregate inside an aggregate without groups between.
  case nestedAggregate(outer: String, inner: String)
  /// `by drop`: a key must be an attribute.
  case keyNeeded(String, nearest: [String])
  /// `from -5d to +5d` without `around`, or `around` without days.
  case offsetsNeeded
  /// `car` in a question that is not asked around an event.
  case eventNeeded
  /// `where gain > gain of group`: the group follows from the condition.
  case groupInCondition
  /// `volatility` on a single day.
  case severalDaysNeeded(String)
  /// `quantile(gain, 5)`: a part is from 0% to 100%.
  case partNeeded(String)
  /// `ago(close)`: how many days is part of the question.
  case daysNeeded(String)
  /// `dayof(close)`: only the largest and the smallest have a day.
  case extremeNeeded
  /// `when close > 10`: a condition on each company where one on the day is needed.
  case dayConditionNeeded
  /// `across country` where the rows have no country.
  case notInRow(String, keys: [String])
  /// `from 2026-03-01 to 2026-02-01`: a window that ends before it begins.
  case emptyWindow(first: String, last: String, endsToday: Bool)
  /// `over 0d`, `over 5x`: not a span.
  case invalidSpan(String)
  /// `top 0`
  case invalidCount(String)
  /// A clause that needs another one.
  case clauseNeeds(clause: String, needs: String)
  /// A question about a market without bars.
  case noData
  /// `sum(turnover)` over companies with different currencies.
  case mixedCurrencies(function: String, currencies: [String])

  /// `sql gain each week`: what is not written as SQL yet.
  case notInSQL(String)

  /// `_` before anything is answered.
  case answerNeeded
  /// `explain _` where the last answer is a list, or of other data than there is now.
  case workUnknown
  /// `drop - _`: the last answer stands first in a question.
  case answerMisplaced
  /// `_ over 5d`: what can only be asked of the market.
  case notOfAnswer(String)

  /// Where two operands stand without anything between them.
  public enum Place: Sendable, Hashable {
    case columns, condition, keys, window
  }

  /// A fault inside a definition, told for the place where it is used.
  indirect case inDefinition(String, Problem)

  // M5: statements that do something.

  /// `check drop`: a check is one condition.
  case checkNeedsCondition

  /// A file that can't be read.
  case unreadableFile(reason: String)
  /// A file that can't be written.
  case unwritableFile(reason: String, help: String)
  /// `save drop into "drop.xls"`: a name that says nothing of a format the answer can have.
  case formatNeeded(path: String, allowed: [String])
  /// `plot segment`: an answer that can't be drawn, or not so.
  case notDrawable(needs: String, help: String)
  /// `load`: a data set that was refused; the words come from the reader.
  case dataRefused(String)
  /// Files that run one another in a circle.
  case runsItself(String)
  /// A lesson's file that is none; the words come from the reader.
  case lessonFault(String)
  /// `hint` while no lesson is going on.
  case noLesson(String)
  /// `lesson 99`
  case unknownLesson(String, count: Int, nearest: [String])
  /// A statement that was stopped before its answer was there.
  case interrupted

  // What has to do with servers.

  /// `load "clickhouse://user:secret@host"`: an address that is none, or says too much.
  case addressFault(reason: String, help: String)
  /// A server that can't be reached, or does not answer.
  case serverNotReached(server: String, reason: String, help: String)
  /// A server that does not let the user in, or not do this.
  case serverRefused(server: String, reason: String, help: String)
  /// A server that tells that it can't do what it was asked for.
  case serverFailed(server: String, reason: String, help: String)
  /// An answer that is not whole, or none.
  case answerBroken(server: String, reason: String)
  /// `explain` of a market that lies on a server.
  case notOnServer(String, help: String)
  /// `save market into` a database that has one.
  case marketIsThere(String)
}
