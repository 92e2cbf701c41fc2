/// Words of other query languages, of spreadsheets, of finance and of plain English, and what is written for them here.
public enum ForeignWords {
  /// What to write instead of a word, whatever its case; nil where nothing is known. Of `close.shift` and `np.log` the
  /// last part counts, of a plural its singular.
  public static func advice(for word: String) -> String? {
    let lower = word.lowercased()
    if let known = openers[lower] ?? table[lower] { return known }
    if let last = lower.split(separator: ".").last, last.count < lower.count, let known = table[String(last)] {
      return known
    }
    let singular = String(lower.dropLast())
    return lower.count > 3 && lower.hasSuffix("s") ? openers[singular] ?? table[singular] : nil
  }

  private static let question = "a question begins with its columns: drop, gain where segment=llm"
  private static let data = "data comes from files: load \"folder\""
  private static let top = "write drop top 5 for the largest, sort drop top 5 for the smallest"
  private static let comparison = "write > < >= <= = or !="
  private static let each = "write each day, each week, each month, each quarter or each year"
  private static let weekday = "a day is written 2026-02-23; in when, weekday = Monday"
  private static let month = "a month is written 2026-02; in when, month = February"

  /// Words that begin statements of other languages, and sentences.
  private static let openers: [String: String] = [
    "select": question, "give": question, "what": question, "which": question, "how": question, "find": question,
    "get": question, "the": question, "compare": question, "print": question, "biggest": top, "largest": top,
    "worst": top, "best": top, "smallest": top, "case": "write if(condition, a, b)",
    "list": "write show companies, or show and an attribute",
    "distinct": "write show segment for the values and their counts",
    "let": "write define name = …", "def": "write define name(n) = …", "create": "write define name = …",
    "insert": data, "update": data, "delete": data, "import": data, "use": "write load us-tech",
    "exit": "write quit", "bye": "write quit", "average": "write avg over companies, mean over days",
  ]

  private static let table: [String: String] = [
    // SQL.
    "order": "write sort -drop for the largest first, sort drop for the smallest",
    "group": "write by segment",
    "having": "write where, which picks companies before they are grouped",
    "limit": "write top 10", "offset": "top keeps the first rows; there is no offset",
    "like": "write ~ and a regular expression: name ~ \"^Zhi\"",
    "ilike": "write ~ and a regular expression: name ~ \"(?i)max\"",
    "contain": "write ~ and a regular expression: name ~ \"Zhi\"",
    "start": "write ~ and a regular expression: name ~ \"^Zhi\"",
    "null": "write is missing", "none": "write is missing", "nan": "write is missing", "na": "write is missing",
    "desc": "write - before the column: sort -drop", "descending": "write - before the column: sort -drop",
    "asc": "write the column alone: sort drop", "ascending": "write the column alone: sort drop",
    "var": "write define name = …", "then": "write if(condition, a, b)", "else": "write if(condition, a, b)",
    "if": "write where for companies, when for days, if(condition, a, b) for figures",
    "coalesce": "write if(x is missing, 0, x)", "ifnull": "write if(x is missing, 0, x)",
    "nvl": "write if(x is missing, 0, x)", "join": "attributes are there already: drop, name, segment",
    "union": "write a comma between columns", "lag": "write ago(close, 1d)", "lead": "an answer never looks ahead",
    "row_number": "write rank(drop)", "date_trunc": each, "partition": "write avg(drop within segment)",
    // Frames.
    "pct_change": "write gain(5d), or gain each day over 5d", "rolling": "write mean(close, 20d) or stdev(gain, 20d)",
    "shift": "write ago(close, 1d)", "diff": "write change, or close - ago(close, 1d)",
    "stddev": "write stdev over days, dispersion over companies",
    "std": "write stdev over days, dispersion over companies",
    "cumsum": "write total(x, so far)", "cumprod": "write gain(so far)", "groupby": "write by segment",
    "sort_value": "write sort -drop", "nlargest": top, "nsmallest": top, "head": "write top 5", "tail": top,
    "isna": "write close is missing", "isnull": "write close is missing", "dropna": "write where close is not missing",
    "fillna": "write if(x is missing, 0, x)", "resample": each, "ewm": "write ema(close, 20d)",
    "isin": "write segment in (llm, chips)", "len": "write count()", "nunique": "write show segment",
    // Sheets.
    "sumif": "write sum(turnover where segment=llm)", "countif": "write count(drop > 0)",
    "averageif": "write avg(drop where segment=llm)", "vlookup": "write close where ticker=2513.HK",
    // Finance.
    "price": "write close", "prices": "write close; what was loaded is asked, there is no from",
    "px_last": "write close", "return": "write gain", "performance": "write gain",
    "pct": "write gain, a fall is drop", "marketcap": "write cap", "market_cap": "write cap",
    "symbol": "write ticker", "sector": "write segment", "industry": "write segment", "date": "write day",
    "macd": "write ema(close, 12d) - ema(close, 26d)",
    "bollinger": "write sma(close, 20d) + 2 * stdev(close, 20d)",
    "stoch": "write (close - low(14d)) / (high(14d) - low(14d))",
    "vs": "write against HSI", "versus": "write against HSI",
    "with": "write where for a condition, against HSI for a benchmark",
    // English.
    "for": "write where ticker=2513.HK, over 5d or by segment", "at": "write on 2026-02-23; at least is >=",
    "last": "write over 5d, over 1w, over 1m or over 1y", "past": "write over 5d, over 1w, over 1m or over 1y",
    "this": "write over wtd, mtd, qtd or ytd", "every": each, "daily": each, "weekly": each, "monthly": each,
    "quarterly": each, "yearly": each, "annual": each,
    "yesterday": "a day is written 2026-02-23", "tomorrow": "a day is written 2026-02-23",
    "monday": weekday, "tuesday": weekday, "wednesday": weekday, "thursday": weekday, "friday": weekday,
    "january": month, "february": month, "march": month, "april": month, "june": month, "july": month,
    "august": month, "september": month, "october": month, "november": month, "december": month,
    "more": comparison, "greater": comparison, "less": comparison, "above": comparison, "below": comparison,
    "under": comparison, "equal": comparison, "are": "write =", "percent": "write % right behind the number: 10%",
    "bottom": top, "except": "write where not, or !=", "without": "write where not, or !=", "only": "write where",
    "not": "write !=, not in (…), or not in front of a condition", "number": "write count()",
    "company": "write ticker, or count()", "companies": "write ticker, or count()",
    "itd": "write ever, or since listed", "clear": "write help",
  ]
}
