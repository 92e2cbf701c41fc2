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
    }, deviation: "stddevSamp", double: "Float64")
}
