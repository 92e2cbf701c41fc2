internal import Language
internal import Market
internal import Query

/// Rows that expressions have a value for: companies, companies and days, groups, or groups and days.
///
/// A stage is a named relation that grows to the right: what an expression needs is joined to it by the stage's keys, and the
/// next relation of the same rows holds it as a column.
final class Stage {
  /// The relation that holds all columns that were asked for before the last flush.
  var name: String
  /// The columns that tell the rows apart.
  let keys: [String]
  /// The columns of the relation, the keys first.
  var columns: [String]
  /// Whose bars and attributes belong to a row.
  let subject: Subject
  /// What is joined at the next flush.
  var joins: [(relation: String, on: [String], columns: [String])] = []
  /// What is computed at the next flush.
  var computed: [(expression: String, name: String)] = []
  /// Aggregates of bars, by the window they are folded over.
  var folds: [(window: FrameWindow, columns: [(expression: String, name: String)])] = []
  /// Columns of the bar of a single day, by the column of that day.
  var barsOfDay: [(day: String, window: FrameWindow, columns: [String: String])] = []
  /// What was made for the stage before, by what it was made from.
  var known: [String: String] = [:]
  /// The frames of single days that were made of it.
  var spreads: [String: SQLFrame] = [:]

  init(name: String, keys: [String], columns: [String], subject: Subject) {
    (self.name, self.keys, self.columns, self.subject) = (name, keys, columns, subject)
  }

  /// The columns that are not in the relation yet.
  var pending: Set<String> {
    Set(
      joins.flatMap(\.columns) + computed.map(\.name) + folds.flatMap { $0.columns.map(\.name) }
        + barsOfDay.flatMap { $0.columns.values })
  }
}

/// Whose bars a row is about.
struct Subject {
  /// Which trading days it has.
  enum Days {
    /// Those of an exchange, in SQL; `lanes` are the exchanges it may be, by number, nil for all of them together.
    case exchange(String, lanes: [Int?])
    /// The days on which a set's index has a bar.
    case index
  }

  /// The relation of its bars; nil where the row is no company, and has none.
  var bars: String?
  /// The column of the bars and the column of the row that say which are its own.
  var join: [(bars: String, row: String)] = []
  /// The column with the company's number; nil where it has no attributes.
  var company: String?
  var days: Days

  var isIndex: Bool { if case .index = days { true } else { false } }
  /// The columns of the row that are needed to find its bars and days.
  var columns: [String] {
    var columns = join.map(\.row)
    if let company, !columns.contains(company) { columns.append(company) }
    if case .exchange("exchange", _) = days { columns.append("exchange") }
    return columns
  }
}

/// A value that is made when it is asked for.
final class Lazy<Value> {
  private enum State {
    case made(Value)
    case waiting(() throws(Diagnostic) -> Value)
  }

  private var state: State

  init(_ make: @escaping () throws(Diagnostic) -> Value) { state = .waiting(make) }
  init(of value: Value) { state = .made(value) }

  func get() throws(Diagnostic) -> Value {
    switch state {
    case .made(let value): return value
    case .waiting(let make):
      let value = try make()
      state = .made(value)
      return value
    }
  }
}

/// The rows of one side of a frame, and the days they are about.
struct Side {
  let stage: Stage
  var days: FrameWindow
}

/// What expressions are evaluated over, as in the evaluator: cells, each a company and its days, in groups that have days
/// too. The same cells with other days are the same stage.
struct SQLFrame {
  let cells: Lazy<Side>
  let groups: Lazy<Side>
  /// The columns that both sides have, which say to which group a cell belongs.
  let groupKeys: [String]
  /// Those of them that are keys of `by`: which of the question's sets a group is.
  let setKeys: [String]
}
