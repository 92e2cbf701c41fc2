internal import Language
internal import Market
internal import Query

extension FrameGenerator {
  /// The day at whose end a dated attribute is asked.
  func membershipDay(_ stage: Stage, _ days: FrameWindow) -> String {
    let day = days.attributeDay ?? shifted(days.first, by: -1, stage)
    if let single = day.single { return "\((single ?? .last).figure)" }
    let text = bound(day, stage)
    // A window that begins who knows when asks for the first value; one without days for the last.
    return
      "CASE WHEN \(text) < \(Day.first.figure) THEN \(Day.first.figure) ELSE coalesce(\(text), \(Day.last.figure)) END"
  }

  /// The rows of an attribute, and whether they depend on the day.
  private func rows(of attribute: Int, _ stage: Stage, _ days: FrameWindow) -> (source: String, conditions: [String]) {
    let values = market.attributes[attribute]
    let company = stage.subject.company ?? "company"
    let renamed = company == "company" ? company : "company AS \(company)"
    let columns = [renamed, "text", "number", "day", "flag"] + (values.isDated ? ["valid_from", "valid_to"] : [])
    let source = nested(
      select(columns, from: "attributes", where: ["attribute = \(dialect.text(values.name))"]))
    guard values.isDated else { return (source, []) }
    let day = column(stage, membershipDay(stage, days), "as_of")
    return (source, ["valid_from <= \(day)", "valid_to >= \(day)"])
  }

  /// What a fold of an attribute's values that hold makes of each row.
  func attributeFold(
    _ attribute: Int, _ aggregate: String, _ hint: String, _ stage: Stage, _ days: FrameWindow
  ) -> String {
    guard let company = stage.subject.company else { return missing }
    let isDated = market.attributes[attribute].isDated
    let key =
      "attribute \(attribute) \(aggregate) \(isDated ? "\(days.first) \(String(describing: days.attributeDay))" : "")"
    if let known = stage.known[key] { return known }
    let (source, conditions) = rows(of: attribute, stage, days)
    settle(stage, conditions.joined(separator: " "))
    let name = fresh(hint)
    let keys = isDated ? stage.keys : [company]
    let relation = add(
      "attribute_values",
      select(
        keys + ["\(aggregate) AS \(name)"], from: isDated ? joined(stage.name, source, on: [company]) : source,
        where: conditions, groupBy: keys))
    attach(relation, [name], to: stage, on: keys)
    stage.known[key] = name
    return name
  }

  /// An attribute with one value a company.
  func attributeValue(_ attribute: Int, _ column: String, _ stage: Stage, _ days: FrameWindow) -> String {
    attributeFold(attribute, "max(\(column))", column == "day" ? "date" : column, stage, days)
  }

  func attributeFigure(_ attribute: Int, _ stage: Stage, _ days: FrameWindow) -> String {
    let values = market.attributes[attribute]
    switch values.values {
    case .number: return attributeValue(attribute, "number", stage, days)
    case .day: return attributeValue(attribute, "day", stage, days)
    case .flag:
      if stage.subject.company == nil { return unknown }
      return "(\(attributeValue(attribute, "flag", stage, days)) = 1)"
    case .text, .texts: return attributeFold(attribute, dialect.listed("text"), "text", stage, days)
    }
  }

  /// A condition that is not known.
  var unknown: String { "(\(missing) = 1)" }

  /// Whether each row's company has one of some texts.
  func hasText(_ attribute: Int, _ codes: [Int32], _ stage: Stage, _ days: FrameWindow) -> String {
    guard stage.subject.company != nil else { return unknown }
    let dictionary: TextDictionary
    switch market.attributes[attribute].values {
    case .text(_, let texts), .texts(_, let texts): dictionary = texts
    default: return unknown
    }
    let texts = codes.map { dialect.text(dictionary[$0]) }.joined(separator: ", ")
    let matching = texts.isEmpty ? "0" : "CASE WHEN text IN (\(texts)) THEN 1 ELSE 0 END"
    return "(\(attributeFold(attribute, "max(\(matching))", "has_text", stage, days)) = 1)"
  }

  /// The kind of column that holds an attribute's values, and what stands for none in a key.
  func keyColumn(_ attribute: Int) -> (column: String, none: String) {
    switch market.attributes[attribute].values {
    case .number: return ("number", "-1e300")
    case .day: return ("day", "0")
    case .flag: return ("flag", "-1")
    case .text, .texts: return ("text", "''")
    }
  }

  /// A relation of the stage's keys, and each value of an attribute that a row has, none being a value too.
  func labels(
    of attribute: Int, named name: String, _ stage: Stage, _ days: FrameWindow, with others: [String] = []
  ) -> String {
    let (column, none) = keyColumn(attribute)
    let (source, conditions) = rows(of: attribute, stage, days)
    settle(stage, conditions.joined(separator: " "))
    let company = stage.subject.company ?? "company"
    let held: String
    if market.attributes[attribute].isDated {
      held = add(
        "held_values",
        select(
          stage.keys + ["\(column) AS \(name)_value"], from: joined(stage.name, source, on: [company]),
          where: conditions + ["\(column) IS NOT NULL"]))
    } else {
      held = nested("SELECT \(company), \(column) AS \(name)_value FROM \(source) WHERE \(column) IS NOT NULL")
    }
    let on = market.attributes[attribute].isDated ? stage.keys : [company]
    let own = stage.keys + others.filter { !stage.keys.contains($0) }
    return add(
      "labels",
      select(
        own + ["coalesce(\(name)_value, \(none)) AS \(name)"],
        from: joined(nested(select(Array(Set(own + on)).sorted(), from: stage.name)), held, on: on, keepsLeft: true)))
  }
}
