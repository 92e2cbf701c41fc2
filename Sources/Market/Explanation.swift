/// The work behind one row of an answer: a value tree, drawn elsewhere.
public struct Explanation: Sendable {
  /// What is explained: the row and the days.
  public let heading: [String]
  /// The row as it is named; empty where there is one for all.
  public let row: String
  /// A step for each column.
  public let steps: [Step]
  /// Sentences that a reader should know before using the figures.
  public let notes: [String]
  /// Where the facts come from; the tables name them by their numbers, from 1.
  public let sources: [String]

  /// An explanation.
  public init(heading: [String], row: String = "", steps: [Step], notes: [String], sources: [String] = []) {
    self.heading = heading
    self.row = row
    self.steps = steps
    self.notes = notes
    self.sources = sources
  }

  /// One expression: its formula, the same with figures, its value, and the steps its figures come from.
  public struct Step: Sendable {
    /// The expression as the question or a definition names it.
    public let name: String
    /// The formula, then the same with figures: the last line is arithmetic that gives the value.
    public var lines: [[Part]] = []
    /// What the evaluator gave: one value.
    public let value: Table.Values
    /// What is read or folded: facts with their days and sources, members, days.
    public var listings: [Listing] = []
    /// Sentences on how it was done: definition, convention, what was left out.
    public var remarks: [String] = []
    /// Where the figures come from.
    public var steps: [Step] = []

    /// A step without lines yet.
    public init(name: String, value: Table.Values) {
      self.name = name
      self.value = value
    }
  }

  /// Rows of a list, the long middle of which may be left out.
  public struct Listing: Sendable {
    /// The rows that are shown.
    public let table: Table
    /// How many rows are left out in front of a row of the table.
    public let gaps: [Int: Int]
    /// What the rows are, for the gaps: days, members.
    public let noun: String

    /// A list.
    public init(_ table: Table, gaps: [Int: Int] = [:], noun: String = "") {
      self.table = table
      self.gaps = gaps
      self.noun = noun
    }
  }

  /// A part of a formula.
  public enum Part: Sendable {
    /// Signs and names.
    case text(String)
    /// One value.
    case value(Table.Values)
  }
}
