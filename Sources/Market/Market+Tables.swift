// Everything of a market but its bars, as the section `tables` of a market file. The order of the fields is the format:
// a change of it is a new version.
extension Market {
  /// The tables as bytes, with what the file's script is to be.
  func tables(script: [UInt8]) -> [UInt8] {
    var writer = TableWriter()
    writer.put(name)
    writer.put(script) { $0.put($1) }
    writer.put(tickers) { $0.put($1) }
    writer.put(exchanges) { $0.put(Int32($1)) }
    writer.put(calendar.exchanges) { $0.put($1) }
    writer.put(calendar.tradingDays) { $0.put($1) { $0.put($1) } }
    writer.put(events) {
      $0.put($1.name)
      $0.put($1.day)
      $0.put($1.title)
      $0.put($1.source)
    }
    writer.put(Array(sources)) { $0.put($1) }
    writer.put(attributes) { $0.put($1) }
    writer.put(attributeSources) {
      $0.put(Int32($1.attribute))
      $0.put(Int32($1.company))
      $0.put($1.value)
      $0.put(Int32($1.source))
      $0.put($1.from)
      $0.put($1.to)
    }
    return writer.bytes
  }

  /// A market from its tables and bars. Every number that is a place in something else is checked.
  ///
  /// Of tables that are part of the program, which were looked at when it was built, attributes are read when they are asked for.
  convenience init(tables reader: inout TableReader, bars: Bars, file: OpenMarketFile?) throws(TableReader.Fault) {
    let isCertain = file == nil
    let companyCount = bars.offsets.count - 1
    let name = try reader.text()
    let script = try reader.numbers(UInt8.self)
    let tickers = try reader.array { reader throws(TableReader.Fault) in try reader.text() }
    let exchanges = try reader.array { reader throws(TableReader.Fault) in try reader.index(below: .max) }
    let names = try reader.array { reader throws(TableReader.Fault) in try reader.text() }
    let days = try reader.array { reader throws(TableReader.Fault) in try reader.days() }
    // As they were when they were written.
    guard let calendar = Calendar(exchanges: names, tradingDays: days), tickers.count == companyCount,
      exchanges.count == companyCount, exchanges.allSatisfy({ Int($0) < names.count }),
      zip(tickers, tickers.dropFirst()).allSatisfy(<)
    else { throw .damaged }
    let events = try reader.array { reader throws(TableReader.Fault) in
      Event(name: try reader.text(), day: try reader.day(), title: try reader.text(), source: try reader.text())
    }
    let sources = try reader.texts()
    let attributes = try reader.array { reader throws(TableReader.Fault) in
      try reader.attribute(companyCount: companyCount, isCertain: isCertain)
    }
    guard attributes.first?.name == "ticker" || companyCount == 0 else { throw .damaged }
    let attributeSources = try Later(isCertain: isCertain, or: []) {
      [reader] () throws(TableReader.Fault) -> [AttributeSource] in
      var reader = reader
      let all = try reader.attributeSources(
        attributes: attributes.count, companies: companyCount, sources: sources.count)
      guard reader.isAtEnd else { throw .damaged }
      return all
    }
    // A company's bars lie between the first and the last day of its exchange.
    for company in bars.spans.indices {
      guard let span = bars.span(of: company) else { continue }
      let days = days[Int(exchanges[company])]
      guard let first = days.first, let last = days.last, first <= span.first, span.first <= span.last,
        span.last <= last
      else { throw .damaged }
    }
    self.init(
      name: name, tickers: tickers, attributes: attributes, exchanges: exchanges.map { Int($0) }, calendar: calendar,
      bars: bars, events: events, sources: sources, attributeSources: attributeSources, script: script, file: file)
  }
}

