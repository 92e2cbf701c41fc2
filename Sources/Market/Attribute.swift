/// One attribute of all companies: a column of the company table, or a key of `attributes.csv`.
public struct Attribute: Sendable {
  /// The values, one entry a company in the market's order. A key has one type.
  public enum Values: Sendable {
    /// Numbers; missing is NaN.
    case number([Double])
    /// Days; missing is nil.
    case day([Day?])
    /// Yes or no; missing is nil.
    case flag([Bool?])
    /// One text a company, dictionary-coded; missing is -1.
    case text(codes: [Int32], dictionary: TextDictionary)
    /// Any number of texts a company: for each text of the dictionary, the set of companies that have it.
    case texts(members: [Bitmap], dictionary: TextDictionary)
  }

  /// The key as the data set spells it.
  public let name: String
  /// The values of all companies.
  public let values: Values

  /// An attribute with its values.
  public init(name: String, values: Values) {
    self.name = name
    self.values = values
  }
}

extension Attribute {
  /// The texts of the company at `index`: none, one, or several. Empty for an attribute that is not text.
  public func texts(of index: Int) -> [String] {
    switch values {
    case .number, .day, .flag: return []
    case .text(let codes, let dictionary): return codes[index] < 0 ? [] : [dictionary[codes[index]]]
    case .texts(let members, let dictionary):
      return members.indices.filter { members[$0][index] }.map { dictionary[Int32($0)] }
    }
  }

  /// The distinct texts and how many companies have each, most first, then by text. Empty where it is not text.
  public var textCounts: [(text: String, count: Int)] {
    let counted: [(text: String, count: Int)]
    switch values {
    case .number, .day, .flag: return []
    case .text(let codes, let dictionary):
      var counts = Array(repeating: 0, count: dictionary.count)
      for code in codes where code >= 0 { counts[Int(code)] += 1 }
      counted = zip(dictionary.texts, counts).map { (text: $0, count: $1) }
    case .texts(let members, let dictionary):
      counted = zip(dictionary.texts, members).map { (text: $0, count: $1.memberCount) }
    }
    return counted.sorted { ($1.count, $0.text) < ($0.count, $1.text) }
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

  /// How many companies have a value.
  public var knownCount: Int {
    switch values {
    case .number(let numbers): return numbers.count { !$0.isNaN }
    case .day(let days): return days.count { $0 != nil }
    case .flag(let flags): return flags.count { $0 != nil }
    case .text(let codes, _): return codes.count { $0 >= 0 }
    case .texts(let members, _):
      guard var known = members.first else { return 0 }
      for set in members.dropFirst() { known.formUnion(set) }
      return known.memberCount
    }
  }
}
