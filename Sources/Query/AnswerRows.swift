public import Language
public import Market

/// An answer taken as a market: its rows are the companies, its columns their attributes.
///
/// So whatever the language says of attributes, it says of an answer's columns: conditions, sums of them, aggregates over
/// the rows. There are no bars and no days in it, and nothing that needs them is bound.
public struct AnswerRows: Sendable {
  /// The columns by which rows are asked: those of the table, and the rows' names where no column is called so.
  public let columns: [Table.Column]
  let market: Market
  /// The answer.
  public let answer: Answer

  /// O(cells).
  public init(_ answer: Answer) {
    self.answer = answer
    let table = answer.table
    var columns = table.columns
    if !table.rowNames.isEmpty, !columns.contains(where: { $0.name == "name" }) {
      columns.append(Table.Column(name: "name", values: .texts(table.rowNames)))
    }
    self.columns = columns
    let places = 0..<table.rowCount
    let width = String(table.rowCount).count
    var bars = Bars.Columns()
    bars.offsets = Array(repeating: 0, count: table.rowCount + 1)
    market = Market(
      name: "_",
      // Rows have no tickers, but a market keeps its companies in the order of theirs.
      tickers: places.map { String(repeating: "0", count: width - String($0).count) + String($0) },
      attributes: columns.map { Attribute(name: $0.name, values: AnswerRows.values(of: $0.values)) },
      exchanges: Array(repeating: 0, count: table.rowCount), calendar: Calendar(tradingDays: ["": []]),
      bars: Bars(certain: bars) { _ in [] }, events: [])
  }

  private static func values(of values: Table.Values) -> Attribute.Values {
    switch values {
    case .numbers(let numbers, _, _): return .number(numbers)
    case .days(let days): return .day(days)
    case .flags(let flags): return .flag(flags)
    case .texts(let texts):
      var dictionary = TextDictionary()
      var members: [Bitmap] = []
      for (row, text) in texts.enumerated() {
        // A company in several segments has them all in one cell.
        for part in text.map(AnswerRows.parts) ?? [] {
          let code = Int(dictionary.intern(part))
          if code == members.count { members.append(Bitmap(count: texts.count)) }
          members[code][row] = true
        }
      }
      return .texts(members: members, dictionary: dictionary)
    }
  }

  /// `cloud, llm` is that text, and each of the two.
  private static func parts(of text: String) -> [String] {
    var parts: [String] = []
    var part = ""
    for character in text {
      part.append(character)
      guard part.hasSuffix(", ") else { continue }
      parts.append(String(part.dropLast(2)))
      part = ""
    }
    return parts.isEmpty ? [text] : parts + [part, text]
  }

  /// The types of a column's values.
  static func type(of values: Table.Values) -> (type: ValueType, direction: Direction) {
    switch values {
    case .numbers(_, let unit, let direction): return (.number(unit), direction)
    case .days: return (.date, .none)
    case .flags: return (.flag, .none)
    case .texts: return (.text, .none)
    }
  }
}

extension AnswerRows {
  /// What a question that begins with `_` asks of the answer: which rows, in which order, with which columns more.
  public func asked(
    by query: QuerySyntax, parameters: [String: ParameterValue], today: Day, source: Source,
    interruption: Interruption? = nil
  ) -> Result<Answer, BindingFailure> {
    var binder = Binder(
      market: market, definitions: Definitions(), parameters: parameters, today: today, source: source)
    binder.columns = columns
    switch binder.bindRows(of: query) {
    case .failure(let failure): return .failure(failure)
    case .success(let bound):
      var evaluator = Evaluator(market: market, today: today, interruption: interruption)
      do throws(Diagnostic) {
        return .success(try evaluator.rows(bound, of: self))
      } catch {
        return .failure(BindingFailure(diagnostics: [error]))
      }
    }
  }
}

/// What is asked of the rows of an answer, with its meaning.
struct BoundRows {
  var condition: (expression: BoundExpression, text: String)?
  var added: [(name: String, expression: BoundExpression)] = []
  var sort: [BoundQuery.SortKey] = []
  var count: Int?
  /// The column whose every value keeps that many rows.
  var key: Int?
}

extension Evaluator {
  fileprivate mutating func rows(_ asked: BoundRows, of rows: AnswerRows) throws(Diagnostic) -> Answer {
    let answer = rows.answer
    let count = answer.table.rowCount
    question = Question(companies: Array(0..<count))
    var frame = Frame(groupDays: [.none])
    for row in 0..<count { frame.append(company: row, days: .none, group: 0) }
    var kept = Array(0..<count)
    var heading = answer.heading
    if let condition = asked.condition {
      let flags = try evaluate(condition.expression, over: frame, at: .cells).flags
      kept = kept.filter { flags[$0] == .yes }
      heading += ["where \(condition.text)", "\(kept.count.withThousands) of \(count.withThousands) rows"]
    }
    // What is folded behind the condition is folded over the rows that it keeps.
    frame = frame.gathered(kept)
    var columns = answer.table.columns.map { $0.gathered(kept) }
    for column in asked.added {
      columns.append(Table.Column(name: column.name, values: try tableValues(of: column.expression, over: frame)))
    }
    var sort: [Rows.Sort] = []
    for key in asked.sort {
      sort.append(Rows.Sort(values: try tableValues(of: key.expression, over: frame), isDescending: key.isDescending))
    }
    let blocks = asked.key.map { key in numbers(of: rows.columns[key].values.gathered(kept)) }
    let ordered = Rows(keys: [], columns: columns, cells: nil, sort: sort, blocks: blocks ?? [], keepsBlocks: true)
    let order: [Int]
    if let count = asked.count {
      order = try ordered.top(count, concurrency, unless: interruption)
    } else {
      order = try ordered.order(concurrency, unless: interruption)
    }
    if let count = asked.count, order.count < kept.count {
      let phrase = count == 1 ? "the first row" : "the first \(count) rows"
      heading.append(asked.key.map { "\(phrase) per \(rows.columns[$0].name)" } ?? phrase)
    }
    try proceed()
    let names = answer.table.rowNames.isEmpty ? [] : order.map { answer.table.rowNames[kept[$0]] }
    return Answer(
      table: Table(columns: columns.map { $0.gathered(order) }, rowCount: order.count, rowNames: names),
      heading: heading, notes: answer.notes + notes.filter { !answer.notes.contains($0) })
  }

  /// The number of each row's value, in the order in which the values come.
  private func numbers(of values: Table.Values) -> [Int] {
    var numbers: [String: Int] = [:]
    return (0..<values.count).map { row in
      let text: String
      switch values {
      case .numbers(let values, _, _): text = "\(values[row])"
      case .texts(let values): text = values[row] ?? ""
      case .days(let values): text = values[row]?.description ?? ""
      case .flags(let values): text = values[row].map { $0 ? "yes" : "no" } ?? ""
      }
      let number = numbers[text] ?? numbers.count
      numbers[text] = number
      return number
    }
  }
}
