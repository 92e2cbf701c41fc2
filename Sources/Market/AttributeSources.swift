extension Market {
  /// The source of one attribute value of one company.
  public struct AttributeSource: Sendable, Hashable {
    /// The attribute's number in `attributes`.
    public let attribute: Int
    /// The company's number.
    public let company: Int
    /// The value as the data set spells it.
    public let value: String
    /// The number of the source in the market's `sources`.
    public let source: Int
    /// The first day on which the company has the value.
    public let from: Day
    /// The last day on which the company has the value.
    public let to: Day

    /// The source of one attribute value.
    public init(
      attribute: Int, company: Int, value: String, source: Int, from: Day = .first, to: Day = .last
    ) {
      self.attribute = attribute
      self.company = company
      self.value = value
      self.source = source
      self.from = from
      self.to = to
    }
  }
}

extension TableReader {
  /// The sources of the values of so many attributes and companies. Every number that is a place in something else is checked.
  mutating func attributeSources(
    attributes: Int, companies: Int, sources: Int
  ) throws(Fault) -> [Market.AttributeSource] {
    try array { reader throws(Fault) in
      Market.AttributeSource(
        attribute: Int(try reader.index(below: attributes)), company: Int(try reader.index(below: companies)),
        value: try reader.text(), source: Int(try reader.index(below: sources)), from: try reader.day(),
        to: try reader.day())
    }
  }
}
