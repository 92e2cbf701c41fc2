/// One file of a data set: what it is called in messages, and its bytes.
public struct DataFile: Sendable {
  /// The files that a data set may have, by the last component of their path.
  public enum Kind: String, Sendable, CaseIterable {
    /// One row a ticker; any column is an attribute.
    case companies = "companies.csv"
    /// One row a value of an attribute.
    case attributes = "attributes.csv"
    /// One row a ticker and day.
    case prices = "prices.csv"
    /// One row an event.
    case events = "events.csv"
    /// One row a trading day.
    case calendar = "calendar.csv"
    /// Statements in Marq itself.
    case script = "market.marq"
  }

  /// What messages call the file: its path.
  public let name: String
  /// What the file holds; nil where its name says nothing.
  public let kind: Kind?
  /// The file as it is.
  public let bytes: Column<UInt8>

  /// A file; what it holds follows from the last component of `name` where `kind` does not say so.
  public init(name: String, bytes: [UInt8], kind: Kind? = nil) {
    self.init(name: name, bytes: Column(bytes), kind: kind)
  }

  init(name: String, bytes: Column<UInt8>, kind: Kind?) {
    self.name = name
    self.bytes = bytes
    self.kind = kind ?? Kind(rawValue: DataFile.lastComponent(of: name))
  }

  /// What follows the last slash that has something behind it: `prices.csv` of `a/prices.csv`, `a` of `a/`.
  static func lastComponent(of path: String) -> String {
    path.split(separator: "/").last.map { String($0) } ?? path
  }
}

/// The files of a data set, as they are read from a folder or made in memory.
public struct DataSet: Sendable {
  /// What the data set is called where its script gives it no title.
  public let name: String
  /// The files, in any order.
  public let files: [DataFile]

  /// A data set from its files.
  public init(name: String, files: [DataFile]) {
    self.name = name
    self.files = files
  }

  /// The file of one kind, or nil where the data set has none.
  ///
  /// Throws where it has two.
  func file(_ kind: DataFile.Kind) throws(DataError) -> DataFile? {
    let found = files.filter { $0.kind == kind }
    if found.count > 1 { throw DataError(.repeatedFile(kind.rawValue), file: found[1].name) }
    return found.first
  }
}
