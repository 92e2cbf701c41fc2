extension Dialect {
  /// DuckDB's SQL.
  package static let duckdb = Dialect(
    name: "duckdb", identifierQuote: "\"", escapesBackslash: false, leftJoin: "LEFT JOIN", ending: "",
    last: { "arg_max(\($0), \($1))" }, first: { "arg_min(\($0), \($1))" },
    quantile: { "quantile_cont(\($0), \($1))" }, deviation: "stddev_samp", double: "DOUBLE", nullableDouble: "DOUBLE",
    nullableWhole: "INTEGER",
    wholeQuotient: { "(\($0) // \($1))" })
}
