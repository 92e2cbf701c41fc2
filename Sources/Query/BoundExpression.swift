public import Language
public import Market

/// An expression with its meaning: every name resolved, every type known, definitions expanded.
public struct BoundExpression: Sendable, Hashable {
  /// The kinds of expression: a short list, which the evaluator and the SQL generator both read.
  public indirect enum Kind: Sendable, Hashable {
    /// A figure, or a date as its day number.
    case constant(Double)
    /// A condition that is always yes or always no.
    case constantFlag(Bool)
    /// A figure of the window's bar.
    case bar(BarMeasure)
    /// A figure of the day itself, in `when`.
    case day(DayAttribute)
    /// A set of companies taken as one: the operand of its index.
    case of(BoundSet, BoundExpression)
    /// An attribute of the company, by its number in the market.
    case attribute(Int)
    /// Minus the operand.
    case negation(BoundExpression)
    /// Two figures combined.
    case arithmetic(ArithmeticOperator, BoundExpression, BoundExpression)
    /// A difference of two dates, in trading days of the company's exchange.
    case tradingDays(BoundExpression, BoundExpression)
    /// Two figures or dates compared.
    case comparison(ComparisonOperator, BoundExpression, BoundExpression)
    /// Whether the company has one of the texts, given by their codes in the attribute's dictionary, ascending.
    case hasText(attribute: Int, codes: [Int32])
    /// Whether the operand is missing.
    case isMissing(BoundExpression)
    /// Kleene's not.
    case not(BoundExpression)
    /// Kleene's and, or.
    case logical(LogicalOperator, BoundExpression, BoundExpression)
    /// The second where the first is true, the third where it is not, missing where it is missing.
    case conditional(BoundExpression, BoundExpression, BoundExpression)
    /// A function of figures.
    case function(ScalarFunction, [BoundExpression])
    /// The expression in another window.
    case within(BoundWindow, BoundExpression)
    /// Companies folded; without operand, their count. `condition` narrows the companies, `within` splits the group.
    case aggregate(Aggregate, [BoundExpression], condition: BoundExpression?, within: [Int])
    /// Single days folded: the operands on each day of the window.
    case fold(DayFold, [BoundExpression], window: BoundWindow?)
  }

  /// What decides how often an expression has a value.
  public enum Level: Int, Sendable, Comparable {
    /// The same everywhere.
    case constant
    /// One a group.
    case group
    /// One a company.
    case company

    /// Whether the left level has fewer values.
    public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
  }

  /// What it is.
  public let kind: Kind
  /// The type of its value.
  public let type: ValueType
  /// Which way a positive value points.
  public let direction: Direction
  /// How often it has a value.
  public let level: Level
  /// Where it stands in the statement, for an error that only the data can show.
  public let range: SourceRange
  /// The definition that it is the body of; nil where it was written out.
  public var definition: DefinitionUse?

  init(
    _ kind: Kind, _ type: ValueType, direction: Direction = .none, level: Level, at range: SourceRange
  ) {
    self.kind = kind
    self.type = type
    self.direction = direction
    self.level = level
    self.range = range
  }

  /// Whether both mean the same, wherever they are written and whatever they are called: what one's value is, the other's is.
  public static func == (left: Self, right: Self) -> Bool {
    left.kind == right.kind && left.type == right.type && left.direction == right.direction && left.level == right.level
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public func hash(into hasher: inout Hasher) { kind.hash(into: &hasher) }

  /// Whether it is the word `missing`, which goes with figures of every unit.
  var isMissingLiteral: Bool {
    if case .constant(let value) = kind { return value.isNaN }
    return false
  }

  /// Whether its value at each place follows from those of its operands at that place.
  var isMadePlaceByPlace: Bool {
    switch kind {
    case .negation, .arithmetic, .comparison, .isMissing, .not, .logical, .conditional, .function: true
    default: false
    }
  }

  /// The expressions it is made of.
  public var operands: [BoundExpression] {
    switch kind {
    case .constant, .constantFlag, .bar, .day, .attribute, .hasText: return []
    case .negation(let operand), .isMissing(let operand), .not(let operand), .within(_, let operand),
      .of(_, let operand):
      return [operand]
    case .fold(_, let operands, _): return operands
    case .arithmetic(_, let left, let right), .tradingDays(let left, let right), .comparison(_, let left, let right),
      .logical(_, let left, let right):
      return [left, right]
    case .conditional(let condition, let first, let second): return [condition, first, second]
    case .function(_, let operands): return operands
    case .aggregate(_, let operands, let condition, _): return operands + condition.list
    }
  }
}

/// A set of companies that is taken as one company, its index.
public struct BoundSet: Sendable, Hashable {
  /// Who is in it.
  public indirect enum Members: Sendable, Hashable {
    /// One company.
    case company(Int)
    /// The companies for which a condition held the trading day before; all of them without one.
    case condition(BoundExpression?, includesAllKinds: Bool)
    /// The row's own group of the question's rows.
    case group
  }

  /// Who is in it.
  public let members: Members
  /// What the members are weighted with, at the trading day before; equal weights where nil.
  public let weight: BoundExpression?
}

/// A question with its meaning, independent of the engine that answers it.
public struct BoundQuery: Sendable {
  /// One column of the answer.
  public struct Column: Sendable {
    /// Its heading.
    public let name: String
    /// Its expression; under `by` already folded to one value a group.
    public let expression: BoundExpression
    /// The aggregate that folded it where the query did not say one.
    public let naturalAggregate: Aggregate?
  }

  /// One level of the order.
  public struct SortKey: Sendable {
    /// What to order by; a key of `by` stands for itself.
    public let expression: BoundExpression
    /// Whether the largest comes first.
    public let isDescending: Bool
  }

  /// What makes a row.
  public enum RowUnit: Sendable, Hashable {
    /// A company.
    case company
    /// A value of each key.
    case group
    /// The whole answer is one row.
    case single
  }

  /// How many rows to keep, of the whole answer or of each part.
  public struct Top: Sendable {
    /// How many.
    public let count: Int
    /// Whether each period keeps so many.
    public let isPerPeriod: Bool
    /// The attribute's number whose every value keeps so many, or nil.
    public let key: Int?
  }

  /// What is asked.
  public let columns: [Column]
  /// Which companies.
  public let condition: BoundExpression?
  /// Whether companies of any kind are asked, because the condition names them.
  public let includesAllKinds: Bool
  /// Which days.
  public let window: BoundWindow
  /// How the window's days are split; nil where they stay together.
  public let period: Period?
  /// The name of the key that is laid out as columns, or nil.
  public let across: String?
  /// What `benchmark` stands for; nil where the question does not ask it.
  public let benchmark: BoundSet?
  /// The keys of `by`, as attribute numbers.
  public let keys: [Int]
  /// The order; empty for the default.
  public let sort: [SortKey]
  /// How many rows to keep.
  public let top: Top?
  /// What makes a row.
  public let unit: RowUnit
  /// What the reader should know of how the question was read.
  public let notes: [String]
}

extension BoundQuery {
  /// What is worked out for each row: the columns, and what the rows are ordered by.
  var expressions: [BoundExpression] { columns.map(\.expression) + sort.map(\.expression) }
}