extension TableWriter {
  fileprivate mutating func put(_ attribute: Attribute) {
    put(attribute.name)
    put(attribute.editions == nil ? UInt8(0) : 1)
    if let editions = attribute.editions {
      put(editions.offsets) { $0.put(Int32($1)) }
      put(editions.starts) { $0.put($1) }
    }
    switch attribute.values {
    case .number(let values):
      put(UInt8(0))
      put(values) { $0.put($1) }
    case .day(let values):
      put(UInt8(1))
      put(values) { $0.put($1?.number ?? .min) }
    case .flag(let values):
      put(UInt8(2))
      put(values) { $0.put($1.map { $0 ? UInt8(1) : 0 } ?? 2) }
    case .text(let codes, let dictionary):
      put(UInt8(3))
      put(dictionary.texts) { $0.put($1) }
      put(codes) { $0.put($1) }
    case .texts(let members, let dictionary):
      put(UInt8(4))
      put(dictionary.texts) { $0.put($1) }
      put(members) { $0.put($1.words) { $0.put($1) } }
    }
  }
}

extension TableReader {
  fileprivate mutating func attribute(companyCount: Int, isCertain: Bool) throws(Fault) -> Attribute {
    let name = try text()
    let editions = try number(UInt8.self) == 0 ? nil : try editions(companyCount: companyCount)
    let count = editions?.count ?? companyCount
    let values = try Later(isCertain: isCertain, or: .number(Array(repeating: .nan, count: count))) {
      [self] () throws(Fault) -> Attribute.Values in
      var reader = self
      return try reader.values(count: count)
    }
    try skipValues()
    return Attribute(name: name, values: values, editions: editions)
  }

  private mutating func editions(companyCount: Int) throws(Fault) -> Editions {
    let offsets = try numbers(Int32.self).map { Int($0) }
    let starts = try days()
    guard offsets.count == companyCount + 1, let editions = Editions(offsets: offsets, starts: starts) else {
      throw .damaged
    }
    return editions
  }

  private mutating func values(count: Int) throws(Fault) -> Attribute.Values {
    func checked<Value>(_ values: [Value]) throws(Fault) -> [Value] {
      guard values.count == count else { throw .damaged }
      return values
    }
    switch try number(UInt8.self) {
    case 0: return .number(try checked(try numbers(UInt64.self).map { Double(bitPattern: $0) }))
    case 1:
      let values = try numbers(Int32.self).map { $0 == .min ? nil : Day(number: $0) }
      guard values.allSatisfy({ $0.map { $0 >= .first && $0 <= .last } ?? true }) else { throw .damaged }
      return .day(try checked(values))
    case 2:
      let values = try numbers(UInt8.self)
      return .flag(try checked(values.map { $0 > 1 ? nil : $0 == 1 }))
    case 3:
      let dictionary = try dictionary()
      let codes = try numbers(Int32.self)
      guard codes.allSatisfy({ $0 >= -1 && $0 < dictionary.count }) else { throw .damaged }
      return .text(codes: try checked(codes), dictionary: dictionary)
    case 4:
      let dictionary = try dictionary()
      let members = try array { reader throws(Fault) -> Bitmap in
        guard let set = Bitmap(count: count, words: try reader.numbers(UInt64.self)) else { throw .damaged }
        return set
      }
      guard members.count == dictionary.count else { throw .damaged }
      return .texts(members: members, dictionary: dictionary)
    default: throw .damaged
    }
  }

  /// Goes to what stands behind an attribute's values.
  private mutating func skipValues() throws(Fault) {
    switch try number(UInt8.self) {
    case 0: try skipNumbers(UInt64.self)
    case 1: try skipNumbers(Int32.self)
    case 2: try skipNumbers(UInt8.self)
    case 3:
      _ = try texts()
      try skipNumbers(Int32.self)
    case 4:
      _ = try texts()
      for _ in 0..<(try count()) { try skipNumbers(UInt64.self) }
    default: throw .damaged
    }
  }

  private mutating func dictionary() throws(Fault) -> TextDictionary {
    TextDictionary(distinct: try texts())
  }
}
