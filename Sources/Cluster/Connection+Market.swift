internal import Language
package import Market

extension Connection {
  /// The market that lies there, without its bars: companies, attributes, events and the calendar are read.
  package func market() throws(ServerFault) -> Market {
    var outline = MarketOutline()
    outline.name = address.database
    try readCompanies(into: &outline)
    let item =
      try hasTable("market")
      ? try table(
        "SELECT item, value, type FROM market ORDER BY position", columnCount: 3) : nil
    try readAttributes(into: &outline, item)
    try readEvents(into: &outline)
    try readCalendar(into: &outline)
    try readItems(into: &outline, item)
    var fault = ""
    guard let market = Market(outline, fault: &fault) else { throw unsuitable(fault) }
    return market
  }

  func hasTable(_ name: String) throws(ServerFault) -> Bool {
    // Asked as a statement of its own, which all versions answer alike.
    try table("EXISTS TABLE \(name)", columnCount: 1).columns[0].first == "1"
  }

  private func unsuitable(_ reason: String) -> ServerFault {
    ServerFault(
      .serverFailed(
        server: server.description, reason: "its tables are no market: \(reason)",
        help: "Sources/SQL/README.md says what the tables hold"))
  }

  private func day(_ text: String?) -> Day? {
    guard let text, let figure = Int(text) else { return nil }
    return Day(year: figure / 10_000, month: figure / 100 % 100, day: figure % 100)
  }

  private func readCompanies(into outline: inout MarketOutline) throws(ServerFault) {
    let rows = try table(
      "SELECT company, ticker, exchange, first_day, last_day, bars FROM companies ORDER BY company", columnCount: 6)
    for row in 0..<rows.rowCount {
      let values = rows.columns.map { $0[row] }
      guard values[0] == "\(row)", let ticker = values[1], let count = values[5].flatMap({ Int($0) }) else {
        throw unsuitable("companies is not numbered from 0 in the order of the tickers")
      }
      let (first, last) = (day(values[3]), day(values[4]))
      let span = first.flatMap { first in last.map { (first: first, last: $0) } }
      outline.companies.append(
        MarketOutline.Company(ticker: ticker, exchange: values[2] ?? "", span: span, barCount: count))
    }
  }

  private func readAttributes(into outline: inout MarketOutline, _ items: TableText?) throws(ServerFault) {
    let rows = try table(
      "SELECT company, attribute, text, number, day, flag, valid_from, valid_to FROM attributes "
        + "WHERE attribute != 'ticker' ORDER BY attribute, company, valid_from", columnCount: 8)
    var values: [String: [MarketOutline.Value]] = [:]
    var dated: Set<String> = []
    for row in 0..<rows.rowCount {
      func field(_ column: Int) -> String? { rows.columns[column][row] }
      guard let company = field(0).flatMap({ Int($0) }), let name = field(1), let from = day(field(6)),
        let to = day(field(7))
      else { throw unsuitable("a row of attributes has no company, name or days") }
      let held: MarketOutline.Value.Held
      if let text = field(2) {
        held = .text(text)
      } else if let number = field(3).flatMap({ Double($0) }) {
        held = .number(number)
      } else if let day = day(field(4)) {
        held = .day(day)
      } else if let flag = field(5) {
        held = .flag(flag == "1")
      } else {
        throw unsuitable("a row of attributes has no value")
      }
      if from > .first || to < .last { dated.insert(name) }
      values[name, default: []].append(MarketOutline.Value(company: company, value: held, from: from, to: to))
    }
    var names: [(name: String, type: String?)] = []
    if let items {
      for row in 0..<items.rowCount where items.columns[0][row] == "attribute" {
        names.append((items.columns[1][row] ?? "", items.columns[2][row]))
      }
    }
    let listed = Set(names.map(\.name))
    names += values.keys.filter { !listed.contains($0) }.sorted().map { ($0, nil) }
    outline.attributes = names.map { name, type in
      let isDated = dated.contains(name) || type?.hasSuffix(", dated") == true
      return (
        name: name, typeName: type.flatMap { $0.split(separator: ",").first.map { String($0) } }, isDated: isDated,
        values: values[name] ?? []
      )
    }
  }

  private func readEvents(into outline: inout MarketOutline) throws(ServerFault) {
    let rows = try table("SELECT name, day, title, source FROM events ORDER BY day, name", columnCount: 4)
    for row in 0..<rows.rowCount {
      guard let name = rows.columns[0][row], let day = day(rows.columns[1][row]) else {
        throw unsuitable("a row of events has no name or day")
      }
      outline.events.append(
        Event(name: name, day: day, title: rows.columns[2][row] ?? "", source: rows.columns[3][row] ?? ""))
    }
  }

  private func readCalendar(into outline: inout MarketOutline) throws(ServerFault) {
    let rows = try table(
      "SELECT exchange, day FROM calendar WHERE is_open = 1 AND exchange != '*' ORDER BY exchange, day", columnCount: 2)
    for row in 0..<rows.rowCount {
      guard let day = day(rows.columns[1][row]) else { throw unsuitable("a row of calendar has no day") }
      outline.tradingDays[rows.columns[0][row] ?? "", default: []].append(day)
    }
  }

  private func readItems(into outline: inout MarketOutline, _ items: TableText?) throws(ServerFault) {
    guard let items else {
      // Views need not say what the bars can be asked.
      let found = try table(
        "SELECT max(CASE WHEN factor <> 1 THEN 1 ELSE 0 END), max(CASE WHEN report IS NOT NULL THEN 1 ELSE 0 END) FROM bars",
        columnCount: 2)
      outline.hasFactors = found.columns[0].first == "1"
      outline.hasReferencePrices = found.columns[1].first == "1"
      return
    }
    for row in 0..<items.rowCount {
      let value = items.columns[1][row] ?? ""
      switch items.columns[0][row] {
      case "name": outline.name = value
      case "script": outline.script = Array(value.utf8)
      case "has_factors": outline.hasFactors = value == "1"
      case "has_reports": outline.hasReferencePrices = value == "1"
      default: break
      }
    }
  }
}
