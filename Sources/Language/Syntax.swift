/// An expression as it was written, without meaning.
public struct ExpressionSyntax: Sendable, Hashable {
  /// The kinds of expression.
  public indirect enum Kind: Sendable, Hashable {
    /// `10`
    case number(Double)
    /// `10%`, held as 0.1
    case percent(Double)
    /// `drop`, `2513.HK`, `5d`
    case word(String)
    /// `2026-02-23`
    case date(String)
    /// `2026-02`
    case month(String)
    /// `"MiniMax"`
    case text(String)
    /// `$day`
    case parameter(String)
    /// `avg(drop where country=China)`, `drop(5d)`
    case call(name: String, arguments: ArgumentsSyntax)
    /// `gain of HSI`, `volatility(60d) of (segment=llm)`
    case of(ExpressionSyntax, SetSyntax)
    /// `-drop`
    case negation(ExpressionSyntax)
    /// `drop - gain`, `close ^ 2`
    case arithmetic(ArithmeticOperator, ExpressionSyntax, ExpressionSyntax)
    /// `drop > 10%`, `name ~ "AI"`
    case comparison(ComparisonOperator, ExpressionSyntax, ExpressionSyntax)
    /// `segment in (llm, chips)`; `negated` for `not in`
    case membership(ExpressionSyntax, [ExpressionSyntax], negated: Bool)
    /// `drop between 1% and 5%`; `negated` for `not between`
    case between(ExpressionSyntax, ExpressionSyntax, ExpressionSyntax, negated: Bool)
    /// `close is missing`; `negated` for `is not missing`
    case isMissing(ExpressionSyntax, negated: Bool)
    /// `not …`
    case not(ExpressionSyntax)
    /// `… and …`, `… or …`
    case logical(LogicalOperator, ExpressionSyntax, ExpressionSyntax)
  }

  /// What it is.
  public let kind: Kind
  /// Where it stands.
  public let range: SourceRange
  /// How many expressions are nested in it at the deepest, itself included.
  public let depth: Int

  /// An expression.
  public init(_ kind: Kind, at range: SourceRange, depth: Int = 1) {
    self.kind = kind
    self.range = range
    self.depth = depth
  }
}

/// What stands in the brackets of a measure, a fold or a function.
public struct ArgumentsSyntax: Sendable, Hashable {
  /// The expressions.
  public let expressions: [ExpressionSyntax]
  /// A window phrase that begins with its own word: `drop(on 2026-02-23)`. A bare span is an expression still.
  public let window: WindowSyntax?
  /// `mean(gain, 1y when gain of HSI < -2%)`
  public let days: ExpressionSyntax?
  /// `avg(drop within segment)`
  public let within: [NameSyntax]
  /// `avg(drop where country=China)`
  public let condition: ExpressionSyntax?

  /// Arguments.
  public init(
    expressions: [ExpressionSyntax], window: WindowSyntax? = nil, days: ExpressionSyntax? = nil,
    within: [NameSyntax] = [], condition: ExpressionSyntax? = nil
  ) {
    self.within = within
    self.expressions = expressions
    self.window = window
    self.days = days
    self.condition = condition
  }
}

/// `+ - * / ^`
public enum ArithmeticOperator: String, Sendable, CaseIterable {
  case add = "+", subtract = "-", multiply = "*", divide = "/", power = "^"
}

/// `= != < <= > >= ~`
public enum ComparisonOperator: String, Sendable, CaseIterable {
  case equal = "=", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">=",
    matches = "~"
}

/// `and`, `or`
public enum LogicalOperator: String, Sendable, CaseIterable {
  case and, or
}

/// A window phrase as it was written.
public struct WindowSyntax: Sendable, Hashable {
  /// The phrases.
  public enum Kind: Sendable, Hashable {
    /// `on 2026-02-23`, `on 2026-02`, `on 2026Q1`
    case on(PointSyntax)
    /// `over 5d`, `over ytd`, `over 20d on 2026-02-23`
    case over(NameSyntax, on: PointSyntax?)
    /// `prior 20d`
    case prior(NameSyntax)
    /// `from A to B`, `since A`, `until B`, `after A`; `after` leaves A itself out
    case between(first: PointSyntax?, excludesFirst: Bool, last: PointSyntax?)
    /// `ever`
    case ever
    /// `so far`
    case soFar
    /// `to date`: from where the window begins whose days are being folded
    case toDate
    /// `around h20_ban from -5d to +5d`, the days as offsets in trading days
    case around(PointSyntax, first: PointSyntax?, last: PointSyntax?)
  }

  /// What it is.
  public let kind: Kind
  /// Where it stands.
  public let range: SourceRange

  /// A window phrase.
  public init(_ kind: Kind, at range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}

/// A day, a period, an event or a date attribute, as it was written.
public struct PointSyntax: Sendable, Hashable {
  /// The forms.
  public enum Kind: Sendable, Hashable {
    /// `2026-02-23`
    case date(String)
    /// `2026-02`
    case month(String)
    /// `2026`, `2026Q1`, `h20_ban`, `listed`
    case word(String)
    /// `$day`
    case parameter(String)
    /// `-5d`, `0d`, `+20d`: trading days from an event
    case offset(Int)
  }

  /// What it is.
  public let kind: Kind
  /// Where it stands.
  public let range: SourceRange

