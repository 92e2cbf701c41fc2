internal import Language
internal import Market
internal import Query
internal import Rendering

extension Session {
  /// The lists that `show` knows by name; a measure, a definition or an attribute is shown by its own.
  static let subjects = [
    "measures", "folds", "functions", "attributes", "companies", "events", "definitions", "settings", "datasets",
  ]

  /// Those of them that list the data, and not the language.
  private static let dataLists: Set<String> = ["attributes", "companies", "events"]

  /// A list of the data, with what must be said of the data.
  private func ofData(_ answer: Answer) -> Answer {
    Answer(table: answer.table, heading: said(answer.heading), notes: answer.notes)
  }

  func show(_ subject: NameSyntax, in source: Source) -> Outcome {
    let name = subject.text
    if let answer = list(name) {
      write(Session.dataLists.contains(name) ? ofData(answer) : answer)
    } else if let text = documentation(of: name) {
      emit(.data(text))
    } else if let attribute = attribute(called: name) {
      write(ofData(values(of: attribute)))
    } else {
      return refuse(unknown(subject: subject).diagnostics, in: source)
    }
    return .finished
  }

  /// Whether there is something to show of a name.
  func isShown(_ name: String) -> Bool {
    Session.subjects.contains(name) || documentation(of: name) != nil || attribute(called: name) != nil
  }

  func unknown(subject: NameSyntax) -> BindingFailure {
    let names =
      Session.subjects + market.attributes.map(\.name) + definitions.measureNames
      + ErrorPage.all.map(\.identifier)
    let problem = Problem.unknownSubject(subject.text, nearest: nearest(to: subject.text, among: names))
    return BindingFailure(diagnostics: [Diagnostic(problem, at: subject.range)])
  }

  private func list(_ name: String) -> Answer? {
    switch name {
    case "measures": return measures()
    case "folds":
      return table(
        "folds", ["name", "folds", "what"],
        Aggregate.allCases.map { [$0.rawValue, "companies", $0.summary] }
          + DayFold.allCases.map { [$0.rawValue, "days", $0.summary] })
    case "functions":
      return table(
        "functions", ["name", "what"],
        [["if", "if(condition, a, b): a where the condition is true, b where it is not"]]
          + ScalarFunction.allCases.map { [$0.rawValue, $0.summary] })
    case "attributes": return attributes()
    case "companies": return companies()
    case "events":
      return table(
        "events", ["date", "name", "what"],
        market.events.sorted { ($0.day, $0.name) < ($1.day, $1.name) }.map { [$0.day.description, $0.name, $0.title] })
    case "definitions":
      return table(
        "definitions", ["name", "definition"],
        definitions.own.values.sorted { $0.name < $1.name }.map { [$0.name, $0.text] })
    case "settings":
      return table(
        "settings", ["name", "value", "what"],
        SettingName.allCases.map { [$0.rawValue, text(of: $0), $0.summary] }
          + parameters.sorted { $0.key < $1.key }.map { ["$\($0.key)", $0.value.text, "a parameter"] })
    case "datasets":
      return table("data sets that come with Marq", ["name"], EmbeddedFiles.dataSetNames.map { [$0] })
    default: return nil
    }
  }

  func table(_ title: String, _ names: [String], _ rows: [[String?]]) -> Answer {
    let columns = names.enumerated().map { index, name in
      Table.Column(name: name, values: .texts(rows.map { $0[index] }), isKey: index == 0)
    }
    return Answer(table: Table(columns: columns, rowCount: rows.count), heading: [title])
  }

  private func measures() -> Answer {
    let primitives = BarMeasure.allCases.map { [$0.rawValue, $0.summary] }
    let defined = definitions.measures.sorted { $0.name < $1.name }
      .map { [$0.name, $0.documentation.first ?? $0.text] }
    return table("measures", ["name", "what"], primitives + defined)
  }

  private func attributes() -> Answer {
    let all = market.attributes
    let columns = [
      Table.Column(name: "name", values: .texts(all.map(\.name)), isKey: true),
      Table.Column(name: "type", values: .texts(all.map(type(of:)))),
      Table.Column(name: "companies", values: .numbers(all.map { Double(knownCount(of: $0)) }, .count, .none)),
      Table.Column(
        name: "values",
        values: .texts(
          all.map { textCounts(of: $0).prefix(4).map(\.text).joined(separator: ", ") }.map { $0.isEmpty ? nil : $0 })),
    ]
    return Answer(table: Table(columns: columns, rowCount: all.count), heading: ["attributes"])
  }

  private func companies() -> Answer {
    let shown = ["name", "exchange", "segment"].compactMap { market.attribute(named: $0) }
    let rows = 0..<market.companyCount
    var columns = [Table.Column(name: "ticker", values: .texts(market.tickers), isKey: true)]
    for attribute in shown {
      let texts = rows.map { market.attributes[attribute].texts(of: $0, on: attributeDay).joined(separator: ", ") }
      columns.append(
        Table.Column(name: market.attributes[attribute].name, values: .texts(texts.map { $0.isEmpty ? nil : $0 })))
    }
    let bars = rows.map { Double(market.bars.count(of: $0)) }
    columns.append(Table.Column(name: "bars", values: .numbers(bars, .count, .none)))
    return Answer(table: Table(columns: columns, rowCount: rows.count), heading: ["companies", title])
  }

