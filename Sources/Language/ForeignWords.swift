/// Words of other query languages and of finance, and what is written for them here.
enum ForeignWords {
  /// What to write instead of a word, whatever its case; nil where nothing is known.
  static func advice(for word: String) -> String? { table[word.lowercased()] }

  private static let table: [String: String] = [
    "select": "a question begins with its columns: drop, gain where segment=llm",
    "order": "write sort -drop for the largest first, sort drop for the smallest",
    "group": "write by segment",
    "having": "write where, which picks companies before they are grouped",
    "limit": "write top 10",
    "like": "write ~ and a regular expression: name ~ \"^Zhi\"",
    "null": "write is missing",
    "desc": "write - before the column: sort -drop",
    "asc": "write the column alone: sort drop",
    "let": "write define name = …",
    "var": "write define name = …",
    "exit": "write quit",
    "bye": "write quit",
    "for": "write where ticker=2513.HK",
    "last": "write over 5d",
    "this": "write over wtd, mtd, qtd or ytd",
    "contains": "write ~ and a regular expression: name ~ \"^Zhi\"",
    "average": "write avg over companies, mean over days",
    "price": "write close",
    "return": "write gain",
    "returns": "write gain",
    "performance": "write gain",
    "marketcap": "write cap",
    "market_cap": "write cap",
  ]
}