  /// A point in time.
  public init(_ kind: Kind, at range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}

/// A set of companies that is taken as one, as it was written.
public struct SetSyntax: Sendable, Hashable {
  /// The forms.
  public enum Kind: Sendable, Hashable {
    /// `HSI`, `market`, `group`, `benchmark`
    case name(String)
    /// `(segment=llm)`
    case condition(ExpressionSyntax)
  }

  /// What it is.
  public let kind: Kind
  /// The measure of `weighted cap`; equal weights where nil.
  public let weight: NameSyntax?
  /// Where it stands.
  public let range: SourceRange

  /// A set of companies.
  public init(_ kind: Kind, weight: NameSyntax? = nil, at range: SourceRange) {
    self.kind = kind
    self.weight = weight
    self.range = range
  }
}

/// A single word or quoted text, and where it stands: a name, a path, a span of time.
public struct NameSyntax: Sendable, Hashable {
  /// The name.
  public let text: String
  /// Where it stands.
  public let range: SourceRange

  /// A name.
  public init(_ text: String, at range: SourceRange) {
    self.text = text
    self.range = range
  }
}

/// A question as it was written.
public struct QuerySyntax: Sendable, Hashable {
  /// One column: an expression and, after `as`, its name.
  public struct Column: Sendable, Hashable {
    /// The expression.
    public let expression: ExpressionSyntax
    /// The name after `as`, or nil.
    public let name: NameSyntax?
  }

  /// `sort x`, `sort -y`
  public struct SortKey: Sendable, Hashable {
    /// The expression, without the sign that turns the order.
    public let expression: ExpressionSyntax
    /// Whether the largest comes first.
    public let isDescending: Bool
  }

  /// `top 3 per segment`
  public struct Top: Sendable, Hashable {
    /// How many rows to keep.
    public let count: Int
    /// The key or period whose every value keeps that many, or nil for the whole answer.
    public let key: NameSyntax?
    /// Where it stands.
    public let range: SourceRange
  }

  /// What is asked.
  public let columns: [Column]
  /// `where …`
  public var condition: ExpressionSyntax?
  /// The window phrase.
  public var window: WindowSyntax?
  /// `when …`
  public var days: ExpressionSyntax?
  /// `against …`
  public var against: SetSyntax?
  /// `each …`
  public var period: PeriodWord?
  /// `across …`
  public var across: NameSyntax?
  /// `by …`
  public var keys: [NameSyntax] = []
  /// `sort …`
  public var sort: [SortKey] = []
  /// `top …`
  public var top: Top?
  /// Where it stands.
  public var range: SourceRange

  init(columns: [Column], range: SourceRange) {
    self.columns = columns
    self.range = range
  }
}

/// A statement as it was written.
public struct StatementSyntax: Sendable, Hashable {
  /// The statements.
  public enum Kind: Sendable, Hashable {
    /// `drop where segment=llm`
    case query(QuerySyntax)
    /// `define name = …`, `define name(n) = …`
    case define(name: NameSyntax, parameters: [NameSyntax], body: ExpressionSyntax)
    /// `check avg(drop) < 10%, "message"`
    case check(QuerySyntax, message: String?)
    /// `plan drop where segment=llm`
    case plan(QuerySyntax)
    /// `sql drop where segment=llm`, `sql for duckdb drop`
    case sql(QuerySyntax, for: DialectWord)
    /// `explain drop where segment=llm for 2513.HK into "zhipu.html"`; without a row the first one
    case explain(QuerySyntax, row: [ExpressionSyntax], into: NameSyntax?)
    /// `plot drop by segment`, `plot histogram gain over 1y into "gain.svg"`
    case plot(QuerySyntax, as: PlotWord?, into: NameSyntax?)
    /// `load "folder"`
    case load(NameSyntax)
    /// `save drop into "drop.csv"`; without a question `save market into "x.market"`
    case save(QuerySyntax?, into: NameSyntax)
    /// `show measures`
    case show(NameSyntax)
    /// `describe`
    case describe
    /// `set format csv`; with `param`, the parameter's name before the value
    case set(name: NameSyntax, value: ExpressionSyntax)
    /// `set param day = 2026-02-23`
    case setParameter(name: NameSyntax, value: ExpressionSyntax)
    /// `source close where ticker=2513.HK`
    case source(QuerySyntax)
    /// `run "file.marq"`
    case run(NameSyntax)
    /// `report "monday.marq" into "monday.html"`
    case report(NameSyntax, into: NameSyntax)
    /// `lesson`, which lists them; `lesson 1`, `lesson "my.marq"`, `lesson stop`, `lesson again`
    case lesson(NameSyntax?)
    /// `lesson check "my.marq"`, `lesson grade "answers.marq"`, `lesson again 3`
    case lessonFile(LessonWord, NameSyntax)
    /// `hint`
    case hint
    /// `answer`
    case answer
    /// `skip`
    case skip
    /// `next`
    case next
    /// `progress`
    case progress
    /// `history`, `history drop`
    case history(NameSyntax?)
    /// `help`, `help drop`
    case help(NameSyntax?)
    /// `?dro`, `?moving average`
    case search([NameSyntax])
    /// `quit`
    case quit
  }

  /// What it is.
  public let kind: Kind
  /// Where it stands.
  public let range: SourceRange

  init(_ kind: Kind, at range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}
