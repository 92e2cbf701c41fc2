package import Language
package import Market
package import Query
internal import SQL

extension Connection {
  /// The answer of a question whose bars lie there: the servers do the work, and only what is shown travels.
  ///
  /// What is thrown stands at `range` where it is no fault of the question's text.
  package func answer(
    _ query: BoundQuery, of market: Market, today: Day, at range: SourceRange
  ) throws(Diagnostic) -> Answer {
    let writer = SQLWriter(market: market, today: today, dialect: .clickhouse)
    // What can't be written is refused before anything is asked.
    let rows: SQLScript
    do throws(Diagnostic) {
      rows = try writer.script(for: query, at: range)
    } catch {
      guard case .notInSQL(let construct) = error.problem else { throw error }
      throw Diagnostic(.notOnServer(construct, help: "ask it of the data in memory"), at: error.range)
    }
    var question = ServerQuestion(query, market: market, today: today, interruption: interruption)
    // Statements for the days of conditions, the companies, the windows and the rows; how many windows is a guess.
    interruption.passes.expect(rows.steps.count + 2)
    do throws(ServerFault) {
      for condition in question.dayConditions {
        let script = try refusing(at: range) { () throws(Diagnostic) in try writer.script(forDaysOf: condition) }
        guard let days = try table(script, columnCount: 1).columns[0].days else { throw senseless }
        question.setDays(of: condition, days)
      }
      if question.needsCompanies {
        let script = try refusing(at: range) { () throws(Diagnostic) in try writer.script(forCompaniesOf: query) }
        question.setCompanies(try companies(script, below: market.companyCount))
      }
      if question.needsCompaniesWithoutBase {
        let script = try refusing(at: range) { () throws(Diagnostic) in
          try writer.script(forCompaniesWithoutBaseOf: query)
        }
        question.setCompaniesWithoutBase(try companies(script, below: market.companyCount))
      }
      for window in try refusing(at: range, { () throws(Diagnostic) in try question.windows() }) {
        let facts = try facts(first: window.first, last: window.last, companies: window.companies, of: market)
        question.setFacts(first: window.first, last: window.last, companies: window.companies, facts)
      }
      if let money = try refusing(at: range, { () throws(Diagnostic) in try question.currencyQuestion() }) {
        let script = try refusing(at: range) { () throws(Diagnostic) in try writer.script(for: money, at: range) }
        let count = (money.period == nil ? 0 : 1) + money.keys.count + money.columns.count
        guard question.setCurrencies(try table(script, columnCount: count).columns) else { throw senseless }
      }
      let found = try table(rows, columnCount: question.columnCount)
      let answer = try refusing(at: range) { () throws(Diagnostic) in try question.answer(found.columns) }
      guard let answer else { throw senseless }
      return answer
    } catch {
      throw error.diagnostic(at: range)
    }
  }

  /// Does what may find a fault of the question; it is told in its own place.
  private func refusing<Result>(
    at range: SourceRange, _ body: () throws(Diagnostic) -> Result
  ) throws(ServerFault) -> Result {
    do throws(Diagnostic) {
      return try body()
    } catch {
      throw ServerFault(error.problem, at: error.range)
    }
  }

  private var senseless: ServerFault {
    ServerFault(.answerBroken(server: server.description, reason: "its answer does not fit the market that was loaded"))
  }

  private func companies(_ script: SQLScript, below count: Int) throws(ServerFault) -> [Int] {
    guard let companies = try table(script, columnCount: 1).columns[0].wholes,
      companies.allSatisfy({ (0..<count).contains($0) })
    else { throw senseless }
    return companies
  }

  /// What the header tells of the bars of some companies in some days.
  private func facts(
    first: Day, last: Day, companies: [Int], of market: Market
  ) throws(ServerFault) -> [Int: BarFacts] {
    // Of many companies all are asked; the others' rows are not used.
    let named =
      companies.count > 300
      ? "" : " AND company IN (\(companies.map { "\($0)" }.joined(separator: ", ")))"
    let rows = try table(
      """
      SELECT company, count(*), count(close), min(day), argMin(is_first, day),
        argMin(CASE WHEN base_level IS NULL THEN 0 ELSE 1 END, day), argMin(coalesce(base_day, 0), day),
        argMin(CASE WHEN previous IS NULL THEN 0 ELSE 1 END, day), count(level),
        argMax(CASE WHEN report IS NULL THEN 0 ELSE 1 END, day)
      FROM bars
      WHERE day >= \(first.wholeFigure) AND day <= \(last.wholeFigure)\(named)
      GROUP BY company
      """, columnCount: 10)
    var result: [Int: BarFacts] = [:]
    let columns = rows.columns.compactMap(\.wholes)
    guard columns.count == 10 else { throw senseless }
    for row in 0..<rows.rowCount {
      var facts = BarFacts()
      facts.barCount = columns[1][row]
      facts.pricedCount = columns[2][row]
      facts.firstDay = Day(figure: columns[3][row])
      facts.beginsAtFirstBar = columns[4][row] == 1
      facts.hasBase = columns[5][row] == 1
      facts.baseDay = Day(figure: columns[6][row])
      facts.statesPrevious = columns[7][row] == 1
      facts.hasLevel = columns[8][row] > 0
      facts.endsInReport = columns[9][row] == 1
      result[columns[0][row]] = facts
    }
    return result
  }
}

extension Day {
  /// The day that a whole number such as 20260223 is; nil where it is none.
  init?(figure: Int) { self.init(year: figure / 10_000, month: figure / 100 % 100, day: figure % 100) }
}

extension [String?] {
  /// A column of days; nil where one is none.
  fileprivate var days: [Day]? {
    guard let figures = wholes else { return nil }
    let days = figures.compactMap { Day(figure: $0) }
    return days.count == count ? days : nil
  }
}
