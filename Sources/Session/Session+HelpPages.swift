internal import Language
internal import Market
internal import Query
internal import Rendering

// The page of a measure, a fold or a function: what it is, and what it is on the data that is loaded.
extension Session {
  /// The page of a name; nil where it is no measure, fold or function.
  func page(of name: String) -> String? {
    let kind: String
    var facts: [(String, String)] = []
    var sentences: [String] = []
    if let definition = definitions[name] {
      kind = definitions.own[name] == nil ? "a measure" : "a definition of yours"
      for line in definition.documentation {
        let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
        if parts.count == 2, ["formula", "convention", "source"].contains(parts[0]) {
          facts.append((parts[0], String(parts[1].drop { $0 == " " })))
        } else {
          sentences.append(line)
        }
      }
      facts.append(("definition", definition.text))
    } else if let measure = BarMeasure(rawValue: name) {
      (kind, sentences) = ("a measure: a figure of the window's bar", [measure.summary])
    } else if let fold = Aggregate(rawValue: name) {
      (kind, sentences) = ("folds companies", [fold.summary])
    } else if let fold = DayFold(rawValue: name) {
      (kind, sentences) = ("folds days", [fold.summary])
    } else if let function = ScalarFunction(rawValue: name) {
      (kind, sentences) = ("a function of figures", [function.summary])
    } else {
      return nil
    }
    let style = settings.style
    var lines = ["\(name), \(kind)"]
    if !sentences.isEmpty { lines += [""] + wrapped(sentences.joined(separator: " "), width: style.width) }
    if !facts.isEmpty { lines.append("") }
    for (title, text) in facts {
      let room = max(20, style.width - 14)
      for (place, line) in wrapped(text, width: room).enumerated() {
        let head = place == 0 ? title : ""
        lines.append("  " + head + String(repeating: " ", count: 12 - head.count) + line)
      }
    }
    var text = style.own(lines.map { "\($0)\n" }.joined())
    if let (question, answer) = example(of: name) {
      text += "\nmarq> \(question)\n" + render(answer, format: .table, style: style)
    } else if market.companyCount > 0, !market.isElsewhere, !interruption.isRequested {
      text += "\nThe data that is loaded has too little for an example.\n"
    }
    return text
  }

  /// A question with the name in it that has an answer on the data, and that answer.
  ///
  /// It is asked of three companies, so that it is answered at once on any market.
  private func example(of name: String) -> (question: String, answer: Answer)? {
    // A page is no question to a server.
    guard let today, !market.isElsewhere else { return nil }
    for question in questions(with: name) {
      let source = Source(question)
      guard case .query(let query)? = parse(source).statements.first?.kind else { continue }
      var binder = binder(for: source)
      guard let bound = try? binder.bind(query) else { continue }
      var evaluator = Evaluator(market: market, today: today, interruption: interruption)
      guard let answer = try? evaluator.answer(bound) else {
        if interruption.isRequested { return nil }
        continue
      }
      if let figures = answer.table.columns.last(where: { !$0.isKey })?.values,
        (0..<figures.count).contains(where: { !figures.isMissing($0) })
      {
        return (question, answer)
      }
    }
    return nil
  }

  /// Questions in which the name may stand, the simplest first.
  private func questions(with name: String) -> [String] {
    let companies = "where ticker in (\(exampleTickers.map(asWritten).joined(separator: ", ")))"
    var columns: [String]
    switch (Aggregate(rawValue: name), DayFold(rawValue: name), ScalarFunction(rawValue: name)) {
    case (.share?, _, _), (.count?, _, _): columns = ["\(name)(gain > 0)"]
    case (.quantile?, _, _): columns = ["quantile(gain, 25%)"]
    case (.wavg?, _, _): columns = ["wavg(gain, turnover)", "wavg(gain, close)"]
    case (.hhi?, _, _): columns = ["hhi(turnover)", "hhi(close)"]
    case (_?, _, _): columns = ["\(name)(gain)"]
    case (_, .days?, _), (_, .often?, _), (_, .streak?, _), (_, .first?, _): columns = ["\(name)(gain > 0, 60d)"]
    case (_, .percentile?, _), (_, .tailmean?, _): columns = ["\(name)(gain, 5%, 60d)"]
    case (_, .corr?, _), (_, .slope?, _), (_, .intercept?, _), (_, .residual?, _):
      columns = ["\(name)(gain, gain of market, 60d)"]
    case (_, .dayof?, _), (_, .dayofhighest?, _): columns = ["dayof(highest(close, 60d))"]
    case (_, .dayoflowest?, _): columns = ["dayof(lowest(close, 60d))"]
    case (_, .deepest?, _), (_, .sunken?, _), (_, .peakday?, _), (_, .troughday?, _), (_, .recoveryday?, _):
      columns = ["\(name)(gain(to date), 60d)", "\(name)(gain(to date), 250d)", "\(name)(gain(to date), ever)"]
    case (_, .ago?, _): columns = ["ago(close, 5d)"]
    case (_, .place?, _): columns = ["place(gain, 60d)"]
    case (_, _?, _): columns = ["\(name)(close, 20d)", "\(name)(close, ever)"]
    case (_, _, .least?), (_, _, .greatest?): columns = ["\(name)(gain, 0)"]
    case (_, _, .log?), (_, _, .sqrt?), (_, _, .exp?): columns = ["\(name)(close / base)"]
    case (_, _, .round?): columns = ["round(close)"]
    case (_, _, _?): columns = ["\(name)(gain)"]
    default:
      let parameters = definitions[name]?.parameters ?? []
      // `sma(x, n)`: a figure and a span.
      columns = [
        parameters.isEmpty ? name : "\(name)(\(parameters.map { $0 == "n" ? "20d" : "close" }.joined(separator: ", ")))"
      ]
    }
    let events = market.events.map(\.name).prefix(3).map(asWritten) + (today.map { ["\($0)"] } ?? [])
    let windows =
      ["", "over 20d", "over 60d", "over 250d", "ever"] + events.map { "around \($0) from 0d to +5d" }
    return windows.flatMap { window in columns.map { "\($0) \(companies)\(window.isEmpty ? "" : " \(window)")" } }
  }

  /// Three companies with many bars, one of them on the day that is asked: figures of such a day and of long windows
  /// are there for them.
  private var exampleTickers: [String] {
    let bars = market.bars
    let kind = market.attribute(named: "kind")
    let companies = (0..<market.companyCount).filter { company in
      let kinds = kind.map { market.attributes[$0].texts(of: company) } ?? []
      return kinds.isEmpty || kinds.contains("stock")
    }
    // Of a large market the first that are met will do.
    let met = companies.prefix(2000).map { company in
      (company, isCurrent: today.map { !bars.positions(of: company, from: $0, through: $0).isEmpty } ?? false)
    }
    let best = met.sorted { left, right in
      let (first, second) = (bars.run(of: left.0).count, bars.run(of: right.0).count)
      return (left.isCurrent ? 0 : 1, -first, left.0) < (right.isCurrent ? 0 : 1, -second, right.0)
    }
    return best.prefix(3).map(\.0).sorted().map { market.tickers[$0] }
  }
}
