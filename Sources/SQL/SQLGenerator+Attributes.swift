internal import Language
internal import Market
internal import Query

extension SQLGenerator {
  /// The rows of an attribute that hold before a window.
  private func rows(
    of attribute: Int, _ days: ExchangeDays, _ range: SourceRange
  ) throws(Diagnostic) -> [String] {
    let values = market.attributes[attribute]
    let name = "attribute = \(dialect.text(values.name))"
    guard values.isDated else { return [name] }
    guard let day = days.windows.values.first?.membershipDay,
      days.windows.values.allSatisfy({ $0.membershipDay == day }), !days.beginsAtFirstBar
    else { throw refusal("a dated attribute before windows that differ", range) }
    return [name, "valid_from <= \(day.figure)", "valid_to >= \(day.figure)"]
  }

  /// An attribute's value for each company.
  mutating func attributeFigure(
    _ attribute: Int, _ scope: Scope, _ expression: BoundExpression
  ) throws(Diagnostic) -> String {
    if scope.place != .company { throw refusal("an attribute in a fold", expression.range) }
    let column: String
    switch market.attributes[attribute].values {
    case .number: column = "number"
    case .day: column = "day"
    case .flag: column = "flag"
    case .text: column = "text"
    case .texts: throw refusal("an attribute of several texts as a column", expression.range)
    }
    if market.attributes[attribute].name == "ticker" { return "ticker" }
    let conditions = try rows(of: attribute, scope.days, expression.range)
    let name = joined(column, conditions)
    return column == "flag" ? "(\(name) = 1)" : name
  }

  private mutating func joined(_ column: String, _ conditions: [String]) -> String {
    let key = conditions.joined(separator: " AND ")
    if let known = attributes.first(where: { $0.key == key }) { return known.name }
    let name = "a\(attributes.count)"
    let selection = Relation.Selection(
      columns: [("company", "company"), (column, name)], from: .table("attributes"), conditions: conditions)
    attributes.append((.selection(selection), name, key))
    return name
  }

  /// Whether a company has one of some texts; missing where it has none at all.
  mutating func hasText(
    _ attribute: Int, _ codes: [Int32], _ scope: Scope, _ expression: BoundExpression
  ) throws(Diagnostic) -> String {
    if scope.place != .company { throw refusal("an attribute in a fold", expression.range) }
    let dictionary: TextDictionary
    switch market.attributes[attribute].values {
    case .text(_, let texts), .texts(_, let texts): dictionary = texts
    default: throw refusal("a text of what is none", expression.range)
    }
    let texts = codes.map { dialect.text(dictionary[$0]) }.joined(separator: ", ")
    let conditions = try rows(of: attribute, scope.days, expression.range)
    let key = conditions.joined(separator: " AND ") + " has " + texts
    if let known = attributes.first(where: { $0.key == key }) { return "(\(known.name) = 1)" }
    let name = "a\(attributes.count)"
    let matching = texts.isEmpty ? "0" : "CASE WHEN text IN (\(texts)) THEN 1 ELSE 0 END"
    let selection = Relation.Selection(
      columns: [("company", "company"), ("max(\(matching))", name)], from: .table("attributes"),
      conditions: conditions, keys: ["company"])
    attributes.append((.selection(selection), name, key))
    return "(\(name) = 1)"
  }

  /// The column of a key of `by`: a company with several values has a row for each.
  mutating func keyColumn(
    _ attribute: Int, _ number: Int, _ days: ExchangeDays, _ range: SourceRange
  ) throws(Diagnostic) -> String {
    let column: String
    switch market.attributes[attribute].values {
    case .number: column = "number"
    case .day: column = "day"
    case .flag: column = "flag"
    case .text, .texts: column = "text"
    }
    let conditions = try rows(of: attribute, days, range)
    let selection = Relation.Selection(
      columns: [("company", "company"), (column, "k\(number)")], from: .table("attributes"), conditions: conditions)
    attributes.append((.selection(selection), "k\(number)", "key \(number)"))
    return "k\(number)"
  }
}
