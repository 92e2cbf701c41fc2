internal import Language
internal import Market

/// Companies in successive periods, with their windows and groups: what a group stream reads, whatever it is asked for.
struct StreamLayout: Sendable {
  /// What tells layouts of one frame apart.
  struct Name: Hashable {
    let period: PeriodWord
    /// The attributes that make the groups.
    let keys: [Int]
    /// Whether a company stands once for each of its groups, since it is asked for that.
    let asksOwnGroup: Bool
  }

  /// The numbers of the periods, ascending, and their days.
  let numbers: [Int]
  let periods: [Days]
  /// The values of the keys of each group.
  let labels: [[GroupLabel]]
  let members: [GroupStream.Member]
  let windows: [GroupStream.Windows]
  let patterns: [[Int]]
  let groupNumbers: [Int]

  /// Whether it takes little memory beside the companies: weeks of companies that were listed on many different days do not.
  var isSmall: Bool { windows.reduce(0) { $0 + $1.listCount } <= 32 * members.count }
}

extension GroupStream.Windows {
  /// How many windows are listed one by one.
  fileprivate var listCount: Int {
    if case .windows(let list) = spans { list.count } else { 0 }
  }
}

extension GroupStream {
  /// The companies of a layout.
  convenience init(_ layout: StreamLayout, _ lanes: LaneEvaluator, condition: BoundExpression?, calendar: [Day]?) {
    self.init(
      lanes: lanes, members: layout.members, windows: layout.windows, patterns: layout.patterns,
      groupNumbers: layout.groupNumbers, periods: layout.periods, groupCount: layout.labels.count, condition: condition,
      calendar: calendar)
  }
}
