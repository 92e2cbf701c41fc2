public import Language
public import Market

/// Gives a syntax tree its meaning over a market: resolves names, expands definitions, checks types.
///
/// A pure function of its parts: it reads no bar and knows no terminal. Faults are collected, several at once.
public struct Binder {
  let market: Market
  let definitions: Definitions
  let parameters: [String: ParameterValue]
  /// The day on which a question without a window is asked; nil where the market has no bars.
  let today: Day?

  /// The source whose syntax is being bound: the statement's, or a definition's inside it.
  var source: Source
  /// The definitions in force for that source.
  var scope: Definitions
  /// What the parameters of the definition being expanded stand for.
  var arguments: [String: Argument] = [:]
  /// How deep the expression being bound is nested, definitions expanded, and how large the question has grown.
  var depth = 0
  var size = 0
  /// Where the outermost definition being expanded is used; a fault inside it is reported there.
  var expansion: (name: String, range: SourceRange)?
  /// The set that `benchmark` stands for: what the question says, else the data's own, else the market.
  var benchmark: BoundSet
  /// Whether `benchmark` was asked.
  var asksBenchmark = false
  /// Whether the words `day`, `weekday`, `month` and `year` mean the day itself, as they do in `when`.
  var asksOfDays = false
  /// The event that the question, or the measure in brackets, is asked around, which `event` stands for.
  var event: BoundWindow.Anchor?
  /// Whether `event` was used and is one day for all companies.
  var asksOfEvent = false
  /// Whether the condition of `where` is being bound, which decides who the row's group is.
  var isInCondition = false
  /// The columns of the answer that is asked, in the order of the market's attributes; nil where the market is asked.
  var columns: [Table.Column]?
  /// Whether a condition named kind, ticker or name, so that companies of all kinds are asked.
  var namesKind = false
  var diagnostics: [Diagnostic] = []
  var notes: [String] = []

  /// A binder for statements of `source`.
  public init(
    market: Market, definitions: Definitions, parameters: [String: ParameterValue], today: Day?,
    benchmark: String? = nil, source: Source
  ) {
    self.market = market
    self.benchmark = BoundSet(
      members: benchmark.flatMap { market.company(ticker: $0) }.map { .company($0) }
        ?? .condition(nil, includesAllKinds: false), weight: nil)
    self.definitions = definitions
    self.parameters = parameters
    self.today = today
    self.source = source
    self.scope = definitions
  }

  /// The question's meaning. Throws what is wrong with it.
  public mutating func bind(_ query: QuerySyntax) throws(BindingFailure) -> BoundQuery {
    let bound = bindQuery(query)
    guard diagnostics.isEmpty, let bound else { throw BindingFailure(diagnostics: diagnostics) }
    return bound
  }

  /// Whether an expression has a meaning, before it is kept under a name. With parameters that is known where it is
  /// used only.
  public mutating func check(_ expression: ExpressionSyntax) -> BindingFailure? {
    collect { binder throws(Diagnostic) in _ = try binder.bind(expression) }
    return diagnostics.isEmpty ? nil : BindingFailure(diagnostics: diagnostics)
  }

  /// Runs a step and keeps what it throws, so that one fault does not hide the next.
  mutating func collect(_ step: (inout Binder) throws(Diagnostic) -> Void) {
    do throws(Diagnostic) { try step(&self) } catch { diagnostics.append(error) }
  }

  mutating func note(_ text: String) {
    if !notes.contains(text) { notes.append(text) }
  }

  /// A fault at `range`; inside a definition it is told for the place where the definition is used.
  func fault(_ problem: Problem, at range: SourceRange) -> Diagnostic {
    guard let expansion else { return Diagnostic(problem, at: range) }
    return Diagnostic(.inDefinition(expansion.name, problem), at: expansion.range)
  }

  /// Where an expression stands in the statement itself.
  func place(_ range: SourceRange) -> SourceRange { expansion?.range ?? range }
}

/// What a parameter stands for: an expression and the meaning its words have where it was written.
final class Argument: Sendable {
  let expression: ExpressionSyntax
  let source: Source
  let scope: Definitions
  let arguments: [String: Argument]

  init(expression: ExpressionSyntax, source: Source, scope: Definitions, arguments: [String: Argument]) {
    self.expression = expression
    self.source = source
    self.scope = scope
    self.arguments = arguments
  }
}

/// What is wrong with a statement: at least one diagnostic.
public struct BindingFailure: Error, Sendable {
  /// The diagnostics, in the order they were found.
  public let diagnostics: [Diagnostic]

  /// A failure of one fault or several.
  public init(diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics
  }
}

/// The value of `$name`, read from what was set: a date, a percentage, a number, or else text.
public enum ParameterValue: Sendable, Hashable {
  /// `set param n = 20`
  case number(Double, text: String)
  /// `set param limit = 10%`
  case percent(Double, text: String)
  /// `set param day = 2026-02-23`
  case date(Day)
  /// `set param s = llm`
  case text(String)

  /// Reads a value as the language would: the first form that fits.
  public init(_ text: String) {
    if let day = Day(text) {
      self = .date(day)
    } else if text.hasSuffix("%"), let value = Double(text.dropLast()), value.isFinite {
      self = .percent(value / 100, text: text)
    } else if let value = Double(text), value.isFinite, text.utf8.allSatisfy({ $0 < 0x3A }) {
      self = .number(value, text: text)
    } else {
      self = .text(text)
    }
  }

  /// The value as text, for a comparison with text.
  public var text: String {
    switch self {
    case .number(_, let text), .percent(_, let text), .text(let text): return text
    case .date(let day): return day.description
    }
  }
}
