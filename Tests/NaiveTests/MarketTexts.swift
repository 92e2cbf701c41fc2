import Market

/// A market as the text of its files, in parts that can be taken away one by one.
struct MarketTexts {
  /// A row of `companies.csv` and the company's rows of `attributes.csv`.
  struct Company {
    let ticker: String
    var exchange = ""
    /// The other columns, by name.
    var columns: [String: String] = [:]
    /// The values of the key `theme`.
    var themes: [String] = []
    /// Other rows of `attributes.csv`, which may have dates.
    var rows: [Row] = []

    /// The values of a key, wherever they are written; those of `attributes.csv` may have dates.
    func values(of key: String) -> [Row] {
      let column = key == "ticker" ? ticker : key == "exchange" ? exchange : columns[key] ?? ""
      let always = (key == "theme" ? themes : []) + (column.isEmpty ? [] : [column])
      return always.map { Row(key: key, value: $0) } + rows.filter { $0.key == key }
    }
  }

  /// A row of `attributes.csv`.
  struct Row {
    let key: String
    let value: String
    /// The first and the last day on which it holds; every day where there is none.
    var from: Day?
    var to: Day?

    func holds(on day: Day) -> Bool { from.map { $0 <= day } ?? true && to.map { day <= $0 } ?? true }
  }

  /// A row of `prices.csv`: each figure as it is written.
  struct Price {
    let day: Day
    let ticker: String
    var open = "", high = "", low = "", close = "", volume = "", previous = "", change = ""

    /// Whether the row says anything.
    var isEmpty: Bool { (open + high + low + close + volume + previous + change).isEmpty }

    var bar: NaiveMarket.Bar {
      func number(_ text: String) -> Double { Double(text) ?? .nan }
      return NaiveMarket.Bar(
        day: day, open: number(open), high: number(high), low: number(low), close: number(close),
        volume: number(volume), previous: number(previous), change: change)
    }
  }

  var companies: [Company] = []
  var prices: [Price] = []
  /// The listed trading days of each exchange; none where the bars are to say them.
  var calendar: [String: [Day]] = [:]
  var events: [String: Day] = [:]

  /// The columns of `companies.csv` behind the ticker and the exchange.
  static let columns = ["name", "currency", "kind", "sector", "exporter", "employees", "listed", "shares"]

  /// The files, their names and texts.
  var files: [(name: String, text: String)] {
    var files: [(name: String, lines: [String])] = []
    let columns = MarketTexts.columns.filter { name in companies.contains { $0.columns[name] != nil } }
    files.append(
      (
        "companies.csv",
        [(["ticker", "exchange"] + columns).joined(separator: ",")]
          + companies.map { company in
            ([company.ticker, company.exchange] + columns.map { company.columns[$0] ?? "" }).joined(separator: ",")
          }
      ))
    func text(_ day: Day?) -> String { day.map { "\($0)" } ?? "" }
    let rows = companies.flatMap { company in
      company.themes.map { "\(company.ticker),theme,\($0),," }
        + company.rows.map { "\(company.ticker),\($0.key),\($0.value),\(text($0.from)),\(text($0.to))" }
    }
    if !rows.isEmpty { files.append(("attributes.csv", ["ticker,key,value,from,to"] + rows)) }
    files.append(
      (
        "prices.csv",
        ["date,ticker,open,high,low,close,volume,previous,change"]
          + prices.map {
            "\($0.day),\($0.ticker),\($0.open),\($0.high),\($0.low),\($0.close),\($0.volume),\($0.previous),\($0.change)"
          }
      ))
    if !events.isEmpty {
      files.append(("events.csv", ["name,date"] + events.sorted { $0.key < $1.key }.map { "\($0.key),\($0.value)" }))
    }
    if !calendar.isEmpty {
      let rows = calendar.sorted { $0.key < $1.key }.flatMap { exchange, days in days.map { "\($0),\(exchange)" } }
      files.append(("calendar.csv", ["date,exchange"] + rows))
    }
    return files.map { ($0.name, $0.lines.map { "\($0)\n" }.joined()) }
  }

  /// The market as the reader makes it of the files.
  func load() throws -> Market {
    let files = files.map { DataFile(name: $0.name, bytes: Array($0.text.utf8)) }
    return try Market.load(DataSet(name: "random", files: files)).market
  }
}
