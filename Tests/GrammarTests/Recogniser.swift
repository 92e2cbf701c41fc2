/// Says whether a row of symbols can be derived from a production: a second reading of the language, which shares
/// nothing with the parser but the tokens.
///
/// Finds for a node and a place all places where the node can end, and remembers them. The grammar must not be left
/// recursive; a node that is asked for while it is being looked for has no end.
struct Recogniser<Row: SymbolRow> {
  /// Where a node can end, and which slots of the question the clauses in it have taken.
  struct Ending: Hashable {
    let place: Int
    var slots: Set<Slot> = []
  }

  private let grammar: Grammar
  private let row: Row
  private var known: [Set<Ending>?]

  init(_ row: Row, in grammar: Grammar = .marq) {
    self.grammar = grammar
    self.row = row
    known = Array(repeating: nil, count: grammar.nodes.count * (row.count + 1))
  }

  /// Whether the whole row is one of the production's.
  static func accepts(_ row: Row, as production: String, in grammar: Grammar = .marq) -> Bool {
    guard let node = grammar.productions[production] else { return false }
    return accepts(row, asNode: node, in: grammar)
  }

  /// Whether the whole row is one of the node's.
  static func accepts(_ row: Row, asNode node: Int, in grammar: Grammar = .marq) -> Bool {
    var recogniser = Recogniser(row, in: grammar)
    return recogniser.endings(of: node, at: 0).contains { $0.place == row.count }
  }

  private mutating func endings(of node: Int, at start: Int) -> Set<Ending> {
    let key = node * (row.count + 1) + start
    if let found = known[key] { return found }
    known[key] = []
    let found = findEndings(of: node, at: start)
    known[key] = found
    return found
  }

  private mutating func findEndings(of node: Int, at start: Int) -> Set<Ending> {
    switch grammar.nodes[node] {
    case .terminal(let text): return single(row.end(of: text, at: start))
    case .special(let special): return single(row.end(of: special, at: start))
    case .name(let name): return endings(of: name, at: start)
    case .sequence(let parts):
      return parts.reduce([Ending(place: start)]) { endings, part in step(from: endings, over: part) }
    case .choice(let parts):
      return parts.reduce(into: []) { $0.formUnion(endings(of: $1, at: start)) }
    case .optional(let part): return endings(of: part, at: start).union([Ending(place: start)])
    case .repetition(let part):
      var all: Set<Ending> = [Ending(place: start)]
      var new = all
      while !new.isEmpty {
        new = step(from: new, over: part).subtracting(all)
        all.formUnion(new)
      }
      return all
    case .exception(let part, let without):
      let excluded = Set(endings(of: without, at: start).map(\.place))
      return endings(of: part, at: start).filter { !excluded.contains($0.place) }
    }
  }

  private func single(_ end: Int?) -> Set<Ending> { end.map { [Ending(place: $0)] } ?? [] }

  /// What follows on some endings, where no slot is taken twice.
  private mutating func step(from endings: Set<Ending>, over part: Int) -> Set<Ending> {
    var result: Set<Ending> = []
    for ending in endings {
      for next in self.endings(of: part, at: ending.place) where next.slots.isDisjoint(with: ending.slots) {
        result.insert(Ending(place: next.place, slots: ending.slots.union(next.slots)))
      }
    }
    return result
  }

  /// A production's endings. Slots are taken by a clause, and are nobody's business outside its question.
  private mutating func endings(of name: String, at start: Int) -> Set<Ending> {
    if row.hasSymbols(named: name) { return single(row.end(named: name, at: start)) }
    guard let production = grammar.productions[name] else { return [] }
    let found = endings(of: production, at: start)
    return Set(
      found.map { ending in
        Ending(place: ending.place, slots: name == "clause" ? row.slots(ofClause: start, ending.place) : [])
      })
  }
}
