package import Language
package import Market
package import Query

/// Writes a bound question as SQL for tables as they are described in Sources/SQL/README.md.
///
/// Most questions about one window are one fold of the bars (SQLGenerator); all others are named relations, one made from
/// another (FrameGenerator).
package struct SQLWriter {
  let market: Market
  let today: Day
  let dialect: Dialect

  /// A writer of questions asked on the day `today`.
  package init(market: Market, today: Day, dialect: Dialect) {
    (self.market, self.today, self.dialect) = (market, today, dialect)
  }

  /// The statement, or the statements, of a question; the last one's rows are the answer. Throws where it can't be written.
  package func statement(for query: BoundQuery, at range: SourceRange) throws(Diagnostic) -> String {
    var generator = SQLGenerator(market: market, today: today, dialect: dialect)
    do throws(Diagnostic) {
      return try generator.statement(for: query, at: range)
    } catch {
      guard case .notInSQL = error.problem else { throw error }
    }
    return try FrameGenerator(market: market, today: today, dialect: dialect).statement(for: query, at: range)
  }
}

/// Statements that belong together: those before the last make tables of the session for it.
package struct SQLScript: Sendable {
  package let steps: [String]
  package let last: String
}

// What is sent to ClickHouse, a statement at a time.
extension SQLWriter {
  /// What answers a question.
  package func script(for query: BoundQuery, at range: SourceRange) throws(Diagnostic) -> SQLScript {
    var generator = SQLGenerator(market: market, today: today, dialect: dialect, isNamed: false)
    do throws(Diagnostic) {
      return SQLScript(steps: [], last: try generator.statement(for: query, at: range).withoutEnd)
    } catch {
      guard case .notInSQL = error.problem else { throw error }
    }
    return try script { generator throws(Diagnostic) in try generator.lastStatement(for: query) }
  }

  /// What tells the companies that a question's condition keeps.
  package func script(forCompaniesOf query: BoundQuery) throws(Diagnostic) -> SQLScript {
    var generator = SQLGenerator(market: market, today: today, dialect: dialect)
    do throws(Diagnostic) {
      return SQLScript(
        steps: [], last: try generator.companies(keptBy: query, at: SourceRange(0, 0)).withoutEnd)
    } catch {
      guard case .notInSQL = error.problem else { throw error }
    }
    return try script { generator throws(Diagnostic) in try generator.companies(keptBy: query) }
  }

  /// What tells the companies that have a price in some period, and nothing to measure it from.
  package func script(forCompaniesWithoutBaseOf query: BoundQuery) throws(Diagnostic) -> SQLScript {
    try script { generator throws(Diagnostic) in try generator.companiesWithoutBase(of: query) }
  }

  /// What tells the days on which a condition of `when` held.
  package func script(forDaysOf condition: BoundExpression) throws(Diagnostic) -> SQLScript {
    try script { generator throws(Diagnostic) in try generator.days(of: condition) }
  }

  private func script(
    _ make: (FrameGenerator) throws(Diagnostic) -> String
  ) throws(Diagnostic) -> SQLScript {
    let generator = FrameGenerator(market: market, today: today, dialect: dialect, isNamed: false)
    let last = try make(generator)
    return SQLScript(steps: generator.steps.map { "CREATE TEMPORARY TABLE \($0.name) AS\n\($0.text)" }, last: last)
  }
}

extension String {
  /// The statement without what ends it.
  fileprivate var withoutEnd: String { hasSuffix(";") ? String(dropLast()) : self }
}
