/// The words with a meaning of their own. They are reserved only where they can stand; after `=` any word is text.
public enum Keyword: String, Sendable, CaseIterable {
  // Clauses.
  case `where`, by, sort, top, per, on, over, prior, from, to, since, until, after, ever
  case when, each, across, against, around
  // Operators.
  case and, or, not, `in`, between, `is`, missing, `as`, of, weighted, within, so

  /// The keyword that a word spells.
  public init?(rawValue: String) {
    guard let keyword = Keyword.spelled(rawValue) else { return nil }
    self = keyword
  }

  /// Whether a clause of a query begins with the word. No statement does, so a line that starts with one continues
  /// the line before.
  public var beginsClause: Bool {
    switch self {
    case .where, .by, .sort, .top, .per, .on, .over, .prior, .from, .to, .since, .until, .after, .ever, .so, .when,
      .each, .across, .against, .around:
      return true
    default:
      return false
    }
  }

  /// Whether something must follow the word, so that a line that ends in it goes on in the next one.
  var continuesLine: Bool { self != .missing && self != .ever && self != .so }
}

/// How `each` splits the days of a window.
public enum PeriodWord: String, Sendable, CaseIterable {
  case day, week, month, quarter, year, weekday
  case calendarMonth = "calendar month"
}

/// The words that begin a statement other than a query.
public enum StatementWord: String, Sendable, CaseIterable {
  case define, load, save, show, describe, set, source, check, plan, sql, explain, plot, run, report, history, help,
    quit
  case lesson, hint, answer, skip, next, progress

  /// The statement that a word spells.
  public init?(rawValue: String) {
    guard let word = StatementWord.spelled(rawValue) else { return nil }
    self = word
  }

  /// Whether a question follows the word.
  public var asksQuestion: Bool { self == .source || self == .check || isAlsoSign }

  /// Whether a bracket or a sign behind the word begins its question: `plan -drop`.
  var isAlsoSign: Bool {
    self == .check || self == .plan || self == .sql || self == .explain || self == .plot || self == .save
  }

  /// Whether a path follows the word at once, and with it a "/".
  var takesPath: Bool { self == .load || self == .run || self == .report || self == .lesson }

  /// Words that are a statement by themselves.
  public static let standingAlone: [StatementWord] = [
    .help, .describe, .quit, .history, .lesson, .hint, .answer, .skip, .next, .progress,
  ]
}

/// The kinds of picture that `plot` draws where one is asked for: `plot histogram gain each day over 1y`.
public enum PlotWord: String, Sendable, CaseIterable {
  case bars, lines, histogram, scatter
}

/// What `lesson` does with a lesson but going on with it.
public enum LessonWord: String, Sendable, CaseIterable {
  /// `lesson check "my.marq"`: whether the file is a lesson, and its answers are right.
  case check
  /// `lesson grade "answers.marq"`: how many of a lesson's tasks a hand-in solves.
  case grade
  /// `lesson again 3`: from its first task, whatever was solved.
  case again
}

/// The words with a meaning in one place only.
public enum LocalWord: String, Sendable, CaseIterable {
  /// `set param day = 2026-02-23`
  case param
  /// `so far`
  case far
  /// `to date`
  case date
  /// `save drop into "drop.csv"`
  case into
  /// `save market into "x.market"`
  case market
  /// `explain drop for 2513.HK`, `sql for duckdb drop`
  case `for`
}

/// The engines whose SQL `sql for …` writes.
public enum DialectWord: String, Sendable, CaseIterable {
  case clickhouse, duckdb, postgresql
}

extension CaseIterable where Self: RawRepresentable, RawValue == String {
  /// The one that a word spells. One after the other: what the compiler writes makes a table of so many words first, which a
  /// short question does not live long enough to gain by.
  fileprivate static func spelled(_ word: String) -> Self? { allCases.first { $0.rawValue == word } }
}
