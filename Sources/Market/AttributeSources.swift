internal import Synchronization

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

/// The sources of a market's attribute values: one for each value, and asked for by whoever explains one of them. So those of a market
/// file are read then.
final class AttributeSources: Sendable {
  private enum State {
    case known([Market.AttributeSource])
    case written(TableReader, Counts)
  }

  /// How many of each a source may name.
  struct Counts {
    let attributes: Int
    let companies: Int
    let sources: Int
  }

  private let state: Mutex<State>

  init(_ all: [Market.AttributeSource]) { state = Mutex(.known(all)) }

  /// Those that come next in a market file, up to its end.
  init(_ reader: TableReader, _ counts: Counts) { state = Mutex(.written(reader, counts)) }

  /// All of them; none where the file has something else.
  var all: [Market.AttributeSource] { (try? checked()) ?? [] }

  /// All of them. Throws where the file has something else.
  func checked() throws(TableReader.Fault) -> [Market.AttributeSource] {
    try state.withLock { state throws(TableReader.Fault) in
      switch state {
      case .known(let all): return all
      case .written(var reader, let counts):
        let all = try reader.attributeSources(counts)
        guard reader.isAtEnd else { throw .damaged }
        state = .known(all)
        return all
      }
    }
  }
}

extension TableReader {
  /// Every number that is a place in something else is checked.
  fileprivate mutating func attributeSources(
    _ counts: AttributeSources.Counts
  ) throws(Fault) -> [Market.AttributeSource] {
    try array { reader throws(Fault) in
      Market.AttributeSource(
        attribute: Int(try reader.index(below: counts.attributes)),
        company: Int(try reader.index(below: counts.companies)), value: try reader.text(),
        source: Int(try reader.index(below: counts.sources)), from: try reader.day(), to: try reader.day())
    }
  }
}
