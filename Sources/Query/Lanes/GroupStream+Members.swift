internal import Language
internal import Market

// Who is read by a stream: companies, each with windows that many of them share.
extension GroupStream {
  /// A company in its windows. No object hangs on it: there are many, in an array that all cores read.
  struct Member: Sendable {
    let company: Int
    /// The number of its windows among the stream's.
    let windows: Int
    /// The places of its groups among the stream's `groupNumbers`.
    let groups: Range<Int>
  }

  /// Successive windows, and the period of each.
  struct Windows: Sendable {
    let spans: Spans
    /// Where the question's window begins.
    let origin: Day
    /// Of which places of its pattern the periods are.
    let periods: Range<Int>
    let pattern: Int
    /// Whether the exchange is shut in all these periods.
    let isClosed: Bool

    /// What tells windows of one pattern apart: those in the same periods differ at most in the first and the last one, which may
    /// be cut.
    struct Key: Hashable {
      let pattern: Int
      let periods: Range<Int>
      let origin: Day
      let first, last: Spans.Window?

      /// What mostly tells them apart.
      func hash(into hasher: inout Hasher) {
        hasher.combine(pattern)
        hasher.combine(periods.lowerBound)
        hasher.combine(periods.upperBound)
        hasher.combine(first?.first.number)
        hasher.combine(last?.last.number)
      }
    }

    var key: Key {
      var (first, last): (Spans.Window?, Spans.Window?)
      if case .windows(let windows) = spans { (first, last) = (windows.first, windows.last) }
      return Key(pattern: pattern, periods: periods, origin: origin, first: first, last: last)
    }
  }

  func groups(of member: Member) -> ArraySlice<Int> { groupNumbers[member.groups] }

  /// Whether two members are in the same groups. No slice of the groups is made, whose references all cores would count at one place.
  func shareGroups(_ one: Member, _ other: Member) -> Bool {
    guard one.groups.count == other.groups.count else { return false }
    for (own, place) in zip(one.groups, other.groups) where groupNumbers[own] != groupNumbers[place] { return false }
    return true
  }

  /// The periods of a member's windows.
  func periods(of member: Member) -> ArraySlice<Int> {
    let windows = windows[member.windows]
    return patterns[windows.pattern][windows.periods]
  }

  /// The set that `of group` means for a member.
  func groupSet(of member: Member) -> Int { member.groups.isEmpty ? 0 : groupNumbers[member.groups.lowerBound] }

  /// A member's windows as a lane of its own.
  func lane(of member: Member) -> Lane {
    let windows = windows[member.windows]
    return Lane(
      company: member.company, spans: windows.spans, origin: windows.origin, spanStart: nil, scale: .own,
      groupSet: groupSet(of: member))
  }

  /// Members put so that those that can share a lane stand beside one another, and of those the companies in their order.
  func sortedByWindows(_ members: ArraySlice<Member>) -> ArraySlice<Member> {
    members.sorted {
      if $0.windows != $1.windows { return $0.windows < $1.windows }
      let (set, other) = (groupSet(of: $0), groupSet(of: $1))
      return set != other ? set < other : $0.company < $1.company
    }[...]
  }
}
