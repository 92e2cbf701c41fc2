/// Something that happened on a day, which a query may name: `after h20_ban`.
public struct Event: Sendable, Hashable {
  /// The name that queries use, one word.
  public let name: String
  /// The day it happened; it need not be a trading day.
  public let day: Day
  /// What happened, in a sentence.
  public let title: String
  /// Where it was reported; empty where the data set does not say.
  public let source: String

  /// An event.
  public init(name: String, day: Day, title: String, source: String) {
    self.name = name
    self.day = day
    self.title = title
    self.source = source
  }
}
