internal import Language
internal import Market
internal import Query
internal import Rendering
internal import SQL

extension Session {
  /// Prints a question as SQL of an engine.
  func sql(_ query: QuerySyntax, for word: DialectWord, in source: Source) -> Outcome {
    if query.asksLastAnswer {
      return refuse([Diagnostic(.notInSQL("the last answer"), at: query.range)], in: source)
    }
    let dialect: Dialect
    switch word {
    case .clickhouse: dialect = .clickhouse
    case .duckdb: dialect = .duckdb
    case .postgresql: dialect = .postgresql
    }
    var binder = binder(for: source)
    let bound: BoundQuery
    do throws(BindingFailure) { bound = try binder.bind(query) } catch { return refuse(error.diagnostics, in: source) }
    guard let today else { return refuse([Diagnostic(.noData, at: query.range)], in: source) }
    do throws(Diagnostic) {
      let text = try SQLWriter(market: market, today: today, dialect: dialect).statement(for: bound, at: query.range)
      if let fault = market.fault { return refuse(fault) }
      let gap = hasAnswered && settings.format.isForPeople ? "\n" : ""
      hasAnswered = true
      emit(.data(gap + text + "\n"))
      return .finished
    } catch {
      return refuse([error], in: source)
    }
  }
}
