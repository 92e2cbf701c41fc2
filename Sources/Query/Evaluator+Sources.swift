public import Language
public import Market

extension Evaluator {
  /// Where the figures of a question come from: each fact that was read, with its day, value and source.
  public mutating func sources(of query: BoundQuery) throws(Diagnostic) -> Answer {
    notes = query.notes
    let frame = try asked(by: query).frame
    var facts: [Fact] = []
    for column in query.columns { try collectFacts(of: column.expression, over: frame, into: &facts) }
    var seen: Set<Fact> = []
    let rows = facts.filter { seen.insert($0).inserted }
      .sorted { ($0.company, $0.day ?? .first, $0.name) < ($1.company, $1.day ?? .first, $1.name) }
    let columns = [
      Table.Column(name: "ticker", values: .texts(rows.map { market.tickers[$0.company] }), isKey: true),
      Table.Column(name: "fact", values: .texts(rows.map(\.name))),
      Table.Column(name: "day", values: .days(rows.map(\.day))),
      Table.Column(name: "value", values: .texts(rows.map(\.value))),
      Table.Column(name: "source", values: .texts(rows.map(\.source))),
    ]
    let unsourced = rows.count { $0.source == nil }
    if unsourced > 0 { note("the data set names no source for \(unsourced) of \(rows.count) facts") }
    let titles = query.columns.map(\.name).joined(separator: ", ")
    return Answer(table: Table(columns: columns, rowCount: rows.count), heading: ["sources of \(titles)"], notes: notes)
  }

  /// One figure of the data set.
  struct Fact: Hashable {
    let company: Int
    let name: String
    let day: Day?
    let value: String
    let source: String?
  }

  /// The facts that an expression reads for each cell.
  private mutating func collectFacts(
    of expression: BoundExpression, over frame: Frame, into facts: inout [Fact]
  ) throws(Diagnostic) {
    switch expression.kind {
    case .bar(let measure):
      for cell in 0..<frame.count { facts.append(contentsOf: barFacts(of: measure, cell, in: frame)) }
    case .attribute(let attribute), .hasText(let attribute, _):
      for cell in 0..<frame.count { facts.append(contentsOf: attributeFacts(of: attribute, cell, in: frame)) }
    case .within(let window, _), .fold(_, _, window: let window?):
      let inner = try windowed(frame, window)
      for operand in expression.operands { try collectFacts(of: operand, over: inner, into: &facts) }
    case .of(let set, let operand):
      // An index has no source of its own; one company has.
      guard case .company(let company) = set.members, let days = frame.groupDays.first else { return }
      var target = Frame(groupDays: frame.groupDays)
      target.append(company: company, days: frame.days.first ?? days, group: 0)
      try collectFacts(of: operand, over: target, into: &facts)
    default:
      for operand in expression.operands { try collectFacts(of: operand, over: frame, into: &facts) }
    }
  }

  /// The values of an attribute that hold for a cell, each with the day from which it does.
  private func attributeFacts(of attribute: Int, _ cell: Int, in frame: Frame) -> [Fact] {
    let (company, day) = (frame.companies[cell], frame.days[cell].membershipDay)
    return market.attributeSources.filter {
      $0.attribute == attribute && $0.company == company && $0.from <= day && day <= $0.to
    }.map {
      Fact(
        company: company, name: market.attributes[attribute].name, day: $0.from > .first ? $0.from : nil,
        value: $0.value, source: market.sources[$0.source])
    }
  }

  func barFacts(of measure: BarMeasure, _ cell: Int, in frame: Frame) -> [Fact] {
    let bars = market.bars
    let company = frame.companies[cell]
    let positions = positions(of: company, in: frame.days[cell])
    guard !positions.isEmpty else { return [] }
    if frame.days[cell].picked != nil { return pickedFacts(of: measure, cell, in: frame) }
    func fact(_ name: String, _ bar: Int, _ value: Double) -> Fact {
      Fact(
        company: company, name: name, day: bars.days[bar], value: plain(value),
        source: market.source(ofBar: bar, of: company))
    }
    func known(_ name: String, _ figures: Figures) -> [Fact] {
      let run = figures[company]
      return positions.filter { !run[$0].isNaN }.map { fact(name, $0, run[$0]) }
    }
    let (closes, previous) = (bars.close[company], bars.previous?[company])
    let chain = bars.chain(of: company)
    /// What chains two closes: the reference prices and changes that moved the scale between them.
    func chaining(from base: Int, to end: Int) -> [Fact] {
      (base + 1..<end + 1).compactMap { bar in
        let scale = chain.scale(from: bar - 1, to: bar)
        guard scale != 1 else { return nil }
        if let previous = previous?[bar], !previous.isNaN { return fact("previous", bar, previous) }
        let change = closes[bar] / closes[bar - 1] / scale - 1
        return change.isNaN ? nil : fact("change", bar, change)
      }
    }
    switch measure {
    case .open: return Array(known("open", bars.open).prefix(1))
    case .high: return known("high", bars.high)
    case .low: return known("low", bars.low)
    case .close, .unadjusted: return Array(known("close", bars.close).suffix(1))
    case .volume: return known("volume", bars.volume)
    case .previous: return Array((bars.previous.map { known("previous", $0) } ?? []).prefix(1))
    case .day: return []
    case .gain, .base:
      let measured = measurement(of: company, positions, in: frame.days[cell])
      guard let end = measured.endBar else { return [] }
      var facts: [Fact] = []
      if !closes[end].isNaN { facts.append(fact("close", end, closes[end])) }
      if let base = measured.baseBar {
        facts.append(fact("close", base, closes[base]))
        facts += chaining(from: base, to: end)
      } else if let first = positions.first, first < end, let previous = previous?[first], !previous.isNaN {
        // Measured from the reference price of the first day: an issue price.
        facts.append(fact("previous", first, previous))
        facts += chaining(from: first, to: end)
      } else if let previous = previous?[end], !previous.isNaN {
        facts.append(fact("previous", end, previous))
      } else if !measured.gain.isNaN {
        facts.append(fact("change", end, measured.gain))
      }
      return facts
    }
  }

  /// The facts behind days that lie apart: those of each day for itself, as its change has a base of its own.
  private func pickedFacts(of measure: BarMeasure, _ cell: Int, in frame: Frame) -> [Fact] {
    let days = tradingDays(of: frame.companies[cell], in: frame.days[cell])
    var seen: Set<Fact> = []
    let facts = days.flatMap { day in
      var single = Frame(groupDays: [Days(first: day, last: day)])
      single.append(company: frame.companies[cell], days: Days(first: day, last: day), group: 0)
      return barFacts(of: measure, 0, in: single)
    }.filter { seen.insert($0).inserted }
    switch measure {
    case .open, .previous: return Array(facts.prefix(1))
    case .close, .unadjusted: return Array(facts.suffix(1))
    case .base: return []
    case .high, .low, .volume, .day, .gain: return facts
    }
  }

  /// A figure as the data set would write it.
  private func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
  }
}
