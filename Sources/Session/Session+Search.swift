internal import Language
internal import Market
internal import Query

// What `?dro` finds: everything that has a name, by parts of it, misspellings, or what is said of it.
extension Session {
  /// Something that help can be asked of.
  struct Topic {
    let name: String
    /// What it is, in a word or two.
    let kind: String
    /// What is said of it, in a line.
    let summary: String

    /// Whether what is said of it begins with how it is written.
    var isForm: Bool { kind == "clause" || kind == "statement" }
  }

  /// Shows what is called so, or what comes nearest.
  func search(_ words: [NameSyntax], in source: Source) -> Outcome {
    guard let first = words.first else { return help(nil, in: source) }
    let text = words.map(\.text).joined(separator: " ")
    let found = topics(like: text)
    let isOne = found.count == 1 || found.first?.name == text
    if isOne, let topic = found.first { return help(NameSyntax(topic.name, at: first.range), in: source) }
    guard !found.isEmpty else {
      let names = topics.map(\.name)
      return refuse(
        [Diagnostic(.unknownSubject(text, nearest: nearest(to: text, among: names)), at: first.range)], in: source)
    }
    write(
      table(
        "search for \(text)", ["name", "kind", "what"],
        found.prefix(Session.foundLimit).map { [$0.name, $0.kind, $0.summary] }))
    return .finished
  }

  /// How many topics a reader looks through.
  private static let foundLimit = 15

  /// The topics that a text may mean, the likeliest first.
  ///
  /// A name comes before what is said of a name, the whole of it before its beginning, that before a part, and a slip
  /// of the fingers last. O(topics).
  func topics(like text: String) -> [Topic] {
    let wanted = text.lowercased()
    let slips = Set(nearest(to: text, among: topics.map(\.name)))
    let ranked = topics.compactMap { topic -> (rank: Int, topic: Topic)? in
      let (name, summary) = (topic.name.lowercased(), topic.summary.lowercased())
      let rank: Int
      if name == wanted {
        rank = 0
      } else if name.hasPrefix(wanted) {
        rank = 1
      } else if name.contains(wanted) {
        rank = 2
      } else if slips.contains(topic.name) {
        rank = 3
      } else if Session.has(topic.isForm ? summary.split(separator: ": ").last ?? "" : summary[...], wordsLike: wanted)
      {
        rank = 4
      } else if wanted.count >= 3, Session.isSubsequence(wanted, of: name) {
        rank = 5
      } else {
        return nil
      }
      return (rank, topic)
    }
    return ranked.sorted {
      ($0.rank, $0.topic.name.count, $0.topic.name) < ($1.rank, $1.topic.name.count, $1.topic.name)
    }
    .map(\.topic)
  }

  /// Everything with a name that help is there for. What is shown first where names are alike stands first.
  var topics: [Topic] {
    var topics = definitions.own.values.map { Topic(name: $0.name, kind: "your own", summary: $0.text) }
    topics += definitions.measures.map {
      Topic(name: $0.name, kind: "measure", summary: $0.documentation.first ?? $0.text)
    }
    topics += BarMeasure.allCases.map { Topic(name: $0.rawValue, kind: "measure", summary: $0.summary) }
    topics += Aggregate.allCases.map { Topic(name: $0.rawValue, kind: "fold over companies", summary: $0.summary) }
    topics += DayFold.allCases.map { Topic(name: $0.rawValue, kind: "fold over days", summary: $0.summary) }
    topics += ScalarFunction.allCases.map { Topic(name: $0.rawValue, kind: "function", summary: $0.summary) }
    topics += Session.clauseHelp.map { name, text in
      // The sentence ends where the example begins.
      let sentence = text.firstRange(of: ". ").map { String(text[..<$0.lowerBound]) } ?? text
      return Topic(name: name, kind: StatementWord(rawValue: name) == nil ? "clause" : "statement", summary: sentence)
    }
    topics += market.attributes.map {
      Topic(name: $0.name, kind: "attribute", summary: "\($0.typeName), for companies: \(knownCount(of: $0))")
    }
    topics += market.events.map { Topic(name: $0.name, kind: "event", summary: "\($0.day), \($0.title)") }
    topics += ErrorPage.all.map { Topic(name: $0.identifier, kind: "error", summary: $0.title) }
    var seen: Set<String> = []
    return topics.filter { seen.insert($0.name).inserted }.sorted { $0.name < $1.name }
  }

  /// Whether a sentence has, for each word that is looked for, a word that begins so.
  private static func has(_ sentence: Substring, wordsLike wanted: String) -> Bool {
    let words: [Substring] = sentence.split { !$0.isLetter && !$0.isNumber }
    let parts: [Substring] = wanted.split(separator: " " as Character).filter { $0.count >= 3 }
    return !parts.isEmpty && parts.allSatisfy { part in words.contains { $0.hasPrefix(part) } }
  }

  /// Whether the letters of a text are all in another, in their order: `vlt` is in `volatility`.
  private static func isSubsequence(_ text: String, of name: String) -> Bool {
    var rest = text[...]
    for letter in name where letter == rest.first { rest = rest.dropFirst() }
    return rest.isEmpty && text.first == name.first
  }
}
