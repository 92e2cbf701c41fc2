internal import Language
internal import Market

// What a heading says of the day on which attributes are asked.
extension Evaluator {
  /// The days of dated attributes, and the undated ones whose values of today stand for the past.
  mutating func membershipPhrases(of query: BoundQuery, over asked: Asked) throws(Diagnostic) -> [String] {
    var dated: [(days: String, names: [String])] = []
    var undated: Set<String> = []
    for (attribute, places) in AttributeUse(query).places.enumerated() where !places.isEmpty {
      let values = market.attributes[attribute]
      guard values.isDated else {
        guard canChange(values) else { continue }
        for place in places where place.decides || values.name == "shares" {
          if try begins(place, in: asked, before: longAgo) { undated.insert(values.name) }
        }
        continue
      }
      let days = try membershipDays(of: places, query, asked)
      if let phrase = dated.firstIndex(where: { $0.days == days }) {
        dated[phrase].names.append(values.name)
      } else {
        dated.append((days, [values.name]))
      }
    }
    var phrases = dated.map { "\($0.names.joined(separator: ", ")) as of \($0.days)" }
    if !undated.isEmpty { phrases.append("today's \(undated.sorted().joined(separator: ", "))") }
    return phrases
  }

  /// Indices are reviewed each quarter: what began less than a quarter ago had today's members, or nearly so.
  private var longAgo: Day {
    CalendarUnit.quarter.before(today, count: 1)
  }

  /// Whether the days for which an attribute is asked begin before a day, for any company with bars.
  private mutating func begins(
    _ place: AttributeUse.Place, in asked: Asked, before day: Day
  ) throws(Diagnostic) -> Bool {
    let frame = try place.window.map { window throws(Diagnostic) in try windowed(asked.whole, window) } ?? asked.whole
    guard frame.days.held.contains(where: { $0.first < day }) else { return false }
    // Days before the first bar ask nothing.
    if let facts = facts(of: frame) { return facts.contains { $0.firstDay.map { $0 < day } ?? false } }
    return try bars(of: frame).contains { bars in bars.first.map { market.bars.days[$0] < day } ?? false }
  }

  /// Whether a company can come to have another value: a name, a country and the like stay what they are.
  private func canChange(_ attribute: Attribute) -> Bool {
    if ["ticker", "name", "exchange", "currency", "kind", "country"].contains(attribute.name) { return false }
    switch attribute.values {
    case .day: return false
    case .number, .flag: return true
    // A text that tells each company from all others is a name.
    case .text, .texts: return attribute.hasSharedText(on: today)
    }
  }

  /// The days on which a dated attribute is asked, in words.
  private mutating func membershipDays(
    of places: [AttributeUse.Place], _ query: BoundQuery, _ asked: Asked
  ) throws(Diagnostic) -> String {
    let askedFor = Set(places.map { AttributeUse.Place(window: $0.window, isDaily: $0.isDaily) })
    guard askedFor.count == 1, let place = askedFor.first else { return "the day before each window or day" }
    if place.isDaily { return "the day before each day" }
    let frame = try place.window.map { window throws(Diagnostic) in try windowed(asked.whole, window) } ?? asked.whole
    if let period = query.period, period.nameCount == nil, place.window == nil {
      return "the day before each \(period.rawValue)"
    }
    let days = Set(frame.days.held.map(\.membershipDay))
    guard days.count <= 1 else { return "the day before each company's window" }
    return days.first.map { $0 > .first ? "\($0)" : "the first day" } ?? "the day before the window"
  }
}

/// Which attributes a question reads, and for which days.
struct AttributeUse {
  /// One way in which an attribute is read.
  struct Place: Hashable {
    /// The window in brackets around it; nil where it is asked for the question's own.
    var window: BoundWindow?
    /// Whether it is asked anew for each single day.
    var isDaily = false
    /// Whether it decides which companies are meant, or to which group they belong.
    var decides = false
  }

  /// The ways in which each attribute is read, by its number, each way once.
  private(set) var places: [[Place]] = []

  init(_ query: BoundQuery) {
    for key in query.keys + (query.top?.key).list { add(key, Place(decides: true)) }
    if let condition = query.condition { visit(condition, Place(decides: true)) }
    for column in query.columns { visit(column.expression, Place()) }
    for key in query.sort { visit(key.expression, Place()) }
    if let days = query.window.days { visit(days, Place(isDaily: true)) }
  }

  private mutating func add(_ attribute: Int, _ place: Place) {
    while places.count <= attribute { places.append([]) }
    if !places[attribute].contains(place) { places[attribute].append(place) }
  }

  private mutating func visit(_ expression: BoundExpression, _ place: Place) {
    var inner = place
    switch expression.kind {
    case .attribute(let attribute):
      if expression.type == .flag { inner.decides = true }
      add(attribute, inner)
    case .hasText(let attribute, _):
      inner.decides = true
      add(attribute, inner)
    case .aggregate(_, let operands, let condition, let keys):
      for key in keys { add(key, Place(window: place.window, isDaily: place.isDaily, decides: true)) }
      for operand in operands { visit(operand, place) }
      inner.decides = true
      if let condition { visit(condition, inner) }
      return
    case .within(let window, _): if inner.window == nil { inner.window = window }
    case .fold(_, _, let window):
      if inner.window == nil { inner.window = window }
      inner.isDaily = true
    case .of(let set, _):
      inner.isDaily = true
      inner.decides = true
      if case .condition(let condition?, _) = set.members { visit(condition, inner) }
      if let weight = set.weight { visit(weight, Place(window: place.window, isDaily: true)) }
      inner = place
    default: break
    }
    for operand in expression.operands { visit(operand, inner) }
  }
}
