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