  /// The day at whose end dated attributes are listed: as for a question without a window.
  var attributeDay: Day { today?.advanced(by: -1) ?? .last }

  /// The type of an attribute in words, and whether its values have dates.
  private func type(of attribute: Attribute) -> String { "\(attribute.typeName)\(attribute.isDated ? ", dated" : "")" }

  /// How many companies have a value of an attribute.
  func knownCount(of attribute: Attribute) -> Int { attribute.knownCount(on: attributeDay) }

  /// The texts of an attribute that companies have, and how many have each; those that some had once come last.
  func textCounts(of attribute: Attribute) -> [(text: String, count: Int)] { attribute.textCounts(on: attributeDay) }

  /// An attribute by its name or its plural: `segment`, `segments`, `countries`.
  private func attribute(called name: String) -> Int? {
    var candidates = [name]
    if name.hasSuffix("s") { candidates.append(String(name.dropLast())) }
    if name.hasSuffix("es") { candidates.append(String(name.dropLast(2))) }
    if name.hasSuffix("ies") { candidates.append(name.dropLast(3) + "y") }
    return candidates.lazy.compactMap { self.market.attribute(named: $0) }.first
  }

  private func values(of attribute: Int) -> Answer {
    let attribute = market.attributes[attribute]
    let known = knownCount(of: attribute)
    var heading = [attribute.name, type(of: attribute), "\(known) \(known == 1 ? "company" : "companies")"]
    if attribute.isDated { heading.append("as of \(attributeDay)") }
    let counts = textCounts(of: attribute)
    if !counts.isEmpty {
      let columns = [
        Table.Column(name: attribute.name, values: .texts(counts.map(\.text)), isKey: true),
        Table.Column(name: "companies", values: .numbers(counts.map { Double($0.count) }, .count, .none)),
      ]
      return Answer(table: Table(columns: columns, rowCount: counts.count), heading: heading)
    }
    let places = attribute.places(on: attributeDay)
    let values: Table.Values
    switch attribute.values {
    case .number(let numbers): values = .numbers(places.map { numbers[$0] }, .number, .none)
    case .day(let days): values = .days(places.map { days[$0] })
    case .flag(let flags): values = .flags(places.map { flags[$0] })
    case .text, .texts: values = .texts(Array(repeating: nil, count: market.companyCount))
    }
    let columns = [
      Table.Column(name: "ticker", values: .texts(market.tickers), isKey: true),
      Table.Column(name: attribute.name, values: values),
    ]
    return Answer(table: Table(columns: columns, rowCount: market.companyCount), heading: heading)
  }

  /// What a measure, fold, function or definition means, as text; nil where there is none of the name.
  func documentation(of name: String) -> String? {
    if let definition = definitions[name] {
      return (definition.documentation + [definition.text]).map { "\($0)\n" }.joined()
    }
    if let measure = BarMeasure(rawValue: name) { return "\(name): \(measure.summary)\n" }
    if let fold = Aggregate(rawValue: name) { return "\(name): folds companies, \(fold.summary)\n" }
    if name == "if" { return "if(condition, a, b): a where the condition is true, b where it is not\n" }
    if let fold = DayFold(rawValue: name) { return "\(name): folds days, \(fold.summary)\n" }
    if let function = ScalarFunction(rawValue: name) { return "\(name): \(function.summary)\n" }
    if let event = market.event(named: name) {
      let source = event.source.isEmpty ? "" : "source: \(event.source)\n"
      return "\(name): \(event.day), \(event.title)\n\(source)"
    }
    return nil
  }

  func describe() -> Outcome {
    let bars = market.bars
    var rows: [[String?]] = [
      ["title", title],
      ["companies", grouped(market.companyCount)],
      ["bars", grouped(bars.count)],
      ["days", bars.firstDay.flatMap { first in bars.lastDay.map { "\(first) to \($0)" } }],
      ["today", today?.description],
      ["benchmark", marketSettings.benchmark],
      ["exchanges", market.calendar.exchanges.filter { !$0.isEmpty }.joined(separator: ", ")],
      ["events", String(market.events.count)],
    ]
    rows += market.attributes.filter { $0.name != "ticker" }.map { attribute in
      let most = textCounts(of: attribute).prefix(4).map { "\($0.text) \($0.count)" }.joined(separator: ", ")
      let few = most.isEmpty ? "" : ": \(most)"
      let count = knownCount(of: attribute)
      return [attribute.name, "\(type(of: attribute)), \(count) \(count == 1 ? "company" : "companies")\(few)"]
    }
    write(ofData(table("the market", ["what", "holds"], rows)))
    return .finished
  }
}
