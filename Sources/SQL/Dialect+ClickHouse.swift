extension Dialect {
  /// The part of ClickHouse's SQL that versions from 18.16 to today have in common: no WITH, no OVER.
  package static let clickhouse = Dialect(
    name: "clickhouse", identifierQuote: "`", escapesBackslash: true, leftJoin: "ALL LEFT JOIN",
    ending: "\nSETTINGS join_use_nulls = 1",
    last: { "argMax(\($0), \($1))" }, first: { "argMin(\($0), \($1))" },
    quantile: { figure, part in
      let sorted = "arraySort(groupArray(\(figure)))"
      let place = "(\(part)) * (count(\(figure)) - 1)"
      let low = "\(sorted)[toInt64(floor(\(place))) + 1]"
      let high = "\(sorted)[toInt64(ceil(\(place))) + 1]"
      return "if(count(\(figure)) = 0, NULL, \(low) + (\(high) - \(low)) * (\(place) - floor(\(place))))"
    }, deviation: "stddevSamp", double: "Float64", innerJoin: "ALL INNER JOIN", joinToTable: "GLOBAL ALL INNER JOIN",
    joinsTwoAtATime: true,
    nullableDouble: "Nullable(Float64)",
    nullableWhole: "Nullable(Int32)", wholeQuotient: { "intDiv(\($0), \($1))" },
    wholeKey: { "toInt32(\($0))" },
    listed: { "if(count(\($0)) = 0, NULL, arrayStringConcat(arraySort(groupArray(\($0))), ', '))" },
    // Whole numbers and fractions have no type in common.
    fractional: { "toFloat64(\($0))" },
    // AND and OR of old versions are missing where either side is, and CASE takes what NOT makes of it for true.
    negated: { "((\($0)) = 0)" },
    both: { "(nullif(least(coalesce(\($0), 0.5), coalesce(\($1), 0.5)), 0.5) = 1)" },
    either: { "(nullif(greatest(coalesce(\($0), 0.5), coalesce(\($1), 0.5)), 0.5) = 1)" },
    running: runningByArrays, firstOfEach: firstByLimit, script: temporarySteps)

  /// Without window functions: the rows of each key as an array in order, and the running figures of arrays.
  private static let runningByArrays: @Sendable (String, [String], String, [String], [RunningColumn]) -> String = {
    source, keys, order, carried, columns in
    let others = carried.filter { $0 != order }
    let items = "arraySort(groupArray(tuple(\(([order] + others).joined(separator: ", ")))))"
    var made = ["\(order)": "1"]
    for (number, name) in others.enumerated() { made[name] = "\(number + 2)" }
    let running = columns.map { column in
      let figures = "arrayMap(item -> item.\(made[column.value] ?? "1"), items)"
      switch column.kind {
      case .number: return "arrayEnumerate(items) AS \(column.name)"
      case .sum: return "arrayCumSum(arrayMap(figure -> assumeNotNull(figure), \(figures))) AS \(column.name)"
      case .max:
        return
          "arrayMap(place -> arrayReduce('max', arraySlice(\(figures), 1, place)), arrayEnumerate(items)) AS \(column.name)"
      }
    }
    let parts = ([order] + others).map { "item.\(made[$0] ?? "1") AS \($0)" }
    return """
      SELECT \((keys + parts + columns.map(\.name)).joined(separator: ", "))
      FROM (
        SELECT \(keys.joined(separator: ", ")), \(items) AS items
        FROM \(source)
        GROUP BY \(keys.joined(separator: ", "))
      )
      ARRAY JOIN items AS item, \(running.joined(separator: ", "))
      """
  }

  private static let firstByLimit: @Sendable (String, [String], String, [String], [String], [String], Int) -> String = {
    text, _, _, _, blocks, levels, count in
    "\(text)\nORDER BY \(levels.joined(separator: ", "))\nLIMIT \(count) BY \(blocks.joined(separator: ", "))"
  }

  /// A named query is asked anew for each place that names it, so that steps are kept as tables of the session.
  private static let temporarySteps: @Sendable ([(name: String, text: String)], String) -> String = {
    steps, statement in
    let parts = steps.map { "CREATE TEMPORARY TABLE \($0.name) AS\n\($0.text);\n" }
    return "SET join_use_nulls = 1;\n" + parts.joined(separator: "\n") + "\n\(statement);"
  }
}
