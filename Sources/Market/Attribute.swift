/// One attribute of all companies: a column of the company table, or a key of `attributes.csv`.
public struct Attribute: Sendable {
  /// The values, one entry a place. A key has one type.
  public enum Values: Sendable {
    /// Numbers; missing is NaN.
    case number([Double])
    /// Days; missing is nil.
    case day([Day?])
    /// Yes or no; missing is nil.
    case flag([Bool?])
    /// One text a place, dictionary-coded; missing is -1.
    case text(codes: [Int32], dictionary: TextDictionary)
    /// Any number of texts a place: for each text of the dictionary, the set of places that have it.
    case texts(members: [Bitmap], dictionary: TextDictionary)
  }

  /// The key as the data set spells it.
  public let name: String
  /// The values of all companies. A company's place is its number, except where the values are dated.
  public var values: Values { held.value }
  private let held: Later<Values>
  /// When the values hold; nil where every value holds on every day.
  let editions: Editions?

  /// An attribute whose values hold on every day.
  public init(name: String, values: Values) {
    self.init(name: name, values: values, editions: nil)
  }

  init(name: String, values: Values, editions: Editions?) {
    self.init(name: name, values: Later { values }, editions: editions)
  }

  init(name: String, values: Later<Values>, editions: Editions?) {
    self.name = name
    self.held = values
    self.editions = editions
  }

  /// Whether some values hold only from or to a day.
  public var isDated: Bool { editions != nil }

  /// The place of a company's value on a day: of that which holds at the day's end.
  public func place(of company: Int, on day: Day) -> Int {
    editions?.place(of: company, on: day) ?? company
  }
}

extension Attribute {
  /// The texts of a company on a day, the last one unless it is said: none, one, or several. Empty for an attribute that
  /// is not text.
  public func texts(of company: Int, on day: Day = .last) -> [String] {
    let place = place(of: company, on: day)
    switch values {
    case .number, .day, .flag: return []
    case .text(let codes, let dictionary): return codes[place] < 0 ? [] : [dictionary[codes[place]]]
    case .texts(let members, let dictionary):
      return members.indices.filter { members[$0][place] }.map { dictionary[Int32($0)] }
    }
  }

  /// The distinct texts and how many companies have each on a day, most first, then by text. Empty where it is not text.
  public func textCounts(on day: Day) -> [(text: String, count: Int)] {
    let places = places(on: day)
    let counted: [(text: String, count: Int)]
    switch values {
    case .number, .day, .flag: return []
    case .text(let codes, let dictionary):
      var counts = Array(repeating: 0, count: dictionary.count)
      for place in places where codes[place] >= 0 { counts[Int(codes[place])] += 1 }
      counted = zip(dictionary.texts, counts).map { (text: $0, count: $1) }
    case .texts(let members, let dictionary):
      // Where the values hold on every day a set's members are the companies.
      counted = zip(dictionary.texts, members).map { text, set in
        (text: text, count: isDated ? places.count { set[$0] } : set.memberCount)
      }
    }
    return counted.sorted { ($1.count, $0.text) < ($0.count, $1.text) }
  }

  /// Whether several companies have the same text on a day.
  public func hasSharedText(on day: Day) -> Bool {
    switch values {
    case .number, .day, .flag: return false
    case .text(let codes, let dictionary):
      var isHeld = Bitmap(count: dictionary.count)
      for place in places(on: day) where codes[place] >= 0 {
        if isHeld[Int(codes[place])] { return true }
        isHeld[Int(codes[place])] = true
      }
      return false
    case .texts(let members, _):
      if !isDated { return members.contains { $0.memberCount > 1 } }
      let places = places(on: day)
      return members.contains { set in places.count { set[$0] } > 1 }
    }
  }

  /// What the values are: `number`, `date`, `yes/no` or `text`.
  public var typeName: String {
    switch values {
    case .number: return "number"
    case .day: return "date"
    case .flag: return "yes/no"
    case .text, .texts: return "text"
    }
  }

  /// How many companies have a value on a day.
  public func knownCount(on day: Day) -> Int {
    let places = places(on: day)
    switch values {
    case .number(let numbers): return places.count { !numbers[$0].isNaN }
    case .day(let days): return places.count { days[$0] != nil }
    case .flag(let flags): return places.count { flags[$0] != nil }
    case .text(let codes, _): return places.count { codes[$0] >= 0 }
    case .texts(let members, _):
      guard var known = members.first else { return 0 }
      for set in members.dropFirst() { known.formUnion(set) }
      return places.count { known[$0] }
    }
  }

  /// The place of each company on a day.
  public func places(on day: Day) -> [Int] {
    let companies = (editions?.offsets.count ?? valueCount + 1) - 1
    return (0..<companies).map { place(of: $0, on: day) }
  }

  /// How many places have values, missing ones included.
  private var valueCount: Int {
    switch values {
    case .number(let numbers): return numbers.count
    case .day(let days): return days.count
    case .flag(let flags): return flags.count
    case .text(let codes, _): return codes.count
    case .texts(let members, _): return members.first?.count ?? 0
    }
  }
}
