extension Dialect {
  /// PostgreSQL's SQL, from version 12 on.
  package static let postgresql = Dialect(
    name: "postgresql", identifierQuote: "\"", escapesBackslash: false, leftJoin: "LEFT JOIN", ending: "",
    last: { "(array_agg(\($0) ORDER BY \($1) DESC) FILTER (WHERE (\($0)) IS NOT NULL))[1]" },
    first: { "(array_agg(\($0) ORDER BY \($1)) FILTER (WHERE (\($0)) IS NOT NULL))[1]" },
    quantile: { "percentile_cont(\($1)) WITHIN GROUP (ORDER BY \($0))" }, deviation: "stddev_samp",
    double: "double precision", byteOrder: " COLLATE \"C\"", dividend: { "CAST(\($0) AS double precision)" })
}
